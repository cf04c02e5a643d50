use super::*;

#[test]
fn waits_double_up_to_thirty_seconds() {
    let mut session = Session::default();
    let waits: Vec<u64> = (0..8).filter_map(|_| session.closed(0, 999)).collect();
    assert_eq!(waits, [999, 1999, 3999, 7998, 15996, 29992, 29992, 29992]);
}

#[test]
fn jitter_shortens_by_at_most_a_quarter() {
    let mut session = Session::default();
    assert_eq!(session.closed(0, 0), Some(750));
}

#[test]
fn the_lamp_changes_at_once_the_banner_later() {
    let mut session = Session::default();
    assert!(!session.opened(0));
    assert_eq!(session.lamp(0, false), Lamp::Live);
    session.closed(10_000, 999);
    assert_eq!(session.lamp(10_000, false), Lamp::Reconnecting);
    assert_eq!(session.trouble(12_999), None);
    session.trying();
    session.closed(12_999, 999);
    assert_eq!(session.trouble(13_000), Some(Trouble::Lost { next: 2 }));
    assert_eq!(
        session.trouble(130_000),
        Some(Trouble::Offline { since: 120 })
    );
    assert_eq!(session.lamp(130_000, true), Lamp::Offline);
}

#[test]
fn what_comes_long_after_a_reconnect_was_not_missed() {
    let mut session = Session::default();
    session.closed(0, 0);
    assert!(session.opened(1_000));
    assert!(!session.take_resumed(4_000));
    session.closed(5_000, 0);
    assert!(session.opened(6_000));
    assert!(session.take_resumed(8_999));
}

#[test]
fn coming_back_is_said_once() {
    let mut session = Session::default();
    session.opened(0);
    session.closed(0, 0);
    assert!(session.opened(0));
    assert!(session.take_resumed(0));
    assert!(!session.take_resumed(0));
    assert_eq!(session.closed(0, 0), Some(750), "the back-off starts again");
}

#[test]
fn an_ended_endpoint_is_left_alone() {
    let mut session = Session::default();
    session.end();
    assert_eq!(session.closed(0, 0), None);
    assert_eq!(session.lamp(0, false), Lamp::Ended);
}
