//! Messages at the edge of the page, and the sentence that only assistive technology hears.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use crate::browser::{clipboard, page};
use crate::effect::effect;
use crate::ui::dialog::Dialog;
use crate::ui::icon;

/// Messages shown at once at most; older ones give way.
const MOST: usize = 4;

const SHOWN: Duration = Duration::from_secs(6);

/// One message.
#[derive(Clone)]
struct Toast {
    id: u32,
    tone: &'static str,
    glyph: &'static str,
    text: String,
    small: String,
    undo: Option<Undo>,
}

/// Takes back what a message says was done. Not a callback of Leptos: it outlives what drew it.
pub type Undo = Arc<dyn Fn() + Send + Sync>;

/// All messages of the page.
#[derive(Clone, Copy)]
pub struct Toasts {
    list: RwSignal<Vec<Toast>>,
    said: RwSignal<String>,
    manual: RwSignal<Option<String>>,
    next: StoredValue<u32>,
}

impl Toasts {
    /// Makes the messages known to everything below.
    pub fn provide() -> Self {
        let toasts = Self {
            list: RwSignal::new(Vec::new()),
            said: RwSignal::new(String::new()),
            manual: RwSignal::new(None),
            next: StoredValue::new(0),
        };
        provide_context(toasts);
        toasts
    }

    /// The messages of the page.
    #[must_use]
    pub fn get() -> Self {
        use_context().unwrap_or_else(Self::provide)
    }

    /// Announces a sentence without showing it.
    pub fn say(self, sentence: &str) {
        self.said.set(sentence.to_owned());
    }

    /// Says that something is done.
    pub fn done(self, text: impl Into<String>, small: impl Into<String>) {
        self.push("ok", "check", text.into(), small.into(), None);
    }

    /// Says that something is done and can be undone for 10 s.
    pub fn undoable(self, text: impl Into<String>, undo: Undo) {
        self.push("", "trash", text.into(), String::new(), Some(undo));
    }

    /// Says that something did not work. Stays until it is closed.
    pub fn failed(self, text: impl Into<String>, small: impl Into<String>) {
        self.push("fail", "alert", text.into(), small.into(), None);
    }

    /// Copies a text and says so; where the browser does not let us, it is offered for copying by hand.
    pub fn copy(self, text: String, said: &'static str) {
        leptos::task::spawn_local(async move {
            if clipboard::copied(&text).await {
                self.done(said, "");
            } else {
                self.by_hand(&text);
            }
        });
    }

    /// Offers a text for copying by hand.
    pub fn by_hand(self, text: &str) {
        self.manual.set(Some(text.to_owned()));
    }

    /// Takes the newest undo there is.
    pub fn undo(self) {
        let newest = self.list.with_untracked(|list| {
            list.iter()
                .rev()
                .find_map(|toast| Some((toast.id, toast.undo.clone()?)))
        });
        if let Some((id, undo)) = newest {
            self.close(id);
            undo();
        }
    }

    /// What the newest undo would take back, if there is one.
    #[must_use]
    pub fn undoing(self) -> Option<String> {
        self.list.with(|list| {
            let undoable = list.iter().rev().find(|toast| toast.undo.is_some());
            undoable.map(|toast| toast.text.clone())
        })
    }

    fn push(
        self,
        tone: &'static str,
        glyph: &'static str,
        text: String,
        small: String,
        undo: Option<Undo>,
    ) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        let may_stay = undo.is_none();
        let stays = if may_stay {
            SHOWN
        } else {
            Duration::from_secs(10)
        };
        self.list.update(|list| {
            list.push(Toast {
                id,
                tone,
                glyph,
                text,
                small,
                undo,
            });
            if list.len() > MOST {
                list.remove(0);
            }
        });
        if tone != "fail" {
            self.close_after(id, stays, may_stay);
        }
    }

    /// Closes a message by itself; one that may stay does so while it is pointed at or has the focus.
    fn close_after(self, id: u32, time: Duration, may_stay: bool) {
        let close = move || {
            if may_stay && page::exists(".toasts:is(:hover, :focus-within)") {
                self.close_after(id, Duration::from_secs(1), may_stay);
            } else {
                self.close(id);
            }
        };
        set_timeout(close, time);
    }

    fn close(self, id: u32) {
        self.list
            .try_update(|list| list.retain(|toast| toast.id != id));
    }
}

crate::chunk! {
    /// Draws the messages.
    inspector fn messages() -> AnyView {
        view! { <ToastList/> }.into_any()
    }
}

#[component]
fn ToastList() -> impl IntoView {
    let toasts = Toasts::get();
    view! {
        <div class="toasts" role="region" aria-label="Messages" aria-live="polite">
            <For each=move || toasts.list.get() key=|toast| toast.id children=move |toast| one(toasts, toast)/>
        </div>
        <p class="sr-only" aria-live="polite">{move || toasts.said.get()}</p>
        {move || toasts.manual.get().map(|text| by_hand(toasts, text))}
    }
}

fn one(toasts: Toasts, toast: Toast) -> impl IntoView {
    let id = toast.id;
    let undo = toast.undo.map(|undo| {
        let press = move |_| {
            toasts.close(id);
            undo();
        };
        view! { <button type="button" class="btn sm" on:click=press><span>"Undo"</span><kbd>"z"</kbd></button> }
    });
    let role = if toast.tone == "fail" {
        "alert"
    } else {
        "status"
    };
    let small = (!toast.small.is_empty()).then(|| view! { <small>{toast.small}</small> });
    view! {
        <div class="toast" data-tone=toast.tone role=role>
            {icon::icon(toast.glyph)}
            <p>{toast.text}{small}</p>
            <div class="acts">
                {undo}
                <button
                    type="button"
                    class="btn icon-only quiet sm"
                    aria-label="Dismiss"
                    title="Dismiss"
                    on:click=move |_| toasts.close(id)
                >
                    {icon::icon("x")}
                </button>
            </div>
        </div>
    }
}

/// A text to copy with the keyboard, where the browser forbids doing it for the reader.
fn by_hand(toasts: Toasts, text: String) -> impl IntoView {
    let area = NodeRef::<leptos::html::Textarea>::new();
    effect(move || {
        if let Some(area) = area.get() {
            // After the dialog has opened and put the focus where it wants it.
            request_animation_frame(move || area.select());
        }
    });
    view! {
        <Dialog title="Press Ctrl C to copy" close=Callback::new(move |()| toasts.manual.set(None))>
            <div class="in">
                <textarea class="area mono" rows="6" readonly aria-label="Text to copy" node_ref=area prop:value=text></textarea>
            </div>
        </Dialog>
    }
}
