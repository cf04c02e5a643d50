//! The endpoints of this browser.

use domain::{Endpoint, Timestamp};
use leptos::prelude::*;

use super::dialogs::{CLAIM, Opener};
use super::{menu, seen_key, spark};
use crate::browser::storage;
use crate::inspector::activity::Bucket;
use crate::inspector::ending::{Matter, at_end};
use crate::ui::copy::CopyIcon;
use crate::{format, use_site};

/// An endpoint as it is listed.
#[derive(Clone, Copy)]
pub(super) struct Row {
    /// What is known of it.
    pub(super) endpoint: RwSignal<Endpoint>,
    /// Its hits of the last day by the hour, once they are known.
    pub(super) day: RwSignal<Option<Vec<Bucket>>>,
    /// The time.
    now: Signal<Option<Timestamp>>,
}

/// The list.
#[component]
pub fn List(
    /// The endpoints.
    endpoints: Vec<Endpoint>,
    /// The time.
    now: Signal<Option<Timestamp>>,
) -> impl IntoView {
    let rows: Vec<Row> = endpoints
        .into_iter()
        .map(|endpoint| Row {
            endpoint: RwSignal::new(endpoint),
            day: RwSignal::new(None),
            now,
        })
        .collect();
    spark::attach(rows.clone());
    view! {
        <section aria-labelledby="eps">
            <div class="sec-head"><h2 id="eps">"This browser’s endpoints"</h2><span class="count">{rows.len()}</span><span class="grow"></span><Opener dialog=CLAIM class="btn quiet sm" glyph="key" label="Add one by its key"/></div>
            <div class="eps">
                <div class="ep head" aria-hidden="true">
                    <div class="name">"Label and URL"</div>
                    <div class="spark" data-js="">"Last 24 hours"</div>
                    <div class="hitsn">"Hits"</div>
                    <div class="last">"Last hit"</div>
                    <div class="life">"Expires"</div>
                    <div class="act"></div>
                </div>
                <ul>{rows.into_iter().map(row).collect_view()}</ul>
            </div>
        </section>
    }
}

fn row(row: Row) -> impl IntoView {
    let site = use_site();
    let endpoint = row.endpoint.get_untracked();
    let name = endpoint.name();
    let label = endpoint.label.clone().unwrap_or_else(|| name.clone());
    let (front, back) = endpoint
        .url
        .split_at(endpoint.url.len().saturating_sub(name.len()));
    let (front, back) = (front.to_owned(), back.to_owned());
    let hits = move || row.endpoint.with(|endpoint| format::count(endpoint.hits));
    let life = move || match (row.ends(), row.now.get()) {
        (None, _) => "never".to_owned(),
        (Some(at), Some(now)) => format::until(at, now),
        (Some(at), None) => format::moment(at),
    };
    let matter = move || at_end(row.ends()?, row.now.get()?);
    let soon = move || matches!(matter(), Some(Matter::Soon(..))).then_some("");
    let expired = move || matches!(matter(), Some(Matter::Ended(_))).then_some("");
    view! {
        <li class="ep" data-expired=expired>
            <div class="name">
                <a href=site.link(&format!("/e/{name}"))>{label.clone()}</a>
                <code>{front}<span class="soft">{back}</span></code>
            </div>
            <div class="spark" data-js="">{spark::draw(row)}</div>
            <div class="hitsn"><b>{hits}</b>{move || row.fresh()}</div>
            <div class="last">{move || row.last()}</div>
            <div class="life" data-soon=soon>{life}</div>
            <div class="act">
                <CopyIcon text=endpoint.url label=format!("Copy the URL of {label}")/>
                {menu::button(row, &label)}
            </div>
        </li>
    }
}

impl Row {
    fn ends(self) -> Option<Timestamp> {
        self.endpoint.with(|endpoint| endpoint.expires_at)
    }

    /// When the last hit came.
    fn last(self) -> String {
        let last = self.endpoint.with(|endpoint| endpoint.last_hit_at);
        match (last, self.now.get()) {
            (None, _) => "no hits yet".to_owned(),
            (Some(at), Some(now)) => format::ago(at, now),
            (Some(at), None) => format::moment(at),
        }
    }

    /// Hits that came since this browser looked. It alone knows when that was, so nothing is said before it has taken over.
    fn fresh(self) -> Option<impl IntoView + use<>> {
        self.now.with(Option::is_some).then_some(())?;
        let (id, last) = self
            .endpoint
            .with(|endpoint| (endpoint.id.to_string(), endpoint.last_seq));
        let seen: u64 = storage::get(&seen_key(&id))?.parse().ok()?;
        let fresh = last.saturating_sub(seen);
        (fresh > 0)
            .then(|| view! { <span class="newn">{format!("{} new", format::count(fresh))}</span> })
    }
}
