//! What the reader should know about the bytes of a body.

use domain::BodyView;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Body;
use crate::address::Tab;
use crate::browser::page;
use crate::format;
use crate::inspector::desk::Desk;
use crate::inspector::hit_pane::Shown;
use crate::lens::json::Broken;
use crate::ui::icon;

/// What happened to it on its way here.
pub fn cut(shown: &Shown) -> impl IntoView + use<> {
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
    view! { {cut}{broken_off} }
}

/// How a body was made readable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// What is said of that.
    decoded: String,
    /// What is said of the bytes as they were sent.
    sent: String,
}

impl Read {
    /// Nothing was done to bytes that can be read as they are.
    pub fn of(shown: &Shown, view: &BodyView) -> Option<Self> {
        let sent = format::counted(shown.hit.body.size, "byte");
        let verb = if shown.hit.body.size == 1 {
            "was"
        } else {
            "were"
        };
        let how = match (&view.codings, &view.charset) {
            (Some(codings), _) => format!("Decoded from {codings} to be read."),
            (None, Some(charset)) => format!("Read as {charset}."),
            (None, None) => return None,
        };
        Some(Self {
            decoded: format!("{how} The signature is checked on the {sent} that {verb} sent."),
            sent: format!("The {sent} that {verb} sent."),
        })
    }
}

/// How it was made readable, and a button between that and what was sent.
pub fn read(read: Read, body: Body) -> impl IntoView {
    let is_sent = body.as_sent;
    let words = move || {
        if is_sent.get() {
            read.sent.clone()
        } else {
            read.decoded.clone()
        }
    };
    let name = move || {
        if is_sent.get() {
            "Show decoded"
        } else {
            "Show as sent"
        }
    };
    view! {
        <div class="lens-note">
            {icon::icon("info")}
            <span class="grow">{words}</span>
            <button type="button" class="btn quiet sm" data-js="" on:click=move |_| body.turn()><span>{name}</span></button>
        </div>
    }
}

/// A coding that could not be undone.
pub fn not_decoded(view: &BodyView) -> Option<AnyView> {
    view.failed.as_ref().map(|why| {
        note(
            "warn",
            "Not decoded.".to_owned(),
            format!(" It was to be, but {why}. Shown as it was sent."),
        )
    })
}

impl Body {
    /// From what can be read to what was sent, and back.
    fn turn(self) {
        if self.as_sent.get_untracked() {
            return self.as_sent.set(false);
        }
        spawn_local(async move {
            if self.sent.fetch_as_sent().await {
                self.as_sent.try_set(true);
            }
        });
    }
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
    view! {
        <div class="lens-note" data-tone="fail">
            {icon::icon("alert")}
            <span class="grow"><b>"Not valid JSON."</b>{place}</span>
            <button type="button" class="btn quiet sm" data-js="" on:click=|_| page::reveal(".err-at")><span>"Go to it"</span></button>
        </div>
    }
    .into_any()
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
