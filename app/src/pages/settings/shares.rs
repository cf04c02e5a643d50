//! Who may read: everyone with the address, or those with a share link.

use std::sync::Arc;

use domain::Timestamp;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

use super::draft::{Draft, none};
use crate::api::{self, Reader, ShareLink};
use crate::browser::clock;
use crate::format;
use crate::transport::Caller;
use crate::ui::copy::CopyIcon;
use crate::ui::icon;
use crate::ui::toast::Toasts;
use crate::use_site;

const DAY: i64 = 86_400_000_000;

#[derive(Deserialize)]
struct Items {
    items: Vec<ShareLink>,
}

/// Body of the call that makes a link.
#[derive(Serialize)]
struct NewShare {
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<Timestamp>,
}

/// The section.
#[component]
pub fn Access(
    /// Who changes.
    reader: Reader,
    /// The form.
    draft: Draft,
) -> impl IntoView {
    let site = use_site();
    let toasts = Toasts::get();
    let list = RwSignal::new(None::<Vec<ShareLink>>);
    let path = reader.path("/shares", &[]);
    let load = {
        let (site, path) = (Arc::clone(&site), path.clone());
        move || {
            let answer = api::bytes(&Caller::get(), &site, path.clone());
            spawn_local(async move {
                match answer
                    .await
                    .map(|bytes| serde_json::from_slice::<Items>(&bytes))
                {
                    Ok(Ok(items)) => {
                        list.try_set(Some(items.items));
                    }
                    Ok(Err(_)) => toasts.failed("The share links could not be listed", ""),
                    Err(refused) => {
                        toasts.failed("The share links could not be listed", refused.message);
                    }
                }
            });
        }
    };
    let first = load.clone();
    Effect::new(move |_| first());
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
                    Err(refused) => toasts.failed("Not done", refused.message),
                }
            });
        }
    };
    let label = RwSignal::new(String::new());
    let days = RwSignal::new("7".to_owned());
    let add = {
        let (change, path) = (change.clone(), path.clone());
        move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            let days = days
                .get_untracked()
                .parse::<i64>()
                .ok()
                .filter(|days| *days > 0);
            let named = label.get_untracked();
            let new = NewShare {
                label: Some(named).filter(|label| !label.trim().is_empty()),
                expires_at: days.map(|days| clock::now().plus_micros(days.saturating_mul(DAY))),
            };
            // Text always serialises.
            let body = serde_json::to_string(&new).unwrap_or_default();
            change("POST", path.clone(), Some(body), "Share link made");
            label.set(String::new());
        }
    };
    let remove = Callback::new(move |id: String| {
        change(
            "DELETE",
            reader.path(&format!("/shares/{id}"), &[]),
            None,
            "Share link taken back",
        );
    });
    let rows = move || {
        match list.get() {
        None => view! { <div class="line-item" aria-busy="true"><span class="what muted">"Loading"</span></div> }.into_any(),
        Some(list) if list.is_empty() => none("No share links.").into_any(),
        Some(list) => list.into_iter().map(|share| row(share, remove)).collect_view().into_any(),
    }
    };
    view! {
        <section class="set" id="access" aria-labelledby="h-access">
            <header>
                <h2 id="h-access">"Access and sharing"</h2>
                <p>"Whoever knows the capture URL can send. Reading needs this browser, the endpoint’s key, or a share link."</p>
            </header>
            <div class="card"><div class="in">
                <label class="check">
                    <input
                        type="checkbox"
                        prop:checked=move || draft.open.get()
                        on:change:target=move |event| draft.open.set(event.target().checked())
                    />
                    <span>"Anyone with the address can read the hits"</span>
                    <small>"Off: only this browser, its key, or a share link."</small>
                </label>
            </div></div>
            <div class="card" data-js="">{rows}</div>
            <form class="card" data-js="" on:submit=add>
                <div class="in row row--wrap">
                    <label class="field grow">
                        <span class="label">"Name "<span class="opt">"optional"</span></span>
                        <input class="input" prop:value=move || label.get() on:input:target=move |event| label.set(event.target().value())/>
                    </label>
                    <label class="field">
                        <span class="label">"Link ends after"</span>
                        <select class="select" on:change:target=move |event| days.set(event.target().value())>
                            <option value="1">"1 day"</option>
                            <option value="7" selected=true>"7 days"</option>
                            <option value="30">"30 days"</option>
                            <option value="0">"Never"</option>
                        </select>
                    </label>
                    <button type="submit" class="btn">{icon::icon("share")}<span>"Make a share link"</span></button>
                </div>
            </form>
        </section>
    }
}

fn row(share: ShareLink, remove: Callback<String>) -> impl IntoView {
    let id = share.id.clone();
    let url = share.url.clone();
    let name = share
        .label
        .clone()
        .unwrap_or_else(|| "Share link".to_owned());
    let end = share.expires_at.map_or_else(
        || "never ends".to_owned(),
        |at| format!("ends {}", format::moment(at)),
    );
    view! {
        <div class="line-item">
            {icon::icon("link")}
            <span class="what"><b>{name.clone()}</b><small><code>{share.url}</code>" · "{end}</small></span>
            <CopyIcon text=Signal::derive(move || url.clone()) label=format!("Copy {name}")/>
            <button
                type="button"
                class="btn icon-only quiet sm"
                aria-label=format!("Take back {name}")
                title=format!("Take back {name}")
                on:click=move |_| remove.run(id.clone())
            >
                {icon::icon("trash")}
            </button>
        </div>
    }
}
