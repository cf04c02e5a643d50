//! The lines of the list: deliveries whose attempts are folded into one line, or listed.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::Desk;
use crate::address::Place;
use crate::browser::choice::Choice;
use crate::lines::{self, Delivery, Lines};
use crate::list::Hits;

/// The lines to draw. Until the page runs every delivery is unfolded: without scripts nobody could do it.
pub(super) fn drawn_lines(
    hits: RwSignal<Hits>,
    place: Memo<Place>,
    runs: Memo<bool>,
    grouped: Choice,
    unfolded: RwSignal<BTreeSet<Delivery>>,
) -> Memo<Lines> {
    let chosen = Memo::new(move |_| place.with(|place| place.seq));
    Memo::new(move |_| {
        let (runs, chosen) = (runs.get(), chosen.get());
        unfolded.with(|unfolded| {
            hits.with(|hits| {
                if !grouped.is_usual() {
                    return Lines::single(hits.drawn());
                }
                Lines::new(hits.drawn(), |each, (provider, id)| {
                    // A hit that was chosen is seen, though it be an older attempt.
                    let older = each.iter().skip(1).any(|(seq, _)| Some(*seq) == chosen);
                    !runs || older || unfolded.contains(&(provider.to_owned(), id.to_owned()))
                })
            })
        })
    })
}

impl Desk {
    /// The delivery of a hit, as the list knows it.
    fn delivery_of(self, seq: u64) -> Option<Delivery> {
        self.hits.with_untracked(|hits| {
            let (provider, id) = lines::delivery(hits.get(seq)?)?;
            Some((provider.to_owned(), id.to_owned()))
        })
    }

    pub(super) fn unfold_for(self, seq: u64) {
        let newest = self.lines.with_untracked(|lines| lines.newest_attempt(seq));
        if newest.is_some_and(|newest| newest != seq)
            && let Some(delivery) = self.delivery_of(seq)
        {
            self.unfolded.update(|unfolded| {
                unfolded.insert(delivery);
            });
        }
    }

    /// Lists the attempts of a delivery, or folds them away. `open` says which; `None` turns it around.
    pub fn fold(self, seq: u64, open: Option<bool>) {
        let Some(newest) = self.lines.with_untracked(|lines| lines.newest_attempt(seq)) else {
            return;
        };
        let Some(delivery) = self.delivery_of(newest) else {
            return;
        };
        let was = self
            .lines
            .with_untracked(|lines| lines.attempts(newest).is_some_and(|a| a.open));
        let open = open.unwrap_or(!was);
        if open == was {
            return;
        }
        let chosen = self.place.with_untracked(|place| place.seq);
        let inside = chosen.is_some_and(|chosen| {
            chosen != newest
                && self
                    .lines
                    .with_untracked(|lines| lines.newest_attempt(chosen))
                    == Some(newest)
        });
        if !open && inside {
            self.open(Some(newest));
        }
        self.unfolded.update(|unfolded| {
            if open {
                unfolded.insert(delivery);
            } else {
                unfolded.remove(&delivery);
            }
        });
    }
}
