//! What this browser remembers of an endpoint: which hits were seen.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::Desk;
use crate::browser;
use crate::effect::effect;
use crate::list::Hits;
use crate::pages::home::seen_key;

impl Desk {
    /// Reads and writes what this browser keeps about the endpoint.
    pub(super) fn remember(self) {
        effect(move || {
            let key = seen_key(
                &self
                    .endpoint
                    .with_untracked(|endpoint| endpoint.id.to_string()),
            );
            if let Some(seen) =
                browser::storage::get(&key).and_then(|seen| seen.parse::<u64>().ok())
            {
                let fresh: BTreeSet<u64> = self.hits.with_untracked(|hits| {
                    hits.drawn()
                        .map(|row| row.seq)
                        .filter(|seq| *seq > seen)
                        .collect()
                });
                self.unread.set(fresh);
            }
        });
        effect(move || {
            let last = self.hits.with(Hits::last_seq);
            let key = seen_key(
                &self
                    .endpoint
                    .with_untracked(|endpoint| endpoint.id.to_string()),
            );
            browser::storage::set(&key, &last.to_string());
        });
        let icon = crate::use_site().mark.clone();
        let any = Memo::new(move |_| self.unread.with(|unread| !unread.is_empty()));
        effect(move || browser::page::mark_icon(&icon, any.get()));
        effect(move || {
            let open = self.selected.get();
            if let Some(open) = open.filter(|_| !browser::page::is_hidden()) {
                self.read(open);
            }
        });
        // A delivery that was unfolded to show what was chosen stays so: no row moves when another is chosen.
        Effect::new(move |_| {
            if let Some(seq) = self.place.with(|place| place.seq) {
                self.unfold_for(seq);
            }
        });
    }

    /// A hit was opened. Attempts that are folded away count as read with their newest.
    pub fn read(self, seq: u64) {
        let mut seqs = vec![seq];
        self.lines.with_untracked(|lines| {
            if let Some(attempts) = lines.attempts(seq).filter(|attempts| !attempts.open) {
                seqs.extend(attempts.each.iter().map(|(seq, _)| *seq));
            }
        });
        let any = self
            .unread
            .with_untracked(|unread| seqs.iter().any(|seq| unread.contains(seq)));
        if any {
            self.unread.update(|unread| {
                for seq in &seqs {
                    unread.remove(seq);
                }
            });
        }
    }
}
