//! The bar at the top.

use leptos::prelude::*;

use crate::browser::page;
use crate::ui::icon;
use crate::use_site;

/// The mark and the name; a link home.
#[component]
pub fn Brand(
    /// Only the mark where it is narrow.
    #[prop(optional)]
    short: bool,
) -> impl IntoView {
    let class = if short { "not-narrow" } else { "" };
    view! {
        <a class="brand" href=use_site().home() aria-label="Creel, all endpoints">
            {icon::mark()}
            <span class=class>"Creel"</span>
        </a>
    }
}

/// Opens the palette.
#[component]
pub fn SearchButton(
    /// The palette is open.
    palette: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="cmdk"
            aria-keyshortcuts="Control+K"
            title="Search or run a command (Ctrl K)"
            data-js=""
            on:click=move |_| palette.set(true)
        >
            {icon::icon("search")}
            <span>"Search or run a command"</span>
            <kbd>"Ctrl K"</kbd>
        </button>
    }
}

/// Light or dark.
#[component]
pub fn ThemeButton() -> impl IntoView {
    let site = use_site();
    let press = move |_| {
        // A browser without a root element has no theme either.
        let _: Option<()> = page::switch_theme(&site.base);
    };
    view! {
        <button
            type="button"
            class="btn icon-only quiet"
            aria-label="Switch theme"
            title="Switch theme (t)"
            data-js=""
            data-theme-toggle=""
            on:click=press
        >
            {icon::icon("sun")}
        </button>
    }
}
