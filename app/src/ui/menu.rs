//! Menus: opened by a button, closed by a choice, by `Esc` and by a press elsewhere.

use leptos::prelude::*;

use crate::browser::menu::{self, Step};
use crate::effect::effect;
use crate::ui::icon;

/// The button that opens a menu and closes it again. Both stand in one `.anchor`.
#[component]
pub fn Opener(
    /// Whether the menu is open.
    open: RwSignal<bool>,
    /// What opens: the role of the menu.
    #[prop(default = "menu")]
    role: &'static str,
    /// Classes.
    #[prop(default = "btn icon-only quiet sm")]
    class: &'static str,
    /// Its name; none where words on it name it.
    #[prop(optional, into)]
    label: Option<String>,
    /// Its title; none where it has a name that says the same.
    #[prop(optional, into)]
    title: Option<String>,
    /// What is on it.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class=class
            data-js=""
            title=title.or_else(|| label.clone())
            aria-label=label
            aria-haspopup=role
            aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|open| *open = !*open)
        >
            {children()}
        </button>
    }
}

/// A menu with a field in which words for what is wanted are typed.
#[component]
pub fn Finder(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Its name.
    label: &'static str,
    /// Name of the field.
    find: &'static str,
    /// What can be typed.
    hint: &'static str,
    /// What is typed.
    typed: RwSignal<String>,
    /// Chooses what stands first; false when there is nothing.
    first: Callback<(), bool>,
    /// What fits.
    #[prop(into)]
    found: ViewFn,
    /// Said when nothing fits.
    #[prop(into)]
    none: Signal<Option<&'static str>>,
    /// What is below, whatever is typed.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let on_enter = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Enter" && first.run(()) {
            event.prevent_default();
            open.set(false);
        }
    };
    view! {
        <Menu open=open label=label role="dialog">
            <label class="find">
                {icon::icon("search")}
                <input
                    class="grow"
                    autocomplete="off"
                    spellcheck="false"
                    placeholder=hint
                    aria-label=find
                    on:input:target=move |event| typed.set(event.target().value())
                    on:keydown=on_enter
                />
            </label>
            <div class="these">{move || found.run()}<p class="muted" role="status">{none}</p></div>
            {children.map(|children| children())}
        </Menu>
    }
}

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
