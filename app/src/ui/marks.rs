//! Verdict dots, senders, statuses, times.

use domain::{Outcome, Timestamp};
use leptos::prelude::*;

use crate::format;
use crate::provider::face;
use crate::ui::icon;
use crate::verdict;

/// The shape of a verdict.
#[must_use]
pub fn dot(outcome: Outcome) -> AnyView {
    view! {
        <span class="v-dot" data-verdict=outcome.word()>
            {icon::meaning(verdict::icon(outcome), verdict::label(outcome))}
        </span>
    }
    .into_any()
}

/// Two letters of a sender.
#[must_use]
pub fn sender(id: &str) -> AnyView {
    let face = face(id);
    view! { <span class="prov" style=format!("--hue:{}", face.hue) aria-hidden="true">{face.letters}</span> }
        .into_any()
}

/// What stands in place of a sender: an icon for the kind of body.
#[must_use]
pub fn no_sender(content_type: Option<&str>, size: u64) -> AnyView {
    let glyph = match content_type.map(crate::lens::essence).as_deref() {
        _ if size == 0 => "empty",
        Some(kind) if kind.ends_with("json") => "braces",
        Some(kind) if kind.ends_with("xml") || kind.ends_with("html") => "angle",
        Some(kind) if kind.starts_with("multipart/") => "parts",
        Some(kind) if kind.starts_with("image/") => "image",
        Some(kind) if kind.starts_with("text/") || kind.contains("form") => "text",
        _ => "file",
    };
    view! { <span class="prov none" aria-hidden="true">{icon::icon(glyph)}</span> }.into_any()
}

/// The class of a status: its first digit, or `abort` when there was none.
#[must_use]
pub fn class(status: Option<u16>) -> &'static str {
    match status.map(|status| status / 100) {
        Some(0..=2) => "2",
        Some(3) => "3",
        Some(4) => "4",
        Some(_) => "5",
        None => "abort",
    }
}

/// A status, coloured unless it is usual.
#[must_use]
pub fn status(status: Option<u16>) -> AnyView {
    let text = status.map_or_else(|| "aborted".to_owned(), |status| status.to_string());
    view! { <span class="status" data-class=class(status)>{text}</span> }.into_any()
}

/// A moment in a row: absolute in UTC from the server, relative once the page knows the time.
#[must_use]
pub fn when(at: Signal<Timestamp>, now: Signal<Option<Timestamp>>) -> AnyView {
    let text = move || match now.get() {
        Some(now) => format::ago_short(at.get(), now),
        None => format::clock(at.get()),
    };
    view! {
        <time class="when" datetime=move || at.get().to_string() title=move || format::moment(at.get())>{text}</time>
    }
    .into_any()
}
