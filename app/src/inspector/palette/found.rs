//! Hits with the words that are typed.

use std::sync::Arc;
use std::time::Duration;

use domain::HitSummary;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, Reader};
use crate::commands;
use crate::inspector::desk::Desk;
use crate::site::Site;
use crate::transport::Caller;
use crate::ui::marks;

/// Hits found that are listed.
const FOUND: usize = 6;

/// Nothing is searched before nothing was typed for this long.
const PAUSE: Duration = Duration::from_millis(160);

/// Hits that match what is typed, and the filter they were found with.
pub(in crate::inspector) type Found = Option<(String, Vec<HitSummary>, bool)>;

/// A hit in a line: verdict, method and path, event, number.
pub(in crate::inspector) fn found_hit(desk: Desk, row: &HitSummary) -> AnyView {
    let names = desk.names();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let path = crate::address::target(&row.target, &names).path.to_owned();
    let path = if path.is_empty() {
        "/".to_owned()
    } else {
        path
    };
    let what = format!("{} {}", row.method, crate::lens::text::head(&path, 80));
    view! {
        {marks::dot(desk.outcome(row))}
        <span class="say">
            <code>{crate::ui::spans::safe(&what)}</code>
            " "
            <span class="muted">{crate::ui::spans::safe(crate::lens::text::head(row.event.as_deref().unwrap_or_default(), 60))}</span>
        </span>
        <span class="end"><span class="num">{format!("#{}", row.seq)}</span></span>
    }
    .into_any()
}

/// Looks for hits a moment after the last letter was typed.
pub(in crate::inspector) fn search(
    reader: Reader,
    site: &Arc<Site>,
    text: RwSignal<String>,
    found: RwSignal<Found>,
) {
    let site = Arc::clone(site);
    let ask = move || {
        let Some(typed) = text.try_get_untracked() else {
            return;
        };
        let q = commands::filter(&typed);
        let bare = typed.trim().trim_start_matches('/').trim();
        if bare.chars().count() < 2 || commands::number(&typed).is_some() {
            found.set(None);
            return;
        }
        let answer = api::hits(&Caller::get(), &site, &reader, &q, None);
        spawn_local(async move {
            let answer = answer.await;
            // Something else may be typed by now, or the palette closed.
            if text.try_with_untracked(|now| *now == typed) != Some(true) {
                return;
            }
            found.try_set(answer.ok().map(|mut page| {
                let more = page.items.len() > FOUND || page.next.is_some();
                page.items.truncate(FOUND);
                (q, page.items, more)
            }));
        });
    };
    Effect::new(move |_| {
        text.track();
        let timer = set_timeout_with_handle(ask.clone(), PAUSE).ok();
        on_cleanup(move || {
            if let Some(timer) = timer {
                timer.clear();
            }
        });
    });
}
