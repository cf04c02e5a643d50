use std::net::{IpAddr, Ipv4Addr};

use domain::Timestamp;

use super::*;

fn row(seq: u64, delivery: &str, status: u16) -> Arc<HitSummary> {
    Arc::new(HitSummary {
        seq,
        id: uuid::Uuid::from_u128(u128::from(seq)),
        received_at: Timestamp(0),
        method: "POST".to_owned(),
        target: "/".to_owned(),
        client_ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
        content_type: None,
        size: 0,
        status: Some(status),
        provider: Some("stripe".to_owned()),
        event: None,
        delivery_id: (!delivery.is_empty()).then(|| delivery.to_owned()),
        verdict: None,
        truncated: false,
        incomplete: false,
        pinned: false,
        note: None,
    })
}

/// 7 a, 6, 5 b, 4 a, 3 a, 2 b, 1 with an id of its own.
fn rows() -> Vec<Arc<HitSummary>> {
    vec![
        row(7, "a", 200),
        row(6, "", 200),
        row(5, "b", 200),
        row(4, "a", 503),
        row(3, "a", 500),
        row(2, "b", 404),
        row(1, "c", 200),
    ]
}

fn lines(open: &[&str]) -> Lines {
    Lines::new(rows().iter(), |_, (_, id)| open.contains(&id))
}

fn seqs(lines: &Lines) -> Vec<(u64, Option<u32>)> {
    lines
        .all()
        .iter()
        .map(|line| (line.seq, line.attempt))
        .collect()
}

#[test]
fn attempts_are_one_line_the_newest() {
    let lines = lines(&[]);
    assert_eq!(seqs(&lines), [(7, None), (6, None), (5, None), (1, None)]);
    let attempts = lines.attempts(7).unwrap();
    assert_eq!(
        attempts.each,
        [(3, Some(500)), (4, Some(503)), (7, Some(200))]
    );
    assert_eq!(attempts.replied(), "Replied 500, 503, 200");
    assert_eq!(lines.attempts(1), None, "one attempt is a hit like any");
    assert!(lines.low().is_empty());
}

#[test]
fn unfolding_lists_the_older_ones_below() {
    let lines = lines(&["a", "b"]);
    assert_eq!(
        seqs(&lines),
        [
            (7, None),
            (4, Some(2)),
            (3, Some(1)),
            (6, None),
            (5, None),
            (2, Some(1)),
            (1, None)
        ]
    );
    assert_eq!(lines.low(), [1, 2, 5]);
    for (at, line) in lines.all().iter().enumerate() {
        assert_eq!(lines.place(line.seq), Some(at), "#{}", line.seq);
    }
    assert_eq!(lines.place(99), None);
    assert_eq!(lines.place(0), None);
}

#[test]
fn the_keyboard_goes_from_line_to_line() {
    let folded = lines(&[]);
    assert_eq!(folded.below(7), Some(6));
    assert_eq!(folded.above(5), Some(6));
    assert_eq!(folded.below(5), Some(1), "what is folded is passed over");
    // From an attempt that is folded away, as from its newest.
    assert_eq!(folded.below(3), Some(6));
    assert_eq!((folded.above(7), folded.below(1)), (None, None));
    let open = lines(&["a"]);
    assert_eq!((open.below(7), open.below(4)), (Some(4), Some(3)));
    assert_eq!((open.below(3), open.above(6)), (Some(6), Some(3)));
}

#[test]
fn senders_do_not_share_ids() {
    let mut rows = [row(2, "1", 200), row(1, "1", 200)];
    let other = HitSummary {
        provider: Some("github".to_owned()),
        ..(*rows[1]).clone()
    };
    rows[1] = Arc::new(other);
    let lines = Lines::new(rows.iter(), |_, _| false);
    assert_eq!(seqs(&lines), [(2, None), (1, None)]);
}

#[test]
fn many_attempts_are_summed_up() {
    let rows: Vec<_> = (1..=30).rev().map(|seq| row(seq, "a", 503)).collect();
    let lines = Lines::new(rows.iter(), |each, _| each.len() == 30);
    assert_eq!(lines.all().len(), 30);
    assert_eq!(
        lines.all()[1],
        Line {
            seq: 29,
            attempt: Some(29)
        }
    );
    let said = lines.attempts(30).unwrap().replied();
    assert_eq!(said.matches("503").count(), CELLS);
    assert!(said.starts_with("Replied … 503"), "{said}");
}
