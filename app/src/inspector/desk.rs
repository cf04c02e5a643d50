//! The state of the inspector: what is listed, what is open, what the reader is doing.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use domain::{Endpoint, HitSummary, Outcome, Page, Timestamp};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::address::{Against, Place};
use crate::api::Reader;
use crate::browser;
use crate::effect::effect;
use crate::lines::{self, Delivery, Lines};
use crate::list::{Change, Hits};
use crate::pages::clock::ticking;
use crate::pages::home::seen_key;
use crate::session::Session;

/// Unread hits remembered one by one.
const UNREAD: usize = 10_000;

/// After the pointer left the list, rows wait this long.
const POINTER_REST: u64 = 800;

/// How long a row that just came is coloured.
const FLASH: u64 = 900;

/// A dialog over the inspector that a command opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlay {
    /// The sheet of keys.
    Keys,
    /// The capture URL as a QR code.
    Qr,
    /// What is listed, as a file.
    Export,
    /// Signed samples to send.
    Sample,
    /// The links by which others read.
    Share,
    /// The question before the hits are cleared.
    Clear,
}

/// Opens an address.
type Go = Arc<dyn Fn(&str) + Send + Sync>;

/// The state, shared by everything in the inspector.
#[derive(Clone, Copy)]
pub struct Desk {
    /// Who reads.
    pub reader: StoredValue<Reader>,
    /// What the address says.
    pub place: Memo<Place>,
    /// The endpoint.
    pub endpoint: RwSignal<Endpoint>,
    /// The rows.
    pub hits: RwSignal<Hits>,
    /// What the list draws of them.
    pub lines: Memo<Lines>,
    /// Deliveries whose attempts are unfolded.
    pub unfolded: RwSignal<BTreeSet<Delivery>>,
    /// The page has taken over.
    pub runs: Memo<bool>,
    /// The connection.
    pub session: RwSignal<Session>,
    /// Receiving, not drawing.
    pub paused: RwSignal<bool>,
    /// The hit that is open: the one in the address, else the newest.
    pub selected: Memo<Option<u64>>,
    /// In a burst: the hit that stays open for a moment, though newer ones come.
    pub resting: RwSignal<Option<u64>>,
    /// The list follows a burst: nothing is drawn of it but what can be seen.
    pub burst: RwSignal<bool>,
    /// The time, once the page has taken over.
    pub now: RwSignal<Option<Timestamp>>,
    /// Outcomes of checks made in this browser.
    pub checked: RwSignal<HashMap<u64, Outcome>>,
    /// Counts changes of the secrets kept in this browser.
    pub secrets: RwSignal<u32>,
    /// Why a check in this browser could not be made.
    pub trouble: RwSignal<Option<String>>,
    /// Counts how often the list was asked to be fetched anew.
    pub relists: RwSignal<u32>,
    /// Why the filter in the address is not applied.
    pub filter_error: RwSignal<Option<String>>,
    /// The dialog that is open.
    pub overlay: RwSignal<Option<Overlay>>,
    /// The palette is open.
    pub palette: RwSignal<bool>,
    /// Attempts of one delivery are one line.
    pub grouped: RwSignal<bool>,
    /// The activity strip is shown.
    pub strip: RwSignal<bool>,
    /// Width of the list in pixels, when the reader changed it.
    pub width: RwSignal<Option<u32>>,
    /// The hit marked as the other side of a comparison.
    pub marked: RwSignal<Option<u64>>,
    /// The note of the open hit is being written.
    pub noting: RwSignal<bool>,
    /// Hits that were not opened since they came.
    pub unread: RwSignal<BTreeSet<u64>>,
    /// The list is at its top.
    pub at_top: RwSignal<bool>,
    pointer: StoredValue<(bool, u64)>,
    flash: StoredValue<(u64, u64)>,
    go: StoredValue<Go>,
}

/// The lines to draw. Until the page runs every delivery is unfolded: without scripts nobody could do it.
fn drawn_lines(
    hits: RwSignal<Hits>,
    place: Memo<Place>,
    runs: Memo<bool>,
    grouped: RwSignal<bool>,
    unfolded: RwSignal<BTreeSet<Delivery>>,
) -> Memo<Lines> {
    let chosen = Memo::new(move |_| place.with(|place| place.seq));
    Memo::new(move |_| {
        let (runs, chosen) = (runs.get(), chosen.get());
        unfolded.with(|unfolded| {
            hits.with(|hits| {
                if !grouped.get() {
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
    /// Makes the state and provides it to everything below.
    pub fn provide(
        reader: Reader,
        place: Memo<Place>,
        endpoint: Endpoint,
        page: Page<HitSummary>,
        filter_error: Option<String>,
    ) -> Self {
        let hits = RwSignal::new(Hits::new(page, endpoint.last_seq));
        let navigate = use_navigate();
        let base = crate::use_site().base.clone();
        // The router adds the base itself.
        let go = move |link: &str| {
            let path = link.strip_prefix(&base).unwrap_or(link);
            navigate(
                path,
                NavigateOptions {
                    scroll: false,
                    ..NavigateOptions::default()
                },
            );
        };
        let now = ticking();
        let runs = Memo::new(move |_| now.with(Option::is_some));
        let unfolded = RwSignal::new(BTreeSet::new());
        let resting = RwSignal::new(None);
        let grouped = RwSignal::new(true);
        let desk = Self {
            reader: StoredValue::new(reader),
            place,
            endpoint: RwSignal::new(endpoint),
            hits,
            lines: drawn_lines(hits, place, runs, grouped, unfolded),
            unfolded,
            runs,
            session: RwSignal::new(Session::default()),
            paused: RwSignal::new(false),
            selected: Memo::new(move |_| {
                let listed = |seq: &u64| hits.with(|hits| hits.get(*seq).is_some());
                place
                    .with(|place| place.seq)
                    .or_else(|| resting.get().filter(listed))
                    .or_else(|| hits.with(Hits::newest))
            }),
            resting,
            burst: RwSignal::new(false),
            now,
            checked: RwSignal::new(HashMap::new()),
            secrets: RwSignal::new(0),
            trouble: RwSignal::new(None),
            relists: RwSignal::new(0),
            filter_error: RwSignal::new(filter_error),
            overlay: RwSignal::new(None),
            palette: RwSignal::new(false),
            grouped,
            strip: RwSignal::new(true),
            width: RwSignal::new(None),
            marked: RwSignal::new(None),
            noting: RwSignal::new(false),
            unread: RwSignal::new(BTreeSet::new()),
            at_top: RwSignal::new(true),
            pointer: StoredValue::new((false, 0)),
            flash: StoredValue::new((u64::MAX, 0)),
            go: StoredValue::new(Arc::new(go)),
        };
        provide_context(desk);
        desk.remember();
        desk
    }

    /// The state of the inspector around.
    #[must_use]
    pub fn get() -> Self {
        expect_context()
    }

    /// Reads and writes what this browser keeps about the endpoint.
    fn remember(self) {
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
            for (key, _, of) in super::list_menu::SHOWN {
                if browser::storage::get(key).is_some() {
                    of(self).set(false);
                }
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

    /// The delivery of a hit, as the list knows it.
    fn delivery_of(self, seq: u64) -> Option<Delivery> {
        self.hits.with_untracked(|hits| {
            let (provider, id) = lines::delivery(hits.get(seq)?)?;
            Some((provider.to_owned(), id.to_owned()))
        })
    }

    fn unfold_for(self, seq: u64) {
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

    /// The reader may change things, not only look.
    #[must_use]
    pub fn can_write(self) -> bool {
        self.reader.with_value(|reader| reader.share.is_none())
    }

    /// No hit has come yet, or none is left.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.place
            .with(|place| place.seq.is_none() && place.q.is_empty())
            && self.hits.with(|hits| hits.drawn_len() == 0)
    }

    /// Segments that stand for the endpoint in a captured path.
    #[must_use]
    pub fn names(self) -> Vec<String> {
        self.endpoint.with_untracked(|endpoint| {
            let slug = endpoint.slug.as_ref().map(ToString::to_string);
            slug.into_iter().chain([endpoint.id.to_string()]).collect()
        })
    }

    /// Label of the endpoint, or its name in the address.
    #[must_use]
    pub fn label(self) -> String {
        self.endpoint
            .with(|endpoint| endpoint.label.clone().unwrap_or_else(|| endpoint.name()))
    }

    /// Opens an address of the page.
    pub fn go(self, place: &Place) {
        let go = self.go.get_value();
        go(&place.link());
    }

    /// Opens any address of the page.
    pub fn go_to(self, link: &str) {
        let go = self.go.get_value();
        go(link);
    }

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

    /// Opens a hit; tab, lens and filter stay.
    pub fn open(self, seq: Option<u64>) {
        self.go(&self.place.get_untracked().at(seq));
    }

    /// The outcome to draw for a row: this browser's check, else the server's, else what recognition says.
    #[must_use]
    pub fn outcome(self, row: &HitSummary) -> Outcome {
        let here = self.checked.with(|checked| checked.get(&row.seq).copied());
        here.or(row.verdict).unwrap_or(if row.provider.is_some() {
            Outcome::NoSecret
        } else {
            Outcome::Unsigned
        })
    }

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
