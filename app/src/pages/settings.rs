//! Settings of an endpoint.

pub mod clear;
pub mod danger;
pub mod draft;
pub mod filled;
pub mod kept;
pub mod nav;
pub mod secrets;
pub mod shares;
pub mod whole;

use std::sync::Arc;

use domain::Endpoint;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use self::draft::Draft;
use crate::api::{self, Reader};
use crate::browser::page as window;
use crate::effect::effect;
use crate::later::Later;
use crate::pages::anywhere::{Anywhere, Dialogs, Tools};
use crate::texts::texts;
use crate::transport::Caller;
use crate::ui::appbar::Brand;
use crate::ui::toast::Toasts;
use crate::{pages::message, use_site};

/// `/e/{id}/settings`.
#[component]
pub fn Settings() -> impl IntoView {
    let site = use_site();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let first = texts(
        move || id.get(),
        move |id| {
            let path = Reader { id, share: None }.path("", &[]);
            let answer = api::text(&Caller::get(), &site, path);
            Box::pin(async move { Ok(vec![answer.await?].into()) })
        },
    );
    view! {
        <Suspense fallback=|| ()>
            {move || first.get().map(|answer| match answer.and_then(|texts| api::understood::<Endpoint>(texts.get(0))) {
                Ok(endpoint) => view! { <Later part=move || page(endpoint.clone())/> }.into_any(),
                Err(refused) => message::refused(&refused, Some(id.get_untracked())),
            })}
        </Suspense>
    }
}

crate::chunk! {
    /// All sections.
    settings fn page(endpoint: Endpoint) -> AnyView {
        view! { <Page endpoint=endpoint/> }.into_any()
    }
}

#[component]
fn Page(
    /// The endpoint.
    endpoint: Endpoint,
) -> impl IntoView {
    let site = use_site();
    let label = endpoint.label.clone().unwrap_or_else(|| endpoint.name());
    let back = site.link(&format!("/e/{}", endpoint.name()));
    let reader = Reader {
        id: endpoint.id.to_string(),
        share: None,
    };
    let here = Anywhere::about(Some(endpoint.clone()));
    let draft = Draft::of(&endpoint);
    let (saved, links) = (secrets::of(&reader), shares::of(&reader));
    let action = site.link(&format!("/e/{}/settings", reader.id));
    view! {
        <Title text=crate::format::title(0, &["Settings", &label])/>
        <a class="skip" href="#name">"Skip to settings"</a>
        <header class="appbar">
            <Brand short=true/>
            <span class="slash not-narrow" aria-hidden="true">"/"</span>
            <a class="switcher" href=back><span>{label.clone()}</span></a>
            <span class="slash" aria-hidden="true">"/"</span>
            <span class="soft" aria-hidden="true">"Settings"</span>
            <span class="grow"></span>
            <Tools here=here/>
        </header>
        <main class="settings">
            <h1 class="sr-only">{format!("Settings of {label}")}</h1>
            <nav::Nav secrets=saved.clone() links=links.clone()/>
            <div>
                <draft::Name draft=draft/>
                <draft::Reply draft=draft/>
                <secrets::Secrets kept=saved/>
                <draft::Limits draft=draft/>
                <shares::Access links=links draft=draft/>
                <danger::Danger reader=reader.clone() endpoint=endpoint.clone()/>
                <form id=draft::FORM method="post" action=action data-noscript="">
                    <button type="submit" class="btn lg primary"><span>"Save settings"</span></button>
                </form>
                <Save reader=reader endpoint=endpoint draft=draft/>
            </div>
        </main>
        <Dialogs here=here/>
    }
}

/// The bar that appears with the first change.
#[component]
fn Save(
    /// Who changes.
    reader: Reader,
    /// The endpoint as it is.
    endpoint: Endpoint,
    /// As it should be.
    draft: Draft,
) -> impl IntoView {
    let site = use_site();
    let toasts = Toasts::get();
    let saved = RwSignal::new(endpoint);
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let changed = Memo::new(move |_| saved.with(|saved| draft.differs(saved)));
    let save = {
        let (site, reader) = (Arc::clone(&site), reader);
        move || {
            let change = match draft.change(&saved.get_untracked()) {
                Ok(change) => change,
                Err(message) => return failed.set(Some(message)),
            };
            busy.set(true);
            failed.set(None);
            // A change always serialises.
            let body = serde_json::to_string(&change).unwrap_or_default();
            let answer = api::change_endpoint(&Caller::get(), &site, &reader, body);
            let site = Arc::clone(&site);
            spawn_local(async move {
                match answer.await {
                    Ok(now) => {
                        let moved = saved.with_untracked(|before| before.slug != now.slug);
                        if moved {
                            window::leave_for(&site.link(&format!("/e/{}/settings", now.name())));
                        }
                        saved.set(now);
                        toasts.done("Saved", "");
                    }
                    Err(refused) => failed.set(Some(refused.message)),
                }
                busy.set(false);
            });
        }
    };
    let by_key = save.clone();
    effect(move || {
        let save = by_key.clone();
        let listener = window_event_listener(leptos::ev::keydown, move |event| {
            if event.key() == "s" && (event.ctrl_key() || event.meta_key()) {
                event.prevent_default();
                if changed.get_untracked() {
                    save();
                }
            }
        });
        on_cleanup(move || listener.remove());
    });
    move || {
        let save = save.clone();
        changed.get().then(|| {
            view! {
                <div class="savebar" role="group" aria-label="Unsaved changes">
                    <span class="grow" role="status">
                        {move || match failed.get() {
                            Some(message) => view! { <span class="error-text">{message}</span> }.into_any(),
                            None => view! { "Not saved yet" }.into_any(),
                        }}
                    </span>
                    <button type="button" class="btn quiet" on:click=move |_| saved.with_untracked(|saved| draft.undo(saved))>
                        <span>"Undo changes"</span>
                    </button>
                    <button type="button" class="btn primary" aria-busy=move || busy.get().to_string() on:click=move |_| save()>
                        <span>"Save"</span>
                        <kbd>"Ctrl S"</kbd>
                    </button>
                </div>
            }
        })
    }
}
