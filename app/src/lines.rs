//! Lines of the list: a hit each. Attempts of one delivery are one line, the newest, that unfolds.
//!
//! Every hit is on one line at most, so that each is one stop of the keyboard and one place of the scroll.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use domain::HitSummary;

/// Cells drawn for the attempts of a delivery; of more, the newest are drawn.
pub const CELLS: usize = 8;

/// One line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The hit.
    pub seq: u64,
    /// An attempt below its newest one, and which: 1 is the oldest that is loaded.
    pub attempt: Option<u32>,
}

/// Numbers and statuses of attempts.
type Each = Vec<(u64, Option<u16>)>;

/// What a delivery is known by: its sender and the id the sender gave it.
pub type Delivery = (String, String);

/// The attempts of one delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempts {
    /// Number and status of each, oldest first.
    pub each: Each,
    /// The older ones are listed below the newest.
    pub open: bool,
}

impl Attempts {
    /// `Replied 503, 503, 200`, for the title; of many, the newest.
    #[must_use]
    pub fn replied(&self) -> String {
        let from = self.each.len().saturating_sub(CELLS);
        let words: Vec<String> = self
            .each
            .iter()
            .skip(from)
            .map(|(_, status)| status.map_or_else(|| "nothing".to_owned(), |s| s.to_string()))
            .collect();
        let more = if from > 0 { "… " } else { "" };
        format!("Replied {more}{}", words.join(", "))
    }
}

/// The lines of the list from top to bottom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    lines: Vec<Line>,
    /// By the number of the newest attempt.
    groups: BTreeMap<u64, Attempts>,
    /// Numbers of older attempts, to that of the newest.
    newest: BTreeMap<u64, u64>,
    /// Places of the lower lines, ascending.
    low: Vec<usize>,
}

/// The delivery of a hit, if its sender names one.
#[must_use]
pub fn delivery(row: &HitSummary) -> Option<(&str, &str)> {
    let id = row.delivery_id.as_deref().filter(|id| !id.is_empty())?;
    Some((row.provider.as_deref().unwrap_or_default(), id))
}

impl Lines {
    /// The lines of `rows` (newest first); `open` says which deliveries are unfolded, by the number of their
    /// newest attempt and what they are known by.
    #[must_use]
    pub fn new<'a>(
        rows: impl Iterator<Item = &'a Arc<HitSummary>> + Clone,
        open: impl Fn(&[(u64, Option<u16>)], (&str, &str)) -> bool,
    ) -> Self {
        let mut by: HashMap<(&str, &str), Each> = HashMap::new();
        for row in rows.clone() {
            if let Some(delivery) = delivery(row) {
                by.entry(delivery).or_default().push((row.seq, row.status));
            }
        }
        by.retain(|_, each| each.len() > 1);
        let mut out = Self::default();
        for row in rows {
            let Some((key, each)) = delivery(row).and_then(|key| Some((key, by.get(&key)?))) else {
                out.push(row.seq, None);
                continue;
            };
            if each.first().is_none_or(|(newest, _)| *newest != row.seq) {
                continue;
            }
            out.group(each, open(each, key));
        }
        out
    }

    /// A line for each of `rows` (newest first), whatever it is an attempt at.
    #[must_use]
    pub fn single<'a>(rows: impl Iterator<Item = &'a Arc<HitSummary>>) -> Self {
        let mut out = Self::default();
        for row in rows {
            out.push(row.seq, None);
        }
        out
    }

    fn push(&mut self, seq: u64, attempt: Option<u32>) {
        if attempt.is_some() {
            self.low.push(self.lines.len());
        }
        self.lines.push(Line { seq, attempt });
    }

    /// `each` is newest first.
    fn group(&mut self, each: &[(u64, Option<u16>)], open: bool) {
        let Some((newest, older)) = each.split_first() else {
            return;
        };
        self.push(newest.0, None);
        for (at, (seq, _)) in older.iter().enumerate() {
            self.newest.insert(*seq, newest.0);
            if open {
                let number = u32::try_from(older.len() - at).unwrap_or(u32::MAX);
                self.push(*seq, Some(number));
            }
        }
        let each = each.iter().rev().copied().collect();
        self.groups.insert(newest.0, Attempts { each, open });
    }

    /// All lines.
    #[must_use]
    pub fn all(&self) -> &[Line] {
        &self.lines
    }

    /// Places of lower lines, ascending.
    #[must_use]
    pub fn low(&self) -> &[usize] {
        &self.low
    }

    /// The attempts of which this hit is the newest.
    #[must_use]
    pub fn attempts(&self, seq: u64) -> Option<&Attempts> {
        self.groups.get(&seq)
    }

    /// The line that stands for a hit: its own, or that of the newest attempt.
    #[must_use]
    pub fn stands_for(&self, seq: u64) -> u64 {
        match self.newest.get(&seq) {
            Some(newest) if self.place(seq).is_none() => *newest,
            _ => seq,
        }
    }

    /// Number of the newest attempt of the delivery of this hit, if it has more than one.
    #[must_use]
    pub fn newest_attempt(&self, seq: u64) -> Option<u64> {
        if self.groups.contains_key(&seq) {
            return Some(seq);
        }
        self.newest.get(&seq).copied()
    }

    /// Place of a hit's own line.
    #[must_use]
    pub fn place(&self, seq: u64) -> Option<usize> {
        let head = self.newest.get(&seq).copied().unwrap_or(seq);
        let mut at = self.find(head)?;
        while let Some(line) = self.lines.get(at) {
            if line.seq == seq {
                return Some(at);
            }
            at += 1;
            if self.lines.get(at).is_none_or(|line| line.attempt.is_none()) {
                return None;
            }
        }
        None
    }

    /// Place of a line that is no lower one. These are newest first, with lower ones between.
    fn find(&self, seq: u64) -> Option<usize> {
        let head_of = |at: usize| {
            let line = self.lines.get(at)?;
            match line.attempt {
                None => Some(line.seq),
                Some(_) => self.newest.get(&line.seq).copied(),
            }
        };
        let (mut from, mut to) = (0, self.lines.len());
        while from < to {
            let middle = from.midpoint(to);
            if head_of(middle)? > seq {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        (self.lines.get(from)?.seq == seq).then_some(from)
    }

    /// The hit of the line below this hit's.
    #[must_use]
    pub fn below(&self, seq: u64) -> Option<u64> {
        let at = self.place(self.stands_for(seq))?;
        self.lines.get(at + 1).map(|line| line.seq)
    }

    /// The hit of the line above this hit's.
    #[must_use]
    pub fn above(&self, seq: u64) -> Option<u64> {
        let at = self.place(self.stands_for(seq))?;
        self.lines.get(at.checked_sub(1)?).map(|line| line.seq)
    }
}

#[cfg(test)]
mod tests;
