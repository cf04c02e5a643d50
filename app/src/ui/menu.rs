//! Menus: opened by a button, closed by a choice, by `Esc` and by a press elsewhere.

use leptos::prelude::*;

use crate::browser::menu::{self, Step};
use crate::effect::effect;

/// A menu, open as long as it is drawn. It stands in an `.anchor` with the button that opens it, which says
/// so with `aria-haspopup`; that has the focus again when the menu closes.
#[component]
pub fn Menu(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Its name.
    label: &'static str,
    /// `dialog` where it is more than items.
    #[prop(default = "menu")]
    role: &'static str,
    /// Its items: `role="menuitem…"`, or of the class `item`. A press on one closes the menu.
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<leptos::html::Div>::new();
    let close = move || {
        let opener = node.get_untracked().and_then(|node| menu::opener(&node));
        open.set(false);
        if let Some(opener) = opener {
            drop(opener.focus());
        }
    };
    effect(move || {
        let Some(node) = node.get() else { return };
        menu::step(&node, Step::First);
        let outside = window_event_listener(leptos::ev::pointerdown, move |event| {
            if menu::is_outside(&node, &event) {
                let opener = menu::opener(&node);
                open.set(false);
                // What was pressed has the focus by then, if it takes it.
                request_animation_frame(move || {
                    if let Some(opener) = opener.filter(|_| menu::focus_is_nowhere()) {
                        drop(opener.focus());
                    }
                });
            }
        });
        on_cleanup(move || outside.remove());
    });
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        // Keys of the page do nothing in a menu.
        event.stop_propagation();
        let step = match event.key().as_str() {
            "ArrowDown" => Step::Next,
            "ArrowUp" => Step::Previous,
            "Home" if !is_typed(&event) => Step::First,
            "End" if !is_typed(&event) => Step::Last,
            // The focus goes on from what opened it.
            "Escape" | "Tab" => return close(),
            _ => return,
        };
        event.prevent_default();
        if let Some(node) = node.get_untracked() {
            menu::step(&node, step);
        }
    };
    let on_click = move |event: leptos::ev::MouseEvent| {
        if menu::is_on_item(&event) {
            close();
        }
    };
    view! {
        <div class="menu" role=role aria-label=label node_ref=node on:keydown=on_key on:click=on_click>
            {children()}
        </div>
    }
}

/// The key belongs to a field.
fn is_typed(event: &leptos::ev::KeyboardEvent) -> bool {
    use wasm_bindgen::JsCast as _;
    event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|element| crate::browser::page::is_field(&element))
}
