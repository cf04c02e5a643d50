//! Runs of captured text in colours.

use leptos::prelude::*;

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

/// Numbered text.
#[must_use]
pub fn code(runs: Vec<Span>) -> AnyView {
    let lines = 1 + runs
        .iter()
        .map(|(_, run)| run.matches('\n').count())
        .sum::<usize>();
    view! {
        <div class="code">
            <pre class="ln" aria-hidden="true">{text::numbers(lines)}</pre>
            <pre tabindex="0">{spans(runs)}</pre>
        </div>
    }
    .into_any()
}

/// Numbered text that is drawn already.
#[must_use]
pub fn numbered(content: &str, drawn: AnyView) -> AnyView {
    let lines = 1 + content.matches('\n').count();
    view! {
        <div class="code">
            <pre class="ln" aria-hidden="true">{text::numbers(lines)}</pre>
            <pre tabindex="0">{drawn}</pre>
        </div>
    }
    .into_any()
}

/// Text where a control character or a mark that turns its direction would deceive.
#[must_use]
pub fn safe(text: &str) -> AnyView {
    spans(crate::lens::hex::visible(text))
}
