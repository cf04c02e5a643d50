//! The inspector: the list of hits, and the hit that is open.

pub mod actions;
pub mod activity;
pub mod body;
pub mod brush;
pub mod compare;
pub mod desk;
pub mod empty;
pub mod ending;
pub mod filter;
pub mod head;
pub mod headers;
pub mod hit_pane;
pub mod keys;
pub mod list_pane;
pub mod live;
pub mod notify;
pub mod palette;
pub mod qr;
pub mod query;
pub mod raw;
pub mod reply;
pub mod row;
pub mod signature;
pub mod splitter;
pub mod top;
pub mod tree;

use std::sync::Arc;

use domain::{Endpoint, HitSummary, Page, Timestamp};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};
use leptos_router::location::Location;
use serde::{Deserialize, Serialize};

use crate::address::{Against, Place, Tab};
use crate::api::{self, Reader, Refused};
use crate::lens::Lens;
use crate::pages::message;
use crate::site::Site;
use crate::transport::Caller;
use crate::ui::toast::Toasts;
use crate::use_site;

use desk::Desk;

/// What an inspector is drawn from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct First {
    reader: Reader,
    endpoint: Endpoint,
    page: Page<HitSummary>,
    /// Why the filter is not applied.
    filter_error: Option<String>,
    /// When the share link ends.
    until: Option<Timestamp>,
}

/// `/e/{id}` and `/e/{id}/{seq}`.
#[component]
pub fn Inspector() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let site = use_site();
    let place = place("/e", id);
    let first = Resource::new_blocking(
        move || id.get(),
        move |id| {
            let (q, before) = place.with_untracked(|place| (place.q.clone(), place.before));
            let caller = Caller::get();
            let site = Arc::clone(&site);
            let reader = Reader { id, share: None };
            async move {
                let endpoint = api::endpoint(&caller, &site, &reader).await?;
                let (page, filter_error) = page(&caller, &site, &reader, &q, before).await?;
                Ok(First {
                    reader,
                    endpoint,
                    page,
                    filter_error,
                    until: None,
                })
            }
        },
    );
    view! { <Frame first=first place=place/> }
}

/// `/s/{share}` and `/s/{share}/{seq}`: the same, for reading only.
#[component]
pub fn Shared() -> impl IntoView {
    let params = use_params_map();
    let share = Memo::new(move |_| params.with(|params| params.get("share").unwrap_or_default()));
    let site = use_site();
    let place = place("/s", share);
    let first = Resource::new_blocking(
        move || share.get(),
        move |share| {
            let (q, before) = place.with_untracked(|place| (place.q.clone(), place.before));
            let caller = Caller::get();
            let site = Arc::clone(&site);
            async move {
                let opened = api::share(&caller, &site, &share).await?;
                let reader = Reader {
                    id: opened.endpoint.id.to_string(),
                    share: Some(share),
                };
                let (page, filter_error) = page(&caller, &site, &reader, &q, before).await?;
                Ok(First {
                    reader,
                    endpoint: opened.endpoint,
                    page,
                    filter_error,
                    until: opened.share.expires_at,
                })
            }
        },
    );
    view! { <Frame first=first place=place/> }
}

/// The first rows. A filter that is not understood is not applied, and said so.
async fn page(
    caller: &Caller,
    site: &Site,
    reader: &Reader,
    q: &str,
    before: Option<u64>,
) -> Result<(Page<HitSummary>, Option<String>), Refused> {
    match api::hits(caller, site, reader, q, before).await {
        Err(refused) if refused.status == 400 && !q.is_empty() => {
            let page = api::hits(caller, site, reader, "", before).await?;
            Ok((page, Some(refused.message)))
        }
        other => other.map(|page| (page, None)),
    }
}

/// What the address says, below `/e/{id}` or `/s/{share}`.
fn place(prefix: &'static str, name: Memo<String>) -> Memo<Place> {
    let site = use_site();
    // Path and query from one place: the router's own query lags behind when both change.
    let Location {
        pathname, query, ..
    } = use_location();
    Memo::new(move |_| {
        let word = |name: &str| query.with(|query| query.get(name).unwrap_or_default());
        let root = site.link(&format!("{prefix}/{}", name.get()));
        let seq = pathname.with(|path| path.strip_prefix(&root)?.strip_prefix('/')?.parse().ok());
        Place {
            root,
            seq,
            tab: Tab::from_word(&word("tab")),
            lens: Lens::from_word(&word("lens")).map(Lens::word),
            against: Against::read(word),
            q: word("q"),
            before: word("before").parse().ok(),
        }
    })
}

/// Lists anew when the filter in the address changes. The inspector stays: only its rows are other ones.
fn refilter(desk: Desk) {
    let site = use_site();
    let caller = Caller::get();
    Effect::new(move |before: Option<(String, Option<u64>)>| {
        let now = desk.place.with(|place| (place.q.clone(), place.before));
        if before.is_some_and(|before| before != now) {
            let (site, caller, reader) =
                (Arc::clone(&site), caller.clone(), desk.reader.get_value());
            let (q, cursor) = now.clone();
            let toasts = Toasts::get();
            leptos::task::spawn_local(async move {
                match page(&caller, &site, &reader, &q, cursor).await {
                    Ok((page, error)) => desk.relist(&q, page, error),
                    Err(refused) => toasts.failed("The hits could not be listed", refused.message),
                }
            });
        }
        now
    });
}

#[component]
fn Frame(
    /// What it is drawn from.
    first: Resource<Result<First, Refused>>,
    /// What the address says.
    place: Memo<Place>,
) -> impl IntoView {
    let params = use_params_map();
    let odd = move || {
        params.with(|params| {
            params
                .get("seq")
                .is_some_and(|seq| seq.parse::<u64>().is_err())
        })
    };
    view! {
        <Transition fallback=|| ()>
            {move || first.get().map(|answer| match answer {
                // Untracked: a place that is no hit's is only found when the page is opened.
                _ if untrack(odd) => view! { <message::NotFound/> }.into_any(),
                Ok(first) => view! { <Loaded first=first place=place/> }.into_any(),
                Err(refused) => message::refused(&refused),
            })}
        </Transition>
    }
}

#[component]
fn Loaded(
    /// What it is drawn from.
    first: First,
    /// What the address says.
    place: Memo<Place>,
) -> impl IntoView {
    let shared = first.reader.share.is_some().then_some(first.until);
    let desk = Desk::provide(
        first.reader,
        place,
        first.endpoint,
        first.page,
        first.filter_error,
    );
    let class = move || {
        if desk.is_empty() {
            "inspector is-empty"
        } else {
            "inspector"
        }
    };
    // The waiting page stands where the hit will: on a narrow screen it is the first thing to see.
    let view = move || {
        if desk.is_empty() || desk.place.with(|place| place.seq.is_some()) {
            "hit"
        } else {
            "list"
        }
    };
    // A memo: the pane is made anew only when this changes, not with every hit.
    let empty = Memo::new(move |_| desk.is_empty());
    let comparing = Memo::new(move |_| desk.place.with(|place| place.against.is_some()));
    live::attach(desk);
    refilter(desk);
    signature::sweep::attach(desk);
    keys::attach(desk);
    view! {
        <a class="skip" href="#hits">"Skip to the list"</a>
        <a class="skip" href="#hit">"Skip to the hit"</a>
        <div class=class data-view=view style=move || splitter::style(desk)>
            <top::Bar/>
            <top::Banners shared=shared/>
            <main class="panes">
                <list_pane::ListPane/>
                {move || if empty.get() {
                    view! { <empty::Waiting/> }.into_any()
                } else if comparing.get() {
                    view! { <compare::Compare/> }.into_any()
                } else {
                    view! { <hit_pane::HitPane/> }.into_any()
                }}
            </main>
        </div>
        <keys::Sheet/>
        <palette::Palette/>
        <qr::QrDialog/>
    }
}
