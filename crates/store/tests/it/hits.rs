use domain::{HitChange, Outcome, Timestamp};
use store::{Bucket, ListQuery, NewHit, Order, Removed, Which, WriteError};

use crate::setup::{Folder, START, Seen, endpoint, hit, listed, record};

#[tokio::test]
async fn pages_follow_each_other_in_both_orders() {
    let folder = Folder::new();
    let store = folder.open();
    let num = endpoint(&store).await.num;
    record(&store, num, 7).await;
    for order in [Order::Newest, Order::Oldest] {
        let mut seqs = Vec::new();
        let mut query = ListQuery {
            limit: 3,
            order,
            ..ListQuery::default()
        };
        loop {
            let page = store.list(num, query.clone()).await.unwrap();
            assert_eq!(page.total, Some(7));
            assert!(page.items.len() <= 3);
            seqs.extend(page.items.iter().map(|hit| hit.seq));
            match (page.next, order) {
                (None, _) => break,
                (next, Order::Newest) => query.before = next,
                (next, Order::Oldest) => query.after = next,
            }
        }
        if order == Order::Newest {
            seqs.reverse();
        }
        assert_eq!(seqs, [1, 2, 3, 4, 5, 6, 7]);
    }
    let missed = store.hits_after(num, 4, 2).await.unwrap();
    assert_eq!(missed.iter().map(|h| h.seq).collect::<Vec<_>>(), [5, 6]);
}

#[tokio::test]
async fn deleted_hits_are_gone_and_counted() {
    let folder = Folder::new();
    let store = folder.open();
    let row = endpoint(&store).await;
    record(&store, row.num, 5).await;
    folder.seen();
    let removed = store.delete_hits(row.num, &[2, 4, 4, 99]).await.unwrap();
    assert_eq!(removed.hits, 2);
    assert_eq!(folder.seen(), [Seen::Deleted(row.num, vec![2, 4])]);
    assert_eq!(listed(&store, row.num).await, [5, 3, 1]);
    let after = store.endpoint(row.id).await.unwrap().unwrap();
    assert_eq!(after.hits, 3);
    let bytes = store.hit(row.num, Which::Seq(1)).await.unwrap().unwrap();
    assert_eq!(after.bytes, 3 * bytes.bytes());
    assert_eq!(store.hit(row.num, Which::Seq(2)).await.unwrap(), None);
}

#[tokio::test]
async fn clearing_hides_at_once_and_numbering_goes_on() {
    let folder = Folder::new();
    let store = folder.open();
    let row = endpoint(&store).await;
    record(&store, row.num, 5).await;
    folder.seen();
    let removed = store.clear(row.num, None, None).await.unwrap();
    assert_eq!(removed.hits, 5);
    assert_eq!(folder.seen(), [Seen::Cleared(row.num, 5)]);
    assert!(listed(&store, row.num).await.is_empty());
    assert_eq!(store.hit(row.num, Which::Latest).await.unwrap(), None);
    assert_eq!(store.hit(row.num, Which::Seq(5)).await.unwrap(), None);
    assert_eq!(
        store.change_hit(row.num, 5, HitChange::default()).await,
        Err(WriteError::NotFound)
    );
    let again = store.clear(row.num, None, None).await.unwrap();
    assert_eq!(again, Removed::default());
    assert_eq!(record(&store, row.num, 1).await, [6]);
    store.sweep().await.unwrap();
    assert_eq!(listed(&store, row.num).await, [6]);
    store.close().await.unwrap();
    let store = folder.open();
    assert_eq!(record(&store, row.num, 1).await, [7]);
    assert_eq!(listed(&store, row.num).await, [7, 6]);
}

#[tokio::test]
async fn clearing_up_to_a_number_leaves_the_rest() {
    let folder = Folder::new();
    let store = folder.open();
    let row = endpoint(&store).await;
    record(&store, row.num, 5).await;
    let pin = HitChange {
        pinned: Some(true),
        note: None,
    };
    store.change_hit(row.num, 1, pin.clone()).await.unwrap();
    store.change_hit(row.num, 5, pin).await.unwrap();
    let removed = store.clear(row.num, None, Some(3)).await.unwrap();
    assert_eq!(removed.hits, 3);
    assert_eq!(listed(&store, row.num).await, [5, 4]);
    let row = store.endpoint(row.id).await.unwrap().unwrap();
    assert_eq!((row.hits, row.pinned, row.last_seq), (2, 1, 5));
}

#[tokio::test]
async fn clearing_what_matches_leaves_the_rest() {
    let folder = Folder::new();
    let store = folder.open();
    let num = endpoint(&store).await.num;
    for n in 0..600 {
        let hit = NewHit {
            method: if n % 3 == 0 { "PUT" } else { "POST" }.to_owned(),
            ..hit(num, "x")
        };
        store.record(hit).await.unwrap();
    }
    let filter = domain::filter::Filter::parse("method:put", START).unwrap();
    let removed = store.clear(num, Some(filter), Some(300)).await.unwrap();
    assert_eq!(removed.hits, 100);
    let left = listed(&store, num).await;
    assert_eq!(left.len(), 500);
    assert!(left.iter().all(|seq| *seq > 300 || (seq - 1) % 3 != 0));
}

#[tokio::test]
async fn notes_pins_and_verdicts_stay() {
    let folder = Folder::new();
    let store = folder.open();
    let num = endpoint(&store).await.num;
    record(&store, num, 2).await;
    folder.seen();
    let change = HitChange {
        pinned: Some(true),
        note: Some(Some("odd".to_owned())),
    };
    let hit = store.change_hit(num, 1, change).await.unwrap();
    assert_eq!((hit.pinned, hit.note.as_deref()), (true, Some("odd")));
    let hit = store
        .set_verdict(num, 1, Some(Outcome::Failed), Some(b"[1]".to_vec()))
        .await
        .unwrap();
    assert_eq!(hit.verdict, Some(Outcome::Failed));
    let seen = vec![Seen::Updated(num, vec![1]), Seen::Updated(num, vec![1])];
    assert_eq!(folder.seen(), seen);
    let change = HitChange {
        pinned: None,
        note: Some(None),
    };
    let hit = store.change_hit(num, 1, change).await.unwrap();
    assert_eq!((hit.pinned, hit.note.as_deref()), (true, None));
    store.close().await.unwrap();
    let store = folder.open();
    let stored = store.hit(num, Which::Seq(1)).await.unwrap().unwrap();
    assert_eq!(stored.summary, hit);
    assert_eq!(stored.body, b"0");
    assert_eq!(stored.verdicts.as_deref(), Some(&b"[1]"[..]));
    let missing = store.set_verdict(num, 3, None, None).await;
    assert_eq!(missing, Err(WriteError::NotFound));
}

#[tokio::test]
async fn activity_counts_hits_and_failures_by_time() {
    let folder = Folder::new();
    let store = folder.open();
    let num = endpoint(&store).await.num;
    for (second, verdict) in [
        (-1, None),
        (0, None),
        (59, Some(Outcome::Failed)),
        (60, Some(Outcome::Verified)),
        (119, Some(Outcome::Failed)),
        (180, None),
    ] {
        let hit = NewHit {
            received_at: START.plus_micros(second * 1_000_000),
            verdict,
            ..hit(num, "x")
        };
        store.record(hit).await.unwrap();
    }
    let activity = store
        .activity(num, Timestamp(START.micros()), 60_000_000, 3)
        .await
        .unwrap();
    let bucket = |hits, failed| Bucket { hits, failed };
    assert_eq!(activity.buckets, [bucket(2, 1), bucket(2, 1), bucket(0, 0)]);
    assert!(activity.complete);
}
