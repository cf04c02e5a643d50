//! Text and bytes, in parts: some at first, more on request.

use std::sync::Arc;

use leptos::prelude::*;

use super::find::Find;
use super::loaded::Loaded;
use crate::format;
use crate::inspector::stretch;
use crate::lens::json::Broken;
use crate::lens::{self, Ink, hex, json, text};
use crate::ui::{icon, spans};

/// Text as it is.
#[component]
pub fn Text(
    /// What has come.
    loaded: Loaded,
    /// Coloured as JSON.
    json: bool,
    /// Where it stops being JSON.
    broken: Option<Broken>,
    /// What is looked for in it.
    find: Find,
) -> impl IntoView {
    let limit = RwSignal::new(text::FIRST);
    let content = move || {
        let all = loaded.content.with(super::loaded::Content::text);
        let part = text::head(&all, limit.get());
        let runs = match &broken {
            Some(broken) if broken.at < part.len() && find.needle.with(String::is_empty) => {
                return broken_text(part, broken.at);
            }
            _ if json && part.len() <= text::COLOURED => json::highlight(part),
            _ if part.len() <= text::COLOURED => text::marked(part),
            _ => vec![(Ink::Plain, part.to_owned())],
        };
        find.code(runs)
    };
    let more = move || {
        limit.update(|limit| *limit += text::STEP);
        if limit.get_untracked() > loaded.loaded() {
            loaded.more();
        }
    };
    let shown = Signal::derive(move || limit.get().min(loaded.loaded()));
    view! { {content}<More shown=shown total=loaded.total step="Show 1 MB more" more=Callback::new(move |()| more())/> }
}

/// Text with the byte marked where it breaks.
fn broken_text(part: &str, at: usize) -> AnyView {
    let at = part.floor_char_boundary(at);
    let (before, rest) = part.split_at(at);
    let width = rest.chars().next().map_or(0, char::len_utf8);
    let (odd, after) = rest.split_at(width);
    let paint = |text: &str| {
        if text.len() <= text::COLOURED {
            json::highlight(text)
        } else {
            vec![(Ink::Plain, text.to_owned())]
        }
    };
    // The one byte is known by its number among the pieces; there are no others.
    let pieces = paint(before)
        .into_iter()
        .map(|run| (run, None))
        .chain([((Ink::Plain, odd.to_owned()), Some(0))])
        .chain(paint(after).into_iter().map(|run| (run, None)))
        .collect();
    spans::numbered(pieces, |(run, odd)| match odd {
        None => spans::spans(vec![run]),
        Some(_) => view! { <span class="err-at">{run.1}</span> }.into_any(),
    })
}

/// Coloured runs in parts.
#[component]
pub fn Long(
    /// The runs.
    runs: Vec<lens::Span>,
    /// What is looked for in them.
    find: Find,
) -> impl IntoView {
    let total: usize = runs.iter().map(|(_, run)| run.len()).sum();
    let limit = RwSignal::new(text::COLOURED);
    let content = move || {
        let mut left = limit.get();
        let part = runs.iter().take_while(|(_, run)| {
            let fits = left > 0;
            left = left.saturating_sub(run.len());
            fits
        });
        find.code(part.cloned().collect())
    };
    let total = u64::try_from(total).unwrap_or(u64::MAX);
    let more = Callback::new(move |()| limit.update(|limit| *limit += text::STEP));
    view! { {content}<More shown=limit.into() total=total step="Show 1 MB more" more=more/> }
}

/// How much is shown, and more of it.
#[component]
fn More(
    /// Bytes shown.
    shown: Signal<usize>,
    /// Bytes there are.
    total: u64,
    /// The words of the button.
    step: &'static str,
    /// Shows more.
    more: Callback<()>,
) -> impl IntoView {
    move || {
        let here = u64::try_from(shown.get()).unwrap_or(u64::MAX);
        (here < total).then(|| {
            view! {
                <div class="more-body">
                    {icon::icon("file")}
                    <span><b>{format!("{} of {}", format::size(here), format::size(total))}</b>" shown"</span>
                    <span class="grow"></span>
                    <button type="button" class="btn sm" data-js="" on:click=move |_| more.run(())>
                        {icon::icon("arrow-d")}
                        <span>{step}</span>
                    </button>
                </div>
            }
        })
    }
}

/// Bytes, in hexadecimal and as characters.
#[component]
pub fn Hex(
    /// What has come.
    loaded: Loaded,
    /// What is looked for in it.
    find: Find,
) -> impl IntoView {
    let lines = RwSignal::new(stretch::FIRST);
    let places = Memo::new(move |_| {
        let search = |needle: &String| {
            loaded
                .content
                .with(|content| lens::find::byte_places(content.bytes(), needle))
        };
        find.needle.with(search)
    });
    // The place the reader goes to is drawn, however far down it is.
    let line = Memo::new(move |_| {
        let at = find.place()?;
        places.with(|places| Some(places.get(at)?.start / hex::WIDTH))
    });
    Effect::new(move || {
        if let Some(line) = line.get() {
            lines.update(|lines| *lines = stretch::around(lines, line));
        }
    });
    let dump = move || {
        let dump = places.with(|places| {
            find.found(places.len());
            loaded
                .content
                .with(|content| lines.with(|lines| hex::dump(content.bytes(), lines, places)))
        });
        let column = |runs: Vec<hex::Run>| {
            runs.into_iter()
                .map(|(class, run, which)| match which {
                    None => view! { <span class=class>{run}</span> }.into_any(),
                    Some(which) => find.mark(which, class, run),
                })
                .collect_view()
        };
        view! {
            <div class="hex">
                <pre class="off">{dump.offsets}</pre>
                <pre tabindex="0">{column(dump.hex)}</pre>
                <pre>{column(dump.text)}</pre>
            </div>
        }
    };
    let end = move || lines.with(|lines| lines.end) * hex::WIDTH;
    // A step may go beyond what has come.
    Effect::new(move |before: Option<()>| {
        let end = end();
        if before.is_some() && end > untrack(|| loaded.loaded()) {
            loaded.more();
        }
    });
    let more = move || u64::try_from(end()).is_ok_and(|end| end < loaded.total);
    view! { {stretch::before(lines)}{dump}{stretch::after(lines, more)} }
}

/// What has come, as one text.
pub fn all(loaded: Loaded) -> Arc<String> {
    loaded.content.with(super::loaded::Content::text)
}
