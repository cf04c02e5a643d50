//! The schema and its versions, forward only.

use rusqlite::{Connection, TransactionBehavior};

/// Marks a file as Creel's: `crel`.
pub(crate) const APPLICATION_ID: u32 = 0x6372_656c;

/// Step `n` (from 0) turns schema `n` into schema `n + 1`. A released step is never edited:
/// add the next one, and a fixture of the schema before it to the tests.
const STEPS: &[&str] = &[include_str!("schema/0001.sql")];

/// The schema this version writes.
pub(crate) fn current() -> u32 {
    u32::try_from(STEPS.len()).unwrap_or(u32::MAX)
}

/// The schema of an open database.
pub(crate) fn version(conn: &Connection) -> rusqlite::Result<u32> {
    conn.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Brings a database up to [`current`], all steps in one transaction.
pub(crate) fn migrate(conn: &mut Connection) -> rusqlite::Result<()> {
    let from = version(conn)?;
    if from >= current() {
        return Ok(());
    }
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for step in STEPS
        .iter()
        .skip(usize::try_from(from).unwrap_or(usize::MAX))
    {
        tx.execute_batch(step)?;
    }
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.pragma_update(None, "user_version", current())?;
    tx.commit()
}
