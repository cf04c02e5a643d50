use proptest::prelude::*;

use super::*;

fn check(unit: Unit, text: &str, expected: Option<i64>) {
    assert_eq!(read(unit, text), expected, "{text}");
}

#[test]
fn reads_what_senders_write() {
    check(Unit::Seconds, "1700000000", Some(1_700_000_000 * SECOND));
    check(Unit::Millis, "1700000000123", Some(1_700_000_000_123_000));
    check(Unit::Either, "1704908010", Some(1_704_908_010 * SECOND));
    check(Unit::Either, "1704908010123", Some(1_704_908_010_123_000));
    check(
        Unit::Rfc3339,
        "2022-10-26T16:45:53.456789123Z",
        Some(1_666_802_753_456_789),
    );
    check(
        Unit::Rfc3339,
        "2020-01-01T00:00:00-07:00",
        Some(1_577_862_000 * SECOND),
    );
    check(
        Unit::HttpDate,
        "Thu, 04 Jan 2024 18:05:25 GMT",
        Some(1_704_391_525 * SECOND),
    );
}

#[test]
fn refuses_what_is_no_time() {
    for text in ["", "-1", "+1", "1.5", " 1", "99999999999999999999"] {
        check(Unit::Seconds, text, None);
    }
    for text in [
        "2020-13-01T00:00:00Z",
        "2020-01-01",
        "2020-01-01T00:00:00",
        "2020-01-01T00:00:00.Z",
    ] {
        check(Unit::Rfc3339, text, None);
    }
    check(Unit::HttpDate, "Thu, 04 Jam 2024 18:05:25 GMT", None);
}

proptest! {
    #[test]
    fn reads_what_it_writes(seconds in 0_i64..50_000_000_000) {
        for unit in [Unit::Seconds, Unit::Millis, Unit::Rfc3339, Unit::HttpDate] {
            let micros = seconds * SECOND;
            prop_assert_eq!(read(unit, &write(unit, micros)), Some(micros));
        }
    }
}
