//! Copying with an answer in place: green and a check for 1.6 s.

use std::time::Duration;

use leptos::prelude::*;

use crate::browser::clipboard;
use crate::ui::icon;
use crate::ui::toast::Toasts;

const SHOWN: Duration = Duration::from_millis(1600);

/// State of one copy button.
#[derive(Clone, Copy)]
struct Copied(RwSignal<bool>, Toasts);

impl Copied {
    fn new() -> Self {
        // Taken here: an event handler has no context.
        Self(RwSignal::new(false), Toasts::get())
    }

    fn copy(self, text: &str) {
        let toasts = self.1;
        if clipboard::copy(text) {
            self.0.set(true);
            toasts.say("Copied");
            set_timeout(
                move || {
                    // The button may be gone by then.
                    let _: Option<()> = self.0.try_set(false).map(drop);
                },
                SHOWN,
            );
        } else {
            toasts.by_hand(text);
        }
    }

    fn flag(self) -> Option<&'static str> {
        self.0.get().then_some("")
    }

    fn icon(self, name: &'static str) -> &'static str {
        if self.0.get() { "check" } else { name }
    }
}

/// A button with words that copies.
#[component]
pub fn CopyButton(
    /// What is copied, made when it is pressed.
    #[prop(into)]
    text: Signal<String>,
    /// The words.
    label: &'static str,
    /// Classes.
    #[prop(default = "btn")]
    class: &'static str,
    /// Icon.
    #[prop(default = "copy")]
    glyph: &'static str,
    /// Title with the key.
    #[prop(optional)]
    title: Option<&'static str>,
    /// Key drawn on the button.
    #[prop(optional)]
    key: Option<&'static str>,
    /// `-1` where it is no stop of the Tab key.
    #[prop(optional)]
    tabindex: Option<&'static str>,
) -> impl IntoView {
    let copied = Copied::new();
    view! {
        <button
            type="button"
            class=class
            title=title
            tabindex=tabindex
            data-js=""
            data-copied=move || copied.flag()
            on:click=move |_| copied.copy(&text.get_untracked())
        >
            {icon::changing(move || copied.icon(glyph))}
            <span>{label}</span>
            {key.map(|key| view! { <kbd>{key}</kbd> })}
        </button>
    }
}

/// A small button without words that copies.
#[component]
pub fn CopyIcon(
    /// What is copied.
    #[prop(into)]
    text: Signal<String>,
    /// Name of the button.
    #[prop(into)]
    label: String,
    /// Classes.
    #[prop(default = "btn icon-only quiet sm")]
    class: &'static str,
) -> impl IntoView {
    let copied = Copied::new();
    view! {
        <button
            type="button"
            class=class
            aria-label=label.clone()
            title=label
            data-js=""
            data-copied=move || copied.flag()
            on:click=move |_| copied.copy(&text.get_untracked())
        >
            {icon::changing(move || copied.icon("copy"))}
        </button>
    }
}
