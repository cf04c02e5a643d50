//! The list of hits: rows newest first, kept right by frames.
//!
//! The list and the socket race: a page may hold what a frame brings again, and a
//! frame may be sent twice. Every change is therefore keyed by `seq` and harmless
//! to repeat.

use std::collections::BTreeSet;
use std::collections::VecDeque;
use std::sync::Arc;

use domain::{Frame, HitSummary, Page};

/// Rows kept while nobody asked for older ones; more than this and the oldest go.
pub const KEPT: usize = 5_000;

/// Numbers of deleted hits remembered, so that a repeated frame counts once.
const GONE: usize = 10_000;

/// The rows of one endpoint (or of one filter).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    rows: VecDeque<Arc<HitSummary>>,
    gone: BTreeSet<u64>,
    total: u64,
    last_seq: u64,
    rev: Option<u64>,
    next: Option<u64>,
    kept: usize,
    shown: u64,
}

/// What a frame did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Hits that were not known before.
    pub added: u64,
    /// Of these, hits whose check failed.
    pub failed: u64,
    /// Something drawn must be drawn again.
    pub changed: bool,
}

impl Hits {
    /// The list as the first page gives it. `last_seq` is the endpoint's newest number ever.
    #[must_use]
    pub fn new(page: Page<HitSummary>, last_seq: u64) -> Self {
        let rows: VecDeque<_> = page.items.into_iter().map(Arc::new).collect();
        let newest = rows.front().map_or(0, |row| row.seq);
        let loaded = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        Self {
            total: page.total.unwrap_or(loaded),
            last_seq: last_seq.max(newest),
            rev: None,
            next: page.next,
            kept: KEPT,
            shown: last_seq.max(newest),
            rows,
            gone: BTreeSet::new(),
        }
    }

    /// Rows that may be drawn: newest first, without those held back.
    pub fn drawn(
        &self,
    ) -> impl DoubleEndedIterator<Item = &Arc<HitSummary>> + ExactSizeIterator + Clone {
        self.rows.range(self.held()..)
    }

    /// Number of rows that may be drawn.
    #[must_use]
    pub fn drawn_len(&self) -> usize {
        self.rows.len() - self.held()
    }

    /// Rows held back: newer than what is shown.
    #[must_use]
    pub fn held(&self) -> usize {
        self.rows.partition_point(|row| row.seq > self.shown)
    }

    /// Draws everything that was held back.
    pub fn show_all(&mut self) {
        self.shown = self.last_seq;
    }

    /// Hits of the endpoint.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.total
    }

    /// Number of the newest hit ever seen: where a reconnect goes on.
    #[must_use]
    pub const fn last_seq(&self) -> u64 {
        self.last_seq
    }

    /// Revision of everything that is not a new hit, once a frame told it.
    #[must_use]
    pub const fn rev(&self) -> Option<u64> {
        self.rev
    }

    /// Cursor of the next older page; `None` when everything is loaded.
    #[must_use]
    pub const fn next(&self) -> Option<u64> {
        self.next
    }

    /// The row of a hit.
    #[must_use]
    pub fn get(&self, seq: u64) -> Option<&Arc<HitSummary>> {
        self.rows.get(self.find(seq).ok()?)
    }

    /// Place of a hit among the drawn rows.
    #[must_use]
    pub fn place(&self, seq: u64) -> Option<usize> {
        self.find(seq).ok()?.checked_sub(self.held())
    }

    /// The newest drawn hit.
    #[must_use]
    pub fn newest(&self) -> Option<u64> {
        self.drawn().next().map(|row| row.seq)
    }

    /// The oldest loaded hit.
    #[must_use]
    pub fn oldest(&self) -> Option<u64> {
        self.rows.back().map(|row| row.seq)
    }

    /// The drawn hit just newer than this one.
    #[must_use]
    pub fn newer(&self, seq: u64) -> Option<u64> {
        let at = match self.find(seq) {
            Ok(at) | Err(at) => at,
        };
        let at = at.checked_sub(1)?;
        (at >= self.held()).then(|| self.rows.get(at).map(|row| row.seq))?
    }

    /// The hit just older than this one.
    #[must_use]
    pub fn older(&self, seq: u64) -> Option<u64> {
        let at = match self.find(seq) {
            Ok(at) => at + 1,
            Err(at) => at,
        };
        self.rows.get(at.max(self.held())).map(|row| row.seq)
    }

    /// The hit that one would compare this hit with: the attempt before it, else the last one like it, else
    /// the one before it, else the one after.
    #[must_use]
    pub fn counterpart(&self, seq: u64) -> Option<u64> {
        let row = self.get(seq)?;
        let at = self.find(seq).ok()?;
        let older = || self.rows.range(at + 1..);
        let attempt = older().find(|other| {
            row.delivery_id.is_some()
                && other.delivery_id == row.delivery_id
                && other.provider == row.provider
        });
        let alike = || {
            older().find(|other| {
                (&other.provider, &other.event, &other.method, &other.target)
                    == (&row.provider, &row.event, &row.method, &row.target)
            })
        };
        attempt
            .or_else(alike)
            .or_else(|| older().next())
            .map(|other| other.seq)
            .or_else(|| self.newer(seq))
    }

    /// Adds a page of older hits.
    pub fn extend(&mut self, page: Page<HitSummary>) {
        for hit in page.items {
            if !self.gone.contains(&hit.seq) {
                self.insert(hit);
            }
        }
        self.next = page.next;
        if let Some(total) = page.total {
            self.total = total;
        }
        // What the reader asked for stays.
        self.kept = self.kept.max(self.rows.len().saturating_add(KEPT));
    }

    /// Takes note of hits that are not listed here, because a filter is set.
    pub fn pass_by(&mut self, hits: &[HitSummary]) -> u64 {
        let before = self.last_seq;
        let fresh = hits.iter().filter(|hit| hit.seq > before);
        let count = u64::try_from(fresh.count()).unwrap_or(u64::MAX);
        let newest = hits.iter().map(|hit| hit.seq).max().unwrap_or(0);
        self.last_seq = self.last_seq.max(newest);
        count
    }

    /// Adds the newer hits of the first page of the filter; the cursor for older ones stays.
    pub fn join(&mut self, page: Page<HitSummary>) -> Change {
        let newest = self.rows.front().map_or(0, |row| row.seq);
        let mut change = Change::default();
        for hit in page.items {
            if hit.seq > newest && !self.gone.contains(&hit.seq) {
                change.added += 1;
                change.changed = true;
                self.last_seq = self.last_seq.max(hit.seq);
                self.insert(hit);
            }
        }
        self.total = page.total.unwrap_or(self.total + change.added);
        change
    }

    /// Takes a row out of the list, to be put back or deleted later.
    pub fn hide(&mut self, seq: u64) -> Option<Arc<HitSummary>> {
        let at = self.find(seq).ok()?;
        self.total = self.total.saturating_sub(1);
        self.gone.insert(seq);
        self.rows.remove(at)
    }

    /// Puts a hidden row back.
    pub fn put_back(&mut self, row: Arc<HitSummary>) {
        if self.gone.remove(&row.seq) && self.find(row.seq).is_err() {
            self.total += 1;
            self.insert(Arc::unwrap_or_clone(row));
        }
    }

    /// Takes everything up to a number out of the list, but for pinned hits if those stay. What is left
    /// or not loaded is known when the list is fetched anew.
    pub fn set_aside(&mut self, through: u64, pinned_stay: bool) {
        self.rows
            .retain(|row| row.seq > through || (pinned_stay && row.pinned));
        self.total = u64::try_from(self.rows.len()).unwrap_or(u64::MAX);
        self.next = None;
    }

    /// Applies a frame.
    pub fn apply(&mut self, frame: Frame) -> Change {
        match frame {
            Frame::Snapshot {
                hits,
                last_seq,
                total,
                rev,
            } => {
                self.rev = Some(rev);
                self.replace(hits, last_seq, total)
            }
            Frame::Hits { hits } => self.add(hits),
            Frame::Deleted { seqs, rev } => {
                self.rev = Some(rev);
                self.delete(&seqs)
            }
            Frame::Cleared { through, rev } => {
                self.rev = Some(rev);
                self.clear(through)
            }
            Frame::Updated { hits, rev } => {
                self.rev = Some(rev);
                self.update(hits)
            }
            // Its count may be ahead of the frames of hits, which are counted when they come.
            Frame::Endpoint { .. } => Change::default(),
        }
    }

    fn replace(&mut self, hits: Vec<HitSummary>, last_seq: u64, total: u64) -> Change {
        let before = self.last_seq;
        let fresh = hits.iter().filter(|hit| hit.seq > before);
        let (added, failed) = count(fresh);
        self.rows = hits.into_iter().map(Arc::new).collect();
        self.gone.clear();
        self.total = total;
        self.last_seq = self.last_seq.max(last_seq);
        let loaded = u64::try_from(self.rows.len()).unwrap_or(u64::MAX);
        self.next = if loaded < total { self.oldest() } else { None };
        self.kept = KEPT;
        Change {
            added,
            failed,
            changed: true,
        }
    }

    fn add(&mut self, hits: Vec<HitSummary>) -> Change {
        let before = self.last_seq;
        let mut change = Change::default();
        for hit in hits {
            if hit.seq <= before {
                // Seen already, unless it was deleted meanwhile or is not loaded yet.
                continue;
            }
            change.added += 1;
            change.failed += u64::from(hit.verdict == Some(domain::Outcome::Failed));
            self.last_seq = self.last_seq.max(hit.seq);
            self.insert(hit);
        }
        self.total += change.added;
        change.changed = change.added > 0;
        self.trim();
        change
    }

    fn delete(&mut self, seqs: &[u64]) -> Change {
        let mut changed = false;
        for &seq in seqs {
            if self.gone.insert(seq) {
                self.total = self.total.saturating_sub(1);
                changed = true;
            }
            if let Ok(at) = self.find(seq) {
                self.rows.remove(at);
                changed = true;
            }
        }
        while self.gone.len() > GONE {
            self.gone.pop_first();
        }
        Change {
            changed,
            ..Change::default()
        }
    }

    fn clear(&mut self, through: u64) -> Change {
        let keep = self.rows.partition_point(|row| row.seq > through);
        let changed = keep < self.rows.len() || self.next.is_some();
        self.rows.truncate(keep);
        // Everything newer than what was cleared is loaded: the list has no holes.
        if changed {
            self.total = u64::try_from(keep).unwrap_or(u64::MAX);
            self.next = None;
        }
        Change {
            changed,
            ..Change::default()
        }
    }

    fn update(&mut self, hits: Vec<HitSummary>) -> Change {
        let mut changed = false;
        for hit in hits {
            if let Ok(at) = self.find(hit.seq)
                && let Some(row) = self.rows.get_mut(at)
                && **row != hit
            {
                *row = Arc::new(hit);
                changed = true;
            }
        }
        Change {
            changed,
            ..Change::default()
        }
    }

    /// Place by number; rows are newest first.
    fn find(&self, seq: u64) -> Result<usize, usize> {
        self.rows.binary_search_by(|row| seq.cmp(&row.seq))
    }

    fn insert(&mut self, hit: HitSummary) {
        match self.find(hit.seq) {
            Ok(at) => {
                if let Some(row) = self.rows.get_mut(at) {
                    *row = Arc::new(hit);
                }
            }
            Err(0) => self.rows.push_front(Arc::new(hit)),
            Err(at) => self.rows.insert(at, Arc::new(hit)),
        }
    }

    fn trim(&mut self) {
        if self.rows.len() > self.kept {
            self.rows.truncate(self.kept);
            self.next = self.oldest();
        }
    }
}

fn count<'a>(hits: impl Iterator<Item = &'a HitSummary>) -> (u64, u64) {
    hits.fold((0, 0), |(added, failed), hit| {
        let bad = hit.verdict == Some(domain::Outcome::Failed);
        (added + 1, failed + u64::from(bad))
    })
}

#[cfg(test)]
pub(crate) mod tests;
