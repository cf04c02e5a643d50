//! Checks the listed hits of senders whose secret is kept in this browser, one after the other,
//! newest first, so that the list shows the same marks as the hit.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::desk::Desk;
use super::{keep, read, request};
use crate::api;
use crate::browser::worker;
use crate::effect::effect;
use crate::site::Site;
use crate::use_site;

/// Rows looked at from the top of the list.
const ROWS: usize = 200;

/// Largest body that is fetched only for its mark.
const LARGEST: u64 = 1_000_000;

/// Watches the list.
pub fn attach(desk: Desk) {
    let site = use_site();
    let running = StoredValue::new(false);
    effect(move || {
        desk.secrets.track();
        desk.hits.track();
        if running.get_value() || next(desk).is_none() {
            return;
        }
        running.set_value(true);
        let site = Arc::clone(&site);
        spawn_local(async move {
            if sweep(desk, site, running).await.is_err() {
                running.try_set_value(false);
            }
        });
    });
}

crate::chunk! {
    /// Checks one hit after the other; says whether there was one to check.
    tools fn sweep(desk: Desk, site: Arc<Site>, running: StoredValue<bool>) -> bool {
        step(desk, site, running)
    }
}

/// The newest hit that was not checked, its sender, and the secret kept for that.
fn next(desk: Desk) -> Option<(u64, String, keep::Kept)> {
    desk.hits.with_untracked(|hits| {
        desk.checked.with_untracked(|checked| {
            hits.drawn().take(ROWS).find_map(|row| {
                let provider = row.provider.as_deref()?;
                let open = !checked.contains_key(&row.seq) && row.size <= LARGEST;
                let secret = open.then(|| keep::secret(desk, provider)).flatten()?;
                Some((row.seq, provider.to_owned(), secret))
            })
        })
    })
}

fn step(desk: Desk, site: Arc<Site>, running: StoredValue<bool>) -> bool {
    let Some((seq, provider, secret)) = next(desk) else {
        running.set_value(false);
        return false;
    };
    let answer = api::hit(
        &crate::transport::Caller::get(),
        &site,
        &desk.reader.get_value(),
        seq,
    );
    spawn_local(async move {
        let Ok(hit) = answer.await else {
            running.try_set_value(false);
            return;
        };
        let bytes = hit.body.bytes().unwrap_or_default();
        let question = request(&hit, &provider, Some(&secret));
        let again = Arc::clone(&site);
        worker::ask(&site, "check", &question, &bytes, move |answer| {
            let Ok(verdict) = read(answer) else {
                running.try_set_value(false);
                return;
            };
            // The inspector may be gone by now.
            if desk
                .checked
                .try_update(|checked| checked.insert(seq, verdict.outcome))
                .is_some()
            {
                step(desk, again, running);
            }
        });
    });
    true
}
