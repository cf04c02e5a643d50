use std::net::{IpAddr, Ipv4Addr};

use domain::{Outcome, Timestamp};

use super::*;

/// A hit with this number.
pub(crate) fn hit(seq: u64) -> HitSummary {
    HitSummary {
        seq,
        id: uuid::Uuid::from_u128(u128::from(seq)),
        received_at: Timestamp(0),
        method: "POST".to_owned(),
        target: "/".to_owned(),
        client_ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
        content_type: None,
        size: 0,
        status: Some(200),
        provider: None,
        event: None,
        delivery_id: None,
        verdict: None,
        truncated: false,
        incomplete: false,
        pinned: false,
        note: None,
    }
}

fn page(seqs: &[u64], next: Option<u64>, total: u64) -> Page<HitSummary> {
    Page {
        items: seqs.iter().map(|&seq| hit(seq)).collect(),
        next,
        total: Some(total),
    }
}

fn seqs(hits: &Hits) -> Vec<u64> {
    hits.drawn().map(|row| row.seq).collect()
}

fn frame(numbers: &[u64]) -> Frame {
    Frame::Hits {
        hits: numbers.iter().map(|&seq| hit(seq)).collect(),
    }
}

#[test]
fn new_hits_come_on_top_once() {
    let mut hits = Hits::new(page(&[2, 1], None, 2), 2);
    assert_eq!(hits.apply(frame(&[3, 4])).added, 2);
    assert_eq!(hits.apply(frame(&[3, 4])), Change::default(), "again");
    hits.show_all();
    assert_eq!(seqs(&hits), [4, 3, 2, 1]);
    assert_eq!((hits.total(), hits.last_seq()), (4, 4));
}

#[test]
fn rows_are_held_back_until_shown() {
    let mut hits = Hits::new(page(&[2, 1], None, 2), 2);
    hits.apply(frame(&[3]));
    assert_eq!((seqs(&hits), hits.held()), (vec![2, 1], 1));
    assert_eq!(hits.newer(2), None, "a held row is not reached by keys");
    hits.show_all();
    assert_eq!((hits.held(), hits.newer(2)), (0, Some(3)));
}

#[test]
fn neighbours_skip_what_is_missing() {
    let hits = Hits::new(page(&[9, 5, 2], None, 3), 9);
    assert_eq!((hits.newer(5), hits.older(5)), (Some(9), Some(2)));
    assert_eq!((hits.newer(4), hits.older(4)), (Some(5), Some(2)));
    assert_eq!((hits.newer(9), hits.older(2)), (None, None));
}

#[test]
fn deleting_twice_counts_once() {
    let mut hits = Hits::new(page(&[3, 2], Some(2), 3), 3);
    for _ in 0..2 {
        hits.apply(Frame::Deleted {
            seqs: vec![3, 1],
            rev: 1,
        });
        assert_eq!((seqs(&hits), hits.total()), (vec![2], 1));
    }
    hits.extend(page(&[1], None, 1));
    assert_eq!(
        seqs(&hits),
        [2],
        "a deleted hit does not come back with a late page"
    );
}

#[test]
fn clearing_keeps_what_came_after() {
    let mut hits = Hits::new(page(&[4, 3, 2], Some(2), 4), 4);
    for _ in 0..2 {
        hits.apply(Frame::Cleared { through: 3, rev: 1 });
        assert_eq!((seqs(&hits), hits.total(), hits.next()), (vec![4], 1, None));
    }
}

#[test]
fn a_snapshot_replaces_everything() {
    let mut hits = Hits::new(page(&[2, 1], None, 2), 2);
    let change = hits.apply(Frame::Snapshot {
        hits: vec![hit(9), hit(8)],
        last_seq: 9,
        total: 5,
        rev: 7,
    });
    hits.show_all();
    assert_eq!(change.added, 2);
    assert_eq!(seqs(&hits), [9, 8]);
    assert_eq!(
        (hits.next(), hits.total(), hits.rev()),
        (Some(8), 5, Some(7))
    );
}

#[test]
fn updates_change_rows_in_place() {
    let mut hits = Hits::new(page(&[2, 1], None, 2), 2);
    let mut pinned = hit(1);
    pinned.pinned = true;
    let update = Frame::Updated {
        hits: vec![pinned, hit(7)],
        rev: 2,
    };
    assert!(hits.apply(update.clone()).changed);
    assert!(!hits.apply(update).changed);
    assert!(hits.get(1).unwrap().pinned);
    assert_eq!(hits.get(7), None, "an update does not add");
}

#[test]
fn memory_is_bounded_and_older_rows_can_be_asked_for_again() {
    let mut hits = Hits::new(page(&[1], None, 1), 1);
    let many: Vec<u64> = (2..=6000).collect();
    hits.apply(frame(&many));
    hits.show_all();
    assert_eq!(hits.drawn_len(), KEPT);
    assert_eq!(hits.next(), Some(6000 - KEPT as u64 + 1));
    assert_eq!(hits.total(), 6000);
}

#[test]
fn failures_are_counted_for_the_announcement() {
    let mut hits = Hits::new(page(&[], None, 0), 0);
    let mut bad = hit(1);
    bad.verdict = Some(Outcome::Failed);
    let change = hits.apply(Frame::Hits {
        hits: vec![bad, hit(2)],
    });
    assert_eq!((change.added, change.failed), (2, 1));
}

#[test]
fn a_hidden_row_can_be_put_back() {
    let mut hits = Hits::new(page(&[3, 2, 1], None, 3), 3);
    let row = hits.hide(2).unwrap();
    assert_eq!((seqs(&hits), hits.total()), (vec![3, 1], 2));
    hits.put_back(Arc::clone(&row));
    hits.put_back(row);
    assert_eq!((seqs(&hits), hits.total()), (vec![3, 2, 1], 3));
    // The server's word that a hidden row is gone changes nothing any more.
    hits.hide(1);
    hits.apply(Frame::Deleted {
        seqs: vec![1],
        rev: 1,
    });
    assert_eq!(hits.total(), 2);
}

#[test]
fn with_a_filter_only_what_the_server_finds_is_listed() {
    let mut hits = Hits::new(page(&[4, 2], None, 2), 4);
    assert_eq!(hits.pass_by(&[hit(4), hit(5), hit(6)]), 2);
    assert_eq!((hits.last_seq(), hits.drawn_len()), (6, 2));
    assert_eq!(hits.join(page(&[6, 4, 2], Some(2), 3)).added, 1);
    assert_eq!((hits.held(), hits.next()), (1, None));
    assert_eq!(hits.join(page(&[6, 4, 2], Some(2), 3)).added, 0, "again");
}

#[test]
fn a_hit_is_compared_with_the_last_one_like_it() {
    let mut items: Vec<HitSummary> = (1..=5).rev().map(hit).collect();
    items[0].event = Some("paid".to_owned());
    items[0].delivery_id = Some("d".to_owned());
    items[2].event = Some("paid".to_owned());
    items[3].delivery_id = Some("d".to_owned());
    let page = Page {
        items,
        next: None,
        total: Some(5),
    };
    let hits = Hits::new(page, 5);
    assert_eq!(
        hits.counterpart(5),
        Some(2),
        "an attempt of the same delivery"
    );
    assert_eq!(hits.counterpart(4), Some(2), "the same method and path");
    assert_eq!(hits.counterpart(3), Some(2), "else the one before");
    assert_eq!(hits.counterpart(1), Some(2), "else the one after");
    assert_eq!(hits.counterpart(9), None);
}
