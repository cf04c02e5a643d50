//! A modal dialog: focus goes in, stays in, and returns to where it came from.

use leptos::html;
use leptos::prelude::*;

use crate::effect::effect;
use crate::ui::icon;

/// The dialog, open as long as it is drawn.
#[component]
pub fn Dialog(
    /// Its heading.
    #[prop(into)]
    title: String,
    /// Closes it.
    close: Callback<()>,
    /// Classes.
    #[prop(default = "")]
    class: &'static str,
    /// What is in it, below the heading.
    children: Children,
) -> impl IntoView {
    let name = title.clone();
    let dialog = NodeRef::<html::Dialog>::new();
    effect(move || {
        if let Some(dialog) = dialog.get() {
            // A dialog that is open already stays so.
            drop(dialog.show_modal());
        }
    });
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        // Keys of the page do nothing while a dialog is open.
        event.stop_propagation();
        // Not when the browser comes to tell of it: what is typed next belongs to the page again.
        if event.key() == "Escape" && !event.default_prevented() && !event.is_composing() {
            event.prevent_default();
            if let Some(dialog) = dialog.get_untracked() {
                // The focus returns.
                dialog.close();
            }
            close.run(());
        }
    };
    let closed = move |_| {
        // It may be told when all of this is gone.
        let _: Option<()> = close.try_run(());
    };
    let outside = move |event: leptos::ev::MouseEvent| {
        let target = event.target();
        let whole = dialog
            .get_untracked()
            .map(|dialog| wasm_bindgen::JsValue::from((*dialog).clone()));
        if target.map(wasm_bindgen::JsValue::from) == whole {
            close.run(());
        }
    };
    view! {
        <dialog
            node_ref=dialog
            class=class
            aria-label=name
            on:close=closed
            on:keydown=on_key
            on:click=outside
        >
            <header>
                <h2>{title}</h2>
                <button
                    type="button"
                    class="btn icon-only quiet"
                    aria-label="Close"
                    title="Close (Esc)"
                    on:click=move |_| close.run(())
                >
                    {icon::icon("x")}
                </button>
            </header>
            {children()}
        </dialog>
    }
}
