//! The keyboard: what each key does, and the sheet that says so.

pub mod run;
pub mod sheet;

pub(crate) use self::run::new_endpoint;
pub(super) use self::run::run;
pub use self::sheet::sheet;

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::desk::Desk;
use crate::address::Tab;
use crate::browser::{page, storage};
use crate::effect::effect;
use crate::ui::toast::Toasts;
use crate::use_site;

/// Key under which the choice against single keys is kept.
pub const OFF: &str = "creel:keys";

/// The lenses of the body, the open one first.
const LENSES: &str = "[role=radiogroup][aria-label=Lens] [role=radio]";

/// Something a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// The hit below.
    Older,
    /// The hit above.
    Newer,
    /// List the attempts of the delivery, or fold them away.
    Fold(bool),
    /// The first hit of the list.
    Newest,
    /// The last loaded hit.
    Oldest,
    /// Into the open hit.
    Enter,
    /// Out of what is open.
    Leave,
    /// To the filter.
    Filter,
    /// Pause, or live again.
    Pause,
    /// Show new hits.
    Show,
    /// A tab by its place.
    Tab(usize),
    /// Copy as curl.
    Curl,
    /// Copy the address of the hit.
    Link,
    /// Copy the capture URL.
    Url,
    /// Pin or unpin.
    Pin,
    /// Write the note.
    Note,
    /// Delete.
    Delete,
    /// Take the last deletion back.
    Undo,
    /// Compare with the marked hit, or the last one like it.
    Compare,
    /// Mark as the other side of a comparison.
    Mark,
    /// To the settings.
    Settings,
    /// To the share links.
    Share,
    /// A new endpoint.
    New,
    /// The next lens.
    Lens,
    /// Find in the body.
    Find,
    /// Light or dark.
    Theme,
    /// The sheet.
    Help,
}

/// What a key does where no field has the focus.
#[must_use]
pub fn act(key: &str) -> Option<Act> {
    Some(match key {
        "j" | "ArrowDown" => Act::Older,
        "k" | "ArrowUp" => Act::Newer,
        "ArrowRight" => Act::Fold(true),
        "ArrowLeft" => Act::Fold(false),
        "]" => Act::Older,
        "[" => Act::Newer,
        "g" | "Home" => Act::Newest,
        "G" | "End" => Act::Oldest,
        "Enter" => Act::Enter,
        "Escape" => Act::Leave,
        "/" => Act::Filter,
        "l" => Act::Pause,
        "." => Act::Show,
        "c" => Act::Curl,
        "y" => Act::Link,
        "u" => Act::Url,
        "p" => Act::Pin,
        "n" => Act::Note,
        "Delete" | "Backspace" => Act::Delete,
        "z" => Act::Undo,
        "x" => Act::Compare,
        "," => Act::Settings,
        "s" => Act::Share,
        "N" => Act::New,
        "v" => Act::Lens,
        "f" => Act::Find,
        "t" => Act::Theme,
        "?" => Act::Help,
        digit => {
            let place = digit.parse::<usize>().ok()?.checked_sub(1)?;
            (digit.len() == 1 && place < Tab::ALL.len()).then_some(Act::Tab(place))?
        }
    })
}

/// Listens while the inspector is open.
pub fn attach(desk: Desk) {
    let site = use_site();
    let toasts = Toasts::get();
    effect(move || {
        let site = Arc::clone(&site);
        let listener = window_event_listener(leptos::ev::keydown, move |event| {
            if event.default_prevented() || event.alt_key() {
                return;
            }
            if event.ctrl_key() || event.meta_key() {
                // Also out of a field, but not over a dialog.
                if event.key() == "k" && !page::has_dialog() {
                    event.prevent_default();
                    desk.palette.set(true);
                }
                return;
            }
            let target = event
                .target()
                .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
            if target.as_ref().is_some_and(page::is_field) {
                return;
            }
            // What is typed belongs to the dialog, which may still be on its way.
            if desk.palette.get_untracked()
                || desk.noting.get_untracked()
                || desk.overlay.with_untracked(Option::is_some)
            {
                return;
            }
            let Some(act) = act(&event.key()) else { return };
            let act = match act {
                Act::Enter if event.shift_key() => Act::Mark,
                act => act,
            };
            let always = matches!(
                act,
                Act::Leave
                    | Act::Older
                    | Act::Newer
                    | Act::Fold(_)
                    | Act::Enter
                    | Act::Mark
                    | Act::Delete
            );
            let single = storage::get(OFF).is_none() || (always && event.key().len() > 1);
            if !single || !wants(act, &event, target.as_ref()) {
                return;
            }
            event.prevent_default();
            // At once: what is typed next belongs to the field.
            if let Some(field) = field(act) {
                page::focus(field);
                return;
            }
            let site = Arc::clone(&site);
            leptos::task::spawn_local(async move {
                if run::act_on(desk, toasts, act, site).await.is_err() {
                    toasts.failed("The key did nothing", "The server did not answer.");
                }
            });
        });
        on_cleanup(move || listener.remove());
    });
}

/// Arrows scroll, and Enter and Backspace press, where the focus is on something that does so itself.
fn wants(act: Act, event: &leptos::ev::KeyboardEvent, target: Option<&web_sys::Element>) -> bool {
    let within = |selector: &str| {
        target.is_some_and(|target| target.closest(selector).is_ok_and(|found| found.is_some()))
    };
    match act {
        Act::Older | Act::Newer if event.key().starts_with("Arrow") => !within(".hit-pane"),
        Act::Newest | Act::Oldest if event.key().len() > 1 => within(".list-pane"),
        Act::Enter | Act::Mark | Act::Fold(_) => within(".hits a"),
        Act::Lens => page::exists(LENSES),
        _ => field(act).is_none_or(page::exists),
    }
}

/// The field that an action is to reach.
const fn field(act: Act) -> Option<&'static str> {
    match act {
        Act::Filter => Some("#filter"),
        Act::Find => Some("[data-find]"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_tabs_and_nothing_else_is() {
        assert_eq!(act("1"), Some(Act::Tab(0)));
        assert_eq!(act("6"), Some(Act::Tab(5)));
        for key in ["0", "7", "F1", "11", "-1", "Shift", ""] {
            assert_eq!(act(key), None, "{key}");
        }
    }

    #[test]
    fn case_tells_keys_apart() {
        assert_eq!((act("g"), act("G")), (Some(Act::Newest), Some(Act::Oldest)));
    }
}
