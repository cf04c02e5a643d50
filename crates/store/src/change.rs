//! What the store tells the live side after a commit.

use domain::HitSummary;
use uuid::Uuid;

use crate::endpoint::EndpointRow;

/// An endpoint by its two names: the row number used inside, the id used outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EndpointRef {
    /// Number in the database, never reused.
    pub num: i64,
    /// Id in addresses.
    pub id: Uuid,
}

/// A committed change. Changes are published in the order they were made, except that the new hits
/// of a batch come first; applying one twice does no harm.
#[derive(Debug)]
pub enum Change<'a> {
    /// New hits of one endpoint, oldest first: one call per endpoint and batch.
    Hits {
        /// Whose.
        endpoint: EndpointRef,
        /// Rows as a list shows them.
        hits: &'a [HitSummary],
    },
    /// Hits that are gone, by a reader's wish or by a limit.
    Deleted {
        /// Whose.
        endpoint: EndpointRef,
        /// Their numbers.
        seqs: &'a [u64],
    },
    /// Every hit up to and including this number is gone.
    Cleared {
        /// Whose.
        endpoint: EndpointRef,
        /// Highest number removed.
        through: u64,
    },
    /// Hits whose note, pin or verdict changed.
    Updated {
        /// Whose.
        endpoint: EndpointRef,
        /// Rows as they are now.
        hits: &'a [HitSummary],
    },
    /// An endpoint was made or its settings changed (counters alone are not announced).
    Endpoint(&'a EndpointRow),
    /// An endpoint and all it had is gone.
    EndpointDeleted(EndpointRef),
}
