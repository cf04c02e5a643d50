//! The usual form of a head, read in one pass.
//!
//! Nearly every head has a target of plain characters and lines that need no second thought.
//! Such a head is found, checked and taken apart at once. What is not quite like that is left to
//! [`judge`](super::judge), which comes to the same facts and has a refusal for all else.

use super::{HeadFacts, LONGEST_TARGET, MOST_HEADERS, Place, Reading};
use crate::limits::Limits;

/// Bytes of a method and of a header name (RFC 9110 §5.6.2).
static TOKEN: [bool; 256] =
    table(b"!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

/// Bytes that [`http::Uri`] takes anywhere in a target that begins with a slash.
static TARGET: [bool; 256] = table(
    b"!$%&'()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_abcdefghijklmnopqrstuvwxyz|~",
);

#[expect(
    clippy::indexing_slicing,
    reason = "runs in the compiler; a byte is always below 256"
)]
const fn table(bytes: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table
}

/// Splits `bytes` before the first that is not in `table`, which holds letters, digits and dashes.
fn split<'a>(bytes: &'a [u8], table: &[bool; 256]) -> (&'a [u8], &'a [u8]) {
    let inside = |&byte: &u8| table.get(usize::from(byte)).is_some_and(|&inside| inside);
    let mut at = run(bytes, first_symbol);
    while bytes.get(at).is_some_and(inside) {
        at += 1;
        at += run(bytes.get(at..).unwrap_or_default(), first_symbol);
    }
    bytes.split_at_checked(at).unwrap_or((bytes, &[]))
}

/// Whether hyper is known to take this target.
pub(super) fn is_target(target: &[u8]) -> bool {
    target.first() == Some(&b'/')
        && target.len() <= LONGEST_TARGET
        && split(target, &TARGET).1.is_empty()
}

/// Reads the head that `bytes` begin with; says how long it is. `None` when it has not come to
/// its end, or is not of the usual form.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Option<(usize, HeadFacts)> {
    let bytes = bytes.get(..limits.max_head).unwrap_or(bytes);
    let (method, rest) = split(bytes, &TOKEN);
    let (target, rest) = split(rest.strip_prefix(b" ")?, &TARGET);
    let (minor, mut rest) = match rest.strip_prefix(b" HTTP/1.")? {
        [b'0', b'\r', b'\n', lines @ ..] => (0, lines),
        [b'1', b'\r', b'\n', lines @ ..] => (1, lines),
        _ => return None,
    };
    if method.is_empty() || target.first() != Some(&b'/') || target.len() > LONGEST_TARGET {
        return None;
    }
    let start = method.len() + 1;
    let target = Place::new(start, target.len());
    let mut reading = Reading::new(Place::new(0, method.len()), target, minor);
    for _ in 0..=limits.max_headers.min(MOST_HEADERS) {
        if let [b'\r', b'\n', body @ ..] = rest {
            return Some((bytes.len() - body.len(), reading.settle().ok()?));
        }
        let (name, value) = split(rest, &TOKEN);
        let mut value = value.strip_prefix(b":").filter(|_| !name.is_empty())?;
        while let [b' ' | b'\t', more @ ..] = value {
            value = more;
        }
        let start = bytes.len() - value.len();
        let (mut value, after) = value.split_at_checked(value_length(value)?)?;
        rest = after.strip_prefix(b"\r\n")?;
        while let [less @ .., b' ' | b'\t'] = value {
            value = less;
        }
        reading.header(name, value, start).ok()?;
    }
    None
}

/// How long the header value is that `bytes` begin with: up to a byte that it cannot have.
fn value_length(bytes: &[u8]) -> Option<usize> {
    let mut length = run(bytes, first_control);
    while let b'\t' | b' '..=b'~' | 0x80.. = bytes.get(length)? {
        length += 1;
        length += run(bytes.get(length..)?, first_control);
    }
    Some(length)
}

/// Goes over `bytes` by eights until `first` finds something in them; says how far it came. The last
/// few are not looked at.
fn run(bytes: &[u8], first: impl Fn(u64) -> usize) -> usize {
    let mut at = 0;
    for eight in bytes.as_chunks().0 {
        let place = first(u64::from_le_bytes(*eight));
        at += place;
        if place < 8 {
            break;
        }
    }
    at
}

/// Eight times the same byte.
const fn all(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// Which of eight bytes is the first below a space, or DEL; 8 when none is.
const fn first_control(bytes: u64) -> usize {
    // The subtractions borrow from the byte above, so only the lowest mark is to be trusted.
    let below = bytes.wrapping_sub(all(b' ')) & !bytes;
    let delete = bytes ^ all(0x7f);
    let deletes = delete.wrapping_sub(all(1)) & !delete;
    first_mark(below | deletes)
}

/// Which of eight bytes is the first that is no letter, digit or dash; 8 when none is.
const fn first_symbol(bytes: u64) -> usize {
    // Without the highest bit, so that no addition carries into the byte above.
    let low = bytes & all(0x7f);
    let small = low | all(0x20);
    let letter = (small + all(0x80 - b'a')) & !(small + all(0x7f - b'z'));
    let digit = (low + all(0x80 - b'0')) & !(low + all(0x7f - b'9'));
    let dash = !((low ^ all(b'-')) + all(0x7f));
    first_mark(!(letter | digit | dash) | bytes)
}

/// Which of eight bytes is the first whose highest bit is set; 8 when none is.
const fn first_mark(marks: u64) -> usize {
    (marks & all(0x80)).trailing_zeros() as usize / 8
}

#[cfg(test)]
mod tests;
