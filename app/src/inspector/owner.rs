//! What an owner does with the whole endpoint from here: the same pieces as in its settings.

use std::sync::Arc;

use leptos::prelude::*;

use super::desk::Desk;
use crate::pages::settings::clear::{Again, Clear, Hide};
use crate::pages::settings::shares;

crate::chunk! {
    /// The links by which others read, to be made and taken back.
    settings fn share(desk: Desk) -> AnyView {
        let hit = desk.selected.get_untracked();
        let title = match hit {
            Some(seq) => format!("Share #{seq}"),
            None => format!("Share {}", desk.label()),
        };
        let close = Callback::new(move |()| desk.overlay.set(None));
        shares::dialog(desk.reader.get_value(), hit, title, close).into_any()
    }

    /// The question before the hits are cleared.
    settings fn clear(desk: Desk) -> AnyView {
        let was = desk.place.get_untracked();
        // Not callbacks of Leptos: they outlive the dialog.
        let hide: Hide = Arc::new(move |through, pinned_stay| {
            desk.hits
                .update(|hits| hits.set_aside(through, pinned_stay));
            desk.open(None);
        });
        let again: Again = Arc::new(move |undone| {
            desk.relists.try_update(|relists| *relists += 1);
            if undone {
                desk.go(&was);
            }
        });
        let close = Callback::new(move |()| desk.overlay.set(None));
        let reader = desk.reader.get_value();
        let endpoint = desk.endpoint.get_untracked();
        view! { <Clear reader=reader endpoint=endpoint close=close hide=hide again=again/> }.into_any()
    }
}
