//! Moments in a body, held against the moment the hit came.

use domain::Timestamp;

use crate::format;

/// Further away than this, the date says more than a difference.
const FAR: i64 = 30 * 86_400;

/// How long before or after the hit a moment in RFC 3339 lies: `2 s before this hit`. None for any other text, and
/// for moments far away.
#[must_use]
pub fn beside(text: &str, received: Timestamp) -> Option<String> {
    difference(Timestamp::parse(text).ok()?, received)
}

/// The same for a moment counted in seconds or milliseconds since 1970.
#[must_use]
pub fn counted(text: &str, received: Timestamp) -> Option<String> {
    let unit = match text.len() {
        10 => 1_000_000,
        13 => 1_000,
        _ => return None,
    };
    let count: i64 = text.parse().ok()?;
    difference(Timestamp(count * unit), received)
}

fn difference(at: Timestamp, received: Timestamp) -> Option<String> {
    let seconds = received.seconds() - at.seconds();
    let apart = received.since(at).abs();
    // What is told to the millisecond is held against the hit as exactly.
    if at.micros() % 1_000_000 != 0 && apart < 10_000_000 {
        let side = if at > received { "after" } else { "before" };
        return Some(format!("{} {side} this hit", format::duration(apart)));
    }
    match seconds {
        0 => Some("in the second of this hit".to_owned()),
        1..=FAR => Some(format!("{} before this hit", format::seconds(seconds))),
        _ if (-FAR..0).contains(&seconds) => {
            Some(format!("{} after this hit", format::seconds(-seconds)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_near_the_hit_are_told() {
        let hit = Timestamp::parse("2026-03-18T14:32:05.207841Z").unwrap();
        for (text, told) in [
            ("2026-03-18T14:32:03+00:00", Some("2 s before this hit")),
            (
                "2026-03-18T16:32:05+02:00",
                Some("in the second of this hit"),
            ),
            (
                "2026-03-18T14:32:04.881204Z",
                Some("326 ms before this hit"),
            ),
            ("2026-03-18T14:32:06.307841Z", Some("1.10 s after this hit")),
            ("2026-03-18T14:38:17Z", Some("6 min 12 s after this hit")),
            ("2026-03-11T14:32:05Z", Some("7 d before this hit")),
            ("2019-01-01T00:00:00Z", None),
            ("2026-03-18", None),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(beside(text, hit).as_deref(), told, "{text}");
        }
    }
}
