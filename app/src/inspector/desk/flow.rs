//! What happens to the list as hits come: it follows the newest, or holds back what is new.

use domain::{HitSummary, Page};
use leptos::prelude::*;

use super::Desk;
use crate::address::Place;
use crate::browser;
use crate::list::{Change, Hits};

/// Unread hits remembered one by one.
const UNREAD: usize = 10_000;

/// After the pointer left the list, rows wait this long.
const POINTER_REST: u64 = 800;

/// How long a row that just came is coloured.
const FLASH: u64 = 900;

impl Desk {
    /// The pointer came over the list, or left it.
    pub fn pointer(self, over: bool) {
        self.pointer.set_value((over, browser::clock::millis()));
    }

    /// Follows the newest: at the top, nothing chosen, nothing going on.
    #[must_use]
    pub fn follows(self) -> bool {
        let (over, since) = self.pointer.get_value();
        let rested = !over && browser::clock::millis().saturating_sub(since) >= POINTER_REST;
        let quiet = rested || self.hits.with_untracked(|hits| hits.drawn_len() == 0);
        quiet
            && !self.paused.get_untracked()
            && self.at_top.get_untracked()
            && self
                .place
                .with_untracked(|place| place.seq.is_none() && place.before.is_none())
            && !browser::page::is_busy()
    }

    /// Draws what was held back, if there is anything.
    pub fn show_held(self) {
        if self.hits.with_untracked(Hits::held) > 0 {
            self.hits.update(Hits::show_all);
        }
    }

    /// Puts other rows in the list, unless the filter has changed again meanwhile.
    pub fn relist(self, q: &str, page: Page<HitSummary>, error: Option<String>) {
        // The inspector may be gone by now.
        let current = self.place.try_with_untracked(|place| place.q == q);
        if current != Some(true) {
            return;
        }
        self.filter_error.try_set(error);
        self.hits
            .try_update(|hits| *hits = Hits::new(page, hits.last_seq()));
        browser::page::scroll_to_top(".hits");
    }

    /// Pauses, or draws again what came meanwhile.
    pub fn toggle_pause(self) {
        let paused = !self.paused.get_untracked();
        self.paused.set(paused);
        if !paused {
            self.hits.update(Hits::show_all);
        }
    }

    /// Goes to the newest and follows again.
    pub fn follow_again(self) {
        self.pointer.set_value((false, 0));
        self.paused.set(false);
        self.hits.update(Hits::show_all);
        browser::page::scroll_to_top(".hits");
        let place = self.place.get_untracked();
        self.go(&Place {
            before: None,
            ..place.at(None)
        });
    }

    /// Takes note of hits that came.
    pub fn arrived(self, change: Change, from: u64) {
        if change.added == 0 {
            return;
        }
        if change.added <= 20 {
            self.flash.set_value((from, browser::clock::millis()));
        }
        let to = self.hits.with_untracked(Hits::last_seq);
        self.unread.update(|unread| {
            unread.extend((from + 1)..=to);
            while unread.len() > UNREAD {
                unread.pop_first();
            }
        });
    }

    /// The row came a moment ago.
    #[must_use]
    pub fn is_fresh(self, seq: u64) -> bool {
        let (from, at) = self.flash.get_value();
        seq > from && browser::clock::millis().saturating_sub(at) < FLASH
    }
}
