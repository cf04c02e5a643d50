//! The hit that is open.

use core::future::Future;
use std::sync::Arc;

use domain::{BodyView, Hit};
use futures_util::future::join;
use leptos::prelude::*;
use leptos_meta::Title;

use super::desk::Desk;
use super::{body, head, headers, query, raw, reply, signature};
use crate::address::Tab;
use crate::api::{self, Refused};
use crate::effect::effect;
use crate::later::{Drawn, Later, When};
use crate::lens;
use crate::site::{self, Site};
use crate::texts::{Texts, texts};
use crate::transport::Caller;
use crate::ui::icon;
use crate::{format, use_site};

/// The right pane.
#[component]
pub fn HitPane() -> impl IntoView {
    let desk = Desk::get();
    let site = use_site();
    let shown_site = Arc::clone(&site);
    let open = texts(
        move || {
            desk.selected
                .get()
                .map(|seq| seq.to_string())
                .unwrap_or_default()
        },
        move |seq| {
            let answer = seq.parse().ok().map(|seq| fetch(desk, &site, seq));
            Box::pin(async move {
                match answer {
                    Some(answer) => answer.await,
                    None => Ok(Texts::default()),
                }
            })
        },
    );
    view! {
        <section class="hit-pane" id="hit" tabindex="-1" aria-label="Hit">
            <Transition fallback=loading>
                // Read here and not awaited: the old view goes and the new one comes in one step, so that
                // nothing of the old one runs when its signals are gone.
                {move || open.get().map(|answer| match answer {
                    Ok(texts) if texts.texts.is_empty() => nothing().into_any(),
                    answer => {
                        let again = Callback::new(move |()| open.refetch());
                        let site = Arc::clone(&shown_site);
                        let part = move || open_part(desk, Arc::clone(&site), answer.clone(), again);
                        view! { <Later when=When::Used part=part/> }.into_any()
                    }
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

/// What an open hit is drawn from: its JSON, and the first piece of its body.
fn fetch(
    desk: Desk,
    site: &Site,
    seq: u64,
) -> impl Future<Output = Result<Texts, Refused>> + Send + use<> {
    let (caller, reader) = (Caller::get(), desk.reader.get_value());
    let hit = api::text(&caller, site, api::hit_path(&reader, seq));
    let view = first_view(desk, site, seq);
    async move {
        let (hit, view) = join(hit, view).await;
        Ok(Texts {
            texts: vec![hit?],
            // Without an answer it is asked for again, with words for the reader, when it is to be drawn.
            view: view.ok(),
        })
    }
}

/// The first piece of a body.
fn first_view(
    desk: Desk,
    site: &Site,
    seq: u64,
) -> impl Future<Output = Result<Arc<BodyView>, Refused>> + Send + use<> {
    let reader = desk.reader.get_value();
    let view = api::view(&Caller::get(), site, &reader, seq, 0, body::loaded::FIRST);
    async move { view.await.map(Arc::new) }
}

/// A hit with its bytes, for all its tabs.
#[derive(Clone)]
pub struct Shown {
    /// The hit, without the bytes of its body.
    pub hit: Arc<Hit>,
    /// The body's first bytes, exactly as they were sent; empty when they have not come yet, or had to be decoded.
    pub bytes: Arc<Vec<u8>>,
    /// The first piece of the body as it can be read, when it has come.
    pub view: Option<Arc<BodyView>>,
    /// The verdict made in this browser, when there is one.
    pub here: RwSignal<Option<crate::verdict::Verdict>>,
}

impl Shown {
    /// With the first piece of the body, once that has come.
    fn with(self, view: Arc<BodyView>) -> Self {
        let exact = view.codings.is_none() && view.charset.is_none();
        Self {
            bytes: Arc::new(if exact { view.bytes() } else { Vec::new() }),
            view: Some(view),
            ..self
        }
    }

    /// `Content-Type`, or nothing.
    #[must_use]
    pub fn content_type(&self) -> &str {
        self.hit.summary.content_type.as_deref().unwrap_or_default()
    }

    /// The whole body, when it is a form that has come.
    #[must_use]
    pub fn form(&self) -> Option<&str> {
        let view = self.view.as_ref()?;
        let text = view.text.as_deref()?;
        let whole = u64::try_from(text.len()).ok() == Some(view.total);
        let kind = lens::kind(self.content_type(), text.as_bytes());
        (whole && kind == lens::Kind::Form).then_some(text)
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
            // By way of its text, as everything else is read: see `api::read`.
            .and_then(|value| serde_json::from_str(&value.to_string()).ok());
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
    hit: Hit,
    /// The first piece of its body, if it has come.
    view: Option<Arc<BodyView>>,
    /// Asks for it again.
    again: Callback<()>,
) -> impl IntoView {
    let desk = Desk::get();
    checked_anew(desk, hit.summary.seq, again);
    let shown = Shown {
        hit: Arc::new(hit),
        bytes: Arc::default(),
        view: None,
        here: RwSignal::new(None),
    };
    let shown = match view {
        Some(view) => shown.with(view),
        None => shown,
    };
    signature::check_with_kept_secret(desk, &shown);
    let seq = shown.hit.summary.seq;
    let tab = Memo::new(move |_| desk.place.with(|place| place.tab));
    let tabs = shown.clone();
    let site = use_site();
    let content = move || {
        let (shown, site, tab) = (tabs.clone(), Arc::clone(&site), tab.get());
        view! { <Later part=move || tab_part(desk, Arc::clone(&site), tab, shown.clone())/> }
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

/// Asks for the hit again when the server has checked it anew: with a secret that was just saved, say.
fn checked_anew(desk: Desk, seq: u64, again: Callback<()>) {
    let verdict = move || desk.hits.with(|hits| hits.get(seq).map(|row| row.verdict));
    let known = StoredValue::new(
        desk.hits
            .with_untracked(|hits| hits.get(seq).map(|row| row.verdict)),
    );
    effect(move || {
        let now = verdict();
        let before = known.get_value();
        known.set_value(now);
        if before.zip(now).is_some_and(|(before, now)| before != now) {
            again.run(());
        }
    });
}

/// The hit, and what the tab that is open needs: what the server rendered goes once all of it is there.
async fn open_part(
    desk: Desk,
    site: Arc<Site>,
    mut answer: Result<Texts, Refused>,
    again: Callback<()>,
) -> Drawn {
    let view = async {
        if let (Ok(texts), Some(seq)) = (&mut answer, desk.selected.get_untracked())
            && texts.view.is_none()
        {
            // Without an answer the tab asks again, and has words for the reader.
            texts.view = first_view(desk, &site, seq).await.ok();
        }
    };
    let code = async {
        if desk.place.with_untracked(|place| place.tab) == Tab::Body {
            body_ready().await
        } else {
            other_ready().await
        }
    };
    let ((), code) = join(view, code).await;
    code?;
    opened(answer, again).await
}

/// A tab, with the first piece of the body if it has not come with the page.
async fn tab_part(desk: Desk, site: Arc<Site>, tab: Tab, shown: Shown) -> Drawn {
    let shown = match shown.view {
        Some(_) => shown,
        None => match first_view(desk, &site, shown.hit.summary.seq).await {
            Ok(view) => shown.with(view),
            Err(_) if tab == Tab::Body => return Ok(not_loaded()),
            Err(_) => shown,
        },
    };
    match shown.view.clone().filter(|_| tab == Tab::Body) {
        Some(view) => body_tab(shown, (*view).clone()).await,
        None => other_tab(tab, shown).await,
    }
}

/// The server did not give the body.
fn not_loaded() -> AnyView {
    view! {
        <div class="blank">
            {icon::sized("plug-off", "icon s28")}
            <h2>"The body could not be loaded"</h2>
            <p>"The server did not answer. The headers above are complete."</p>
        </div>
    }
    .into_any()
}

crate::chunk! {
    /// The hit, or why there is none.
    inspector fn opened(answer: Result<Texts, Refused>, again: Callback<()>) -> AnyView {
        let read = |texts: Texts| Ok((api::understood(texts.get(0))?, texts.view));
        match answer.and_then(read) {
            Ok((hit, view)) => view! { <Open hit=hit view=view again=again/> }.into_any(),
            Err(refused) => view! { <Missing refused=refused again=again/> }.into_any(),
        }
    }

    /// Nothing, once the code of the body is there.
    lenses fn body_ready() -> () {}

    /// Nothing, once the code of the other tabs is there.
    tools fn other_ready() -> () {}

    /// The body, with the lenses.
    lenses fn body_tab(shown: Shown, first: BodyView) -> AnyView {
        view! { <body::BodyTab shown=shown first=first/> }.into_any()
    }

    /// What is behind the tabs beside the body.
    tools fn other_tab(tab: Tab, shown: Shown) -> AnyView {
        match tab {
            Tab::Body => ().into_any(),
            Tab::Headers => view! { <headers::HeadersTab shown=shown/> }.into_any(),
            Tab::Query => view! { <query::QueryTab shown=shown/> }.into_any(),
            Tab::Signature => view! { <signature::SignatureTab shown=shown/> }.into_any(),
            Tab::Reply => view! { <reply::ReplyTab shown=shown/> }.into_any(),
            Tab::Raw => view! { <raw::RawTab shown=shown/> }.into_any(),
        }
    }
}
