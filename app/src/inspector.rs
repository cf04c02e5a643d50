//! The inspector: the list of hits, and the hit that is open.

pub mod actions;
pub mod activity;
pub mod body;
pub mod brush;
pub mod choose;
pub mod compare;
pub mod desk;
pub mod empty;
pub mod ending;
pub mod export;
pub mod filter;
pub mod head;
pub mod headers;
pub mod hit_pane;
pub mod keys;
pub mod list_menu;
pub mod list_pane;
pub mod live;
pub mod notify;
pub mod overlay;
pub mod owner;
pub mod palette;
pub mod passing;
pub mod qr;
pub mod query;
pub mod raw;
pub mod reply;
pub mod row;
pub mod samples;
pub mod signature;
pub mod splitter;
mod stretch;
pub mod switcher;
pub mod top;
pub mod tree;

use std::sync::Arc;

use domain::{Endpoint, HitSummary, Page, Timestamp};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};
use leptos_router::location::Location;

use crate::address::{Against, Place, Tab};
use crate::api::{self, Opened, Reader, Refused};
use crate::later::{Later, When};
use crate::lens::Lens;
use crate::pages::message;
use crate::site::Site;
use crate::texts::{Texts, texts};
use crate::transport::Caller;
use crate::ui::toast::Toasts;
use crate::use_site;

use desk::Desk;

/// What an inspector is drawn from.
struct First {
    reader: Reader,
    endpoint: Endpoint,
    page: Page<HitSummary>,
    /// Why the filter is not applied.
    filter_error: Option<String>,
    /// When the share link ends.
    until: Option<Timestamp>,
}

impl First {
    /// Reads what [`fetch`] brought: who may read it, the first rows, and what is wrong with the filter.
    fn read(name: String, shared: bool, texts: &Texts) -> Result<Self, Refused> {
        let (reader, endpoint, until) = if shared {
            let opened: Opened = api::understood(texts.get(0))?;
            let reader = Reader {
                id: opened.endpoint.id.to_string(),
                share: Some(name),
            };
            (reader, opened.endpoint, opened.share.expires_at)
        } else {
            let reader = Reader {
                id: name,
                share: None,
            };
            (reader, api::understood(texts.get(0))?, None)
        };
        Ok(Self {
            reader,
            endpoint,
            page: api::understood(texts.get(1))?,
            filter_error: texts.texts.get(2).cloned(),
            until,
        })
    }
}

/// `/e/{id}` and `/e/{id}/{seq}`.
#[component]
pub fn Inspector() -> impl IntoView {
    inspector("/e", "id", false)
}

/// `/s/{share}` and `/s/{share}/{seq}`: the same, for reading only.
#[component]
pub fn Shared() -> impl IntoView {
    inspector("/s", "share", true)
}

fn inspector(prefix: &'static str, param: &'static str, shared: bool) -> AnyView {
    let params = use_params_map();
    let name = Memo::new(move |_| params.with(|params| params.get(param).unwrap_or_default()));
    let site = use_site();
    let place = place(prefix, name);
    let first = texts(
        move || name.get(),
        move |name| {
            let (q, before) = place.with_untracked(|place| (place.q.clone(), place.before));
            let (caller, site) = (Caller::get(), Arc::clone(&site));
            Box::pin(async move { fetch(&caller, &site, name, shared, &q, before).await })
        },
    );
    view! { <Frame name=name shared=shared first=first place=place/> }.into_any()
}

/// What an inspector is drawn from, for [`First::read`].
async fn fetch(
    caller: &Caller,
    site: &Site,
    name: String,
    shared: bool,
    q: &str,
    before: Option<u64>,
) -> Result<Texts, Refused> {
    let (reader, about) = if shared {
        let about = api::text(caller, site, api::share_path(&name)).await?;
        let opened: Opened = api::understood(&about)?;
        let reader = Reader {
            id: opened.endpoint.id.to_string(),
            share: Some(name),
        };
        (reader, about)
    } else {
        let reader = Reader {
            id: name,
            share: None,
        };
        let about = api::text(caller, site, reader.path("", &[])).await?;
        (reader, about)
    };
    let (page, error) = page(caller, site, &reader, q, before).await?;
    Ok([about, page]
        .into_iter()
        .chain(error)
        .collect::<Vec<_>>()
        .into())
}

/// The first rows, as JSON. A filter that is not understood is not applied, and said so.
async fn page(
    caller: &Caller,
    site: &Site,
    reader: &Reader,
    q: &str,
    before: Option<u64>,
) -> Result<(String, Option<String>), Refused> {
    match api::text(caller, site, api::hits_path(reader, q, before)).await {
        Err(refused) if refused.status == 400 && !q.is_empty() => {
            let path = api::hits_path(reader, "", before);
            let page = api::text(caller, site, path).await?;
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

/// Lists anew when the filter in the address changes, or when asked to. The inspector stays: only its rows are other ones.
fn refilter(desk: Desk) {
    let site = use_site();
    let caller = Caller::get();
    Effect::new(move |before: Option<(String, Option<u64>, u32)>| {
        let relists = desk.relists.get();
        let now = desk
            .place
            .with(|place| (place.q.clone(), place.before, relists));
        if before.is_some_and(|before| before != now) {
            let (site, caller, reader) =
                (Arc::clone(&site), caller.clone(), desk.reader.get_value());
            let (q, cursor, _) = now.clone();
            let toasts = Toasts::get();
            leptos::task::spawn_local(async move {
                let answer = page(&caller, &site, &reader, &q, cursor).await;
                match answer.and_then(|(page, error)| Ok((api::understood(&page)?, error))) {
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
    /// Endpoint or share link in the address.
    name: Memo<String>,
    /// It is a share link.
    shared: bool,
    /// What it is drawn from.
    first: Resource<Result<Texts, Refused>>,
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
            {move || first.get().map(|answer| match answer.and_then(|texts| First::read(name.get_untracked(), shared, &texts)) {
                // Untracked: a place that is no hit's is only found when the page is opened.
                _ if untrack(odd) => view! { <message::NotFound/> }.into_any(),
                Ok(first) => view! { <Loaded first=first place=place/> }.into_any(),
                Err(refused) => message::refused(&refused, (!shared).then(|| name.get_untracked())),
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
    splitter::attach(desk);
    view! {
        <a class="skip" href="#hits">"Skip to the list"</a>
        <a class="skip" href="#hit">"Skip to the hit"</a>
        <div class=class data-view=view style=move || splitter::style(desk)>
            <Later when=When::Used part=top::bar/>
            <top::Banners shared=shared/>
            <main class="panes">
                <list_pane::ListPane/>
                {move || if empty.get() {
                    view! { <Later part=empty::waiting/> }.into_any()
                } else if comparing.get() {
                    view! { <compare::Compare/> }.into_any()
                } else {
                    view! { <hit_pane::HitPane/> }.into_any()
                }}
            </main>
        </div>
        <palette::Palette/>
        <overlay::Overlays/>
    }
}
