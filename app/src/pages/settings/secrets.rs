//! Secrets saved on the server: they go in and never come out.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::kept::Kept;
use crate::api::{self, Reader};
use crate::provider::face;
use crate::transport::Caller;
use crate::ui::icon;
use crate::use_site;

/// A saved secret as the API shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    id: String,
    provider: String,
    name: String,
}

/// A sender whose signatures can be checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Provider {
    id: String,
    name: String,
}

#[derive(Deserialize)]
struct Providers {
    items: Vec<Provider>,
}

/// Body of the call that saves.
#[derive(Serialize)]
struct NewSecret {
    provider: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    secret: String,
}

/// The secrets of an endpoint.
#[must_use]
pub fn of(reader: &Reader) -> Kept<Saved> {
    Kept::of(reader, "secrets")
}

/// The section.
#[component]
pub fn Secrets(
    /// What is saved.
    kept: Kept<Saved>,
) -> impl IntoView {
    let site = use_site();
    let providers = Resource::new_blocking(
        || (),
        move |()| {
            let path = "/api/providers".to_owned();
            let answer = api::list::<Providers>(&Caller::get(), &site, path);
            // Without the list there is one sender to choose.
            async move { answer.await.map(|list| list.items).unwrap_or_default() }
        },
    );
    let rows = {
        let kept = kept.clone();
        move |saved| row(&kept, saved).into_any()
    };
    let list = kept.view("No secret is saved on the server.", rows);
    let add = move || {
        let kept = kept.clone();
        providers
            .get()
            .map(|providers| view! { <Add kept=kept providers=providers/> }.into_any())
    };
    view! {
        <section class="set" id="signatures" aria-labelledby="h-sig">
            <header>
                <h2 id="h-sig">"Signatures"</h2>
                <p>"Several secrets for one sender are tried in turn. A secret saved here checks every hit as it arrives, for everyone who can read this endpoint, and is never shown again. To keep one in this browser only, paste it under Signature of a hit."</p>
            </header>
            {list}
            <Transition fallback=|| ()>{add}</Transition>
        </section>
    }
}

#[component]
fn Add(kept: Kept<Saved>, providers: Vec<Provider>) -> impl IntoView {
    let provider = RwSignal::new("github".to_owned());
    let name = RwSignal::new(String::new());
    let secret = RwSignal::new(String::new());
    let action = kept.form();
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let named = name.get_untracked();
        let new = NewSecret {
            provider: provider.get_untracked(),
            name: Some(named).filter(|name| !name.trim().is_empty()),
            secret: secret.get_untracked(),
        };
        // Text always serialises.
        kept.add(
            serde_json::to_string(&new).unwrap_or_default(),
            "Saved on the server",
        );
        secret.set(String::new());
        name.set(String::new());
    };
    let options = options(&providers, &provider.get_untracked());
    view! {
        <form class="card" method="post" action=action on:submit=add>
            <div class="in stack">
                <div class="grid2">
                    <label class="field">
                        <span class="label">"Sender"</span>
                        <select class="select" name="provider" on:change:target=move |event| provider.set(event.target().value())>
                            {options}
                        </select>
                    </label>
                    <label class="field">
                        <span class="label">"Name "<span class="opt">"optional"</span></span>
                        <input class="input" name="name" prop:value=move || name.get() on:input:target=move |event| name.set(event.target().value())/>
                    </label>
                </div>
                <label class="field">
                    <span class="label">"Secret"</span>
                    <input
                        id="new-secret"
                        class="input mono"
                        type="password"
                        name="secret"
                        required=true
                        autocomplete="off"
                        prop:value=move || secret.get()
                        on:input:target=move |event| secret.set(event.target().value())
                    />
                </label>
                <div class="row"><button type="submit" class="btn">{icon::icon("plus")}<span>"Save on the server"</span></button></div>
            </div>
        </form>
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

fn row(kept: &Kept<Saved>, saved: Saved) -> impl IntoView + use<> {
    let face = face(&saved.provider);
    let delete = format!("Delete {}", saved.name);
    view! {
        <div class="line-item">
            <span class="prov lg" style=format!("--hue:{}", face.hue) aria-hidden="true">{face.letters}</span>
            <span class="what"><b>{saved.name}</b>" "<span class="soft">{face.name}</span></span>
            <span class="chip">{icon::icon("server")}"on the server"</span>
            {kept.remover(saved.id, delete, "Secret deleted")}
        </div>
    }
}
