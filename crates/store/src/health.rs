//! Whether the store can keep what comes in.

use std::sync::Mutex;
use std::sync::PoisonError;

/// The state of the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Health {
    /// The last write reached the disk.
    Ready,
    /// Writes fail; the reason is fit for an operator's eyes.
    Failing(String),
}

/// The state as the writer last saw it.
#[derive(Debug, Default)]
pub(crate) struct HealthCell(Mutex<Option<String>>);

impl HealthCell {
    pub(crate) fn get(&self) -> Health {
        let reason = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        reason
            .as_ref()
            .map_or(Health::Ready, |reason| Health::Failing(reason.clone()))
    }

    /// Notes the outcome of a batch; the first failure and the recovery are logged, once each.
    pub(crate) fn set(&self, failure: Option<String>) {
        let mut reason = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match (&*reason, &failure) {
            (None, Some(why)) => tracing::error!(reason = %why, "storing fails"),
            (Some(_), None) => tracing::info!("storing works again"),
            _ => {}
        }
        *reason = failure;
    }
}
