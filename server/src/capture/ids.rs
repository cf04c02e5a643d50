//! Ids of hits.

use std::sync::atomic::{AtomicU64, Ordering};

use domain::Timestamp;
use uuid::{Builder, Uuid};

/// Makes UUIDs of version 7: the moment, then a part that is random per process and counts.
///
/// Asking the system for randomness would cost a system call for every hit, and the ids
/// need to be unique, not secret.
#[derive(Debug)]
pub(super) struct Ids {
    process: [u8; 10],
    count: AtomicU64,
}

impl Ids {
    pub(super) fn new() -> Self {
        let mut process = [0; 10];
        for (byte, random) in process
            .iter_mut()
            .zip(Uuid::new_v4().into_bytes().into_iter().rev())
        {
            *byte = random;
        }
        Self {
            process,
            count: AtomicU64::new(0),
        }
    }

    pub(super) fn next(&self, at: Timestamp) -> Uuid {
        let count = self.count.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        let mut tail = self.process;
        for (byte, counted) in tail.iter_mut().skip(2).zip(count) {
            *byte ^= counted;
        }
        let millis = u64::try_from(at.micros() / 1000).unwrap_or_default();
        Builder::from_unix_timestamp_millis(millis, &tail).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn ids_are_unique_and_carry_the_time() {
        let ids = Ids::new();
        let made: HashSet<Uuid> = (0..10_000)
            .map(|_| ids.next(Timestamp(1_700_000_000_123_456)))
            .collect();
        assert_eq!(made.len(), 10_000);
        for id in made {
            assert_eq!(id.get_version_num(), 7);
            assert_eq!(
                id.get_timestamp().unwrap().to_unix(),
                (1_700_000_000, 123_000_000)
            );
        }
        assert_ne!(Ids::new().next(Timestamp(0)), Ids::new().next(Timestamp(0)));
    }
}
