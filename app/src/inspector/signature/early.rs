//! How far a check comes without a secret.

use std::sync::Arc;

use domain::Outcome;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::desk::Desk;
use super::super::hit_pane::Shown;
use super::{read, request};
use crate::api;
use crate::browser::worker;
use crate::effect::effect;
use crate::transport::Caller;
use crate::use_site;
use crate::verdict::Verdict;

/// Largest body that is fetched only for these steps.
const LARGEST: u64 = 1_000_000;

/// The steps that are made before a secret is needed, once the checker has answered. It needs none for them.
pub(super) fn steps(desk: Desk, shown: &Shown) -> RwSignal<Option<Verdict>> {
    let steps = RwSignal::new(None);
    let (shown, site) = (shown.clone(), use_site());
    effect(move || {
        let verdict = shown.verdict();
        let row = &shown.hit.summary;
        let wanted = verdict.outcome == Outcome::NoSecret && verdict.steps.is_empty();
        if !wanted || verdict.provider.is_empty() || row.size > LARGEST || row.truncated {
            return;
        }
        let request = request(&shown.hit, &verdict.provider, None);
        let path = desk
            .reader
            .with_value(|reader| api::body_path(reader, row.seq));
        let (exact, site) = (api::bytes(&Caller::get(), &site, path), Arc::clone(&site));
        spawn_local(async move {
            // Without an answer it is only said that a secret is needed, as above.
            let Ok(bytes) = exact.await else { return };
            worker::ask(&site, "check", &request, &bytes, move |answer| {
                if let Ok(verdict) = read(answer) {
                    steps.try_set(Some(verdict));
                }
            });
        });
    });
    steps
}
