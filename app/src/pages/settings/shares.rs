//! Who may read: everyone with the address, or those with a share link.

use domain::Timestamp;
use leptos::prelude::*;
use serde::Serialize;

use super::draft::{Draft, FORM};
use super::kept::Kept;
use crate::api::{Reader, ShareLink};
use crate::browser::clock;
use crate::format;
use crate::ui::copy::{CopyButton, CopyIcon};
use crate::ui::dialog::Dialog;
use crate::ui::icon;

const HOUR: i64 = 3_600_000_000;

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
    /// The share links.
    links: Kept<ShareLink>,
    /// The form.
    draft: Draft,
) -> impl IntoView {
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
                        name="open"
                        form=FORM
                        checked=draft.open.get_untracked()
                        prop:checked=move || draft.open.get()
                        on:change:target=move |event| draft.open.set(event.target().checked())
                    />
                    <span>"Anyone with the address can read the hits"</span>
                    <small>"Off: only this browser, its key, or a share link."</small>
                </label>
            </div></div>
            <Links kept=links/>
        </section>
    }
}

/// The share links of an endpoint.
#[must_use]
pub fn of(reader: &Reader) -> Kept<ShareLink> {
    Kept::of(reader, "shares")
}

/// The share links of an endpoint, and the form that makes one.
#[component]
pub fn Links(
    /// The links.
    kept: Kept<ShareLink>,
    /// The hit at which a copied link opens.
    #[prop(optional_no_strip)]
    hit: Option<u64>,
) -> impl IntoView {
    let rows = {
        let kept = kept.clone();
        move |share| row(&kept, share, hit).into_any()
    };
    let fresh = {
        let kept = kept.clone();
        move || kept.made().map(|share| made(&share, hit))
    };
    view! {
        {kept.view("No share links.", rows)}
        {fresh}
        <Add kept=kept/>
    }
}

/// The links in a dialog, from where hits are read or endpoints are listed.
pub fn dialog(
    reader: Reader,
    hit: Option<u64>,
    title: String,
    close: Callback<()>,
) -> impl IntoView {
    let at = hit.map_or_else(String::new, |seq| {
        format!(" Copied here, it opens at #{seq}.")
    });
    view! {
        <Dialog title=title class="share" close=close>
            <div class="in">
                <p>{format!("Who has a link reads all hits, live, and can change nothing.{at}")}</p>
                <Links kept=of(&reader) hit=hit/>
            </div>
        </Dialog>
    }
}

/// The link, at a hit or at the list.
fn link(share: &ShareLink, hit: Option<u64>) -> String {
    let tail = hit.map_or_else(String::new, |seq| format!("/{seq}"));
    format!("{}{tail}", share.url)
}

/// The link that was just made, to be copied.
fn made(share: &ShareLink, hit: Option<u64>) -> impl IntoView + use<> {
    let link = link(share, hit);
    let text = Signal::stored(link.clone());
    view! {
        <div class="input affix lg">
            <input class="mono" readonly=true value=link aria-label="Share link"/>
            <CopyButton text=text label="Copy link" class="btn sm primary"/>
        </div>
    }
}

#[component]
fn Add(kept: Kept<ShareLink>) -> impl IntoView {
    let label = RwSignal::new(String::new());
    let hours = RwSignal::new("168".to_owned());
    let action = kept.form();
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let hours = hours.get_untracked().parse::<i64>().ok();
        let end = hours.filter(|hours| *hours > 0);
        let named = label.get_untracked();
        let new = NewShare {
            label: Some(named).filter(|label| !label.trim().is_empty()),
            expires_at: end.map(|hours| clock::now().plus_micros(hours.saturating_mul(HOUR))),
        };
        // Text always serialises.
        kept.add(
            serde_json::to_string(&new).unwrap_or_default(),
            "Share link made",
        );
        label.set(String::new());
    };
    view! {
        <form class="card" method="post" action=action on:submit=add>
            <div class="in row row--wrap">
                <label class="field grow">
                    <span class="label">"Name "<span class="opt">"optional"</span></span>
                    <input class="input" name="label" placeholder="For the support case" prop:value=move || label.get() on:input:target=move |event| label.set(event.target().value())/>
                </label>
                <label class="field">
                    <span class="label">"Link ends after"</span>
                    <select class="select" name="hours" on:change:target=move |event| hours.set(event.target().value())>
                        <option value="24">"1 day"</option>
                        <option value="168" selected=true>"7 days"</option>
                        <option value="720">"30 days"</option>
                        <option value="0">"Never"</option>
                    </select>
                </label>
                <button type="submit" class="btn">{icon::icon("share")}<span>"Make a share link"</span></button>
            </div>
        </form>
    }
}

fn row(kept: &Kept<ShareLink>, share: ShareLink, hit: Option<u64>) -> impl IntoView + use<> {
    let url = link(&share, hit);
    let name = share.label.unwrap_or_else(|| "Share link".to_owned());
    let end = share.expires_at.map_or_else(
        || "never ends".to_owned(),
        |at| format!("ends {}", format::moment(at)),
    );
    view! {
        <div class="line-item">
            {icon::icon("link")}
            <span class="what"><b>{name.clone()}</b><small><code>{share.url}</code>" · "{end}</small></span>
            <CopyIcon text=Signal::derive(move || url.clone()) label=format!("Copy {name}")/>
            {kept.remover(share.id, format!("Take back {name}"), "Share link taken back")}
        </div>
    }
}
