//! Verifying a database: SQLite's own check, then what must hold between the tables.

use std::path::Path;

use rusqlite::Connection;
use tokio::task::spawn_blocking;

use crate::error::{CheckError, ReadError};
use crate::file;
use crate::key::to_u64;
use crate::schema;
use crate::store::Store;

/// Problems listed at most.
const PROBLEMS: usize = 100;

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Schema version.
    pub schema: u32,
    /// Bytes of the database, the log not counted.
    pub bytes: u64,
    /// Endpoints.
    pub endpoints: u64,
    /// Hits that can be seen.
    pub hits: u64,
    /// What is wrong, as sentences; at most 100.
    pub problems: Vec<String>,
}

impl Report {
    /// Nothing is wrong.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }
}

impl Store {
    /// Verifies the database as it is at this moment; reads all of it.
    ///
    /// # Errors
    /// [`CheckError`] when it cannot be read at all.
    pub async fn check(&self) -> Result<Report, CheckError> {
        let path = self.path().to_owned();
        spawn_blocking(move || verify(&path))
            .await
            .map_err(|_| CheckError::Read(ReadError::Closed))?
    }
}

/// Verifies the database in a folder. Nothing is written and no lock is needed: a server may be
/// running on the folder.
///
/// # Errors
/// [`CheckError`] when it cannot be read at all.
pub fn check(folder: &Path) -> Result<Report, CheckError> {
    verify(&file::database(folder))
}

/// Verifies a single file, such as [`backup`](crate::backup()) writes.
///
/// # Errors
/// [`CheckError`] when it cannot be read at all.
pub fn check_file(file: &Path) -> Result<Report, CheckError> {
    verify(file)
}

fn verify(path: &Path) -> Result<Report, CheckError> {
    let source = file::check(path)?;
    let conn = source.unchecked_transaction()?;
    let number = |sql: &str| conn.query_row(sql, [], |row| row.get(0)).map(to_u64);
    let mut report = Report {
        schema: schema::version(&conn)?,
        bytes: number("PRAGMA page_count")? * number("PRAGMA page_size")?,
        endpoints: number("SELECT count(*) FROM endpoints")?,
        hits: number("SELECT coalesce(sum(hits), 0) FROM endpoints")?,
        problems: Vec::new(),
    };
    let pages = format!("PRAGMA integrity_check({PROBLEMS})");
    collect(&conn, &pages, |text| text != "ok", &mut report.problems)?;
    if !report.is_sound() {
        // What the tables say to each other means nothing then, or cannot be read.
        return Ok(report);
    }
    for sql in INVARIANTS {
        collect(&conn, sql, |_| true, &mut report.problems)?;
    }
    Ok(report)
}

fn collect(
    conn: &Connection,
    sql: &str,
    is_problem: fn(&str) -> bool,
    problems: &mut Vec<String>,
) -> rusqlite::Result<()> {
    let mut statement = conn.prepare(sql)?;
    let mut rows = statement.query([])?;
    while problems.len() < PROBLEMS
        && let Some(row) = rows.next()?
    {
        let text: String = row.get(0)?;
        if is_problem(&text) {
            problems.push(text);
        }
    }
    Ok(())
}

/// Each answers with sentences about what is wrong, and with nothing when all is well.
const INVARIANTS: [&str; 4] = [
    "SELECT 'table ' || \"table\" || ' refers to a missing row of ' || parent \
     FROM pragma_foreign_key_check",
    // Counters and rows.
    "SELECT 'endpoint ' || num || ': the counters say ' || hits || ' hits, ' || bytes || ' bytes, ' \
       || pinned || ' pinned with ' || pinned_bytes || ' bytes, the rows say ' || h || ', ' || b \
       || ', ' || p || ', ' || pb \
     FROM (SELECT e.num, e.hits, e.bytes, e.pinned, e.pinned_bytes, count(h.key) AS h, \
       coalesce(sum(h.bytes), 0) AS b, coalesce(sum(h.pinned), 0) AS p, \
       coalesce(sum(h.bytes * h.pinned), 0) AS pb \
       FROM endpoints AS e LEFT JOIN hits AS h \
       ON h.key BETWEEN (e.num << 36) + e.cleared + 1 AND (e.num << 36) + (1 << 36) - 1 \
       GROUP BY e.num) \
     WHERE hits <> h OR bytes <> b OR pinned <> p OR pinned_bytes <> pb",
    // Every hit belongs to an endpoint and is numbered within its counter, or waits to be deleted.
    "SELECT 'hit ' || (key & ((1 << 36) - 1)) || ' of endpoint ' || (key >> 36) \
       || ' belongs to nothing' FROM hits \
     WHERE NOT EXISTS (SELECT 1 FROM endpoints WHERE num = key >> 36 \
       AND key & ((1 << 36) - 1) BETWEEN cleared + 1 AND last_seq) \
     AND NOT EXISTS (SELECT 1 FROM purges WHERE key BETWEEN low AND high)",
    "SELECT 'hit ' || (key & ((1 << 36) - 1)) || ' of endpoint ' || (key >> 36) \
       || ' is not as long as it says' FROM hits \
     WHERE bytes <> length(head) + length(trailers) + length(body)",
];
