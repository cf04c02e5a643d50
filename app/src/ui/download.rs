//! Links that save something.

use leptos::prelude::*;

use crate::ui::icon;

/// An icon that saves what is at an address.
#[component]
pub fn DownloadIcon(
    /// The address.
    href: String,
    /// Name of the file.
    file: String,
    /// Name of the link.
    label: &'static str,
) -> impl IntoView {
    view! {
        <a class="btn icon-only quiet" href=href rel="external" download=file aria-label=label title=label>
            {icon::icon("download")}
        </a>
    }
}
