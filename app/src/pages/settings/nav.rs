//! The sections of the settings, with the one that is read marked.

use leptos::prelude::*;

use super::kept::Kept;
use super::secrets::Saved;
use crate::api::ShareLink;
use crate::effect::effect;
use crate::ui::icon;

/// The sections: id, name, icon.
const SECTIONS: [(&str, &str, &str); 6] = [
    ("name", "Name and address", "edit"),
    ("reply", "Reply", "enter"),
    ("signatures", "Signatures", "shield-check"),
    ("limits", "Limits", "clock"),
    ("access", "Access and sharing", "user"),
    ("danger", "Danger zone", "trash"),
];

/// A section is read once its top is this near to the top of the window, in pixels.
const NEAR: f64 = 160.0;

/// The links.
#[component]
pub fn Nav(
    /// The secrets that are saved.
    secrets: Kept<Saved>,
    /// The share links.
    links: Kept<ShareLink>,
) -> impl IntoView {
    let read = RwSignal::new(None);
    effect(move || {
        read.set(Some(section()));
        let listener = window_event_listener(leptos::ev::scroll, move |_| {
            let now = Some(section());
            if read.get_untracked() != now {
                read.set(now);
            }
        });
        on_cleanup(move || listener.remove());
    });
    let sections = SECTIONS.into_iter().enumerate();
    let sections = sections.map(|(at, (id, name, glyph))| {
        let count = match id {
            "signatures" => secrets.count(),
            "access" => links.count(),
            _ => ().into_any(),
        };
        let current = move || (read.get() == Some(at)).then_some("true");
        view! { <a href=format!("#{id}") rel="external" aria-current=current>{icon::icon(glyph)}{name}{count}</a> }
    });
    view! { <nav class="set-nav" aria-label="Settings">{sections.collect_view()}</nav> }
}

/// The section that is read: the last one that begins near the top, or above. At the end of the page it is the last.
fn section() -> usize {
    let document = document();
    let root = document.document_element();
    let at_end = root.is_some_and(|root| {
        let left = root.scroll_height() - root.client_height() - root.scroll_top();
        root.scroll_top() > 0 && left < 2
    });
    let begun = |(id, ..): &&(&str, &str, &str)| {
        document
            .get_element_by_id(id)
            .is_some_and(|section| section.get_bounding_client_rect().top() < NEAR)
    };
    let begun = SECTIONS.iter().filter(begun).count();
    if at_end {
        SECTIONS.len() - 1
    } else {
        begun.saturating_sub(1)
    }
}
