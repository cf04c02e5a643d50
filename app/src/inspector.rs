//! The inspector: the list of hits, and the hit that is open.

pub mod body;
pub mod desk;
pub mod empty;
pub mod head;
pub mod headers;
pub mod hit_pane;
pub mod list_pane;
pub mod live;
pub mod query;
pub mod raw;
pub mod reply;
pub mod row;
pub mod signature;
pub mod top;
pub mod tree;

use domain::{Endpoint, HitSummary, Page};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::address::{Place, Tab};
use crate::api::{self, Reader, Refused};
use crate::lens::Lens;
use crate::pages::message;
use crate::use_site;

use desk::Desk;

type Answer = Result<(Endpoint, Page<HitSummary>), Refused>;

/// `/e/{id}` and `/e/{id}/{seq}`.
#[component]
pub fn Inspector() -> impl IntoView {
    let site = use_site();
    let params = use_params_map();
    let query = use_query_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let place = {
        let site = site.clone();
        Memo::new(move |_| Place {
            root: site.link(&format!("/e/{}", id.get())),
            seq: params.with(|params| params.get("seq").and_then(|seq| seq.parse().ok())),
            tab: Tab::from_word(&query.with(|query| query.get("tab").unwrap_or_default())),
            lens: query
                .with(|query| query.get("lens"))
                .and_then(|lens| Lens::from_word(&lens))
                .map(Lens::word),
            q: query.with(|query| query.get("q").unwrap_or_default()),
            before: query.with(|query| query.get("before").and_then(|before| before.parse().ok())),
        })
    };
    let odd = move || {
        params.with(|params| {
            params
                .get("seq")
                .is_some_and(|seq| seq.parse::<u64>().is_err())
        })
    };
    let first = Resource::new_blocking(
        move || {
            (
                id.get(),
                place.with(|place| (place.q.clone(), place.before)),
            )
        },
        move |(id, (q, before))| {
            let reader = Reader { id, share: None };
            let endpoint = api::endpoint(&site, &reader);
            let hits = api::hits(&site, &reader, &q, before);
            async move { Answer::Ok((endpoint.await?, hits.await?)) }
        },
    );
    view! {
        <Suspense fallback=|| ()>
            {move || Suspend::new(async move {
                match first.await {
                    _ if odd() => view! { <message::NotFound/> }.into_any(),
                    Ok((endpoint, page)) => {
                        let reader = Reader { id: id.get_untracked(), share: None };
                        view! { <Loaded reader=reader place=place endpoint=endpoint page=page/> }.into_any()
                    }
                    Err(refused) => message::refused(&refused),
                }
            })}
        </Suspense>
    }
}

#[component]
fn Loaded(
    /// Who reads.
    reader: Reader,
    /// What the address says.
    place: Memo<Place>,
    /// The endpoint.
    endpoint: Endpoint,
    /// The first rows.
    page: Page<HitSummary>,
) -> impl IntoView {
    let desk = Desk::provide(reader, place, endpoint, page);
    let view = move || {
        if desk.place.with(|place| place.seq.is_some()) {
            "hit"
        } else {
            "list"
        }
    };
    let class = move || {
        if desk.is_empty() {
            "inspector is-empty"
        } else {
            "inspector"
        }
    };
    // The waiting page stands where the hit will: on a narrow screen it is the first thing to see.
    let view = move || if desk.is_empty() { "hit" } else { view() };
    live::attach(desk);
    signature::sweep::attach(desk);
    view! {
        <a class="skip" href="#hits">"Skip to the list"</a>
        <a class="skip" href="#hit">"Skip to the hit"</a>
        <div class=class data-view=view>
            <top::Bar/>
            <top::Banners/>
            <main class="panes">
                <list_pane::ListPane/>
                {move || if desk.is_empty() {
                    view! { <empty::Waiting/> }.into_any()
                } else {
                    view! { <hit_pane::HitPane/> }.into_any()
                }}
            </main>
        </div>
    }
}
