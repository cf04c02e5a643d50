//! The state of the inspector: what is listed, what is open, what the reader is doing.

mod flow;
mod fold;
mod memory;
mod sides;

use std::collections::{BTreeSet, HashMap};

use domain::{Endpoint, HitSummary, Outcome, Page, Timestamp};
use leptos::prelude::*;

use crate::address::Place;
use crate::api::Reader;
use crate::browser::choice::Choice;
use crate::lines::{Delivery, Lines};
use crate::list::Hits;
use crate::pages::clock::ticking;
use crate::session::Session;
use crate::{Go, use_go};

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
    /// The list follows a burst: nothing is drawn of it but what can be seen.
    pub burst: RwSignal<bool>,
    /// In a burst: the hit that stays open for a moment, though newer ones come.
    pub resting: RwSignal<Option<u64>>,
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
    pub grouped: Choice,
    /// The activity strip is shown.
    pub strip: Choice,
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
        let now = ticking();
        let runs = Memo::new(move |_| now.with(Option::is_some));
        let unfolded = RwSignal::new(BTreeSet::new());
        let resting = RwSignal::new(None);
        let grouped = Choice::new("creel:ungrouped");
        let desk = Self {
            reader: StoredValue::new(reader),
            place,
            endpoint: RwSignal::new(endpoint),
            hits,
            lines: fold::drawn_lines(hits, place, runs, grouped, unfolded),
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
            strip: Choice::new("creel:no-activity"),
            width: RwSignal::new(None),
            marked: RwSignal::new(None),
            noting: RwSignal::new(false),
            unread: RwSignal::new(BTreeSet::new()),
            at_top: RwSignal::new(true),
            pointer: StoredValue::new((false, 0)),
            flash: StoredValue::new((u64::MAX, 0)),
            go: StoredValue::new(use_go(false)),
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

    /// Opens a hit; tab, lens and filter stay.
    pub fn open(self, seq: Option<u64>) {
        self.go(&self.place.get_untracked().at(seq));
    }

    /// Lists only the hits that fit this condition as well; the hit stays open.
    pub fn narrow(self, by: &str) {
        let place = self.place.get_untracked();
        self.go(&Place {
            q: crate::lens::filter::narrowed(&place.q, by),
            before: None,
            seq: self.selected.get_untracked(),
            ..place
        });
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
}
