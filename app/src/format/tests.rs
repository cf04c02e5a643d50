use super::*;

const NOON: Timestamp = Timestamp(1_773_835_200_000_000);

#[test]
fn counts_are_grouped_and_exact() {
    for (value, text) in [
        (0, "0"),
        (999, "999"),
        (1284, "1,284"),
        (1_000_000, "1,000,000"),
    ] {
        assert_eq!(count(value), text);
    }
    assert_eq!(counted(1, "hit"), "1 hit");
    assert_eq!(counted(1284, "hit"), "1,284 hits");
}

#[test]
fn sizes_have_three_digits() {
    for (bytes, text) in [
        (0, "0 B"),
        (362, "362 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (1022, "1.0 kB"),
        (11_304, "11.3 kB"),
        (481_600, "482 kB"),
        (999_600, "1.0 MB"),
        (48_300_000, "48.3 MB"),
        (10_485_760, "10.5 MB"),
        (3_000_000_000, "3.0 GB"),
    ] {
        assert_eq!(size(bytes), text, "{bytes}");
    }
    assert_eq!(size_long(1022), "1,022 bytes");
    assert_eq!(size_long(1), "1 byte");
}

#[test]
fn durations_have_at_most_two_units() {
    for (micros, text) in [
        (38, "38 µs"),
        (1900, "1.9 ms"),
        (84_000, "84 ms"),
        (1_320_000, "1.32 s"),
        (12_000_000, "12 s"),
        (372_000_000, "6 min 12 s"),
        (7_200_000_000, "2 h"),
        (601_200_000_000, "6 d 23 h"),
        (-5, "0 µs"),
    ] {
        assert_eq!(duration(micros), text, "{micros}");
    }
}

#[test]
fn relative_times_step_from_seconds_to_days() {
    let before = |seconds: i64| NOON.plus_micros(-seconds * 1_000_000);
    for (age, short, text) in [
        (3, "3 s", "3 s ago"),
        (60, "1 min", "1 min ago"),
        (4 * HOUR, "4 h", "4 h ago"),
        (25 * HOUR, "yesterday", "yesterday"),
        (6 * DAY, "12 Mar", "on 12 Mar"),
    ] {
        assert_eq!(ago_short(before(age), NOON), short);
        assert_eq!(ago(before(age), NOON), text);
    }
    assert_eq!(ago_short(before(-9), NOON), "0 s", "a clock that is ahead");
}

#[test]
fn what_is_to_come_counts_down() {
    assert_eq!(
        until(NOON.plus_micros(22 * 60 * 1_000_000 + 1), NOON),
        "in 22 min"
    );
    assert_eq!(until(NOON.plus_micros(-1_000_000), NOON), "ended");
}

#[test]
fn moments_are_utc() {
    let at = Timestamp(1_773_844_325_207_841);
    assert_eq!(clock_exact(at), "14:32:05.207841");
    assert_eq!(moment(at), "18 Mar 2026, 14:32:05 UTC");
}

#[test]
fn titles_count_what_is_unread() {
    assert_eq!(title(3, &["Harbour orders"]), "(3) Harbour orders · Creel");
    assert_eq!(title(0, &["", ""]), "Creel");
}

#[test]
fn a_title_cannot_be_ended_by_what_is_in_it() {
    assert_eq!(
        title(2, &["#1 GET /</title><script>", "a\u{202e}b"]),
        "(2) #1 GET /‹/title>‹script> · a\u{fffd}b · Creel"
    );
}
