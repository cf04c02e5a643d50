//! Finding text in a body.

use core::ops::Range;
use std::borrow::Cow;

use super::{Ink, Span};

/// Places that are counted and marked; a body may have millions.
pub const MOST: usize = 1_000;

/// Where `needle` is in `text`: byte ranges in order, not overlapping, at most [`MOST`]. Case counts for
/// letters outside of ASCII only.
#[must_use]
pub fn places(text: &str, needle: &str) -> Vec<Range<usize>> {
    in_bytes(text.as_bytes(), needle.as_bytes())
}

/// Where what is typed is in bytes: bytes written as `0x7b 22` or `7b 22`, else text as [`places`] finds it.
#[must_use]
pub fn byte_places(bytes: &[u8], needle: &str) -> Vec<Range<usize>> {
    match written_bytes(needle) {
        Some(needle) => {
            let mut found = in_bytes(bytes, &needle);
            // Of bytes that were written as such, each is meant as it is.
            found.retain(|place| bytes.get(place.clone()) == Some(needle.as_slice()));
            found
        }
        None => in_bytes(bytes, needle.as_bytes()),
    }
}

/// Bytes in hexadecimal, with `0x` in front or with blanks between.
fn written_bytes(needle: &str) -> Option<Vec<u8>> {
    let needle = needle.trim();
    let (digits, marked) = match needle.strip_prefix("0x") {
        Some(digits) => (digits, true),
        None => (needle, needle.contains(' ')),
    };
    let groups: Vec<&str> = digits.split_whitespace().collect();
    let pairs = groups
        .iter()
        .all(|group| group.len() % 2 == 0 && group.bytes().all(|byte| byte.is_ascii_hexdigit()));
    if !marked || !pairs || groups.is_empty() {
        return None;
    }
    let digits = groups.concat();
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok())
        .collect()
}

fn in_bytes(text: &[u8], needle: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let Some(&first) = needle.first() else {
        return found;
    };
    let (lower, upper) = (first.to_ascii_lowercase(), first.to_ascii_uppercase());
    let mut at = 0;
    while let Some(part) = text.get(at..at + needle.len()) {
        let here = part
            .first()
            .is_some_and(|&byte| byte == lower || byte == upper)
            && part.eq_ignore_ascii_case(needle);
        if here {
            found.push(at..at + needle.len());
            if found.len() == MOST {
                break;
            }
            at += needle.len();
        } else {
            at += 1;
        }
    }
    found
}

/// What is searched of a run: not the ends of lines that are only drawn.
#[must_use]
pub fn sought(run: &Span) -> Cow<'_, str> {
    match run {
        (Ink::End, drawn) => Cow::Owned("\0".repeat(drawn.len())),
        (_, text) => Cow::Borrowed(text),
    }
}

/// A piece of a run, and which of the found places it belongs to.
pub type Piece = (Span, Option<usize>);

/// Cuts runs of text at the places found in all of them together.
#[must_use]
pub fn cut(runs: Vec<Span>, places: &[Range<usize>]) -> Vec<Piece> {
    let mut out = Vec::new();
    let (mut start, mut next) = (0, 0);
    for (ink, run) in runs {
        let end = start + run.len();
        let mut at = start;
        while at < end {
            while places.get(next).is_some_and(|place| place.end <= at) {
                next += 1;
            }
            let place = places.get(next).filter(|place| place.start < end);
            let (stop, which) = match place {
                Some(place) if place.start <= at => (place.end.min(end), Some(next)),
                Some(place) => (place.start, None),
                None => (end, None),
            };
            push(
                &mut out,
                ink,
                run.get(at - start..stop - start).unwrap_or_default(),
                which,
            );
            at = stop;
        }
        start = end;
    }
    out
}

fn push(out: &mut Vec<Piece>, ink: Ink, text: &str, which: Option<usize>) {
    out.push(((ink, text.to_owned()), which));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_whatever_their_case() {
        assert_eq!(places("aXa xA", "xa"), [1..3, 4..6]);
        assert_eq!(places("aaaa", "aa"), [0..2, 2..4]);
        assert_eq!(places("é€", "€"), vec![Range { start: 2, end: 5 }]);
        assert!(places("abc", "").is_empty());
        assert!(places("ab", "abc").is_empty());
        assert_eq!(places(&"a".repeat(5_000), "a").len(), MOST);
    }

    #[test]
    fn bytes_are_found_as_text_and_as_they_are_written() {
        let bytes = b"{\"Id\":1}\x00\xff id";
        assert_eq!(byte_places(bytes, "id"), [2..4, 11..13]);
        assert_eq!(
            byte_places(bytes, "0x00ff"),
            vec![Range { start: 8, end: 10 }]
        );
        assert_eq!(
            byte_places(bytes, "00 ff"),
            vec![Range { start: 8, end: 10 }]
        );
        assert_eq!(
            byte_places(bytes, "0x6964"),
            vec![Range { start: 11, end: 13 }]
        );
        assert!(byte_places(bytes, "0x").is_empty());
        assert!(byte_places(b"0 f", "0x0").is_empty());
    }

    #[test]
    fn runs_are_cut_where_a_place_begins_and_ends() {
        let runs = vec![
            (Ink::Key, "\"name\"".to_owned()),
            (Ink::Mark, ":".to_owned()),
            (Ink::Text, "\"name\"".to_owned()),
        ];
        let all: String = runs.iter().map(|(_, run)| run.as_str()).collect();
        let pieces = cut(runs, &places(&all, "name\":\"n"));
        let shown: Vec<(&str, Option<usize>)> = pieces
            .iter()
            .map(|((_, text), which)| (text.as_str(), *which))
            .collect();
        assert_eq!(
            shown,
            [
                ("\"", None),
                ("name\"", Some(0)),
                (":", Some(0)),
                ("\"n", Some(0)),
                ("ame\"", None)
            ]
        );
    }
}
