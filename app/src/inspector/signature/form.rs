//! Pasting a secret.

use core::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::desk::Desk;
use super::keep;
use crate::api::{self, Refused};
use crate::site::Site;
use crate::transport::Caller;
use crate::ui::icon;
use crate::ui::toast::Toasts;
use crate::use_site;

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
    let on_server = RwSignal::new(false);
    let site = use_site();
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
        if on_server.get_untracked() {
            let answer = save(&site, desk, &provider, &secret);
            spawn_local(async move {
                match answer.await {
                    Ok(()) => {
                        toasts.done("Saved on the server", "Hits that are here are checked now.");
                        done.try_set(false);
                    }
                    Err(refused) => toasts.failed("The secret was not saved", refused.message),
                }
            });
            return;
        }
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
            {places(desk, on_server)}
            <div class="row row--wrap">
                <button type="submit" class="btn primary">{icon::icon("shield-check")}<span>"Check this hit"</span><kbd>"Enter"</kbd></button>
            </div>
        </form>
    }
}

/// Saves it for everyone who reads the endpoint.
fn save(
    site: &Site,
    desk: Desk,
    provider: &str,
    secret: &str,
) -> impl Future<Output = Result<(), Refused>> + Send + use<> {
    let path = desk
        .reader
        .with_value(|reader| reader.path("/secrets", &[]));
    let body = serde_json::json!({ "provider": provider, "secret": secret }).to_string();
    api::done(&Caller::get(), site, "POST", path, Some(body))
}

/// Where it is kept: a choice for those who may change the endpoint.
fn places(desk: Desk, on_server: RwSignal<bool>) -> impl IntoView {
    let choice = move |server: bool, glyph, heading, text| {
        let radio = desk.can_write().then(|| {
            view! {
                <input
                    type="radio"
                    name="keep"
                    prop:checked=move || on_server.get() == server
                    on:change=move |_| on_server.set(server)
                />
            }
        });
        view! { <label class="choice">{radio}{icon::icon(glyph)}<b>{heading}</b><small>{text}</small></label> }
    };
    let server = desk.can_write().then(|| {
        choice(
            true,
            "server",
            "Save on the server",
            "Every hit is checked as it arrives, for everyone who can read this endpoint. Never shown again.",
        )
    });
    view! {
        <fieldset class="field">
            <legend class="label">"Where to keep it"</legend>
            <div class="choices">
                {choice(
                    false,
                    "browser",
                    "Stays in this browser",
                    "Checked here, in the page. The server never sees it. Other people and new hits while the page is closed are not checked.",
                )}
                {server}
            </div>
        </fieldset>
    }
}
