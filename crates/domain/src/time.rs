//! Moments in time.

use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::{Date, Month, OffsetDateTime};

/// A moment: microseconds since 1970-01-01T00:00:00Z.
///
/// Stored and compared as the number; written as RFC 3339 with exactly six
/// fractional digits and `Z`, so that texts sort as the moments do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

/// A text that is not an RFC 3339 moment between the years 0 and 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a time in RFC 3339, such as 2026-01-02T15:04:05Z")]
pub struct NotATime;

impl Timestamp {
    /// Microseconds since the epoch.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch, rounded down.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// This moment moved by `micros`, which may be negative; stops at the ends of the range.
    #[must_use]
    pub const fn plus_micros(self, micros: i64) -> Self {
        Self(self.0.saturating_add(micros))
    }

    /// Microseconds from `earlier` to this moment.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Reads RFC 3339, with any offset and any number of fractional digits.
    ///
    /// # Errors
    /// [`NotATime`] when the text is anything else.
    pub fn parse(text: &str) -> Result<Self, NotATime> {
        read(text.as_bytes()).ok_or(NotATime)
    }

    /// Calendar form in UTC; the ends of the range stand for what lies beyond the years 0 to 9999.
    #[must_use]
    pub fn utc(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1000)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.utc();
        let (date, month) = (at.date(), u8::from(at.month()));
        let (hour, minute, second, micro) = at.time().as_hms_micro();
        let (year, day) = (date.year(), date.day());
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micro:06}Z"
        )
    }
}

/// Reads a moment whose parts stand where RFC 3339 has them. Rows come by the thousand, and each has
/// one; the general reader of `time` is also a good part of what the page would have to load.
fn read(text: &[u8]) -> Option<Timestamp> {
    let mark = |at: usize, marks: &[u8]| text.get(at).is_some_and(|byte| marks.contains(byte));
    let marks =
        mark(4, b"-") && mark(7, b"-") && mark(10, b"Tt ") && mark(13, b":") && mark(16, b":");
    if !marks {
        return None;
    }
    let part = |from: usize| digits(text.get(from..from + 2)?);
    let year = i32::try_from(digits(text.get(..4)?)?).ok()?;
    let month = Month::try_from(u8::try_from(part(5)?).ok()?).ok()?;
    let date = Date::from_calendar_date(year, month, u8::try_from(part(8)?).ok()?).ok()?;
    let (hour, minute, second) = (part(11)?, part(14)?, part(17)?);
    // A leap second counts as the last one before it.
    let leap = (hour, minute, second) == (23, 59, 60);
    if hour > 23 || minute > 59 || second > 59 && !leap {
        return None;
    }
    let (micros, rest) = fraction(text.get(19..)?)?;
    let days = i64::from(date.to_julian_day() - UNIX_EPOCH_DAY);
    let seconds = ((days * 24 + hour) * 60 + minute) * 60 + second.min(59) - offset(rest)?;
    Some(Timestamp(
        seconds * 1_000_000 + if leap { 999_999 } else { micros },
    ))
}

/// Number of the first day that is counted in [`Timestamp`], as `time` numbers days.
const UNIX_EPOCH_DAY: i32 = OffsetDateTime::UNIX_EPOCH.date().to_julian_day();

fn digits(text: &[u8]) -> Option<i64> {
    text.iter().try_fold(0, |number, byte| {
        byte.is_ascii_digit()
            .then(|| number * 10 + i64::from(byte - b'0'))
    })
}

/// Microseconds of `.207841…`, if it is there, and what follows.
fn fraction(text: &[u8]) -> Option<(i64, &[u8])> {
    let Some(text) = text.strip_prefix(b".") else {
        return Some((0, text));
    };
    let end = text.iter().position(|byte| !byte.is_ascii_digit());
    let (part, rest) = text.split_at(end?);
    let micros = (0..6).fold(0, |number, at| {
        number * 10 + part.get(at).map_or(0, |byte| i64::from(byte - b'0'))
    });
    (!part.is_empty()).then_some((micros, rest))
}

/// Seconds of `Z` or `+01:00`.
fn offset(text: &[u8]) -> Option<i64> {
    match text {
        b"Z" | b"z" => Some(0),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (digits(&[*h1, *h2])?, digits(&[*m1, *m2])?);
            let seconds = (hours * 60 + minutes) * 60;
            let fits = hours < 24 && minutes < 60;
            fits.then_some(if *sign == b'-' { -seconds } else { seconds })
        }
        _ => None,
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_written_with_microseconds_in_utc() {
        let moment = Timestamp::parse("2026-03-18T15:32:05.2078414+01:00").unwrap();
        assert_eq!(moment.to_string(), "2026-03-18T14:32:05.207841Z");
    }

    #[test]
    fn survives_json() {
        let moment = Timestamp(-1);
        let text = serde_json::to_string(&moment).unwrap();
        assert_eq!(text, "\"1969-12-31T23:59:59.999999Z\"");
        assert_eq!(serde_json::from_str::<Timestamp>(&text).unwrap(), moment);
    }

    #[test]
    fn refuses_what_is_not_a_time() {
        for text in [
            "yesterday",
            "2026-02-30T00:00:00Z",
            "2026-01-02T24:00:00Z",
            "2026-01-02T15:04:05",
            "2026-01-02T15:04:05.Z",
            "2026-01-02T15:04:60Z",
            "2026-01-02T15:04:05+0100",
            "+026-01-02T15:04:05Z",
            "2026-01-02T15:04:05Z ",
        ] {
            assert_eq!(Timestamp::parse(text), Err(NotATime), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn reads_what_the_library_writes(
            seconds in -62_167_219_200_i64..253_402_300_800,
            nanos in 0_i64..1_000_000_000,
            minutes in -1439_i32..1440,
        ) {
            let utc = OffsetDateTime::from_unix_timestamp(seconds).unwrap();
            let moment = utc + time::Duration::nanoseconds(nanos);
            let offset = time::UtcOffset::from_whole_seconds(minutes * 60).unwrap();
            let Some(local) = moment.checked_to_offset(offset) else { return Ok(()) };
            let Ok(text) = local.format(&time::format_description::well_known::Rfc3339) else { return Ok(()) };
            let micros = seconds * 1_000_000 + nanos / 1000;
            proptest::prop_assert_eq!(Timestamp::parse(&text), Ok(Timestamp(micros)), "{}", text);
        }

        #[test]
        fn is_written_as_the_library_writes_it(micros in -62_167_219_200_000_000_i64..253_402_300_800_000_000) {
            let form = time::macros::format_description!(
                "[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:6]Z"
            );
            let written = Timestamp(micros).to_string();
            proptest::prop_assert_eq!(&written, &Timestamp(micros).utc().format(&form).unwrap());
            proptest::prop_assert_eq!(Timestamp::parse(&written), Ok(Timestamp(micros)));
        }
    }
}
