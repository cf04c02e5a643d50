//! The request as text, with its line ends.

use domain::Hit;
use leptos::prelude::*;

use super::body::find::{Find, FindField};
use super::desk::Desk;
use super::hit_pane::Shown;
use crate::lens::{Ink, Span, hex, json, text};
use crate::ui::copy::CopyIcon;
use crate::ui::icon;
use crate::{format, use_site};

/// The tab.
#[component]
pub fn RawTab(
    /// The hit.
    shown: Shown,
) -> impl IntoView {
    let hit = &shown.hit;
    let desk = Desk::get();
    let head = head(hit);
    let body_text = text::decode(shown.content_type(), &shown.bytes);
    let note = if hit.version.starts_with("HTTP/2") {
        "Over HTTP/2 there is no text to show; the same fields are written in the form of HTTP/1.1, in the order they came."
    } else {
        "Exactly what arrived on the connection: order, case and repeats are the sender’s."
    };
    let copied = format!("{head}{body_text}");
    let find = Find::new();
    let seq = hit.summary.seq;
    let download = use_site().link(
        &desk
            .reader
            .with_value(|reader| reader.path(&format!("/hits/{seq}/raw"), &[])),
    );
    let sizes = format!(
        "head {}, body {}",
        format::counted(u64::try_from(head.len()).unwrap_or(0), "byte"),
        format::counted(hit.body.size, "byte")
    );
    view! {
        <div class="lens-bar">
            <span class="meta"><span>{sizes}</span></span>
            <span class="grow"></span>
            <FindField find=find label="Find in raw"/>
            <CopyIcon text=Signal::derive(move || copied.clone()) label="Copy as text" class="btn icon-only quiet"/>
            <a
                class="btn icon-only quiet"
                href=download
                rel="external"
                download=format!("hit-{seq}.http")
                aria-label="Download as .http"
                title="Download as .http"
            >
                {icon::icon("download")}
            </a>
        </div>
        <div class="lens-note">{icon::icon("info")}<span>{note}</span></div>
        {lines(hit, &body_text, find)}
    }
}

/// The head as it was on the wire.
fn head(hit: &Hit) -> String {
    let mut out = format!(
        "{} {} {}\r\n",
        hit.summary.method, hit.summary.target, hit.version
    );
    for header in &hit.headers {
        out.push_str(&format!(
            "{}: {}\r\n",
            header.name,
            String::from_utf8_lossy(&header.bytes())
        ));
    }
    out.push_str("\r\n");
    out
}

/// The request in runs of text, the ends of lines drawn.
fn runs(hit: &Hit, body: &str) -> Vec<Span> {
    let end = || {
        [
            (Ink::End, "\\r\\n".to_owned()),
            (Ink::Plain, "\n".to_owned()),
        ]
    };
    let mut out = vec![
        (Ink::Tag, hit.summary.method.clone()),
        (Ink::Plain, " ".to_owned()),
    ];
    out.extend(hex::visible(&hit.summary.target));
    out.push((Ink::Plain, " ".to_owned()));
    out.push((Ink::Mark, hit.version.clone()));
    out.extend(end());
    for header in &hit.headers {
        out.push((Ink::Key, header.name.clone()));
        out.push((Ink::Mark, ":".to_owned()));
        out.push((Ink::Plain, " ".to_owned()));
        out.extend(hex::visible(&String::from_utf8_lossy(&header.bytes())));
        out.extend(end());
    }
    out.extend(end());
    if body.starts_with(['{', '[']) {
        out.extend(json::highlight(body));
    } else if !body.is_empty() {
        out.push((Ink::Plain, body.to_owned()));
    }
    out
}

fn lines(hit: &Hit, body: &str, find: Find) -> impl IntoView + use<> {
    let part = text::head(body, text::COLOURED);
    let runs = runs(hit, part);
    let shown = u64::try_from(part.len()).unwrap_or(u64::MAX);
    let more = (shown < hit.body.size).then(|| {
        let all = format::size(hit.body.size);
        let text = match shown {
            0 => format!("The body, {all}, is not shown here as it was coded or not loaded. The download has it."),
            _ => format!("Body: {} of {all} shown. The download has all of it.", format::size(shown)),
        };
        view! { <div class="more-body">{icon::icon("file")}<span>{text}</span></div> }
    });
    view! { {move || find.code(runs.clone())}{more} }
}
