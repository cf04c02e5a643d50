//! The two sides of a comparison.

use leptos::prelude::*;

use super::Desk;
use crate::address::Against;

impl Desk {
    /// Compares a hit with another one; `a` and `b` are as they stand on the page.
    pub fn compare(self, a: u64, b: u64) {
        self.marked.set(None);
        let place = self.place.get_untracked();
        let against = match place.against {
            Some(now) => Against { with: a, ..now },
            None => Against::hit(a),
        };
        self.go(&place.at(Some(b)).compared(against));
    }

    /// Compares the open hit with the marked one, else with the last one like it; swaps the sides of an
    /// open comparison. False when there is nothing to compare with.
    pub fn compare_open(self) -> bool {
        let place = self.place.get_untracked();
        if let Some((against, seq)) = place.against.zip(place.seq) {
            self.compare(seq, against.with);
            return true;
        }
        let Some(open) = self.selected.get_untracked() else {
            return false;
        };
        let marked = self.marked.get_untracked().filter(|seq| *seq != open);
        let other = marked.or_else(|| self.hits.with_untracked(|hits| hits.counterpart(open)));
        if let Some(other) = other {
            self.compare(other, open);
        }
        other.is_some()
    }

    /// A hit was chosen as the other side: of the comparison that is open, else of one with the open hit.
    pub fn compare_with(self, seq: u64) {
        let place = self.place.get_untracked();
        match (place.against, self.selected.get_untracked()) {
            (Some(against), _) if against.with != seq => self.compare(against.with, seq),
            (None, Some(open)) if open != seq => self.compare(open, seq),
            _ => {}
        }
    }
}
