//! Times as senders write them, in microseconds since 1970.

use alloc::{format, string::String};

use crate::scheme::Unit;

/// Microseconds of a second.
pub(crate) const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400;
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];

/// Reads a time. `None` when the text is not one.
pub(crate) fn read(unit: Unit, text: &str) -> Option<i64> {
    match unit {
        Unit::Seconds => number(text)?.checked_mul(SECOND),
        Unit::Millis => number(text)?.checked_mul(1000),
        Unit::Either => {
            let value = number(text)?;
            // Seconds stay below this until the year 5138.
            value.checked_mul(if value < 100_000_000_000 {
                SECOND
            } else {
                1000
            })
        }
        Unit::Rfc3339 => rfc3339(text),
        Unit::HttpDate => http_date(text),
    }
}

/// Writes a time as `read` reads it.
pub(crate) fn write(unit: Unit, micros: i64) -> String {
    let seconds = micros.div_euclid(SECOND);
    match unit {
        Unit::Seconds | Unit::Either => format!("{seconds}"),
        Unit::Millis => format!("{}", micros.div_euclid(1000)),
        Unit::Rfc3339 => {
            let (year, month, day) = date(seconds.div_euclid(DAY));
            let clock = seconds.rem_euclid(DAY);
            let (h, m, s) = (clock / 3600, clock / 60 % 60, clock % 60);
            format!("{year:04}-{month:02}-{day:02}T{h:02}:{m:02}:{s:02}Z")
        }
        Unit::HttpDate => {
            let days = seconds.div_euclid(DAY);
            let (year, month, day) = date(days);
            let clock = seconds.rem_euclid(DAY);
            let (h, m, s) = (clock / 3600, clock / 60 % 60, clock % 60);
            let weekday = usize::try_from(days.rem_euclid(7)).map_or("", |at| WEEKDAYS[at]);
            let month = usize::try_from(month - 1).map_or("", |at| MONTHS[at]);
            format!("{weekday}, {day:02} {month} {year:04} {h:02}:{m:02}:{s:02} GMT")
        }
    }
}

/// A span in words: `4 min 10 s`.
pub(crate) fn span(seconds: i64) -> String {
    let all = seconds.unsigned_abs();
    let (days, hours, minutes, rest) = (all / 86_400, all / 3600 % 24, all / 60 % 60, all % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{rest} s"),
        (0, 0, _) if rest == 0 => format!("{minutes} min"),
        (0, 0, _) => format!("{minutes} min {rest} s"),
        (0, _, 0) => format!("{hours} h"),
        (0, _, _) => format!("{hours} h {minutes} min"),
        (_, 0, _) => format!("{days} d"),
        _ => format!("{days} d {hours} h"),
    }
}

fn number(text: &str) -> Option<i64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

fn rfc3339(text: &str) -> Option<i64> {
    let part = |from: usize, to: usize| number(text.get(from..to)?);
    let mark = |at: usize, allowed: &[u8]| {
        text.as_bytes()
            .get(at)
            .is_some_and(|byte| allowed.contains(byte))
    };
    if !(mark(4, b"-") && mark(7, b"-") && mark(10, b"Tt ") && mark(13, b":") && mark(16, b":")) {
        return None;
    }
    let days = days(part(0, 4)?, part(5, 7)?, part(8, 10)?)?;
    let clock = clock(part(11, 13)?, part(14, 16)?, part(17, 19)?)?;
    let mut rest = text.get(19..)?;
    let mut micros = 0;
    if let Some(fraction) = rest.strip_prefix('.') {
        let end = fraction.find(|c: char| !c.is_ascii_digit())?;
        let kept = &fraction[..end.min(6)];
        let scale = 10_i64.pow(6 - u32::try_from(kept.len()).ok()?);
        micros = number(kept)? * scale;
        rest = &fraction[end..];
    }
    let offset = match rest.as_bytes() {
        [b'Z' | b'z'] => 0,
        [sign @ (b'+' | b'-'), _, _, b':', _, _] => {
            let span = number(rest.get(1..3)?)? * 3600 + number(rest.get(4..6)?)? * 60;
            if *sign == b'+' { span } else { -span }
        }
        _ => return None,
    };
    Some((days * DAY + clock - offset) * SECOND + micros)
}

fn http_date(text: &str) -> Option<i64> {
    let (_, rest) = text.split_once(", ")?;
    let mut words = rest.split(' ');
    let day = number(words.next()?)?;
    let month = words.next()?;
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    let year = number(words.next()?)?;
    let mut parts = words.next()?.split(':').map(number);
    let clock = clock(parts.next()??, parts.next()??, parts.next()??)?;
    (words.next()? == "GMT").then_some(())?;
    let days = days(year, i64::try_from(month).ok()?, day)?;
    Some((days * DAY + clock) * SECOND)
}

fn clock(hours: i64, minutes: i64, seconds: i64) -> Option<i64> {
    (hours < 24 && minutes < 60 && seconds < 61).then_some(hours * 3600 + minutes * 60 + seconds)
}

/// Days since 1970 of a Gregorian date (Howard Hinnant's `days_from_civil`).
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests;
