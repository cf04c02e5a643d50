//! What the reader should know about the endpoint's end and its room.

use domain::{Endpoint, EndpointChange, Timestamp};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::desk::Desk;
use crate::transport::Caller;
use crate::ui::icon;
use crate::ui::toast::Toasts;
use crate::{api, format, use_site};

/// An end nearer than this is said.
const SOON: i64 = 24 * 3_600;

/// How much longer an endpoint is kept when asked.
const LONGER: i64 = 7 * 24 * 3_600;

/// What is the matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matter {
    /// It ends at this moment, in so many seconds.
    Soon(Timestamp, i64),
    /// It ended.
    Ended(Timestamp),
}

/// What is the matter with the endpoint's end, to the second.
#[must_use]
pub fn end(endpoint: &Endpoint, now: Timestamp) -> Option<Matter> {
    at_end(endpoint.expires_at?, now)
}

/// What is the matter with an end at this moment.
#[must_use]
pub fn at_end(at: Timestamp, now: Timestamp) -> Option<Matter> {
    if at <= now {
        return Some(Matter::Ended(at));
    }
    // The second it ends in is a whole one: until then hits are taken.
    let left = (at.seconds() - now.seconds()).max(1);
    if left < SOON {
        // To the minute until the last one, so that it is not said anew each second.
        let left = if left > 60 { left / 60 * 60 } else { left };
        Some(Matter::Soon(at, left))
    } else {
        None
    }
}

crate::chunk! {
    /// The banners.
    inspector fn banners() -> AnyView {
        view! { <Ending/> }.into_any()
    }
}

#[component]
fn Ending() -> impl IntoView {
    let desk = Desk::get();
    let matter = Memo::new(move |_| {
        let now = desk.now.get()?;
        desk.endpoint.with(|endpoint| end(endpoint, now))
    });
    let full = RwSignal::new(false);
    watch_room(desk, full);
    let gone = Memo::new(move |_| desk.session.with(crate::session::Session::is_ended));
    view! {
        {move || gone.get().then(|| no_more(desk))}
        {move || matter.get().filter(|_| !gone.get()).map(|matter| one(desk, matter))}
        {move || full.get().then(|| room(desk))}
    }
}

/// The endpoint cannot be read any more; what was loaded can.
fn no_more(desk: Desk) -> impl IntoView {
    let (heading, text) = if desk.can_write() {
        (
            "This endpoint is gone.",
            " It was deleted, or its time is over. You are reading what was already loaded.",
        )
    } else {
        (
            "This share link has ended.",
            " You are reading what was already loaded. Ask its owner for a new one.",
        )
    };
    view! {
        <div class="banner" role="status">
            {icon::icon("clock")}
            <p><b>{heading}</b>{text}</p>
        </div>
    }
}

fn one(desk: Desk, matter: Matter) -> impl IntoView {
    let (tone, glyph, heading, text, button) = match matter {
        Matter::Soon(at, left) => (
            "warn",
            "clock",
            format!("Expires in {}.", format::seconds(left)),
            format!(
                " The URL stops working and its hits are deleted at {}.",
                format::moment(at)
            ),
            "Keep 7 more days",
        ),
        Matter::Ended(at) => (
            "",
            "clock",
            "Expired.".to_owned(),
            format!(
                " Senders get 410 since {}. Its hits are being deleted.",
                format::moment(at)
            ),
            "Reopen for 7 days",
        ),
    };
    let longer = desk.can_write().then(|| {
        let keep = keep(desk);
        view! { <button type="button" class="btn sm" data-js="" on:click=move |_| keep()><span>{button}</span></button> }
    });
    view! {
        <div class="banner" data-tone=tone role="status">
            {icon::icon(glyph)}
            <p><b>{heading}</b>{text}</p>
            {longer}
        </div>
    }
}

/// Moves the end by a week.
fn keep(desk: Desk) -> impl Fn() {
    let site = use_site();
    let toasts = Toasts::get();
    move || {
        let end = crate::browser::clock::now().seconds() + LONGER;
        let change = EndpointChange {
            expires_at: Some(Some(Timestamp(end.saturating_mul(1_000_000)))),
            ..EndpointChange::default()
        };
        // A change always serialises.
        let body = serde_json::to_string(&change).unwrap_or_default();
        let answer = api::change_endpoint(&Caller::get(), &site, &desk.reader.get_value(), body);
        spawn_local(async move {
            match answer.await {
                Ok(endpoint) => {
                    desk.endpoint.try_set(endpoint);
                    toasts.done("Kept 7 more days", "");
                }
                Err(refused) => toasts.failed("The end was not moved", refused.message),
            }
        });
    }
}

fn room(desk: Desk) -> impl IntoView {
    let kept = move || {
        desk.endpoint
            .with(|endpoint| format::counted(endpoint.hits, "hit"))
    };
    let link = move || {
        desk.place
            .with(|place| format!("{}/settings#limits", place.root))
    };
    let limits = desk
        .can_write()
        .then(|| view! { <a class="btn sm" rel="external" href=link><span>"Change the limits"</span></a> });
    view! {
        <div class="banner" data-tone="warn" role="status">
            {icon::icon("alert")}
            <p>
                <b>"This endpoint is full."</b>
                {move || format!(" {} are kept, all of them pinned; senders now get 507 and nothing is stored.", kept())}
            </p>
            {limits}
        </div>
    }
}

/// An endpoint at its limit is full only when nothing can give way: everything in it is pinned.
fn watch_room(desk: Desk, full: RwSignal<bool>) {
    let site = use_site();
    let at_limit = Memo::new(move |_| {
        desk.endpoint.with(|endpoint| {
            let most = endpoint.settings.max_hits?;
            (endpoint.hits >= most).then_some(endpoint.last_seq)
        })
    });
    let pins = Memo::new(move |_| desk.hits.with(crate::list::Hits::rev));
    Effect::new(move |_| {
        // Read, not only tracked: a memo that nobody reads follows nothing.
        let _: Option<u64> = pins.get();
        if at_limit.get().is_none() {
            full.set(false);
            return;
        }
        let reader = desk.reader.get_value();
        let answer = api::hits(&Caller::get(), &site, &reader, "-is:pinned", None);
        spawn_local(async move {
            // Without an answer nothing is claimed.
            full.try_set(answer.await.is_ok_and(|page| page.items.is_empty()));
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_said_a_day_before() {
        let json = serde_json::json!({
            "id": "00000000-0000-0000-0000-000000000001",
            "slug": null,
            "label": null,
            "url": "http://x/1",
            "visibility": "private",
            "hits": 0,
            "bytes": 0,
            "last_seq": 0,
            "created_at": "1970-01-01T00:00:00Z",
            "last_hit_at": null,
            "expires_at": "1970-01-03T00:00:00Z",
            "settings": domain::Settings::default(),
        });
        let endpoint: Endpoint = serde_json::from_value(json).unwrap();
        let at = |seconds: i64| end(&endpoint, Timestamp(seconds * 1_000_000));
        let last = endpoint.expires_at.unwrap();
        assert_eq!(at(3_600), None);
        assert_eq!(at(172_800 - 3_601), Some(Matter::Soon(last, 3_600)));
        assert_eq!(at(172_799), Some(Matter::Soon(last, 1)));
        assert_eq!(at(172_800), Some(Matter::Ended(last)));
    }

    #[test]
    fn an_end_within_a_second_has_not_come_when_the_second_begins() {
        let last = Timestamp(10_900_000);
        assert_eq!(
            at_end(last, Timestamp(10_100_000)),
            Some(Matter::Soon(last, 1))
        );
        assert_eq!(
            at_end(last, Timestamp(10_900_000)),
            Some(Matter::Ended(last))
        );
    }
}
