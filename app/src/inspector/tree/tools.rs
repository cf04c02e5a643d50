//! What can be done with a value: on its line while the pointer is there, and below the tree for the chosen one.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::Leaves;
use crate::inspector::desk::Desk;
use crate::lens::json::{self, Kind};
use crate::ui::copy::CopyButton;
use crate::ui::icon;

/// The line under the pointer: its value, and pixels from the top of the tree.
pub(super) type Under = (usize, i32);

/// Notes which line the pointer came over. A finger has no place over anything.
pub(super) fn over(under: RwSignal<Option<Under>>, event: &leptos::ev::PointerEvent) {
    let line = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .and_then(|target| target.closest(".tn").ok().flatten())
        .and_then(|line| line.dyn_into::<web_sys::HtmlElement>().ok())
        .filter(|_| event.pointer_type() != "touch");
    // The tools themselves are over the line that they belong to.
    let Some(line) = line else { return };
    let at = line.id().strip_prefix("tn-").and_then(|at| at.parse().ok());
    let now = at.map(|at| (at, line.offset_top()));
    if under.get_untracked() != now {
        under.set(now);
    }
}

/// The tools of the line under the pointer. They are no stops of the Tab key: those are below the tree.
pub(super) fn beside(leaves: &Leaves, under: RwSignal<Option<Under>>) -> impl IntoView + use<> {
    let (leaves, desk) = (leaves.clone(), Desk::get());
    move || {
        under.get().map(|(at, top)| {
            let path = leaves.json_path(at);
            let title = format!("Copy path: {path}");
            let value = {
                let leaves = leaves.clone();
                Signal::derive(move || leaves.value(at))
            };
            let filter = leaves.tree.filter(&leaves.text, at).map(|by| {
                view! {
                    <button type="button" tabindex="-1" title=format!("Show hits with {by}") on:click=move |_| desk.narrow(&by)>
                        {icon::icon("filter")}
                        <span>"Filter"</span>
                    </button>
                }
            });
            view! {
                <div class="tools" style=format!("--top:{top}px")>
                    <span title=title><CopyButton text=Signal::stored(path) label="Copy path" class="" glyph="path" tabindex="-1"/></span>
                    <CopyButton text=value label="Copy value" class="" tabindex="-1"/>
                    {filter}
                </div>
            }
        })
    }
}

/// The chosen value: its path, and the same tools.
pub(super) fn crumbs(leaves: &Leaves) -> impl IntoView + use<> {
    let desk = Desk::get();
    let of = |read: fn(&Leaves, usize) -> String| {
        let leaves = leaves.clone();
        Signal::derive(move || read(&leaves, leaves.chosen.get().unwrap_or(0)))
    };
    let path = of(Leaves::json_path);
    let jq = of(|leaves, at| leaves.tree.jq_path(&leaves.text, at));
    let value = of(Leaves::value);
    let filter = of(|leaves, at| leaves.tree.filter(&leaves.text, at).unwrap_or_default());
    let narrow = move || {
        (!filter.with(String::is_empty)).then(|| {
            view! {
                <button type="button" class="btn quiet sm" title="Show hits with this value" on:click=move |_| desk.narrow(&filter.get_untracked())>
                    {icon::icon("filter")}
                    <span>"Filter"</span>
                </button>
            }
        })
    };
    view! {
        <div class="crumbs" data-js="">
            {icon::small("path")}
            <code>{path}</code>
            <span class="grow"></span>
            <CopyButton text=path label="Copy path" class="btn quiet sm" glyph="path"/>
            <CopyButton text=jq label="for jq" class="btn quiet sm not-narrow" glyph="path"/>
            <CopyButton text=value label="Copy value" class="btn quiet sm"/>
            {narrow}
        </div>
    }
}

impl Leaves {
    fn json_path(&self, at: usize) -> String {
        self.tree.json_path(&self.text, at)
    }

    /// A value as it is copied: text without its quotes.
    fn value(&self, at: usize) -> String {
        let node = self.tree.nodes.get(at);
        let token = node
            .and_then(|node| self.text.get(node.span.clone()))
            .unwrap_or_default();
        match node.map(|node| node.kind) {
            Some(Kind::String) => json::unquote(token),
            _ => token.to_owned(),
        }
    }
}
