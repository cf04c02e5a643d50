//! What the reader should know about the bytes of a body.

use domain::BodyView;
use leptos::prelude::*;

use crate::address::Tab;
use crate::format;
use crate::inspector::desk::Desk;
use crate::inspector::hit_pane::Shown;
use crate::lens::json::Broken;
use crate::ui::icon;

/// What happened to it on its way here.
pub fn notes(shown: &Shown, view: &BodyView) -> impl IntoView + use<> {
    let row = &shown.hit.summary;
    let cut = shown.hit.body.truncated.then(|| {
        let kept = format::size(shown.hit.body.size);
        note(
            "warn",
            format!("Cut at {kept}."),
            format!(" The sender got 413. The first {kept} are kept; the signature cannot be checked on part of a body."),
        )
    });
    let broken_off = (row.incomplete || shown.hit.body.incomplete).then(|| {
        let text = " The sender hung up before the request was complete. What came is kept.";
        note("warn", "Broken off.".to_owned(), text.to_owned())
    });
    let decoded = view.codings.as_ref().map(|codings| {
        let sent = format::counted(shown.hit.body.size, "byte");
        let verb = if shown.hit.body.size == 1 { "was" } else { "were" };
        let text = format!("Decoded from {codings} to be read. The signature is checked on the {sent} that {verb} sent.");
        view! { <div class="lens-note">{icon::icon("info")}<span class="grow">{text}</span></div> }
    });
    let failed = view.failed.as_ref().map(|why| {
        note(
            "warn",
            "Not decoded.".to_owned(),
            format!(" It was to be, but {why}. Shown as it was sent."),
        )
    });
    view! { {cut}{broken_off}{decoded}{failed} }
}

/// Where a body stops being JSON.
pub fn not_json(broken: &Broken) -> AnyView {
    let found = match broken.found {
        Some(found) => format!(", found “{}”", found.escape_debug()),
        None => ", found the end".to_owned(),
    };
    let place = format!(
        " Line {}, column {}: {}{found}. Shown as text; nothing was changed.",
        broken.line, broken.column, broken.message
    );
    note("fail", "Not valid JSON.".to_owned(), place)
}

fn note(tone: &'static str, heading: String, text: String) -> AnyView {
    view! {
        <div class="lens-note" data-tone=tone>
            {icon::icon("alert")}
            <span class="grow"><b>{heading}</b>{text}</span>
        </div>
    }
    .into_any()
}

/// Nothing was sent.
pub fn empty(shown: &Shown) -> impl IntoView + use<> {
    let text = match shown.hit.connection.framing {
        domain::Framing::Length => {
            "Content-Length was 0, and nothing followed the headers. That is usual for GET and DELETE."
        }
        _ => "Nothing followed the headers. That is usual for GET and DELETE.",
    };
    let desk = Desk::get();
    let headers = move || desk.place.with(|place| place.on(Tab::Headers).link());
    view! {
        <div class="blank" style="padding-top:96px">
            {icon::sized("empty", "icon s28")}
            <h2>"No body"</h2>
            <p>{text}</p>
            <div class="acts">
                <a class="btn sm" href=headers><span>"Look at the headers"</span><kbd>"2"</kbd></a>
            </div>
        </div>
    }
}
