//! Clearing and deleting, each after one question.

use std::sync::Arc;

use domain::Endpoint;
use leptos::prelude::*;
use leptos::task::spawn_local;

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
    let toasts = Toasts::get();
    let asked = RwSignal::new(None::<Ask>);
    let name = endpoint.name();
    let label = endpoint.label.clone().unwrap_or_else(|| name.clone());
    let home = site.home();
    let forms = site.link(&format!("/e/{}", reader.id));
    let form = move |what: &str| format!("{forms}/{what}");
    let run = {
        let site = Arc::clone(&site);
        Callback::new(move |ask: Ask| {
            asked.set(None);
            let path = match ask {
                Ask::Clear => reader.path("/hits", &[]),
                Ask::Delete => reader.path("", &[]),
            };
            let answer = api::done(&Caller::get(), &site, "DELETE", path, None);
            let home = home.clone();
            spawn_local(async move {
                match (answer.await, ask) {
                    (Ok(()), Ask::Clear) => toasts.done("Hits cleared", ""),
                    (Ok(()), Ask::Delete) => page::leave_for(&home),
                    (Err(refused), _) => toasts.failed("Nothing was deleted", refused.message),
                }
            });
        })
    };
    let weight = weight(&endpoint);
    let question = move || asked.get().map(|ask| question(ask, &endpoint, asked, run));
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

fn question(
    ask: Ask,
    endpoint: &Endpoint,
    asked: RwSignal<Option<Ask>>,
    run: Callback<Ask>,
) -> impl IntoView + use<> {
    let name = endpoint.name();
    let label = endpoint.label.clone().unwrap_or_else(|| name.clone());
    let hits = format::counted(endpoint.hits, "hit");
    let next = endpoint.last_seq + 1;
    let (title, text, verb) = match ask {
        Ask::Clear => (
            format!("Clear {hits}?"),
            format!(
                "{} are deleted, for everyone who reads this endpoint. The URL keeps working and numbering goes on at #{next}.",
                format::size(endpoint.bytes)
            ),
            "Clear hits",
        ),
        Ask::Delete => (
            format!("Delete “{label}” for good?"),
            format!(
                "The URL answers 404 at once, and {hits}, its secrets and share links are gone. Nobody can bring them back."
            ),
            "Delete endpoint",
        ),
    };
    let typed = RwSignal::new(String::new());
    let wanted = name.clone();
    let sure = Memo::new(move |_| ask == Ask::Clear || typed.with(|typed| typed.trim() == wanted));
    let confirm = (ask == Ask::Delete).then(|| {
        view! {
            <label class="field">
                <span class="label">"Type "<code>{name}</code>" to confirm"</span>
                <input class="input lg mono" autocomplete="off" spellcheck="false" on:input:target=move |event| typed.set(event.target().value())/>
            </label>
        }
    });
    view! {
        <Dialog title=title close=Callback::new(move |()| asked.set(None))>
            <div class="in"><p>{text}</p>{confirm}</div>
            <footer>
                <button type="button" class="btn lg" autofocus=ask == Ask::Clear on:click=move |_| asked.set(None)><span>"Cancel"</span></button>
                <button type="button" class="btn lg danger primary" disabled=move || !sure.get() on:click=move |_| run.run(ask)>
                    {icon::icon("trash")}
                    <span>{verb}</span>
                </button>
            </footer>
        </Dialog>
    }
}
