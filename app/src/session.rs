//! The live connection as a state machine: no clock, no socket, no timer of its own.
//!
//! The page tells it what happened (with the time in milliseconds) and asks what to
//! draw and when to try again.

/// After this long without a connection the banner appears.
const BANNER_AFTER: u64 = 3_000;
/// After this long it says that there is no connection.
const OFFLINE_AFTER: u64 = 120_000;
/// What was missed arrives within this long of coming back; what arrives later is new.
const CATCH_UP: u64 = 3_000;
/// Longest wait between two attempts.
const MAX_WAIT: u64 = 30_000;

/// What the lamp shows; the word is `data-live`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lamp {
    /// Connected, drawing.
    Live,
    /// Connected, not drawing.
    Paused,
    /// Lost, trying again.
    Reconnecting,
    /// Lost for long.
    Offline,
    /// The endpoint has ended.
    Ended,
}

impl Lamp {
    /// Value of `data-live`.
    #[must_use]
    pub const fn state(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Paused => "paused",
            Self::Reconnecting => "reconnecting",
            Self::Offline => "offline",
            Self::Ended => "ended",
        }
    }

    /// The word beside the lamp.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Live => "Live",
            Self::Paused => "Paused",
            Self::Reconnecting => "Reconnecting",
            Self::Offline => "Offline",
            Self::Ended => "Ended",
        }
    }

    /// What a click does, for the title.
    #[must_use]
    pub const fn action(self) -> &'static str {
        match self {
            Self::Live => "Pause (l)",
            Self::Paused => "Go live (l)",
            Self::Reconnecting | Self::Offline => "Reconnect now (l)",
            Self::Ended => "The endpoint has ended",
        }
    }
}

/// What the banner says about the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Lost a moment ago; the next attempt is in this many seconds.
    Lost {
        /// Seconds, at least 1.
        next: u64,
    },
    /// Lost for this many seconds.
    Offline {
        /// Seconds.
        since: u64,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Link {
    /// Never opened yet; the first attempt runs.
    First,
    Open,
    Waiting {
        until: u64,
    },
    Trying,
    Ended,
}

/// The connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    link: Link,
    attempt: u32,
    lost_at: Option<u64>,
    resumed_at: Option<u64>,
}

impl Default for Session {
    fn default() -> Self {
        Self {
            link: Link::First,
            attempt: 0,
            lost_at: None,
            resumed_at: None,
        }
    }
}

impl Session {
    /// The socket opened. True when this is a connection found again: what was missed
    /// follows and is to be announced once.
    pub fn opened(&mut self, now: u64) -> bool {
        let again = self.lost_at.is_some();
        *self = Self {
            link: Link::Open,
            attempt: 0,
            lost_at: None,
            resumed_at: again.then_some(now),
        };
        again
    }

    /// The socket closed. Gives the milliseconds to wait; `jitter` is 0 to 999.
    pub fn closed(&mut self, now: u64, jitter: u64) -> Option<u64> {
        if self.link == Link::Ended {
            return None;
        }
        let step = 1_000_u64
            .checked_shl(self.attempt.min(5))
            .unwrap_or(MAX_WAIT);
        let base = step.min(MAX_WAIT);
        // Between three quarters and all of it, so that many pages do not come at once.
        let wait = base * 3 / 4 + base / 4 * jitter.min(999) / 1000;
        self.attempt = self.attempt.saturating_add(1);
        self.lost_at = self.lost_at.or(Some(now));
        self.link = Link::Waiting { until: now + wait };
        Some(wait)
    }

    /// An attempt begins.
    pub fn trying(&mut self) {
        if matches!(self.link, Link::Waiting { .. }) {
            self.link = Link::Trying;
        }
    }

    /// The network is back, the page is shown or the reader asked: try at once?
    #[must_use]
    pub const fn may_hurry(&self) -> bool {
        matches!(self.link, Link::Waiting { .. })
    }

    /// The endpoint is gone; no more attempts.
    pub const fn end(&mut self) {
        self.link = Link::Ended;
    }

    /// There is nothing to connect to any more.
    #[must_use]
    pub const fn is_ended(&self) -> bool {
        matches!(self.link, Link::Ended)
    }

    /// Connected now.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.link, Link::Open)
    }

    /// True once, soon after a reconnect, for the sentence about what was caught up.
    pub fn take_resumed(&mut self, now: u64) -> bool {
        let resumed = self.resumed_at.take();
        resumed.is_some_and(|at| now.saturating_sub(at) < CATCH_UP)
    }

    /// What the lamp shows.
    #[must_use]
    pub fn lamp(&self, now: u64, paused: bool) -> Lamp {
        match self.link {
            Link::Ended => Lamp::Ended,
            Link::First | Link::Open if paused => Lamp::Paused,
            Link::First | Link::Open => Lamp::Live,
            Link::Waiting { .. } | Link::Trying if self.down(now) >= OFFLINE_AFTER => Lamp::Offline,
            Link::Waiting { .. } | Link::Trying => Lamp::Reconnecting,
        }
    }

    /// What the banner says, if there is one.
    #[must_use]
    pub fn trouble(&self, now: u64) -> Option<Trouble> {
        let down = self.down(now);
        let next = match self.link {
            Link::Waiting { until } => until.saturating_sub(now).div_ceil(1000).max(1),
            Link::Trying => 1,
            Link::First | Link::Open | Link::Ended => return None,
        };
        if down >= OFFLINE_AFTER {
            Some(Trouble::Offline { since: down / 1000 })
        } else if down >= BANNER_AFTER {
            Some(Trouble::Lost { next })
        } else {
            None
        }
    }

    fn down(&self, now: u64) -> u64 {
        self.lost_at.map_or(0, |at| now.saturating_sub(at))
    }
}

#[cfg(test)]
mod tests;
