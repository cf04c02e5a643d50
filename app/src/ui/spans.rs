//! Runs of captured text in colours.

use leptos::prelude::*;

use crate::lens::find::Piece;
use crate::lens::{Ink, Span, text};

/// Draws runs of text.
#[must_use]
pub fn spans(spans: Vec<Span>) -> AnyView {
    spans
        .into_iter()
        .map(|(ink, text)| match ink {
            Ink::Plain => text.into_any(),
            ink => view! { <span class=ink.class()>{text}</span> }.into_any(),
        })
        .collect_view()
        .into_any()
}

/// Lines that are numbered one by one, in front of each, so that the numbers stay right where lines wrap. Of
/// more, the numbers stand in a column of their own.
const EACH: usize = 1_000;

/// Numbered text.
#[must_use]
pub fn code(runs: Vec<Span>) -> AnyView {
    let pieces = runs.into_iter().map(|run| (run, None)).collect();
    numbered(pieces, |(run, _)| spans(vec![run]))
}

/// Numbered text, of which each piece is drawn by `draw`; that may be called for parts of it.
#[must_use]
pub fn numbered(pieces: Vec<Piece>, draw: impl Fn(Piece) -> AnyView) -> AnyView {
    let breaks: usize = pieces
        .iter()
        .map(|((_, text), _)| text.matches('\n').count())
        .sum();
    if breaks < EACH {
        return lines(breaks + 1, (number(), beside(pieces, draw)).into_any());
    }
    let drawn: Vec<AnyView> = pieces.into_iter().map(draw).collect();
    view! {
        <div class="code">
            <pre class="ln" aria-hidden="true">{text::numbers(breaks + 1)}</pre>
            <pre tabindex="0">{drawn}</pre>
        </div>
    }
    .into_any()
}

/// Text with a [`number`] in front of every line.
#[must_use]
pub fn lines(count: usize, drawn: AnyView) -> AnyView {
    let digits = count.to_string().len();
    view! {
        <div class="code each" data-digits=digits><pre tabindex="0">{drawn}</pre></div>
    }
    .into_any()
}

/// The place of a line's number.
#[must_use]
pub fn number() -> AnyView {
    view! { <i class="nr" aria-hidden="true"></i> }.into_any()
}

/// Pieces with a [`number`] after every newline that something follows.
#[must_use]
pub fn beside(pieces: Vec<Piece>, draw: impl Fn(Piece) -> AnyView) -> Vec<AnyView> {
    let mut out = Vec::new();
    let mut ended = false;
    for ((ink, text), which) in pieces {
        for part in text.split_inclusive('\n') {
            if core::mem::replace(&mut ended, part.ends_with('\n')) {
                out.push(number());
            }
            out.push(draw(((ink, part.to_owned()), which)));
        }
    }
    out
}

/// Text where a control character or a mark that turns its direction would deceive.
#[must_use]
pub fn safe(text: &str) -> AnyView {
    spans(crate::lens::hex::visible(text))
}
