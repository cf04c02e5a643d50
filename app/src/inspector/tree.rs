//! JSON as a tree.

mod reach;
mod tools;

use std::sync::Arc;

use domain::Timestamp;
use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;

use crate::inspector::stretch::{self, Stretch};
use crate::lens::json::{self, Kind, Node};
use crate::lens::{find, hex, moment, text};
use crate::ui::{icon, spans};

/// Longest value drawn on a line.
const LONGEST: usize = 4_000;

#[derive(Clone)]
struct Leaves {
    text: Arc<String>,
    tree: Arc<json::Tree>,
    open: RwSignal<Vec<bool>>,
    chosen: RwSignal<Option<usize>>,
    needle: RwSignal<String>,
    received: Timestamp,
    stretch: RwSignal<Stretch>,
}

/// The tree.
#[component]
pub fn Tree(
    /// The text it was read from.
    text: Arc<String>,
    /// The values.
    tree: Arc<json::Tree>,
    /// Which of them are open.
    open: RwSignal<Vec<bool>>,
    /// The chosen one.
    chosen: RwSignal<Option<usize>>,
    /// Lines that are drawn.
    stretch: RwSignal<Stretch>,
    /// A text to be marked where it is found.
    needle: RwSignal<String>,
    /// When the hit came.
    received: Timestamp,
) -> impl IntoView {
    let leaves = Leaves {
        text,
        tree,
        open,
        chosen,
        needle,
        received,
        stretch,
    };
    let under = RwSignal::new(None::<tools::Under>);
    let lines = {
        let tree = Arc::clone(&leaves.tree);
        Memo::new(move |_| open.with(|open| stretch.with(|stretch| tree.lines(open, stretch))))
    };
    let rows = move || lines.with(|(rows, _)| rows.clone());
    let keys = leaves.clone();
    let pressed = move |event| {
        // Lines come and go: what is under the pointer is known when that moves.
        under.set(None);
        on_key(&keys, &event);
    };
    let each = leaves.clone();
    let more = move || lines.with(|(_, more)| *more);
    view! {
        {stretch::before(stretch)}
        <div class="leaves" on:pointerover=move |event| tools::over(under, &event) on:pointerleave=move |_| under.set(None)>
            <div class="tree" role="tree" aria-label="Body as a tree" on:keydown=pressed>
                <For each=rows key=|at| *at children=move |at| line(&each, at)/>
            </div>
            {tools::beside(&leaves, under)}
        </div>
        {stretch::after(stretch, more)}
        {tools::crumbs(&leaves)}
    }
}

fn line(leaves: &Leaves, at: usize) -> AnyView {
    let Some(node) = leaves.tree.nodes.get(at).cloned() else {
        return ().into_any();
    };
    let (open, chosen) = (leaves.open, leaves.chosen);
    let is_open = move || open.with(|open| open.get(at).copied().unwrap_or(false));
    let container = node.is_container() && node.children > 0;
    let expanded = move || container.then(|| is_open().to_string());
    let toggle = move |_| {
        if container {
            open.update(|open| flip(open, at));
        }
    };
    let index = move || {
        if chosen.get().unwrap_or(0) == at {
            "0"
        } else {
            "-1"
        }
    };
    let style = format!("--lv:{}", node.depth);
    view! {
        <div
            class="tn"
            role="treeitem"
            id=format!("tn-{at}")
            {..custom_attribute("aria-level", (node.depth + 1).to_string())}
            aria-setsize=leaves.tree.siblings(at).to_string()
            aria-posinset=(node.index + 1).to_string()
            aria-expanded=expanded
            aria-selected=move || (chosen.get() == Some(at)).to_string()
            tabindex=index
            style=style
            on:click=move |_| chosen.set(Some(at))
        >
            <span class="tw" on:click=toggle>{container.then(|| icon::icon("chev-r"))}</span>
            {name(leaves, &node)}
            {value(leaves, at, &node, toggle)}
        </div>
    }
    .into_any()
}

/// The line that stands for another when only the outermost is open.
fn seen_when_closed(leaves: &Leaves, mut at: usize) -> usize {
    while let Some(node) = leaves.tree.nodes.get(at).filter(|node| node.depth > 1) {
        at = node.parent;
    }
    at
}

fn flip(open: &mut [bool], at: usize) {
    if let Some(flag) = open.get_mut(at) {
        *flag = !*flag;
    }
}

fn name(leaves: &Leaves, node: &Node) -> AnyView {
    let root = node.depth == 0;
    match &node.key {
        Some(key) => {
            let key = leaves.text.get(key.clone()).unwrap_or_default().to_owned();
            let needle = leaves.needle;
            let name = move || marked(text::head(&key, 300), needle);
            view! { <span class="k">{name}</span><span class="p">": "</span> }.into_any()
        }
        None if root => ().into_any(),
        None => view! { <span class="k muted">{node.index}</span><span class="p">": "</span> }
            .into_any(),
    }
}

fn value(
    leaves: &Leaves,
    at: usize,
    node: &Node,
    toggle: impl Fn(leptos::ev::MouseEvent) + Copy + Send + Sync + 'static,
) -> AnyView {
    let open = leaves.open;
    match (node.kind, node.children) {
        (Kind::Object, 0) => view! { <span class="p">"{}"</span> }.into_any(),
        (Kind::Array, 0) => view! { <span class="p">"[]"</span> }.into_any(),
        (kind @ (Kind::Object | Kind::Array), children) => {
            let noun = if kind == Kind::Object { "key" } else { "item" };
            let count = crate::format::counted(u64::try_from(children).unwrap_or(u64::MAX), noun);
            let bracket = if kind == Kind::Object { "{" } else { "[" };
            let fold = leaves.tree.fold(&leaves.text, at);
            let inside = move || {
                if open.with(|open| open.get(at).copied().unwrap_or(false)) {
                    view! { <span class="p">{bracket}</span> }.into_any()
                } else {
                    view! { <span class="fold" on:click=toggle>{spans::safe(&fold)}</span> }
                        .into_any()
                }
            };
            view! { {inside}<span class="hintv">{count}</span> }.into_any()
        }
        (kind, _) => {
            let text = leaves.text.get(node.span.clone()).unwrap_or_default();
            let exact = kind == Kind::Number && json::is_beyond_double(text);
            let when = match kind {
                Kind::String => moment::beside(text.trim_matches('"'), leaves.received),
                _ => None,
            };
            let cut = (text.len() > LONGEST).then(|| {
                let size = crate::format::size(u64::try_from(text.len()).unwrap_or(u64::MAX));
                view! { <span class="hintv">{format!("… {size}")}</span> }
            });
            let (part, needle) = (text::head(text, LONGEST).to_owned(), leaves.needle);
            let shown = move || marked(&part, needle);
            view! {
                <span class="val"><span class=json::ink(kind).class()>{shown}</span></span>
                {exact.then(|| view! { <span class="hintv" title="Larger than 2⁵³: most JSON parsers round it">"64-bit, exact"</span> })}
                {when.map(|when| view! { <span class="hintv">{when}</span> })}
                {cut}
            }
            .into_any()
        }
    }
}

/// Captured text, with what is looked for marked.
fn marked(text: &str, needle: RwSignal<String>) -> AnyView {
    let places = needle.with(|needle| find::places(text, needle));
    if places.is_empty() {
        return spans::safe(text);
    }
    let pieces = find::cut(hex::visible(text), &places);
    pieces
        .into_iter()
        .map(|(run, which)| match which {
            None => spans::spans(vec![run]),
            Some(_) => view! { <mark>{run.1}</mark> }.into_any(),
        })
        .collect_view()
        .into_any()
}

fn on_key(leaves: &Leaves, event: &leptos::ev::KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let here = leaves.chosen.get_untracked().unwrap_or(0);
    let Some(node) = leaves.tree.nodes.get(here) else {
        return;
    };
    let is_open = leaves
        .open
        .with_untracked(|open| open.get(here).copied().unwrap_or(false));
    let to = match event.key().as_str() {
        "ArrowDown" => leaves.beside(here, true),
        "ArrowUp" => leaves.beside(here, false),
        "Home" => Some(0),
        "End" => leaves.last(),
        "ArrowRight" | "Enter" if node.is_container() && !is_open => {
            leaves.open.update(|open| flip(open, here));
            Some(here)
        }
        "ArrowRight" if node.is_container() => leaves.beside(here, true),
        "ArrowLeft" | "Enter" if node.is_container() && is_open => {
            leaves.open.update(|open| flip(open, here));
            Some(here)
        }
        "ArrowLeft" => Some(node.parent),
        "e" | "E" => {
            let open = event.key() == "e";
            leaves.open.update(|flags| {
                for (flag, node) in flags.iter_mut().zip(&leaves.tree.nodes) {
                    *flag = node.is_container() && (open || node.depth == 0);
                }
            });
            Some(if open {
                here
            } else {
                seen_when_closed(leaves, here)
            })
        }
        "C" => {
            crate::browser::page::press(".crumbs button");
            None
        }
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    if let Some(to) = to {
        leaves.chosen.set(Some(to));
        let focus = move || crate::browser::page::focus(&format!("#tn-{to}"));
        if leaves.reach(to) {
            // Its line is there with the next frame.
            request_animation_frame(focus);
        } else {
            focus();
        }
    }
}
