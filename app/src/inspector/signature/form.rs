//! Pasting a secret.

use leptos::prelude::*;

use super::super::desk::Desk;
use super::keep;
use crate::ui::icon;
use crate::ui::toast::Toasts;

/// The form.
#[component]
pub fn SecretForm(
    /// Sender whose secret it is.
    provider: String,
    /// Whether the form was asked for; cleared when it is done.
    done: RwSignal<bool>,
) -> impl IntoView {
    let desk = Desk::get();
    let toasts = Toasts::get();
    let field = NodeRef::<leptos::html::Input>::new();
    let shown = RwSignal::new(false);
    let missing = RwSignal::new(false);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let secret = field
            .get_untracked()
            .map(|field| field.value())
            .unwrap_or_default();
        if secret.is_empty() {
            missing.set(true);
            crate::browser::page::focus("#secret");
            return;
        }
        missing.set(false);
        if !keep::keep(desk, &provider, &secret) {
            toasts.done(
                "Kept until this page is closed",
                "This browser does not let pages keep anything.",
            );
        }
        done.set(false);
    };
    let kind = move || if shown.get() { "text" } else { "password" };
    let error = move || {
        missing.get().then(|| {
            view! { <p class="error" id="secret-error">{icon::small("alert")}<span>"Paste the secret first."</span></p> }
        })
    };
    view! {
        <form class="secret-form" data-js="" on:submit=submit>
            <div class="field">
                <label for="secret">"Signing secret"</label>
                <div class="input affix lg">
                    <input
                        id="secret"
                        type=kind
                        class="mono"
                        autocomplete="off"
                        spellcheck="false"
                        node_ref=field
                        aria-invalid=move || missing.get().then_some("true")
                        aria-describedby="secret-hint secret-error"
                    />
                    <button
                        type="button"
                        class="btn icon-only quiet sm"
                        aria-label="Show the secret"
                        title="Show the secret"
                        aria-pressed=move || shown.get().to_string()
                        on:click=move |_| shown.update(|shown| *shown = !*shown)
                    >
                        {icon::icon("eye")}
                    </button>
                </div>
                {error}
                <p class="hint" id="secret-hint">"You find it where you added this URL, at the sender."</p>
            </div>
            <div class="choices">
                <div class="choice">
                    {icon::icon("browser")}
                    <b>"Stays in this browser"</b>
                    <small>
                        "Checked here, in the page. The server never sees it. Other people and new hits while the page is closed are not checked."
                    </small>
                </div>
            </div>
            <div class="row row--wrap">
                <button type="submit" class="btn primary">{icon::icon("shield-check")}<span>"Check this hit"</span></button>
            </div>
        </form>
    }
}
