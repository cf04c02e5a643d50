//! What a job sees of the batch's transaction.

use domain::HitSummary;
use rusqlite::{Connection, OptionalExtension as _};

use crate::change::{Change, EndpointRef};
use crate::endpoint::EndpointRow;
use crate::error::{ReadError, WriteError};
use crate::row;

/// A change that waits for the commit.
pub(crate) enum Pending {
    Deleted(EndpointRef, Vec<u64>),
    Cleared(EndpointRef, u64),
    Updated(EndpointRef, Vec<HitSummary>),
    Endpoint(Box<EndpointRow>),
    EndpointDeleted(EndpointRef),
}

impl Pending {
    /// The change as it is published.
    pub(crate) fn as_change(&self) -> Change<'_> {
        match self {
            Self::Deleted(endpoint, seqs) => Change::Deleted {
                endpoint: *endpoint,
                seqs,
            },
            Self::Cleared(endpoint, through) => Change::Cleared {
                endpoint: *endpoint,
                through: *through,
            },
            Self::Updated(endpoint, hits) => Change::Updated {
                endpoint: *endpoint,
                hits,
            },
            Self::Endpoint(row) => Change::Endpoint(row),
            Self::EndpointDeleted(endpoint) => Change::EndpointDeleted(*endpoint),
        }
    }
}

/// The transaction of a batch, as jobs use it. Jobs work on rows alone: counters that the writer
/// holds in memory are written before a job and forgotten after it.
pub(crate) struct Tx<'a> {
    pub(crate) conn: &'a Connection,
    pub(crate) changes: Vec<Pending>,
    pub(crate) wanted: Wanted,
}

/// Chores that follow from a job.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wanted {
    /// There are hidden hits to delete.
    pub(crate) purge: bool,
    /// Limits may have been lowered.
    pub(crate) sweep: bool,
}

impl Tx<'_> {
    /// The two names of an endpoint.
    pub(crate) fn endpoint_ref(&self, num: i64) -> Result<EndpointRef, WriteError> {
        self.conn
            .prepare_cached("SELECT id FROM endpoints WHERE num = ?1")?
            .query_row([num], |found| Ok(row::uuid(found, 0)))
            .optional()?
            .ok_or(WriteError::NotFound)?
            .map(|id| EndpointRef { num, id })
            .map_err(WriteError::from)
    }
}

impl From<ReadError> for WriteError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Sqlite(error) => Self::from(error),
            ReadError::Damaged(_) => Self::Io(error.to_string()),
            ReadError::Closed => Self::Closed,
        }
    }
}
