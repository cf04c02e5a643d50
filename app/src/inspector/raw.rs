//! The request as text, with its line ends.

use domain::Hit;
use leptos::prelude::*;

use super::desk::Desk;
use super::hit_pane::Shown;
use crate::lens::{Ink, Span, json, text};
use crate::ui::copy::CopyIcon;
use crate::ui::{icon, spans};
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
        {lines(hit, &body_text)}
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

fn lines(hit: &Hit, body: &str) -> impl IntoView + use<> {
    let end = || view! { <span class="eol" title="0d 0a">"\\r\\n"</span>"\n" };
    let first = view! {
        {spans::number()}
        <span class="tg">{hit.summary.method.clone()}</span>
        {format!(" {} ", hit.summary.target)}
        <span class="pp">{hit.version.clone()}</span>
        {end()}
    };
    let headers = hit.headers.iter().map(|header| {
        let value = String::from_utf8_lossy(&header.bytes()).into_owned();
        view! { {spans::number()}<span class="kk">{header.name.clone()}</span><span class="pp">":"</span>" "{spans::safe(&value)}{end()} }
    });
    let headers = headers.collect_view();
    let part = text::head(body, text::COLOURED);
    let runs: Vec<Span> = if part.starts_with(['{', '[']) {
        json::highlight(part)
    } else {
        vec![(Ink::Plain, part.to_owned())]
    };
    let count = 2
        + hit.headers.len()
        + if part.is_empty() {
            0
        } else {
            text::lines(part)
        };
    let shown = u64::try_from(part.len()).unwrap_or(u64::MAX);
    let more = (shown < hit.body.size).then(|| {
        let all = format::size(hit.body.size);
        let text = match shown {
            0 => format!("The body, {all}, is not shown here as it was coded or not loaded. The download has it."),
            _ => format!("Body: {} of {all} shown. The download has all of it.", format::size(shown)),
        };
        view! { <div class="more-body">{icon::icon("file")}<span>{text}</span></div> }
    });
    let runs = runs.into_iter().map(|run| (run, None)).collect();
    let body = (!part.is_empty()).then(|| {
        (
            spans::number(),
            spans::beside(runs, |(run, _)| spans::spans(vec![run])),
        )
    });
    let drawn = view! { {first}{headers}{spans::number()}{end()}{body} };
    view! { {spans::lines(count, drawn.into_any())}{more} }
}
