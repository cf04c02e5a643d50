//! The focus among the items of an open menu, and back to what opened it.

use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement};

/// Where the focus goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// To the first item, or the field above the items.
    First,
    /// To the last item.
    Last,
    /// To the item below; from the last to the first.
    Next,
    /// To the item above; from the first to the last.
    Previous,
}

/// What is an item of a menu; a field in it is one more stop.
const ITEMS: &str = "input, [role^=menuitem], .item";

/// Moves the focus among the items of a menu.
pub fn step(menu: &Element, step: Step) {
    let Ok(all) = menu.query_selector_all(ITEMS) else {
        return;
    };
    let items: Vec<HtmlElement> = (0..all.length())
        .filter_map(|at| all.get(at)?.dyn_into().ok())
        .collect();
    let active = leptos::prelude::document().active_element();
    let at = items
        .iter()
        .position(|item| active.as_ref() == Some(item.as_ref()));
    let last = items.len().saturating_sub(1);
    let to = match (step, at) {
        (Step::First, _) | (Step::Next, None) => 0,
        (Step::Last, _) | (Step::Previous, None | Some(0)) => last,
        (Step::Next, Some(at)) if at == last => 0,
        (Step::Next, Some(at)) => at + 1,
        (Step::Previous, Some(at)) => at - 1,
    };
    if let Some(item) = items.get(to) {
        drop(item.focus());
    }
}

/// What opened a menu stands beside it in the same anchor.
fn anchor(menu: &Element) -> Option<Element> {
    menu.closest(".anchor").ok().flatten()
}

/// What opened a menu.
#[must_use]
pub fn opener(menu: &Element) -> Option<HtmlElement> {
    let found = anchor(menu)?.query_selector("[aria-haspopup]").ok()??;
    found.dyn_into().ok()
}

/// The press was neither on the menu nor on what opened it.
#[must_use]
pub fn is_outside(menu: &Element, event: &web_sys::PointerEvent) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Node>().ok());
    !anchor(menu).is_some_and(|anchor| anchor.contains(target.as_ref()))
}

/// An item was pressed, not what is between the items.
#[must_use]
pub fn is_on_item(event: &web_sys::MouseEvent) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .and_then(|target| target.closest("[role^=menuitem], .item").ok().flatten())
        .is_some()
}

/// Nothing has the focus that does something with it: a pane takes it when it is pressed anywhere.
#[must_use]
pub fn focus_is_nowhere() -> bool {
    let active = leptos::prelude::document().active_element();
    active.is_none_or(|active| active.matches("body, section, nav").unwrap_or(false))
}
