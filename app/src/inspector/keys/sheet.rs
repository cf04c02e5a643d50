//! The sheet that says what each key does.

use leptos::prelude::*;

use super::OFF;
use crate::browser::storage;
use crate::ui::dialog::Dialog;

/// What keys do, and the keys.
type Keys = (&'static str, &'static [&'static str]);

/// The keys, for people.
const SHEET: [(&str, &[Keys]); 4] = [
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
            ("Tab", &["1–6"]),
            ("Newer, older hit", &["[", "]"]),
            ("Copy as curl", &["c"]),
            ("Copy link", &["y"]),
            ("Compare", &["x"]),
            ("Pin", &["p"]),
            ("Note", &["n"]),
            ("Delete", &["Del"]),
        ],
    ),
    (
        "Body",
        &[
            ("Find", &["f"]),
            ("Next, previous match", &["Enter", "Shift Enter"]),
            ("Open, close a value", &["→", "←"]),
            ("Open, close everything", &["e", "E"]),
            ("Copy the path of a value", &["Shift", "C"]),
            ("Next lens", &["v"]),
        ],
    ),
    (
        "Anywhere",
        &[
            ("Search or run a command", &["Ctrl", "K"]),
            ("Copy the capture URL", &["u"]),
            ("Share", &["s"]),
            ("Settings", &[","]),
            ("New endpoint", &["Shift", "N"]),
            ("Undo", &["z"]),
            ("Switch theme", &["t"]),
            ("This sheet", &["?"]),
        ],
    ),
];

crate::chunk! {
    /// The sheet of keys.
    tools fn sheet(close: Callback<()>) -> AnyView {
        dialog(close).into_any()
    }
}

fn dialog(close: Callback<()>) -> impl IntoView {
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
        <Dialog title="Keyboard shortcuts" class="wide" close=close>
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
