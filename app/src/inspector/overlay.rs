//! The dialogs that commands open.

use leptos::prelude::*;

use super::desk::{Desk, Overlay};
use super::{export, keys, owner, qr, samples};
use crate::later::Later;

/// The dialog that is open.
#[component]
pub fn Overlays() -> impl IntoView {
    let desk = Desk::get();
    move || {
        desk.overlay
            .get()
            .map(|which| view! { <Later part=move || opened(desk, which)/> })
    }
}

crate::chunk! {
    /// A dialog while it is open.
    tools fn opened(desk: Desk, which: Overlay) -> AnyView {
        match which {
            Overlay::Keys => {
                let close = Callback::new(move |()| desk.overlay.set(None));
                view! { <Later part=move || keys::sheet(close)/> }.into_any()
            }
            Overlay::Qr => qr::dialog(desk).into_any(),
            Overlay::Export => export::dialog(desk).into_any(),
            Overlay::Sample => view! { <Later part=move || samples::sample_dialog(desk)/> }.into_any(),
            Overlay::Share => view! { <Later part=move || owner::share(desk)/> }.into_any(),
            Overlay::Clear => view! { <Later part=move || owner::clear(desk)/> }.into_any(),
        }
    }
}
