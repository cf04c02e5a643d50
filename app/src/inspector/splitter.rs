//! The edge between list and hit: the width of the list, kept in the browser.

use leptos::prelude::*;

use super::desk::Desk;
use crate::browser::{page, storage};
use crate::effect::effect;

/// Narrowest and widest list in pixels.
const BOUNDS: (u32, u32) = (300, 640);
/// A step of the keyboard.
const STEP: u32 = 16;
/// What it is before anybody moves it.
const USUAL: u32 = 396;
/// Key under which the width is kept.
const KEY: &str = "creel:list-width";

/// A width within bounds.
#[must_use]
pub fn bounded(width: u32) -> u32 {
    width.clamp(BOUNDS.0, BOUNDS.1)
}

/// The width that a key gives; `None` when the key is not for the edge.
#[must_use]
pub fn step(width: u32, key: &str) -> Option<u32> {
    Some(bounded(match key {
        "ArrowLeft" => width.saturating_sub(STEP),
        "ArrowRight" => width + STEP,
        "Home" => BOUNDS.0,
        "End" => BOUNDS.1,
        "Enter" => USUAL,
        _ => return None,
    }))
}

/// The style of the inspector: the width, when it was changed.
#[must_use]
pub fn style(desk: Desk) -> Option<String> {
    desk.width.get().map(|width| format!("--list-w:{width}px"))
}

/// Gives the list the width that is kept in the browser.
pub fn attach(desk: Desk) {
    effect(move || {
        let kept = storage::get(KEY).and_then(|kept| kept.parse().ok());
        if let Some(width) = kept {
            desk.width.set(Some(bounded(width)));
        }
    });
}

/// The edge.
#[component]
pub fn Splitter() -> impl IntoView {
    let desk = Desk::get();
    let dragging = RwSignal::new(false);
    let set = move |width: u32| {
        desk.width.set(Some(bounded(width)));
        storage::set(KEY, &bounded(width).to_string());
    };
    let now = move || desk.width.get().unwrap_or(USUAL);
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        let width = desk
            .width
            .get_untracked()
            .unwrap_or_else(|| page::width_of(".list-pane", USUAL));
        if let Some(width) = step(width, &event.key()) {
            event.prevent_default();
            event.stop_propagation();
            set(width);
        }
    };
    let down = move |event: leptos::ev::PointerEvent| {
        event.prevent_default();
        page::capture_pointer(&event);
        dragging.set(true);
    };
    let moved = move |event: leptos::ev::PointerEvent| {
        if dragging.get_untracked() {
            set(u32::try_from(event.client_x()).unwrap_or(0));
        }
    };
    view! {
        <div
            class="splitter not-narrow"
            role="separator"
            data-js=""
            aria-orientation="vertical"
            aria-label="Width of the list"
            aria-valuemin=BOUNDS.0
            aria-valuemax=BOUNDS.1
            aria-valuenow=now
            tabindex="0"
            title="Drag, or press ← →"
            on:keydown=on_key
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=move |_| dragging.set(false)
            on:pointercancel=move |_| dragging.set(false)
            on:dblclick=move |_| set(USUAL)
        ></div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_move_the_edge_within_bounds() {
        assert_eq!(step(396, "ArrowLeft"), Some(380));
        assert_eq!(step(396, "ArrowRight"), Some(412));
        assert_eq!(step(305, "ArrowLeft"), Some(300));
        assert_eq!(step(639, "ArrowRight"), Some(640));
        assert_eq!(
            (step(400, "Home"), step(400, "End")),
            (Some(300), Some(640))
        );
        assert_eq!(step(512, "Enter"), Some(USUAL));
        assert_eq!(step(396, "a"), None);
        assert_eq!((bounded(0), bounded(u32::MAX)), (300, 640));
    }
}
