use super::command::{Task, queue};
use super::tx::Tx;
use super::*;
use crate::connection::{self, Role};
use crate::file;

#[cfg(target_os = "linux")]
#[test]
fn after_a_failed_sync_the_log_is_moved_before_anything_follows() {
    let dir = tempfile::tempdir().unwrap();
    let path = file::database(dir.path());
    let lock = file::lock(dir.path()).unwrap();
    file::prepare(&path).unwrap();
    let limits = Limits::default();
    let conn = connection::open(&path, Role::Writer(&limits)).unwrap();
    let (queue, inbox) = queue(&limits);
    let writer = Writer {
        conn,
        log: file::log(&path),
        // Devices like this one cannot be synced.
        synced: Some(File::open("/dev/null").unwrap()),
        inbox,
        wake: queue.sender(),
        limits,
        clock: Arc::new(|| domain::Timestamp(0)),
        publish: Arc::new(|_| {}),
        health: Arc::default(),
        lock,
    };
    let thread = writer.spawn().unwrap();
    let write = |size: u32| {
        let (ack, answer) = oneshot::channel();
        let work = move |tx: &mut Tx<'_>| {
            let sql = "INSERT OR REPLACE INTO probe (id, data) VALUES (1, zeroblob(?1))";
            tx.conn.execute(sql, [size])?;
            Ok(())
        };
        queue
            .send(Command::Job(Box::new(Task::new(work, ack))))
            .unwrap();
        answer.blocking_recv().unwrap()
    };
    let stored = || {
        // Without the log: what is in the file itself.
        let copy = dir.path().join("copy.db");
        std::fs::copy(&path, &copy).unwrap();
        let conn = Connection::open(&copy).unwrap();
        conn.query_row(
            "SELECT coalesce(max(length(data)), 0) FROM probe",
            [],
            |row| row.get::<_, u32>(0),
        )
        .unwrap()
    };
    let first = write(10);
    assert!(matches!(first, Err(WriteError::Io(_))), "{first:?}");
    assert_eq!(stored(), 0);
    // Tried anew, once the first is safe.
    assert_eq!(write(20), first);
    assert_eq!(stored(), 10);
    queue.close();
    thread.join().unwrap();
    assert_eq!(stored(), 20);
}
