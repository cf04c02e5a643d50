use std::time::{Duration, Instant};

use domain::HitChange;
use store::{Health, RecordError, Store, Which, WriteError};

use crate::setup::{Folder, Seen, endpoint, hit, listed, queue};

/// Fills a database that may not grow beyond `pages`; returns the numbers that were acknowledged.
async fn fill(store: &Store, num: i64) -> Vec<u64> {
    let mut kept = Vec::new();
    loop {
        match store.record(hit(num, vec![b'x'; 30_000])).await {
            Ok(recorded) => kept.push(recorded.seq),
            Err(error) => {
                assert_eq!(error, RecordError::DiskFull);
                return kept;
            }
        }
    }
}

async fn full() -> (Folder, Store, i64, Vec<u64>) {
    let folder = Folder::new();
    let store = folder.open_with(|limits| limits.max_pages = Some(200));
    let num = endpoint(&store).await.num;
    let kept = fill(&store, num).await;
    assert!(kept.len() > 10, "{kept:?}");
    (folder, store, num, kept)
}

#[tokio::test]
async fn a_full_disk_is_told_and_nothing_acknowledged_is_lost() {
    let (folder, store, num, kept) = full().await;
    assert_eq!(store.health(), Health::Failing("the disk is full".into()));
    // What is refused for another reason does not make it look well again.
    let unknown = store.record(hit(99, "x")).await;
    assert_eq!(unknown, Err(RecordError::EndpointGone));
    assert_ne!(store.health(), Health::Ready);
    // Nothing of the refused hit was published or stays.
    let published: Vec<u64> = folder
        .seen()
        .into_iter()
        .flat_map(|seen| match seen {
            Seen::Hits(_, seqs) => seqs,
            _ => Vec::new(),
        })
        .collect();
    assert_eq!(published, kept);
    let mut list = listed(&store, num).await;
    list.reverse();
    assert_eq!(list, kept);
    // A large one, written in place, fares no better.
    let large = store.record(hit(num, vec![b'x'; 4_000_000])).await;
    assert_eq!(large, Err(RecordError::DiskFull));
    store.close().await.unwrap();
    let store = folder.open();
    assert_eq!(listed(&store, num).await.len(), kept.len());
    assert_eq!(store.check().await.unwrap().problems, Vec::<String>::new());
    let next = store.record(hit(num, "x")).await.unwrap();
    assert_eq!(next.seq, kept.len() as u64 + 1);
}

#[tokio::test]
async fn a_batch_that_does_not_fit_fails_as_a_whole() {
    let folder = Folder::new();
    let store = folder.open_with(|limits| limits.max_pages = Some(200));
    let num = endpoint(&store).await.num;
    let first = folder.hold(&store, num).await;
    let waiting = [10, 20, 4_000_000, 30].map(|size| queue(&store, hit(num, vec![b'x'; size])));
    folder.gate.open();
    assert_eq!(first.await.unwrap().seq, 1);
    let [small, other, large, later] = waiting;
    for answer in [small, other, large] {
        assert_eq!(answer.await, Err(RecordError::DiskFull));
    }
    // What came after the failure is the next batch, and takes the next number.
    assert_eq!(later.await.unwrap().seq, 2);
    assert_eq!(listed(&store, num).await, [2, 1]);
    let seen = folder.seen();
    let hits = [Seen::Hits(num, vec![1]), Seen::Hits(num, vec![2])];
    assert!(seen.ends_with(&hits), "{seen:?}");
}

#[tokio::test]
async fn with_room_again_hits_are_kept_again() {
    let (_folder, store, num, kept) = full().await;
    store.delete_hits(num, &kept[..20]).await.unwrap();
    assert_eq!(store.health(), Health::Ready);
    let recorded = store.record(hit(num, vec![b'x'; 30_000])).await.unwrap();
    assert_eq!(recorded.seq, kept.len() as u64 + 1);
    assert_eq!(store.health(), Health::Ready);
    let stored = store.hit(num, Which::Latest).await.unwrap().unwrap();
    assert_eq!(stored.body.len(), 30_000);
    store.sweep().await.unwrap();
    assert_eq!(store.check().await.unwrap().problems, Vec::<String>::new());
}

#[tokio::test]
async fn health_recovers_without_traffic() {
    // Room for a small hit is left, but not for a large one: the failure is of the hit alone.
    let folder = Folder::new();
    let store = folder.open_with(|limits| limits.max_pages = Some(200));
    let num = endpoint(&store).await.num;
    let large = store.record(hit(num, vec![b'x'; 4_000_000])).await;
    assert_eq!(large, Err(RecordError::DiskFull));
    assert_ne!(store.health(), Health::Ready);
    let started = Instant::now();
    while store.health() != Health::Ready {
        assert!(started.elapsed() < Duration::from_secs(20), "still failing");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn other_writes_fail_as_a_whole_on_a_full_disk() {
    let (_folder, store, num, _) = full().await;
    let note = HitChange {
        pinned: Some(true),
        note: Some(Some("n".repeat(2_000_000))),
    };
    let answer = store.change_hit(num, 1, note).await;
    assert_eq!(answer, Err(WriteError::DiskFull));
    let stored = store.hit(num, Which::Seq(1)).await.unwrap().unwrap();
    assert!(!stored.summary.pinned);
    let row = store.endpoint_by_num(num).await.unwrap().unwrap();
    assert_eq!(row.pinned, 0);
}
