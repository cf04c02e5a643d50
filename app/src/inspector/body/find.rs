//! Finding text in the body that is shown.

use leptos::prelude::*;

use super::Body;
use crate::browser::page;
use crate::inspector::stretch;
use crate::lens::Span;
use crate::lens::find::{self, MOST};
use crate::ui::{icon, spans};

/// What is looked for, and the place the reader is at.
#[derive(Clone, Copy)]
pub struct Find {
    /// The text; empty for none.
    pub needle: RwSignal<String>,
    /// Number of the place, from 0; none before the first step.
    at: RwSignal<Option<usize>>,
    /// Places there are.
    count: RwSignal<usize>,
}

impl Default for Find {
    fn default() -> Self {
        Self::new()
    }
}

impl Find {
    /// Nothing is looked for.
    #[must_use]
    pub fn new() -> Self {
        Self {
            needle: RwSignal::new(String::new()),
            at: RwSignal::new(None),
            count: RwSignal::new(0),
        }
    }

    /// Runs as numbered text, with the places marked.
    pub fn code(self, runs: Vec<Span>) -> AnyView {
        let needle = self.needle.get();
        if needle.is_empty() {
            return spans::code(runs);
        }
        let all: String = runs.iter().map(find::sought).collect();
        let places = find::places(&all, &needle);
        self.found(places.len());
        spans::numbered(find::cut(runs, &places), move |(run, which)| match which {
            None => spans::spans(vec![run]),
            Some(which) => self.mark(which, "", run.1),
        })
    }

    /// Number of the place the reader is at.
    pub(super) fn place(self) -> Option<usize> {
        self.at.get()
    }

    /// So many places there are.
    pub(super) fn found(self, places: usize) {
        self.count.set(places);
        if self.at.get_untracked().is_some_and(|at| at >= places) {
            self.at.set(None);
        }
    }

    /// A place, or a piece of it.
    pub(super) fn mark(self, which: usize, class: &'static str, text: String) -> AnyView {
        let now = move || (self.at.get() == Some(which)).then_some("");
        view! { <mark class=class data-now=now>{text}</mark> }.into_any()
    }

    /// To the next place, or the one before. Gives its number.
    fn step(self, forward: bool) -> Option<usize> {
        let count = self.count.get_untracked();
        let last = count.checked_sub(1)?;
        let at = match (self.at.get_untracked(), forward) {
            (None, true) => 0,
            (None | Some(0), false) => last,
            (Some(at), true) if at >= last => 0,
            (Some(at), true) => at + 1,
            (Some(at), false) => at - 1,
        };
        self.at.set(Some(at));
        Some(at)
    }
}

/// The field.
#[component]
pub fn FindField(
    /// What is looked for.
    find: Find,
    /// Its name.
    #[prop(default = "Find in body")]
    label: &'static str,
    /// The values to look through, while they are drawn as a tree.
    #[prop(into, optional)]
    tree: Signal<Option<Body>>,
    /// What can be typed, where that is more than text.
    #[prop(into, optional)]
    hint: Signal<Option<&'static str>>,
) -> impl IntoView {
    let go = move |forward: bool| {
        let tree = tree.get_untracked();
        if let Some(body) = tree {
            body.find_in_tree();
        }
        let Some(at) = find.step(forward) else { return };
        match tree {
            Some(body) => body.show_in_tree(at),
            None => request_animation_frame(|| page::reveal("mark[data-now]")),
        }
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        "Enter" => {
            event.prevent_default();
            go(!event.shift_key());
        }
        "Escape" => {
            event.stop_propagation();
            find.needle.set(String::new());
            page::focus("#hit");
        }
        _ => {}
    };
    let typed = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlInputElement>| {
        find.needle.set(event.target().value());
        find.at.set(None);
        if let Some(body) = tree.get_untracked() {
            body.find_in_tree();
        }
    };
    let tally = move || {
        let count = find.count.get();
        (!find.needle.with(String::is_empty)).then(|| match (find.at.get(), count) {
            (_, 0) => "none".to_owned(),
            (None, MOST) => format!("{MOST} or more"),
            (None, _) => format!("{count}"),
            (Some(at), _) => format!("{} of {count}", at + 1),
        })
    };
    view! {
        <span class="find" data-js="">
            {icon::icon("search")}
            <input
                id="find"
                data-find=""
                type="search"
                aria-label=label
                placeholder=move || hint.get().unwrap_or(label)
                title=format!("{label} (f)")
                prop:value=find.needle
                on:input:target=typed
                on:keydown=on_key
            />
            <span class="count" role="status">{tally}</span>
            {move || (find.count.get() > 0 && !find.needle.with(String::is_empty)).then(|| (
                step("Previous match", "chev-u", move || go(false)),
                step("Next match", "chev-d", move || go(true)),
            ))}
        </span>
    }
}

fn step(label: &'static str, glyph: &'static str, go: impl Fn() + 'static) -> impl IntoView {
    view! { <button type="button" aria-label=label title=label on:click=move |_| go()>{icon::icon(glyph)}</button> }
}

impl Body {
    /// Counts the values that match.
    fn find_in_tree(self) {
        let count = self.matching().len();
        self.find.count.set(count);
    }

    fn matching(self) -> Vec<usize> {
        let needle = self.find.needle.get_untracked();
        let text = self
            .loaded
            .content
            .with_untracked(super::loaded::Content::text);
        self.values.with_untracked(|values| {
            let tree = values.tree.as_ref().filter(|_| !needle.is_empty());
            tree.map(|tree| tree.matching(&text, &needle))
                .unwrap_or_default()
        })
    }

    /// Opens what the value is in, chooses it and brings it into view.
    fn show_in_tree(self, place: usize) {
        let Some(at) = self.matching().get(place).copied() else {
            return;
        };
        let Some(tree) = self.values.with_untracked(|values| values.tree.clone()) else {
            return;
        };
        self.open.update(|open| tree.open_to(open, at));
        let line = self.open.with_untracked(|open| tree.line_of(open, at));
        self.lines
            .update(|lines| *lines = stretch::around(lines, line));
        self.chosen.set(Some(at));
        request_animation_frame(move || page::reveal(&format!("#tn-{at}")));
    }
}
