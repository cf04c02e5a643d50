//! What came to an endpoint in the last day: a column an hour, woven like the strip over a list.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::list::Row;
use crate::api::{self, Reader};
use crate::browser::clock;
use crate::effect::effect;
use crate::format;
use crate::inspector::activity::{Bucket, Counts, weave};
use crate::transport::Caller;
use crate::use_site;

/// Seconds that are drawn.
const DAY: i64 = 86_400;

/// Columns, an hour each.
const HOURS: usize = 24;

/// Counts the hits of one endpoint after the other, once the page runs.
pub(super) fn attach(rows: Vec<Row>) {
    let site = use_site();
    effect(move || {
        let (rows, site, now) = (rows.clone(), Arc::clone(&site), clock::now());
        spawn_local(async move {
            for row in rows {
                let Some(endpoint) = row.endpoint.try_get_untracked() else {
                    return;
                };
                let came = endpoint.last_hit_at;
                let counts = if came.is_some_and(|at| now.seconds() - at.seconds() < DAY) {
                    let reader = Reader {
                        id: endpoint.id.to_string(),
                        share: None,
                    };
                    let query = [("seconds", DAY.to_string()), ("buckets", HOURS.to_string())];
                    let path = reader.path("/activity", &query);
                    match api::list::<Counts>(&Caller::get(), &site, path).await {
                        Ok(counts) => counts,
                        // Without an answer nothing is drawn, rather than that nothing came.
                        Err(_) => continue,
                    }
                } else {
                    Counts {
                        buckets: vec![Bucket::default(); HOURS],
                        ..Counts::default()
                    }
                };
                row.day.try_set(Some(counts.buckets));
            }
        });
    });
}

/// The drawing.
pub(super) fn draw(row: Row) -> impl IntoView {
    move || {
        row.day.get().map(|day| {
            let weave = weave(&day);
            let label = match day.iter().map(|hour| hour.hits).sum() {
                0 => "No hits in the last 24 hours".to_owned(),
                hits => format!("{} in the last 24 hours", format::counted(hits, "hit")),
            };
            view! {
                <svg viewBox="0 0 3640 360" preserveAspectRatio="none" role="img" aria-label=label>
                    <path class="base" d=weave.base/>
                    <path class="w0" d=weave.even/>
                    <path class="w1" d=weave.odd/>
                    <path class="wf" d=weave.failed/>
                </svg>
            }
        })
    }
}
