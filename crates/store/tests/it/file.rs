use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::Connection;
use store::{OpenError, Store, Which};

use crate::setup::{Folder, endpoint, hit, listed, record};

fn try_open(folder: &Folder) -> Result<Store, OpenError> {
    Store::open(folder.options(), folder.publish())
}

fn database(folder: &Folder) -> PathBuf {
    folder.dir.path().join("creel.db")
}

/// Every file in the folder except the lock, with its bytes.
fn contents(folder: &Folder) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder.dir.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| !path.ends_with("creel.lock"))
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect();
    files.sort();
    files
}

/// Opening fails, says so, and leaves every byte alone.
fn is_refused(folder: &Folder, says: &str) -> OpenError {
    let before = contents(folder);
    let error = try_open(folder).unwrap_err();
    assert!(error.to_string().contains(says), "{error}");
    assert!(contents(folder) == before, "something was written");
    error
}

/// A closed database with a few hits.
async fn filled() -> Folder {
    let folder = Folder::new();
    let store = folder.open();
    let num = endpoint(&store).await.num;
    for _ in 0..50 {
        store.record(hit(num, vec![b'x'; 2000])).await.unwrap();
    }
    store.close().await.unwrap();
    folder
}

#[test]
fn what_is_no_database_is_refused() {
    for bytes in [&b""[..], b"hello", &[b'x'; 5000]] {
        let folder = Folder::new();
        fs::write(database(&folder), bytes).unwrap();
        let error = is_refused(&folder, "not a Creel database");
        assert!(matches!(error, OpenError::NotADatabase { .. }), "{error:?}");
    }
}

#[test]
fn another_programs_database_is_refused() {
    for (wal, id) in [(false, 0), (true, 0), (false, 77)] {
        let folder = Folder::new();
        let other = Connection::open(database(&folder)).unwrap();
        if wal {
            other.pragma_update(None, "journal_mode", "WAL").unwrap();
        }
        other.pragma_update(None, "application_id", id).unwrap();
        other.execute_batch("CREATE TABLE hits (x)").unwrap();
        drop(other);
        let error = is_refused(&folder, "another program");
        assert!(matches!(error, OpenError::Foreign { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    let folder = filled().await;
    let conn = Connection::open(database(&folder)).unwrap();
    conn.pragma_update(None, "user_version", 1000).unwrap();
    drop(conn);
    let error = is_refused(&folder, "use the newer creel");
    assert!(
        matches!(error, OpenError::Newer { found: 1000, .. }),
        "{error:?}"
    );
}

/// Spoils the bytes of a file.
type Damage = fn(&mut Vec<u8>);

#[tokio::test]
async fn a_damaged_database_is_refused() {
    let damage: [(&str, Damage); 4] = [
        ("schema", |bytes| bytes[100..4000].fill(0xa5)),
        ("first tables", |bytes| bytes[20_000..90_000].fill(0xa5)),
        ("cut", |bytes| bytes.truncate(20_000)),
        ("cut in the header", |bytes| bytes.truncate(60)),
    ];
    for (what, change) in damage {
        let folder = filled().await;
        let mut bytes = fs::read(database(&folder)).unwrap();
        change(&mut bytes);
        fs::write(database(&folder), &bytes).unwrap();
        let error = is_refused(&folder, "");
        assert!(
            matches!(
                error,
                OpenError::Damaged { .. } | OpenError::NotADatabase { .. }
            ),
            "{what}: {error:?}"
        );
    }
}

#[tokio::test]
async fn a_folder_is_used_by_one_process_at_a_time() {
    let folder = Folder::new();
    let store = folder.open();
    let error = try_open(&folder).unwrap_err();
    assert!(matches!(error, OpenError::Locked { .. }), "{error:?}");
    store.close().await.unwrap();
    try_open(&folder).unwrap();
}

#[tokio::test]
async fn a_half_made_database_is_made_anew() {
    let folder = Folder::new();
    fs::write(folder.dir.path().join("creel.db.new"), b"half").unwrap();
    let store = folder.open();
    endpoint(&store).await;
    assert!(!folder.dir.path().join("creel.db.new").exists());
}

#[tokio::test]
async fn a_store_that_is_only_dropped_loses_nothing() {
    let folder = Folder::new();
    let store = folder.open();
    let num = endpoint(&store).await.num;
    record(&store, num, 10).await;
    let copy = Folder::new();
    // The files as a crash at this moment would leave them.
    for name in ["creel.db", "creel.db-wal"] {
        let from = folder.dir.path().join(name);
        fs::copy(from, copy.dir.path().join(name)).unwrap();
    }
    drop(store);
    let store = copy.open();
    assert_eq!(listed(&store, num).await.len(), 10);
    assert_eq!(record(&store, num, 1).await, [11]);
}

/// Each earlier schema, as a script that makes a database of it with one endpoint (number 1, last
/// number 3) and hits 1 and 3.
const FIXTURES: &[&str] = &[include_str!("fixtures/schema-0001.sql")];

#[tokio::test]
async fn every_earlier_schema_is_brought_up_to_date() {
    for (at, script) in FIXTURES.iter().enumerate() {
        let folder = Folder::new();
        let old = Connection::open(database(&folder)).unwrap();
        old.execute_batch(script).unwrap();
        let version: isize = old
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .unwrap();
        assert_eq!(version, at.cast_signed() + 1);
        drop(old);
        let store = folder.open();
        assert_eq!(listed(&store, 1).await, [3, 1]);
        let hit = store.hit(1, Which::Seq(3)).await.unwrap().unwrap();
        assert_eq!(hit.body, b"{\"n\":3}");
        assert_eq!(hit.head, b"POST /x HTTP/1.1\r\nHost: a\r\n\r\n");
        assert_eq!(record(&store, 1, 1).await, [4]);
        let report = store.check().await.unwrap();
        assert_eq!(report.problems, Vec::<String>::new());
        store.close().await.unwrap();
        let conn = Connection::open(database(&folder)).unwrap();
        let version: isize = conn
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .unwrap();
        // A fixture for every schema, the current one included.
        assert_eq!(version, FIXTURES.len().cast_signed());
    }
}

#[tokio::test]
async fn a_backup_made_while_hits_come_in_is_whole() {
    let folder = Folder::new();
    let store = folder.open();
    let num = endpoint(&store).await.num;
    for _ in 0..300 {
        store.record(hit(num, vec![b'x'; 20_000])).await.unwrap();
    }
    let copies = tempfile::tempdir().unwrap();
    let to = copies.path().join("creel.db");
    let done = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let capture = {
        let (store, done) = (store.clone(), Arc::clone(&done));
        tokio::spawn(async move {
            let mut last = 0;
            while !done.load(std::sync::atomic::Ordering::Relaxed) {
                last = store.record(hit(num, "x")).await.unwrap().seq;
            }
            last
        })
    };
    let before = store.endpoint_by_num(num).await.unwrap().unwrap().last_seq;
    store.backup(to.clone()).await.unwrap();
    done.store(true, std::sync::atomic::Ordering::Relaxed);
    let last = capture.await.unwrap();
    assert!(last > before, "capture stood still");
    let again = store.backup(to.clone()).await.unwrap_err();
    assert!(again.to_string().contains("exists"), "{again}");
    assert!(!copies.path().join("creel.db.partial").exists());

    let report = store::check(copies.path()).unwrap();
    assert_eq!(report.problems, Vec::<String>::new());
    assert!(report.hits >= before && report.hits <= last, "{report:?}");
    assert_eq!(report.endpoints, 1);
    // It opens as a store of its own.
    let mut options = folder.options();
    options.path = copies.path().to_owned();
    let copy = Store::open(options, Arc::new(|_| {})).unwrap();
    let newest = copy.hit(num, Which::Latest).await.unwrap().unwrap();
    assert_eq!(newest.seq(), report.hits);
}

fn tampered(path: &Path, sql: &str) -> Vec<String> {
    let conn = Connection::open(path.join("creel.db")).unwrap();
    conn.pragma_update(None, "foreign_keys", false).unwrap();
    conn.execute_batch(sql).unwrap();
    drop(conn);
    store::check(path).unwrap().problems
}

#[tokio::test]
async fn a_check_finds_what_does_not_fit() {
    let folder = filled().await;
    let path = folder.dir.path();
    assert_eq!(tampered(path, ""), Vec::<String>::new());
    for (sql, says) in [
        (
            "UPDATE endpoints SET hits = hits + 1",
            "the counters say 51 hits",
        ),
        ("UPDATE endpoints SET hits = 50, pinned = 1", "1 pinned"),
        (
            "UPDATE endpoints SET pinned = 0; UPDATE hits SET body = x'00' WHERE key & 255 = 3",
            "hit 3",
        ),
        (
            "UPDATE endpoints SET last_seq = 49",
            "hit 50 of endpoint 1 belongs to nothing",
        ),
        (
            "INSERT INTO owners VALUES (zeroblob(32), 99)",
            "owners refers to a missing row",
        ),
    ] {
        let problems = tampered(path, sql).join("\n");
        assert!(problems.contains(says), "{sql}: {problems}");
    }
}
