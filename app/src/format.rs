//! Numbers, sizes, durations and times, as the page writes them.
//!
//! Every function is given what it needs (`now`, the moment): the server and the
//! browser write the same text from the same values.

use domain::Timestamp;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A count with grouped digits: `1,284`.
#[must_use]
pub fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A count and its noun: `1 hit`, `1,284 hits`.
#[must_use]
pub fn counted(value: u64, noun: &str) -> String {
    let plural = if value == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", count(value))
}

/// A size in decimal units with three significant digits: `362 B`, `1.0 kB`, `48.3 MB`.
#[must_use]
pub fn size(bytes: u64) -> String {
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let mut unit = 1000_u64;
    let mut name = "kB";
    for next in ["MB", "GB", "TB"] {
        // 999.5 kB already rounds to 1.0 MB.
        if bytes / unit < 1000 && (bytes + unit / 2) / unit < 1000 {
            break;
        }
        unit = unit.saturating_mul(1000);
        name = next;
    }
    let tenths = (bytes / (unit / 1000) + 50) / 100;
    if tenths < 1000 {
        format!("{}.{} {name}", tenths / 10, tenths % 10)
    } else {
        format!("{} {name}", (bytes + unit / 2) / unit)
    }
}

/// A size where there is room: exact below 1 MB (`1,022 bytes`).
#[must_use]
pub fn size_long(bytes: u64) -> String {
    if bytes < 1_000_000 {
        counted(bytes, "byte")
    } else {
        size(bytes)
    }
}

/// A duration of microseconds with at most two units: `38 µs`, `1.9 ms`, `84 ms`, `1.32 s`, `6 min 12 s`.
#[must_use]
pub fn duration(micros: i64) -> String {
    let micros = micros.max(0);
    if micros < 1000 {
        return format!("{micros} µs");
    }
    if micros < 10_000 {
        let tenths = (micros + 50) / 100;
        return format!("{}.{} ms", tenths / 10, tenths % 10);
    }
    if micros < 1_000_000 {
        return format!("{} ms", micros / 1000);
    }
    if micros < 10_000_000 {
        let hundredths = micros / 10_000;
        return format!("{}.{:02} s", hundredths / 100, hundredths % 100);
    }
    seconds(micros / 1_000_000)
}

/// A duration of whole seconds with at most two units: `6 min 12 s`, `2 h`, `6 d 23 h`.
#[must_use]
pub fn seconds(total: i64) -> String {
    let total = total.max(0);
    let (big, big_unit, small, small_unit) = if total < MINUTE {
        return format!("{total} s");
    } else if total < HOUR {
        (total / MINUTE, "min", total % MINUTE, "s")
    } else if total < DAY {
        (total / HOUR, "h", total % HOUR / MINUTE, "min")
    } else {
        (total / DAY, "d", total % DAY / HOUR, "h")
    };
    if small == 0 {
        format!("{big} {big_unit}")
    } else {
        format!("{big} {big_unit} {small} {small_unit}")
    }
}

/// How long ago in a row: `3 s`, `1 min`, `4 h`, `yesterday`, `12 Mar`.
#[must_use]
pub fn ago_short(at: Timestamp, now: Timestamp) -> String {
    let age = now.since(at).max(0) / 1_000_000;
    if age < MINUTE {
        format!("{age} s")
    } else if age < HOUR {
        format!("{} min", age / MINUTE)
    } else if age < DAY {
        format!("{} h", age / HOUR)
    } else if age < 2 * DAY {
        "yesterday".to_owned()
    } else {
        day(at)
    }
}

/// How long ago in text: `3 s ago`, `yesterday`, `on 12 Mar`.
#[must_use]
pub fn ago(at: Timestamp, now: Timestamp) -> String {
    let age = now.since(at).max(0) / 1_000_000;
    let short = ago_short(at, now);
    if age < DAY {
        format!("{short} ago")
    } else if age < 2 * DAY {
        short
    } else {
        format!("on {short}")
    }
}

/// How long until then: `in 22 min`, `in 6 d 23 h`.
#[must_use]
pub fn until(at: Timestamp, now: Timestamp) -> String {
    let left = at.since(now) / 1_000_000;
    if left < 0 {
        return "ended".to_owned();
    }
    // Minutes are enough from the first minute on.
    let rounded = if left >= MINUTE {
        left / MINUTE * MINUTE
    } else {
        left
    };
    format!("in {}", seconds(rounded))
}

/// Day and month: `12 Mar`.
#[must_use]
pub fn day(at: Timestamp) -> String {
    let utc = at.utc();
    let month = MONTHS
        .get(usize::from(u8::from(utc.month())) - 1)
        .copied()
        .unwrap_or_default();
    format!("{} {month}", utc.day())
}

/// Time of day to the second in UTC: `14:32:05`.
#[must_use]
pub fn clock(at: Timestamp) -> String {
    let utc = at.utc();
    format!("{:02}:{:02}:{:02}", utc.hour(), utc.minute(), utc.second())
}

/// Time of day to the microsecond in UTC: `14:32:05.207841`.
#[must_use]
pub fn clock_exact(at: Timestamp) -> String {
    format!("{}.{:06}", clock(at), at.micros().rem_euclid(1_000_000))
}

/// Date and time in UTC: `18 Mar 2026, 14:32:05 UTC`.
#[must_use]
pub fn moment(at: Timestamp) -> String {
    format!("{} {}, {} UTC", day(at), at.utc().year(), clock(at))
}

/// The title of the page: `(3) Harbour orders · Creel`.
#[must_use]
pub fn title(unread: u64, parts: &[&str]) -> String {
    let mut out = String::new();
    if unread > 0 {
        out.push_str(&format!("({unread}) "));
    }
    for part in parts.iter().filter(|part| !part.is_empty()) {
        out.extend(part.chars().map(in_title));
        out.push_str(" · ");
    }
    out.push_str("Creel");
    out
}

/// A character as it may stand in a title. The server writes the title into the page as it is, so that `<` could
/// end it there; marks that are not drawn, or turn the direction of text, would deceive in a list of tabs.
const fn in_title(c: char) -> char {
    match c {
        '<' => '‹',
        '\0'..='\u{1f}'
        | '\u{7f}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}' => '\u{fffd}',
        c => c,
    }
}

/// The reason phrase of a status; empty when it has none.
#[must_use]
pub const fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        409 => "Conflict",
        410 => "Gone",
        413 => "Content Too Large",
        418 => "I'm a teapot",
        422 => "Unprocessable Content",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        507 => "Insufficient Storage",
        _ => "",
    }
}

#[cfg(test)]
mod tests;
