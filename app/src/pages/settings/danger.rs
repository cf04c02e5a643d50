//! Clearing and deleting, each after one question.

use domain::Endpoint;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::clear::Clear;
use super::draft::weight;
use crate::api::{self, Reader};
use crate::browser::page;
use crate::format;
use crate::transport::Caller;
use crate::ui::dialog::Dialog;
use crate::ui::icon;
use crate::ui::toast::Toasts;
use crate::use_site;

/// What is asked about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ask {
    Clear,
    Delete,
}

/// The section.
#[component]
pub fn Danger(
    /// Who changes.
    reader: Reader,
    /// The endpoint.
    endpoint: Endpoint,
) -> impl IntoView {
    let site = use_site();
    let asked = RwSignal::new(None::<Ask>);
    let name = endpoint.name();
    let label = endpoint.label.clone().unwrap_or_else(|| name.clone());
    let forms = site.link(&format!("/e/{}", reader.id));
    let form = move |what: &str| format!("{forms}/{what}");
    let weight = weight(&endpoint);
    let close = Callback::new(move |()| asked.set(None));
    let question = move || {
        asked.get().map(|ask| match ask {
            Ask::Clear => {
                view! { <Clear reader=reader.clone() endpoint=endpoint.clone() close=close/> }
                    .into_any()
            }
            Ask::Delete => delete(&endpoint, close).into_any(),
        })
    };
    view! {
        <section class="set" id="danger" aria-labelledby="h-danger">
            <header><h2 id="h-danger">"Danger zone"</h2></header>
            <div class="card danger-zone">
                <div class="line-item">
                    <span class="what"><b>"Clear all hits"</b><small>{weight}</small></span>
                    {opener(form("clear"), "Clear hits…", asked, Ask::Clear)}
                </div>
                <div class="line-item">
                    <span class="what"><b>{format!("Delete “{label}”")}</b><small>"The URL answers 404 at once."</small></span>
                    {opener(form("delete"), "Delete endpoint…", asked, Ask::Delete)}
                </div>
            </div>
            {question}
        </section>
    }
}

/// Asks in a dialog, or on a page of its own where there are no scripts.
fn opener(
    action: String,
    label: &'static str,
    asked: RwSignal<Option<Ask>>,
    ask: Ask,
) -> impl IntoView {
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        asked.set(Some(ask));
    };
    view! {
        <form method="post" action=action on:submit=submit>
            <button type="submit" class="btn danger"><span>{label}</span></button>
        </form>
    }
}

/// The question before an endpoint is deleted; then home.
pub fn delete(endpoint: &Endpoint, close: Callback<()>) -> impl IntoView + use<> {
    let (site, toasts) = (use_site(), Toasts::get());
    let reader = Reader {
        id: endpoint.id.to_string(),
        share: None,
    };
    let run = Callback::new(move |()| {
        close.run(());
        let path = reader.path("", &[]);
        let answer = api::done(&Caller::get(), &site, "DELETE", path, None);
        let home = site.home();
        spawn_local(async move {
            match answer.await {
                Ok(()) => page::leave_for(&home),
                Err(refused) => toasts.failed("Nothing was deleted", refused.message),
            }
        });
    });
    question(endpoint, close, run)
}

fn question(endpoint: &Endpoint, close: Callback<()>, run: Callback<()>) -> impl IntoView + use<> {
    let name = endpoint.name();
    let label = endpoint.label.clone().unwrap_or_else(|| name.clone());
    let text = format!(
        "The URL answers 404 at once, and {}, its secrets and share links are gone. Nobody can bring them back.",
        format::counted(endpoint.hits, "hit")
    );
    let typed = RwSignal::new(String::new());
    let wanted = name.clone();
    let sure = Memo::new(move |_| typed.with(|typed| typed.trim() == wanted));
    view! {
        <Dialog title=format!("Delete “{label}” for good?") close=close>
            <div class="in">
                <p>{text}</p>
                <label class="field">
                    <span class="label">"Type "<code>{name}</code>" to confirm"</span>
                    <input class="input lg mono" autocomplete="off" spellcheck="false" on:input:target=move |event| typed.set(event.target().value())/>
                </label>
            </div>
            <footer>
                <button type="button" class="btn lg" on:click=move |_| close.run(())><span>"Cancel"</span></button>
                <button type="button" class="btn lg danger primary" disabled=move || !sure.get() on:click=move |_| run.run(())>
                    {icon::icon("trash")}
                    <span>"Delete endpoint"</span>
                </button>
            </footer>
        </Dialog>
    }
}
