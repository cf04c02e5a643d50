use std::fs;
use std::path::Path;

use proptest::prelude::*;
use rusqlite::{Connection, OpenFlags, params};

use super::gather::{Below, Gather};

/// A file that notes what is written to it, and can refuse.
#[derive(Default)]
struct Paper {
    writes: Vec<(usize, Vec<u8>)>,
    full: bool,
}

impl Below for Paper {
    type Error = &'static str;

    fn write(&mut self, bytes: &[u8], at: i64) -> Result<(), &'static str> {
        if self.full {
            return Err("full");
        }
        self.writes
            .push((usize::try_from(at).unwrap(), bytes.to_vec()));
        Ok(())
    }
}

/// A log that is gathered onto paper.
#[derive(Default)]
struct Log {
    gather: Gather,
    paper: Paper,
}

impl Log {
    fn write(&mut self, bytes: &[u8], at: usize) -> Result<(), &'static str> {
        let at = i64::try_from(at).unwrap();
        self.gather.write(&mut self.paper, bytes, at)
    }

    fn flush(&mut self) {
        self.gather.flush(&mut self.paper).unwrap();
    }

    /// Writes frames at `at`, of which the last ends the transaction. Each page holds its number.
    fn transaction(&mut self, at: usize, frames: u8) -> Result<(), &'static str> {
        for n in 0..frames {
            let start = at + usize::from(n) * FRAME;
            self.write(&header(u32::from(n + 1 == frames)), start)?;
            self.write(&[n; PAGE], start + 24)?;
        }
        Ok(())
    }

    /// Offset and length of each write that reached the file.
    fn calls(&self) -> Vec<(usize, usize)> {
        let calls = self.paper.writes.iter();
        calls.map(|(at, bytes)| (*at, bytes.len())).collect()
    }
}

const PAGE: usize = 512;
const FRAME: usize = 24 + PAGE;

/// Header of a frame; the last one of a transaction names the size of the database.
fn header(size: u32) -> Vec<u8> {
    let mut header = vec![7; 24];
    header[4..8].copy_from_slice(&size.to_be_bytes());
    header
}

#[test]
fn the_frames_of_a_commit_are_one_write() {
    let mut log = Log::default();
    log.write(&[1; 32], 0).unwrap();
    log.transaction(32, 3).unwrap();
    assert_eq!(log.calls(), [(0, 32 + 3 * FRAME)]);
    log.transaction(32 + 3 * FRAME, 2).unwrap();
    assert_eq!(log.calls()[1..], [(32 + 3 * FRAME, 2 * FRAME)]);
    let (_, bytes) = &log.paper.writes[0];
    assert_eq!(bytes[32 + 24..][..PAGE], [0; PAGE]);
    assert_eq!(bytes[32 + FRAME + 24..][..PAGE], [1; PAGE]);
}

#[test]
fn a_header_written_again_goes_through_at_once() {
    let mut log = Log::default();
    log.write(&[1; 32], 0).unwrap();
    log.write(&header(0), 32).unwrap();
    log.write(&[2; PAGE], 56).unwrap();
    log.write(&header(0), 32).unwrap();
    assert_eq!(log.calls(), [(0, 32 + FRAME), (32, 24)]);
}

#[test]
fn a_long_transaction_is_handed_on_in_pieces() {
    const LONG: usize = 400 << 10;
    let mut log = Log::default();
    for n in 0..4 {
        log.write(&[3; LONG], n * LONG).unwrap();
    }
    assert_eq!(log.calls(), [(0, 2 * LONG)]);
    log.flush();
    assert_eq!(log.calls()[1..], [(2 * LONG, 2 * LONG)]);
    // More than is ever held goes through.
    log.write(&[4; 5 * LONG], 4 * LONG).unwrap();
    assert_eq!(log.calls()[2..], [(4 * LONG, 5 * LONG)]);
}

#[test]
fn what_the_disk_refused_is_told_once_and_not_written_later() {
    let mut log = Log::default();
    log.write(&[1; 32], 0).unwrap();
    log.flush();
    log.paper.full = true;
    assert_eq!(log.transaction(32, 2), Err("full"));
    log.paper.full = false;
    log.flush();
    assert_eq!(log.calls(), [(0, 32)]);
    // SQLite writes the same place again.
    log.transaction(32, 1).unwrap();
    assert_eq!(log.calls()[1..], [(32, 24), (56, PAGE)]);
}

/// One step of a writer.
#[derive(Clone, Debug)]
enum Step {
    Put(u8, usize),
    Delete(u8),
    Undone(u8, usize),
    Commit,
    Rollback,
    Copy,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (any::<u8>(), 0_usize..9000).prop_map(|(key, size)| Step::Put(key, size)),
        1 => (any::<u8>(), 100_000_usize..400_000).prop_map(|(key, size)| Step::Put(key, size)),
        2 => any::<u8>().prop_map(Step::Delete),
        2 => (any::<u8>(), 0_usize..200_000).prop_map(|(key, size)| Step::Undone(key, size)),
        4 => Just(Step::Commit),
        1 => Just(Step::Rollback),
        1 => Just(Step::Copy),
    ]
}

/// Key, length and first byte of each row.
type Rows = Vec<(i64, usize, Option<u8>)>;

/// What the table holds.
fn rows(conn: &Connection) -> Rows {
    let mut select = conn
        .prepare("SELECT key, value FROM t ORDER BY key")
        .unwrap();
    let rows = select.query_map([], |row| {
        let value = row.get_ref(1)?.as_blob()?;
        Ok((row.get(0)?, value.len(), value.first().copied()))
    });
    rows.unwrap().map(Result::unwrap).collect()
}

/// What a crash right now would leave: the files as they are, opened by SQLite's own functions.
fn after_a_crash(path: &Path) -> Rows {
    let copy = tempfile::tempdir().unwrap();
    let to = copy.path().join("t.db");
    fs::copy(path, &to).unwrap();
    fs::copy(path.with_extension("db-wal"), to.with_extension("db-wal")).unwrap();
    let conn = Connection::open(&to).unwrap();
    let whole: String = conn
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(whole, "ok");
    rows(&conn)
}

fn written(path: &Path, synchronous: &str) -> Connection {
    let conn =
        Connection::open_with_flags_and_vfs(path, OpenFlags::default(), super::name().unwrap())
            .unwrap();
    conn.pragma_update(None, "page_size", 1024).unwrap();
    conn.pragma_update(None, "journal_mode", "WAL").unwrap();
    conn.pragma_update(None, "synchronous", synchronous)
        .unwrap();
    conn.pragma_update(None, "wal_autocheckpoint", 0).unwrap();
    // So few pages that a transaction has to write before it ends.
    conn.pragma_update(None, "cache_size", 10).unwrap();
    conn.execute_batch("CREATE TABLE t (key INTEGER PRIMARY KEY, value BLOB NOT NULL)")
        .unwrap();
    conn
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn what_was_committed_is_in_the_files_and_nothing_else(
        steps in prop::collection::vec(step(), 1..40),
        full in any::<bool>(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.db");
        let conn = written(&path, if full { "FULL" } else { "NORMAL" });
        let reader = Connection::open(&path).unwrap();
        let mut committed = Vec::new();
        for (n, step) in steps.into_iter().enumerate() {
            if conn.is_autocommit() {
                conn.execute_batch("BEGIN IMMEDIATE").unwrap();
            }
            let put = |key: u8, size: usize| {
                let value = vec![u8::try_from(n).unwrap(); size];
                conn.execute("INSERT OR REPLACE INTO t VALUES (?1, ?2)", params![key, value])
            };
            match step {
                Step::Put(key, size) => {
                    put(key, size).unwrap();
                }
                Step::Delete(key) => {
                    conn.execute("DELETE FROM t WHERE key >= ?1", [key]).unwrap();
                }
                Step::Undone(key, size) => {
                    conn.execute_batch("SAVEPOINT s").unwrap();
                    put(key, size).unwrap();
                    conn.execute_batch("ROLLBACK TO s; RELEASE s").unwrap();
                }
                Step::Commit => {
                    conn.execute_batch("COMMIT").unwrap();
                    committed = rows(&conn);
                    prop_assert_eq!(&rows(&reader), &committed);
                }
                Step::Rollback => conn.execute_batch("ROLLBACK").unwrap(),
                Step::Copy => {
                    conn.execute_batch("ROLLBACK").unwrap();
                    conn.execute_batch("PRAGMA wal_checkpoint(RESTART)").unwrap();
                }
            }
            prop_assert_eq!(&after_a_crash(&path), &committed);
        }
    }
}
