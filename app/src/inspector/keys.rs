//! The keyboard: what each key does, and the sheet that says so.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::actions::Actions;
use super::desk::{Desk, Overlay};
use crate::address::{Place, Tab};
use crate::browser::{page, storage};
use crate::effect::effect;
use crate::lines::Lines;
use crate::list::Hits;
use crate::site::Site;
use crate::ui::dialog::Dialog;
use crate::ui::toast::Toasts;
use crate::use_site;

/// Key under which the choice against single keys is kept.
const OFF: &str = "creel:keys";

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
                if act_on(desk, toasts, act, site).await.is_err() {
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

/// Does what a key does; also chosen from the palette.
pub(super) fn run(desk: Desk, toasts: Toasts, act: Act, site: &Arc<Site>) {
    let selected = desk.selected.get_untracked();
    let open = |seq: Option<u64>| {
        if let Some(seq) = seq {
            desk.open(Some(seq));
            request_animation_frame(move || page::reveal(&format!("[data-seq='{seq}']")));
        }
    };
    let line = |pick: fn(&Lines, u64) -> Option<u64>| {
        let newest = || desk.hits.with_untracked(Hits::newest);
        desk.lines
            .with_untracked(|lines| selected.map_or_else(newest, |seq| pick(lines, seq)))
    };
    let actions = selected.map(|seq| Actions::with(desk, toasts, Arc::clone(site), seq));
    match act {
        Act::Older => open(line(Lines::below)),
        Act::Newer => open(line(Lines::above)),
        Act::Fold(open) => {
            if let Some(seq) = selected {
                desk.fold(seq, Some(open));
                request_animation_frame(|| page::focus(".hits a[aria-current]"));
            }
        }
        Act::Newest => open(desk.hits.with_untracked(Hits::newest)),
        Act::Oldest => {
            open(
                desk.lines
                    .with_untracked(|lines| lines.all().last().map(|line| line.seq)),
            );
        }
        Act::Enter => {
            open(selected);
            page::focus("#hit");
        }
        Act::Leave => leave(desk),
        Act::Filter | Act::Find => {
            if let Some(field) = field(act) {
                page::focus(field);
            }
        }
        Act::Pause => desk.toggle_pause(),
        Act::Show => desk.follow_again(),
        Act::Tab(place) => {
            if let Some(tab) = Tab::ALL.get(place) {
                let place = desk.place.get_untracked();
                desk.go(&Place {
                    before: None,
                    ..place.at(selected).on(*tab)
                });
            }
        }
        Act::Url => {
            let url = desk
                .endpoint
                .with_untracked(|endpoint| endpoint.url.clone());
            toasts.copy(url, "Capture URL copied");
        }
        Act::Undo => toasts.undo(),
        Act::Compare => {
            if !desk.compare_open() {
                toasts.done("There is no other hit to compare with", "");
            }
        }
        Act::Mark => mark(desk, toasts),
        Act::Settings | Act::Share if !desk.can_write() => {}
        Act::Settings => desk.go_to(
            &desk
                .place
                .with_untracked(|place| format!("{}/settings", place.root)),
        ),
        Act::Share => desk.overlay.set(Some(Overlay::Share)),
        Act::New => new_endpoint(toasts, site),
        Act::Lens => page::press_next(LENSES),
        Act::Theme => {
            // A browser without a root element has no theme either.
            let _: Option<()> = page::switch_theme(&site.base);
        }
        Act::Help => desk.overlay.set(Some(Overlay::Keys)),
        Act::Curl | Act::Link | Act::Pin | Act::Note | Act::Delete => {
            if let Some(actions) = actions {
                on_hit(desk, act, &actions);
            }
        }
    }
}

/// The lenses of the body, the open one first.
const LENSES: &str = "[role=radiogroup][aria-label=Lens] [role=radio]";

/// Marks the row that has the focus; in a comparison it becomes the other side at once.
fn mark(desk: Desk, toasts: Toasts) {
    let Some(seq) = page::focused_row() else {
        return;
    };
    if desk.place.with_untracked(|place| place.against.is_some()) {
        desk.compare_with(seq);
        return;
    }
    desk.marked.set(Some(seq));
    toasts.done(
        format!("#{seq} is marked"),
        "Choose another hit and press x to compare them.",
    );
}

fn new_endpoint(toasts: Toasts, site: &Arc<Site>) {
    let answer = crate::api::create(&crate::transport::Caller::get(), site, "{}".to_owned());
    let site = Arc::clone(site);
    leptos::task::spawn_local(async move {
        match answer.await {
            Ok(endpoint) => page::leave_for(&site.link(&format!("/e/{}", endpoint.name()))),
            Err(refused) => toasts.failed("The endpoint was not created", refused.message),
        }
    });
}

fn on_hit(desk: Desk, act: Act, actions: &Actions) {
    let write = desk.can_write();
    match act {
        Act::Curl => actions.copy_as("curl", "curl"),
        Act::Link => actions.copy_link(),
        Act::Pin if write => {
            let pinned = desk
                .hits
                .with_untracked(|hits| hits.get(actions.seq).is_some_and(|row| row.pinned));
            actions.pin(!pinned);
        }
        Act::Note if write => desk.noting.set(true),
        Act::Delete if write => actions.delete(),
        _ => {}
    }
}

/// Back from the hit to its row, else to following the newest.
fn leave(desk: Desk) {
    let document = document();
    let inside = document
        .active_element()
        .and_then(|element| element.closest(".hit-pane").ok().flatten())
        .is_some();
    if inside {
        page::focus(".hits a[aria-current]");
    } else if desk.place.with_untracked(|place| place.against.is_some()) {
        desk.open(desk.place.with_untracked(|place| place.seq));
    } else if desk.place.with_untracked(|place| place.seq.is_some()) {
        desk.open(None);
    }
}

/// What keys do, and the keys.
type Keys = (&'static str, &'static [&'static str]);

/// The keys, for people.
const SHEET: [(&str, &[Keys]); 3] = [
    (
        "List",
        &[
            ("Older, newer hit", &["j", "k"]),
            ("Newest, oldest", &["g", "G"]),
            ("Open the hit", &["Enter"]),
            ("Back to the list", &["Esc"]),
            ("Filter", &["/"]),
            ("Pause or go live", &["l"]),
            ("Show new hits", &["."]),
            ("Show, hide attempts", &["→", "←"]),
            ("Mark for comparing", &["Shift", "Enter"]),
        ],
    ),
    (
        "Hit",
        &[
            ("Tab", &["1", "6"]),
            ("Newer, older hit", &["[", "]"]),
            ("Copy as curl", &["c"]),
            ("Copy link", &["y"]),
            ("Compare", &["x"]),
            ("Pin", &["p"]),
            ("Note", &["n"]),
            ("Share", &["s"]),
            ("Delete", &["Del"]),
            ("Undo", &["z"]),
        ],
    ),
    (
        "Body and anywhere",
        &[
            ("Find in body", &["f"]),
            ("Open, close a value", &["→", "←"]),
            ("Open, close everything", &["e", "E"]),
            ("Copy the path of a value", &["Shift", "C"]),
            ("Next lens", &["v"]),
            ("Palette", &["Ctrl", "K"]),
            ("Copy the capture URL", &["u"]),
            ("Settings", &[","]),
            ("New endpoint", &["N"]),
            ("Switch theme", &["t"]),
            ("This sheet", &["?"]),
        ],
    ),
];

crate::chunk! {
    /// Does what a key does; always true.
    tools fn act_on(desk: Desk, toasts: Toasts, act: Act, site: Arc<Site>) -> bool {
        run(desk, toasts, act, &site);
        true
    }
}

/// The sheet of keys.
pub(super) fn sheet(desk: Desk) -> impl IntoView {
    let sections = SHEET.map(|(title, keys)| {
        let each = keys.iter().map(|(what, keys)| {
            let keys = keys
                .iter()
                .map(|key| view! { <kbd>{*key}</kbd> })
                .collect_view();
            view! { <li>{*what}<span>{keys}</span></li> }
        });
        view! { <section><h3>{title}</h3><ul>{each.collect_view()}</ul></section> }
    });
    let on = storage::get(OFF).is_none();
    let switch =
        move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlInputElement>| {
            if event.target().checked() {
                storage::remove(OFF);
            } else {
                storage::set(OFF, "off");
            }
        };
    view! {
        <Dialog title="Keyboard shortcuts" class="wide" close=Callback::new(move |()| desk.overlay.set(None))>
            <div class="in" tabindex="0" role="group" aria-label="Keys">
                <label class="switch"><input type="checkbox" checked=on on:change:target=switch/>"Single keys"</label>
                <div class="keys">{sections.collect_view()}</div>
                <p class="muted">
                    "Single keys do nothing while you type in a field. Turn them off if they get in the way of your screen reader or voice control."
                </p>
            </div>
        </Dialog>
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
