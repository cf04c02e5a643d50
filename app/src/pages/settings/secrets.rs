//! Secrets saved on the server: they go in and never come out.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use super::draft::none;
use crate::api::{self, Reader};
use crate::provider::face;
use crate::transport::Caller;
use crate::ui::icon;
use crate::ui::toast::Toasts;
use crate::use_site;

/// A saved secret as the API shows it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Saved {
    id: String,
    provider: String,
    name: String,
}

/// A sender whose signatures can be checked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Provider {
    id: String,
    name: String,
}

#[derive(Deserialize)]
struct Items<T> {
    items: Vec<T>,
}

/// Body of the call that saves.
#[derive(Serialize)]
struct NewSecret {
    provider: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    secret: String,
}

/// The section.
#[component]
pub fn Secrets(
    /// Who changes.
    reader: Reader,
) -> impl IntoView {
    let site = use_site();
    let toasts = Toasts::get();
    let list = RwSignal::new(None::<Vec<Saved>>);
    let providers = RwSignal::new(Vec::<Provider>::new());
    let path = reader.path("/secrets", &[]);
    let load = {
        let (site, path) = (Arc::clone(&site), path.clone());
        move || {
            let answer = api::bytes(&Caller::get(), &site, path.clone());
            spawn_local(async move {
                match answer
                    .await
                    .map(|bytes| serde_json::from_slice::<Items<Saved>>(&bytes))
                {
                    Ok(Ok(items)) => {
                        list.try_set(Some(items.items));
                    }
                    Ok(Err(_)) => toasts.failed("The secrets could not be listed", ""),
                    Err(refused) => {
                        toasts.failed("The secrets could not be listed", refused.message);
                    }
                }
            });
        }
    };
    let first = load.clone();
    let known = Arc::clone(&site);
    Effect::new(move |_| {
        first();
        let answer = api::bytes(&Caller::get(), &known, "/api/providers".to_owned());
        spawn_local(async move {
            // Without the list the sender is typed by its id.
            if let Ok(bytes) = answer.await
                && let Ok(items) = serde_json::from_slice::<Items<Provider>>(&bytes)
            {
                providers.try_set(items.items);
            }
        });
    });
    let change = {
        let site = Arc::clone(&site);
        move |method: &'static str, path: String, body: Option<String>, said: &'static str| {
            let answer = api::done(&Caller::get(), &site, method, path, body);
            let load = load.clone();
            spawn_local(async move {
                match answer.await {
                    Ok(()) => {
                        toasts.done(said, "");
                        load();
                    }
                    Err(refused) => toasts.failed("Not saved", refused.message),
                }
            });
        }
    };
    let provider = RwSignal::new("github".to_owned());
    let name = RwSignal::new(String::new());
    let secret = RwSignal::new(String::new());
    let add = {
        let (change, path) = (change.clone(), path.clone());
        move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            if secret.with_untracked(String::is_empty) {
                return crate::browser::page::focus("#new-secret");
            }
            let named = name.get_untracked();
            let new = NewSecret {
                provider: provider.get_untracked(),
                name: Some(named).filter(|name| !name.trim().is_empty()),
                secret: secret.get_untracked(),
            };
            // Text always serialises.
            let body = serde_json::to_string(&new).unwrap_or_default();
            change("POST", path.clone(), Some(body), "Saved on the server");
            secret.set(String::new());
            name.set(String::new());
        }
    };
    let remove = Callback::new(move |id: String| {
        change(
            "DELETE",
            reader.path(&format!("/secrets/{id}"), &[]),
            None,
            "Secret deleted",
        );
    });
    let rows = move || {
        match list.get() {
        None => view! { <div class="line-item" aria-busy="true"><span class="what muted">"Loading"</span></div> }.into_any(),
        Some(list) if list.is_empty() => none("No secret is saved on the server.").into_any(),
        Some(list) => list.into_iter().map(|saved| row(saved, remove)).collect_view().into_any(),
    }
    };
    view! {
        <section class="set" id="signatures" aria-labelledby="h-sig">
            <header>
                <h2 id="h-sig">"Signatures"</h2>
                <p>"Several secrets for one sender are tried in turn. A secret saved here checks every hit as it arrives, for everyone who can read this endpoint, and is never shown again. To keep one in this browser only, paste it under Signature of a hit."</p>
            </header>
            <div class="card" data-js="">{rows}</div>
            <form class="card" data-js="" on:submit=add>
                <div class="in stack">
                    <div class="grid2">
                        <label class="field">
                            <span class="label">"Sender"</span>
                            <select class="select" on:change:target=move |event| provider.set(event.target().value())>
                                {move || options(&providers.get(), &provider.get_untracked())}
                            </select>
                        </label>
                        <label class="field">
                            <span class="label">"Name "<span class="opt">"optional"</span></span>
                            <input class="input" prop:value=move || name.get() on:input:target=move |event| name.set(event.target().value())/>
                        </label>
                    </div>
                    <label class="field">
                        <span class="label">"Secret"</span>
                        <input
                            id="new-secret"
                            class="input mono"
                            type="password"
                            autocomplete="off"
                            prop:value=move || secret.get()
                            on:input:target=move |event| secret.set(event.target().value())
                        />
                    </label>
                    <div class="row"><button type="submit" class="btn">{icon::icon("plus")}<span>"Save on the server"</span></button></div>
                </div>
            </form>
        </section>
    }
}

fn options(providers: &[Provider], chosen: &str) -> Vec<AnyView> {
    let option = |id: &str, name: &str| {
        let (id, name, selected) = (id.to_owned(), name.to_owned(), id == chosen);
        view! { <option value=id selected=selected>{name}</option> }.into_any()
    };
    if providers.is_empty() {
        return vec![option(chosen, &face(chosen).name)];
    }
    providers
        .iter()
        .map(|provider| option(&provider.id, &provider.name))
        .collect()
}

fn row(saved: Saved, remove: Callback<String>) -> impl IntoView {
    let face = face(&saved.provider);
    let id = saved.id.clone();
    view! {
        <div class="line-item">
            <span class="prov lg" style=format!("--hue:{}", face.hue) aria-hidden="true">{face.letters}</span>
            <span class="what"><b>{saved.name.clone()}</b>" "<span class="soft">{face.name}</span></span>
            <span class="chip">{icon::icon("server")}"on the server"</span>
            <button
                type="button"
                class="btn icon-only quiet sm"
                aria-label=format!("Delete {}", saved.name)
                title=format!("Delete {}", saved.name)
                on:click=move |_| remove.run(id.clone())
            >
                {icon::icon("trash")}
            </button>
        </div>
    }
}
