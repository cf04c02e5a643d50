//! The time as the page knows it: not at all until it has taken over.

use std::time::Duration;

use domain::Timestamp;
use leptos::prelude::*;

use crate::browser;
use crate::effect::effect;

/// The time, once a second while the page is seen. `None` on the server and while taking over, so that
/// both render the same at first.
#[must_use]
pub fn ticking() -> RwSignal<Option<Timestamp>> {
    let now = RwSignal::new(None);
    effect(move || {
        now.set(Some(browser::clock::now()));
        let tick = move || {
            if !browser::page::is_hidden() {
                now.set(Some(browser::clock::now()));
            }
        };
        if let Ok(timer) = set_interval_with_handle(tick, Duration::from_secs(1)) {
            on_cleanup(move || timer.clear());
        }
    });
    now
}
