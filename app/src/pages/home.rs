//! Home: a new endpoint, and those of this browser.

pub mod dialogs;
pub mod list;
mod menu;
mod spark;
mod specimen;

use domain::{Endpoint, Page, Timestamp};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::hooks::use_navigate;

use self::dialogs::{CLAIM, Claim, OPTIONS, Opener, Options};
use self::list::List;
use self::specimen::specimen;
use crate::api::{self, Refused};
use crate::later::Later;
use crate::pages::anywhere::{Anywhere, Dialogs, Tools};
use crate::pages::clock::ticking;
use crate::texts::{Texts, texts};
use crate::transport::Caller;
use crate::ui::appbar::Brand;
use crate::ui::icon;
use crate::use_site;

/// Key under which the newest number seen of an endpoint is kept.
pub(crate) fn seen_key(id: &str) -> String {
    format!("creel:seen:{id}")
}

/// The home page.
#[component]
pub fn Home() -> impl IntoView {
    let site = use_site();
    let endpoints = texts(String::new, move |_| {
        let answer = api::text(&Caller::get(), &site, api::ENDPOINTS.to_owned());
        Box::pin(async move { Ok(vec![answer.await?].into()) })
    });
    let now = ticking();
    view! {
        <Title text="Creel"/>
        <Suspense fallback=loading>
            {move || endpoints.get().map(|answer| {
                view! { <Later part=move || page(answer.clone(), now.into())/> }
            })}
        </Suspense>
    }
}

fn loading() -> impl IntoView {
    view! {
        <div class="home" aria-busy="true">
            <span class="sr-only">"Loading your endpoints"</span>
        </div>
    }
}

crate::chunk! {
    /// What is on the page, once the endpoints are known.
    home fn page(answer: Result<Texts, Refused>, now: Signal<Option<Timestamp>>) -> AnyView {
        let here = Anywhere::home();
        view! {
            <a class="skip" href="#main">"Skip to content"</a>
            <div class="home">
                <div class="home-weave" aria-hidden="true"><div class="weave"></div></div>
                <header class="appbar clear">
                    <Brand/>
                    <span class="grow"></span>
                    <Tools here=here/>
                </header>
                <main class="page" id="main">
                    {content(answer, now)}
                    <Foot/>
                    <Options/>
                    <Claim/>
                </main>
                <Dialogs here=here/>
            </div>
        }
        .into_any()
    }
}

fn content(answer: Result<Texts, Refused>, now: Signal<Option<Timestamp>>) -> AnyView {
    match answer.and_then(|texts| api::understood::<Page<Endpoint>>(texts.get(0))) {
        Ok(page) if page.items.is_empty() => view! {
            <Hero first=true/>
            <p class="muted">"Made one elsewhere? "<Opener dialog=CLAIM class="btn quiet sm" glyph="key" label="Add one by its key"/></p>
            <How/>
        }
        .into_any(),
        Ok(page) => view! { <Hero first=false/> <List endpoints=page.items now=now/> }.into_any(),
        Err(refused) => view! {
            <Hero first=true/>
            <p class="banner failed-note" data-tone="fail" role="alert">
                {icon::icon("alert")}
                <b>"Your endpoints could not be listed. "</b>
                {refused.message}
            </p>
        }
        .into_any(),
    }
}

#[component]
fn Hero(
    /// This browser has no endpoint yet.
    first: bool,
) -> impl IntoView {
    let text = if first {
        "One click gives you a URL that answers. Point a sender at it, and every request is kept exactly as it came and shown as it arrives. No account."
    } else {
        "One click gives you a URL. Every request to it is kept exactly as it came and shown here as it arrives."
    };
    view! {
        <section class="hero">
            {first.then(specimen)}
            <h1>"Catch webhooks. Read them."<span>"Prove who sent them."</span></h1>
            <p>{text}</p>
            <NewEndpoint first=first/>
        </section>
    }
}

/// The button that makes an endpoint: a form, so that it works without scripts.
#[component]
fn NewEndpoint(
    /// Nothing is said of the way without a browser.
    first: bool,
) -> impl IntoView {
    let site = use_site();
    let action = site.link("/new");
    let curl = format!(
        "curl -X POST {}{}",
        site.origin,
        site.link("/api/endpoints")
    );
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<Refused>);
    let navigate = use_navigate();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failed.set(None);
        let answer = api::create(&Caller::get(), &site, "{}".to_owned());
        let navigate = navigate.clone();
        spawn_local(async move {
            match answer.await {
                Ok(endpoint) => navigate(
                    &format!("/e/{}", endpoint.name()),
                    leptos_router::NavigateOptions::default(),
                ),
                Err(refused) => failed.set(Some(refused)),
            }
            busy.set(false);
        });
    };
    view! {
        <form class="go" method="post" action=action on:submit=submit>
            <button type="submit" class="btn lg primary" title="New endpoint (N)" aria-busy=move || busy.get().to_string()>
                {icon::icon("plus")}
                <span>"New endpoint"</span>
                <kbd data-js="">"N"</kbd>
            </button>
            <Opener dialog=OPTIONS class="btn lg quiet" glyph="sliders" label="With options…"/>
            {(!first).then(|| view! { <span class="muted not-narrow">"or "<code>{curl}</code></span> })}
        </form>
        {move || failed.get().map(not_created)}
    }
}

fn not_created(refused: Refused) -> impl IntoView {
    view! {
        <div class="banner failed-note" data-tone="fail" role="alert">
            {icon::icon("alert")}
            <p><b>"The endpoint was not created. "</b>{refused.message}</p>
        </div>
    }
}

#[component]
fn How() -> impl IntoView {
    view! {
        <section class="how" aria-label="What it does">
            <div>
                <h2>{icon::icon("file")}"Exact"</h2>
                <p>"Bytes, header order, case and repeats are kept as they came. Big numbers keep every digit."</p>
            </div>
            <div>
                <h2>{icon::icon("shield-check")}"Explained"</h2>
                <p>"Signatures are checked, and a failed check says which step failed and why."</p>
            </div>
            <div>
                <h2>{icon::icon("lock")}"Yours"</h2>
                <p>"The URL can send, not read. Secrets can stay in this browser. Nothing leaves this server."</p>
            </div>
        </section>
    }
}

#[component]
fn Foot() -> impl IntoView {
    let site = use_site();
    let host = match site.origin.split_once("://") {
        Some((_, host)) => host.to_owned(),
        None => site.origin.clone(),
    };
    view! {
        <footer class="sitefoot">
            <span>{format!("Creel {} on {host}", site.version)}</span>
            <span class="grow"></span>
            <span>"Stored on this server only"</span>
        </footer>
    }
}
