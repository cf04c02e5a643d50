//! When what has come is drawn: with the next animation frame; a few times a second when much comes, so
//! that a burst of thousands leaves the page free for its reader.

/// More hits than this within a second are a burst.
const BURST: u64 = 20;

/// Milliseconds between two drawings in a burst.
const REST: u64 = 250;

/// With this many hits waiting they are drawn at once: what waits is bounded.
const MOST_WAITING: u64 = 4_000;

/// The pace of drawing. Times are milliseconds on a clock of the caller's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    second: u64,
    seen: u64,
    before: u64,
    waiting: u64,
    drawn: u64,
}

/// When to draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draw {
    /// At once.
    Now,
    /// With the next animation frame.
    Frame,
    /// After so many milliseconds.
    After(u64),
}

impl Pace {
    /// So many hits came. Says when to draw them.
    pub fn came(&mut self, hits: u64, now: u64) -> Draw {
        let second = now / 1000;
        if second != self.second {
            self.before = if second == self.second + 1 {
                self.seen
            } else {
                0
            };
            (self.second, self.seen) = (second, 0);
        }
        self.seen += hits;
        self.waiting += hits;
        let rest = (self.drawn + REST).saturating_sub(now);
        match self.waiting {
            MOST_WAITING.. => Draw::Now,
            _ if self.is_burst() => Draw::After(rest),
            _ => Draw::Frame,
        }
    }

    /// Everything that came is drawn.
    pub const fn drawn(&mut self, now: u64) {
        self.drawn = now;
        self.waiting = 0;
    }

    /// Hits come faster than they could be read.
    #[must_use]
    pub const fn is_burst(&self) -> bool {
        self.seen > BURST || self.before > BURST
    }

    /// No hit has come for so long that a burst would be over.
    #[must_use]
    pub const fn is_quiet(&self, now: u64) -> bool {
        now / 1000 > self.second + 1
    }
}

/// Milliseconds between two sentences about new hits.
const SENTENCES: u64 = 5_000;

/// New hits that are to be told of: at once after a quiet time, else gathered into one sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Telling {
    added: u64,
    failed: u64,
    waits: bool,
    told: Option<u64>,
}

impl Telling {
    /// So many came, of which so many failed their check. Says after how many milliseconds to tell of them;
    /// `None` when that is on its way already.
    pub fn came(&mut self, added: u64, failed: u64, now: u64) -> Option<u64> {
        self.added += added;
        self.failed += failed;
        if core::mem::replace(&mut self.waits, true) {
            return None;
        }
        let next = self.told.map_or(now, |told| told + SENTENCES);
        Some(next.saturating_sub(now))
    }

    /// What is to be told now: hits, and those that failed.
    pub const fn take(&mut self, now: u64) -> (u64, u64) {
        let told = (self.added, self.failed);
        *self = Self {
            added: 0,
            failed: 0,
            waits: false,
            told: Some(now),
        };
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_one_sentence_in_five_seconds() {
        let mut telling = Telling::default();
        assert_eq!(telling.came(1, 0, 100), Some(0));
        assert_eq!(telling.take(100), (1, 0));
        assert_eq!(telling.came(2, 1, 1_100), Some(4_000));
        assert_eq!(telling.came(3, 0, 2_000), None);
        assert_eq!(telling.take(5_100), (5, 1));
        assert_eq!(telling.came(1, 1, 20_000), Some(0));
        assert_eq!(telling.take(20_000), (1, 1));
    }

    #[test]
    fn single_hits_are_drawn_with_the_next_frame() {
        let mut pace = Pace::default();
        for now in (5_000..9_000).step_by(400) {
            assert_eq!(pace.came(1, now), Draw::Frame);
            pace.drawn(now + 16);
        }
    }

    #[test]
    fn a_burst_is_drawn_four_times_a_second() {
        let mut pace = Pace::default();
        let (mut drawings, mut due) = (0, None);
        for now in 10_000..12_000 {
            if due.is_some_and(|due| due <= now) {
                pace.drawn(now);
                (drawings, due) = (drawings + 1, None);
            }
            match pace.came(2, now) {
                Draw::Now => panic!("nothing waits for long"),
                Draw::Frame => due = due.or(Some(now + 16)),
                Draw::After(rest) => due = due.or(Some(now + rest)),
            }
        }
        assert!((7..=12).contains(&drawings), "{drawings}");
    }

    #[test]
    fn the_first_of_a_burst_is_drawn_at_once() {
        let mut pace = Pace::default();
        assert_eq!(pace.came(80, 9_000), Draw::After(0));
        pace.drawn(9_001);
        assert_eq!(pace.came(80, 9_041), Draw::After(210));
    }

    #[test]
    fn a_burst_is_over_when_a_whole_second_was_quiet() {
        let mut pace = Pace::default();
        pace.came(80, 9_900);
        assert!(pace.is_burst());
        assert!(!pace.is_quiet(10_999));
        assert!(pace.is_quiet(11_000));
    }

    #[test]
    fn what_waits_is_bounded() {
        let mut pace = Pace::default();
        pace.drawn(1_000);
        assert_eq!(pace.came(3_000, 1_001), Draw::After(249));
        assert_eq!(pace.came(1_000, 1_002), Draw::Now);
    }
}
