//! What is listed, as a file.

use leptos::prelude::*;

use super::desk::Desk;
use crate::list::Hits;
use crate::ui::dialog::Dialog;
use crate::ui::icon;
use crate::{format, use_site};

/// The kinds of file: the word of the API, what it is called, and what it is for.
const KINDS: [(&str, &str, &str); 3] = [
    (
        "ndjson",
        "NDJSON",
        "A hit a line, every byte of it. Another Creel can import it.",
    ),
    ("har", "HAR", "For browsers’ network panels and HTTP tools."),
    ("csv", "CSV", "A row a hit, for a spreadsheet. No bodies."),
];

/// The dialog.
pub(super) fn dialog(desk: Desk) -> impl IntoView {
    let site = use_site();
    let close = move || desk.overlay.set(None);
    let q = desk.place.with_untracked(|place| place.q.clone());
    // A filter that is not understood is not applied.
    let q = if desk.filter_error.with_untracked(Option::is_some) {
        String::new()
    } else {
        q
    };
    let count = move || format::counted(desk.hits.with(Hits::total), "hit");
    let which = if q.is_empty() {
        view! { <p>"All of the endpoint: "{count}", oldest first."</p> }.into_any()
    } else {
        let q = q.clone();
        view! { <p>"What matches "<code>{q}</code>": "{count}", oldest first."</p> }.into_any()
    };
    let kinds = KINDS.map(|(word, name, about)| {
        let query = [("as", word.to_owned()), ("q", q.clone())];
        let path = desk
            .reader
            .with_value(|reader| reader.path("/export", &query));
        view! {
            <a class="btn lg" href=site.link(&path) rel="external" download="" title=about on:click=move |_| close()>
                {icon::icon("download")}
                <span>{name}</span>
            </a>
            <p class="muted">{about}</p>
        }
    });
    view! {
        <Dialog title="Export what is shown" close=Callback::new(move |()| close())>
            <div class="in">{which}<div class="kinds">{kinds.collect_view()}</div></div>
        </Dialog>
    }
}
