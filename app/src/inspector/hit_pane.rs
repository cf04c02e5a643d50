//! The hit that is open.

use std::sync::Arc;

use domain::Hit;
use leptos::prelude::*;
use leptos_meta::Title;

use super::desk::Desk;
use super::{body, head, headers, query, raw, reply, signature};
use crate::address::Tab;
use crate::api::{self, Refused};
use crate::ui::icon;
use crate::{format, site, use_site};

/// The right pane.
#[component]
pub fn HitPane() -> impl IntoView {
    let desk = Desk::get();
    let site = use_site();
    let open = Resource::new_blocking(
        move || desk.selected.get(),
        move |seq| {
            let answer = seq.map(|seq| {
                api::hit(
                    &crate::transport::Caller::get(),
                    &site,
                    &desk.reader.get_value(),
                    seq,
                )
            });
            async move {
                match answer {
                    Some(answer) => answer.await.map(Some),
                    None => Ok(None),
                }
            }
        },
    );
    view! {
        <section class="hit-pane" id="hit" tabindex="-1" aria-label="Hit">
            <Transition fallback=loading>
                // Read here and not awaited: the old view goes and the new one comes in one step, so that
                // nothing of the old one runs when its signals are gone.
                {move || open.get().map(|answer| match answer {
                    Ok(Some(hit)) => view! { <Open hit=Arc::new(hit)/> }.into_any(),
                    Ok(None) => nothing().into_any(),
                    Err(refused) => view! { <Missing refused=refused again=Callback::new(move |()| open.refetch())/> }.into_any(),
                })}
            </Transition>
        </section>
    }
}

fn loading() -> impl IntoView {
    view! { <div class="hit-wrap" aria-busy="true"><span class="sr-only">"Loading the hit"</span></div> }
}

fn nothing() -> impl IntoView {
    let desk = Desk::get();
    let title = move || format::title(0, &[&desk.label()]);
    view! {
        <Title text=title/>
        <div class="hit-wrap">
            <div class="blank">
                {icon::sized("list", "icon s28")}
                <h1>"No hit is open"</h1>
                <p>"Choose one from the list."</p>
            </div>
        </div>
    }
}

#[component]
fn Missing(
    /// What the API said.
    refused: Refused,
    /// Asks again.
    again: Callback<()>,
) -> impl IntoView {
    let desk = Desk::get();
    let (heading, text) = if refused.status == 404 {
        site::answer(404);
        (
            "There is no such hit",
            "It was deleted, or it never came.".to_owned(),
        )
    } else {
        ("The hit could not be loaded", refused.message)
    };
    let newest = move || desk.place.with(|place| place.at(None).link());
    let title = move || format::title(0, &[heading, &desk.label()]);
    view! {
        <Title text=title/>
        <div class="hit-wrap">
            <div class="blank">
                {icon::sized("plug-off", "icon s28")}
                <h1>{heading}</h1>
                <p>{text}</p>
                <div class="acts">
                    <a class="btn sm" href=newest>"To the newest hit"</a>
                    <button type="button" class="btn sm" data-js="" on:click=move |_| again.run(())>
                        {icon::icon("replay")}
                        <span>"Try again"</span>
                    </button>
                </div>
            </div>
        </div>
    }
}

/// A hit with its bytes, for all its tabs.
#[derive(Clone)]
pub struct Shown {
    /// The hit.
    pub hit: Arc<Hit>,
    /// The bytes of the body.
    pub bytes: Arc<Vec<u8>>,
    /// The verdict made in this browser, when there is one.
    pub here: RwSignal<Option<crate::verdict::Verdict>>,
}

impl Shown {
    /// `Content-Type`, or nothing.
    #[must_use]
    pub fn content_type(&self) -> &str {
        self.hit.summary.content_type.as_deref().unwrap_or_default()
    }

    /// The verdict to draw: this browser's, else the server's, else what recognition says.
    #[must_use]
    pub fn verdict(&self) -> crate::verdict::Verdict {
        if let Some(here) = self.here.get() {
            return here;
        }
        let row = &self.hit.summary;
        let stored = self
            .hit
            .verdicts
            .first()
            .and_then(|value| serde_json::from_value(value.clone()).ok());
        stored.unwrap_or_else(|| {
            let provider = row.provider.clone().unwrap_or_default();
            let outcome = row.verdict.unwrap_or(if provider.is_empty() {
                domain::Outcome::Unsigned
            } else {
                domain::Outcome::NoSecret
            });
            crate::verdict::Verdict::bare(outcome, &provider)
        })
    }
}

#[component]
fn Open(
    /// The hit.
    hit: Arc<Hit>,
) -> impl IntoView {
    let desk = Desk::get();
    let bytes = Arc::new(hit.body.bytes().unwrap_or_default());
    let shown = Shown {
        hit,
        bytes,
        here: RwSignal::new(None),
    };
    signature::check_with_kept_secret(desk, &shown);
    let seq = shown.hit.summary.seq;
    let tab = Memo::new(move |_| desk.place.with(|place| place.tab));
    let tabs = shown.clone();
    let content = move || {
        let shown = tabs.clone();
        match tab.get() {
            Tab::Body => view! { <body::BodyTab shown=shown/> }.into_any(),
            Tab::Headers => view! { <headers::HeadersTab shown=shown/> }.into_any(),
            Tab::Query => view! { <query::QueryTab shown=shown/> }.into_any(),
            Tab::Signature => view! { <signature::SignatureTab shown=shown/> }.into_any(),
            Tab::Reply => view! { <reply::ReplyTab shown=shown/> }.into_any(),
            Tab::Raw => view! { <raw::RawTab shown=shown/> }.into_any(),
        }
    };
    view! {
        <head::PageTitle shown=shown.clone()/>
        <div class="hit-wrap" data-open=seq>
            <head::Head shown=shown.clone() tab=tab/>
            <head::Tabs shown=shown tab=tab/>
            <div class="tab-body">{content}</div>
        </div>
    }
}
