use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use domain::{EndpointChange, HitChange, Settings, Timestamp};
use store::{Full, NewEndpointRow, NewHit, RecordError, Store, Which};

use crate::setup::{
    Folder, START, Seen, endpoint, endpoint_with, hit, listed, new_endpoint, record,
};

async fn pin(store: &Store, num: i64, seq: u64, pinned: bool) {
    let change = HitChange {
        pinned: Some(pinned),
        note: None,
    };
    store.change_hit(num, seq, change).await.unwrap();
}

#[tokio::test]
async fn the_oldest_unpinned_hits_go_first() {
    let folder = Folder::new();
    let store = folder.open();
    let settings = Settings {
        max_hits: Some(3),
        ..Settings::default()
    };
    let num = endpoint_with(&store, settings).await.num;
    record(&store, num, 3).await;
    pin(&store, num, 2, true).await;
    folder.seen();
    record(&store, num, 2).await;
    assert_eq!(listed(&store, num).await, [5, 4, 2]);
    let deleted: Vec<Seen> = folder.seen();
    assert!(
        deleted.contains(&Seen::Deleted(num, vec![1])),
        "{deleted:?}"
    );
    assert!(
        deleted.contains(&Seen::Deleted(num, vec![3])),
        "{deleted:?}"
    );
    pin(&store, num, 2, false).await;
    record(&store, num, 1).await;
    assert_eq!(listed(&store, num).await, [6, 5, 4]);
    let row = store.endpoint_by_num(num).await.unwrap().unwrap();
    assert_eq!((row.hits, row.pinned, row.last_seq), (3, 0, 6));
}

#[tokio::test]
async fn an_endpoint_full_of_pinned_hits_refuses() {
    let folder = Folder::new();
    let store = folder.open();
    let settings = Settings {
        max_hits: Some(2),
        ..Settings::default()
    };
    let num = endpoint_with(&store, settings).await.num;
    record(&store, num, 2).await;
    pin(&store, num, 1, true).await;
    pin(&store, num, 2, true).await;
    let full = store.record(hit(num, "x")).await;
    assert_eq!(full, Err(RecordError::Full(Full::Hits)));
    pin(&store, num, 1, false).await;
    assert_eq!(record(&store, num, 1).await, [3]);
    assert_eq!(listed(&store, num).await, [3, 2]);
}

#[tokio::test]
async fn bytes_are_limited_and_a_hit_that_never_fits_is_refused() {
    let folder = Folder::new();
    let store = folder.open_with(|limits| limits.max_bytes_per_endpoint = Some(1000));
    let num = endpoint(&store).await.num;
    for _ in 0..10 {
        store.record(hit(num, vec![b'x'; 300])).await.unwrap();
    }
    let row = store.endpoint_by_num(num).await.unwrap().unwrap();
    assert!(row.bytes <= 1000 && row.hits == 2, "{row:?}");
    let full = store.record(hit(num, vec![b'x'; 1001])).await;
    assert_eq!(full, Err(RecordError::Full(Full::Bytes)));
    assert_eq!(listed(&store, num).await, [10, 9]);
}

#[tokio::test]
async fn an_own_limit_cannot_exceed_the_general_one() {
    let folder = Folder::new();
    let store = folder.open_with(|limits| limits.max_hits_per_endpoint = Some(2));
    let settings = Settings {
        max_hits: Some(100),
        ..Settings::default()
    };
    let num = endpoint_with(&store, settings).await.num;
    record(&store, num, 5).await;
    assert_eq!(listed(&store, num).await, [5, 4]);
}

#[tokio::test]
async fn a_lowered_limit_takes_hold_without_new_hits() {
    let folder = Folder::new();
    let store = folder.open();
    let row = endpoint(&store).await;
    record(&store, row.num, 2000).await;
    let change = EndpointChange {
        settings: Some(Settings {
            max_hits: Some(10),
            ..Settings::default()
        }),
        ..EndpointChange::default()
    };
    store.change_endpoint(row.id, change).await.unwrap();
    store.sweep().await.unwrap();
    assert_eq!(listed(&store, row.num).await.len(), 10);
}

#[tokio::test]
async fn old_hits_go_and_pinned_ones_stay() {
    let folder = Folder::new();
    let store = folder.open_with(|limits| limits.max_age = Some(Duration::from_secs(60)));
    let num = endpoint(&store).await.num;
    for second in [0, 10, 20, 30] {
        let hit = NewHit {
            received_at: START.plus_micros(second * 1_000_000),
            ..hit(num, "x")
        };
        store.record(hit).await.unwrap();
    }
    pin(&store, num, 1, true).await;
    folder.advance(60);
    store.sweep().await.unwrap();
    assert_eq!(listed(&store, num).await, [4, 3, 2, 1]);
    folder.advance(15);
    folder.seen();
    store.sweep().await.unwrap();
    assert_eq!(listed(&store, num).await, [4, 3, 1]);
    assert_eq!(folder.seen(), [Seen::Deleted(num, vec![2])]);
}

#[tokio::test]
async fn expired_endpoints_are_deleted_after_the_grace() {
    let folder = Folder::new();
    let store = folder.open_with(|limits| limits.expired_grace = Duration::from_secs(100));
    let new = NewEndpointRow {
        expires_at: Some(Timestamp(START.micros() + 50_000_000)),
        ..new_endpoint()
    };
    let row = store.create_endpoint(new).await.unwrap();
    let stays = endpoint(&store).await;
    record(&store, row.num, 3).await;
    folder.advance(149);
    store.sweep().await.unwrap();
    assert!(store.endpoint(row.id).await.unwrap().is_some());
    folder.advance(1);
    folder.seen();
    store.sweep().await.unwrap();
    assert_eq!(store.endpoint(row.id).await.unwrap(), None);
    assert_eq!(folder.seen(), [Seen::EndpointDeleted(row.num)]);
    assert!(store.endpoint(stays.id).await.unwrap().is_some());
}

#[tokio::test]
async fn the_fullest_endpoint_gives_when_the_database_is_full() {
    const LIMIT: u64 = 4 << 20;
    let folder = Folder::new();
    let store = folder.open_with(|limits| limits.max_total_bytes = Some(LIMIT));
    let (small, large) = (endpoint(&store).await.num, endpoint(&store).await.num);
    for _ in 0..5 {
        store.record(hit(small, vec![b'x'; 10_000])).await.unwrap();
    }
    for _ in 0..200 {
        store.record(hit(large, vec![b'x'; 60_000])).await.unwrap();
    }
    store.sweep().await.unwrap();
    assert_eq!(listed(&store, small).await.len(), 5);
    let kept = listed(&store, large).await;
    assert_eq!(kept[0], 200);
    assert!((30..80).contains(&kept.len()), "{}", kept.len());
}

#[tokio::test]
async fn a_database_full_of_pinned_hits_refuses_until_there_is_room() {
    let folder = Folder::new();
    let store = folder.open_with(|limits| limits.max_total_bytes = Some(1 << 20));
    let num = endpoint(&store).await.num;
    let mut full = None;
    for _ in 0..30 {
        match store.record(hit(num, vec![b'x'; 60_000])).await {
            Ok(recorded) => pin(&store, num, recorded.seq, true).await,
            Err(error) => full = Some(error),
        }
    }
    assert_eq!(full, Some(RecordError::Full(Full::Total)));
    let kept = listed(&store, num).await;
    assert!((10..25).contains(&kept.len()), "{}", kept.len());
    store.delete_hits(num, &kept).await.unwrap();
    store.record(hit(num, "x")).await.unwrap();
    assert!(store.hit(num, Which::Latest).await.unwrap().is_some());
}

#[tokio::test]
async fn space_is_given_back() {
    let folder = Folder::new();
    let store = folder.open();
    let num = endpoint(&store).await.num;
    for _ in 0..40 {
        store.record(hit(num, vec![b'x'; 500_000])).await.unwrap();
    }
    store.clear(num, None, None).await.unwrap();
    store.sweep().await.unwrap();
    let path = store.path().to_owned();
    store.close().await.unwrap();
    let size = std::fs::metadata(path).unwrap().len();
    assert!(size < 4 << 20, "{size}");
}

#[tokio::test]
async fn readers_without_a_gap_do_not_let_the_log_grow_for_ever() {
    const LIMIT: u64 = 4 << 20;
    let folder = Folder::new();
    let store = folder.open_with(|limits| limits.max_log_bytes = LIMIT);
    let num = endpoint(&store).await.num;
    let log = folder.dir.path().join("creel.db-wal");
    let path = store.path().to_owned();
    let stop = Arc::new(AtomicBool::new(false));
    let stopped = Arc::clone(&stop);
    // Each reader begins before the one before it ends.
    let readers = std::thread::spawn(move || {
        let begin = || {
            let conn = rusqlite::Connection::open(&path).unwrap();
            conn.execute_batch("BEGIN; SELECT count(*) FROM endpoints")
                .unwrap();
            conn
        };
        let mut current = begin();
        while !stopped.load(Ordering::Relaxed) {
            current = begin();
        }
        drop(current);
    });
    let started = Instant::now();
    let mut largest = 0;
    loop {
        store.record(hit(num, vec![b'x'; 100_000])).await.unwrap();
        let size = std::fs::metadata(&log).unwrap().len();
        largest = largest.max(size);
        if largest >= LIMIT && size < LIMIT {
            break;
        }
        assert!(started.elapsed() < Duration::from_secs(60), "{size}");
    }
    stop.store(true, Ordering::Relaxed);
    readers.join().unwrap();
}
