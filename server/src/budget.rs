//! The memory that bodies may take together: those being received, hits being read, or hits being exported.
//!
//! There is a budget for each. [`held`] gives out what was read, and keeps its share meanwhile.

pub mod held;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// Bytes of a body that need no permit. A connection's own buffers are larger.
pub const FREE: u64 = 16 * 1024;

/// What a hit can come to when it is written as JSON, in times of its bytes.
pub const AS_JSON: u64 = 8;

/// What it comes to when it is given out as it is.
pub const AS_IT_IS: u64 = 2;

/// Bytes that one permit stands for.
const UNIT: u64 = 1024;

/// Shares of a fixed number of bytes.
///
/// A body takes its whole share at once or none, so bodies that wait hold nothing and
/// cannot wait for each other.
#[derive(Clone, Debug)]
pub struct Budget {
    permits: Arc<Semaphore>,
    total: u32,
    wait: Duration,
}

/// Part of the budget; given back when dropped.
#[derive(Debug)]
pub struct Share {
    permit: Option<OwnedSemaphorePermit>,
}

/// No share came free in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exhausted;

impl Budget {
    /// A budget of so many bytes; a share is waited for no longer than `wait`.
    #[must_use]
    pub fn new(bytes: u64, wait: Duration) -> Self {
        let total = u32::try_from(bytes / UNIT).unwrap_or(u32::MAX >> 3);
        let permits = Arc::new(Semaphore::new(
            usize::try_from(total).unwrap_or(Semaphore::MAX_PERMITS),
        ));
        Self {
            permits,
            total,
            wait,
        }
    }

    /// A share for a body of `bytes`.
    ///
    /// # Errors
    /// [`Exhausted`] when too much is taken already, for as long as is waited.
    pub async fn share(&self, bytes: u64) -> Result<Share, Exhausted> {
        if bytes <= FREE {
            return Ok(Share { permit: None });
        }
        let permit = Arc::clone(&self.permits).acquire_many_owned(self.units(bytes));
        match timeout(self.wait, permit).await {
            Ok(Ok(permit)) => Ok(Share {
                permit: Some(permit),
            }),
            Ok(Err(_)) | Err(_) => Err(Exhausted),
        }
    }

    /// The same without waiting.
    ///
    /// # Errors
    /// [`Exhausted`] when there is no room at this moment.
    pub fn share_now(&self, bytes: u64) -> Result<Share, Exhausted> {
        if bytes <= FREE {
            return Ok(Share { permit: None });
        }
        let permit = Arc::clone(&self.permits)
            .try_acquire_many_owned(self.units(bytes))
            .map_err(|_| Exhausted)?;
        Ok(Share {
            permit: Some(permit),
        })
    }

    /// Permits for so many bytes: all there are for what is larger.
    fn units(&self, bytes: u64) -> u32 {
        u32::try_from(bytes.div_ceil(UNIT))
            .unwrap_or(u32::MAX)
            .min(self.total)
    }

    /// Bytes that are taken now.
    #[must_use]
    pub fn taken(&self) -> u64 {
        let free = u64::try_from(self.permits.available_permits()).unwrap_or_default();
        u64::from(self.total).saturating_sub(free) * UNIT
    }
}

impl Share {
    /// Gives back what is more than `bytes` need.
    pub fn lessen(&mut self, bytes: u64) {
        let needed = usize::try_from(bytes.div_ceil(UNIT)).unwrap_or(usize::MAX);
        if let Some(permit) = &mut self.permit {
            let more = permit.num_permits().saturating_sub(needed);
            drop(permit.split(more));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn small_bodies_are_free_and_large_ones_wait() {
        let budget = Budget::new(1 << 20, Duration::from_millis(20));
        let first = budget.share(1 << 20).await.unwrap();
        assert_eq!(budget.taken(), 1 << 20);
        assert!(budget.share(FREE).await.is_ok());
        assert_eq!(budget.share(FREE + 1).await.unwrap_err(), Exhausted);
        assert_eq!(budget.share_now(FREE + 1).unwrap_err(), Exhausted);
        assert!(budget.share_now(FREE).is_ok());
        drop(first);
        assert!(budget.share_now(FREE + 1).is_ok());
        let mut all = budget.share(u64::MAX).await.unwrap();
        all.lessen(1 << 19);
        assert_eq!(budget.taken(), 1 << 19);
        all.lessen(1 << 30);
        assert_eq!(budget.taken(), 1 << 19);
        drop(all);
        assert_eq!(budget.taken(), 0);
    }
}
