//! The signature check: five outcomes, each explained.

mod again;
mod early;
pub mod form;
pub mod keep;
pub mod own;
mod steps;
pub mod sweep;

use std::sync::Arc;

use domain::{Hit, Outcome};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::desk::Desk;
use super::hit_pane::Shown;
use crate::api;
use crate::browser::worker;
use crate::effect::effect;
use crate::provider::face;
use crate::transport::Caller;
use crate::ui::icon;
use crate::verdict::{self, Verdict};
use crate::{format, use_site};

/// Checks a hit with the secret kept in this browser, if there is one for its sender.
pub fn check_with_kept_secret(desk: Desk, shown: &Shown) {
    let shown = shown.clone();
    let site = use_site();
    effect(move || {
        desk.secrets.track();
        let row = &shown.hit.summary;
        let Some(provider) = row.provider.clone() else {
            return;
        };
        let Some(secret) = keep::secret(desk, &provider) else {
            return;
        };
        let (seq, here) = (row.seq, shown.here);
        let request = request(&shown.hit, &provider, Some(&secret));
        let path = desk
            .reader
            .with_value(|reader| reader.path(&format!("/hits/{seq}/body"), &[]));
        let (exact, site) = (api::bytes(&Caller::get(), &site, path), Arc::clone(&site));
        spawn_local(async move {
            let Ok(bytes) = exact.await else {
                desk.trouble.try_set(Some(
                    "The body could not be loaded to be checked.".to_owned(),
                ));
                return;
            };
            worker::ask(&site, "check", &request, &bytes, move |answer| {
                match read(answer) {
                    Ok(verdict) => {
                        desk.checked
                            .try_update(|checked| checked.insert(seq, verdict.outcome));
                        here.try_set(Some(verdict));
                    }
                    Err(message) => {
                        desk.trouble.try_set(Some(message));
                    }
                }
            });
        });
    });
}

/// The question to the checker. The secret goes to the worker and nowhere else; without one the answer says how far
/// the check comes.
fn request(hit: &Hit, provider: &str, secret: Option<&keep::Kept>) -> String {
    let row = &hit.summary;
    let url = format!("{}://{}{}", hit.scheme, hit.host, row.target);
    let now = crate::browser::clock::now();
    let secrets: Vec<_> = secret
        .map(|kept| serde_json::json!({ "secret": kept.secret, "name": "kept in this browser" }))
        .into_iter()
        .collect();
    serde_json::json!({
        "provider": provider,
        "secrets": secrets,
        "method": row.method,
        "url": url,
        "headers": hit.headers,
        "received_at": row.received_at.micros(),
        "now": now.micros(),
    })
    .to_string()
}

fn read(answer: Result<String, String>) -> Result<Verdict, String> {
    let text = answer?;
    serde_json::from_str(&text)
        .map_err(|_| "The checker gave an answer that was not understood.".to_owned())
}

/// The tab.
#[component]
pub fn SignatureTab(
    /// The hit.
    shown: Shown,
) -> impl IntoView {
    let desk = Desk::get();
    let other = RwSignal::new(false);
    let trouble = move || {
        desk.trouble.get().map(|message| {
            view! {
                <p class="banner failed-note" data-tone="fail" role="alert">
                    {icon::icon("alert")}
                    <span>{message}</span>
                </p>
            }
        })
    };
    let early = early::steps(desk, &shown);
    let content = {
        let shown = shown.clone();
        move || {
            let verdict = shown.verdict();
            let own = (verdict.outcome == Outcome::Unsigned && desk.can_write())
                .then(|| view! { <own::Scheme hit=Arc::clone(&shown.hit)/> });
            let ask = verdict.outcome == Outcome::NoSecret || other.get();
            let provider = verdict.provider.clone();
            let form = (ask && !provider.is_empty())
                .then(|| view! { <form::SecretForm provider=provider done=other/> });
            // By themselves: what is typed into the form stays when the early steps come.
            let steps = {
                let (shown, verdict) = (shown.clone(), verdict.clone());
                move || {
                    let early = early.get().filter(|_| verdict.steps.is_empty());
                    steps::list(early.as_ref().unwrap_or(&verdict), &shown)
                }
            };
            view! {
                {card(desk, &shown, &verdict, other)}
                {hints(&verdict)}
                {form}
                {steps}
                {own}
                {foot(desk, &shown, &verdict)}
            }
        }
    };
    view! { <div class="sig">{trouble}{content}</div> }
}

fn card(
    desk: Desk,
    shown: &Shown,
    verdict: &Verdict,
    other: RwSignal<bool>,
) -> impl IntoView + use<> {
    let outcome = verdict.outcome;
    let sender = face(&verdict.provider).name;
    let wrong = verdict.steps.iter().filter(|step| step.ok == "no").count();
    let heading = match (outcome, wrong) {
        (Outcome::Failed, 2..) => format!("Failed: {wrong} checks did not pass"),
        _ => verdict::label(outcome).to_owned(),
    };
    let (before, name, after) = match outcome {
        Outcome::Unsigned => (
            "No header of this hit is a signature that Creel knows, so nothing can be said about who sent it.".to_owned(),
            String::new(),
            "",
        ),
        Outcome::NoSecret => (
            format!("This looks like {sender}. With its secret, Creel checks this hit and the others from it."),
            String::new(),
            "",
        ),
        // What explains it stands in a box of its own below.
        Outcome::Failed => (verdict.fault(), String::new(), ""),
        _ => verdict.said(&sender),
    };
    let name = (!name.is_empty()).then(|| view! { <b>{name}</b> });
    let known = matches!(
        outcome,
        Outcome::Verified | Outcome::Authenticated | Outcome::Failed
    );
    let other = known.then(|| {
        view! {
            <button type="button" class="btn" on:click=move |_| other.set(true)>
                {icon::icon("key")}
                <span>"Other secret"</span>
            </button>
        }
    });
    // A secret may have been saved or replaced since. Who only reads can still check with one of their own.
    let own = desk.can_write() || shown.here.with(Option::is_some);
    let wanting = matches!(outcome, Outcome::Failed | Outcome::NoSecret);
    let again = (own && wanting).then(|| again::button(desk, shown));
    let acts = (other.is_some() || again.is_some())
        .then(|| view! { <div class="acts" data-js="">{again}{other}</div> });
    view! {
        <section class="v-card" data-verdict=outcome.word() aria-labelledby="verdict">
            {icon::sized(verdict::icon(outcome), "icon s20")}
            <h2 id="verdict">{heading}</h2>
            <p>{before}{name}{after}</p>
            {acts}
        </section>
    }
}

/// The first explanation that fits; the others below it.
fn hints(verdict: &Verdict) -> impl IntoView + use<> {
    let mut all = verdict.hints.iter();
    let first = all.next()?.sentence.clone();
    let rest: Vec<String> = all.map(|hint| hint.sentence.clone()).collect();
    let more = (!rest.is_empty()).then(|| {
        let title = format!(
            "{} to know",
            format::counted(u64::try_from(rest.len()).unwrap_or(0), "more thing")
        );
        view! {
            <details>
                <summary>{title}</summary>
                {rest.into_iter().map(|hint| view! { <p>{hint}</p> }).collect_view()}
            </details>
        }
    });
    Some(view! {
        <section class="callout" aria-labelledby="hint">
            {icon::icon("search")}
            <h3 id="hint">"What explains it"</h3>
            <p>{first}</p>
            {more}
        </section>
    })
}

fn foot(desk: Desk, shown: &Shown, verdict: &Verdict) -> impl IntoView + use<> {
    let provider = verdict.provider.clone();
    let here = shown.here;
    let forget = {
        let provider = provider.clone();
        move |_| {
            keep::forget(desk, &provider);
            here.set(None);
        }
    };
    here.with(Option::is_some).then(|| {
        view! {
            <p class="muted"><small>
                "Checked in this browser, with the secret that is kept in it. "
                <button type="button" class="btn quiet sm" on:click=forget><span>"Forget this secret"</span></button>
            </small></p>
        }
    })
}
