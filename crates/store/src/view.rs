//! Which of an endpoint's hits can be seen, as ranges of keys.

use rusqlite::{Connection, OptionalExtension as _};

use crate::error::ReadError;
use crate::hit::Which;
use crate::key::{self, key, to_u64};
use crate::row;

/// What of an endpoint's hits can be seen.
pub(crate) struct View {
    num: i64,
    cleared: u64,
    /// Hits kept.
    pub(crate) hits: u64,
    pub(crate) id: String,
    pub(crate) slug: Option<String>,
}

impl View {
    pub(crate) fn find(conn: &Connection, num: i64) -> Result<Option<Self>, ReadError> {
        conn.prepare_cached("SELECT cleared, hits, id, slug FROM endpoints WHERE num = ?1")?
            .query_row([num], |row| {
                Ok(row::uuid(row, 2).and_then(|id| {
                    Ok(Self {
                        num,
                        cleared: to_u64(row.get(0)?),
                        hits: to_u64(row.get(1)?),
                        id: id.to_string(),
                        slug: row.get(3)?,
                    })
                }))
            })
            .optional()?
            .transpose()
    }

    /// The lowest and the highest key to look at.
    pub(crate) fn range(&self, which: Which) -> (i64, i64) {
        let low = self.cleared + 1;
        match which {
            Which::Latest => (key(self.num, low), key(self.num, key::MAX_SEQ)),
            Which::Seq(seq) if seq < low || seq > key::MAX_SEQ => (1, 0),
            Which::Seq(seq) => (key(self.num, seq), key(self.num, seq)),
        }
    }

    /// The keys between two numbers, neither included.
    pub(crate) fn between(&self, after: Option<u64>, before: Option<u64>) -> (i64, i64) {
        let low = after
            .map_or(0, |after| after.saturating_add(1))
            .max(self.cleared + 1);
        let high = before.map_or(key::MAX_SEQ, |before| {
            before.saturating_sub(1).min(key::MAX_SEQ)
        });
        if low > high {
            return (1, 0);
        }
        (key(self.num, low), key(self.num, high))
    }
}
