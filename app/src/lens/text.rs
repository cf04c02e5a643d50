//! Text as text: lines, and what would not be seen.

use super::{Ink, Span};

/// Bytes drawn at first; more on request.
pub const FIRST: usize = 256_000;

/// Bytes added with every further step.
pub const STEP: usize = 1_000_000;

/// Beyond this a body is drawn without colours: a node per token would be too many.
pub const COLOURED: usize = 64_000;

/// Text in a one-byte charset that the content type declares.
#[must_use]
pub fn is_latin(content_type: &str, bytes: &[u8]) -> bool {
    let charset = super::parameter(content_type, "charset").unwrap_or_default();
    ["iso-8859-1", "latin1", "windows-1252", "us-ascii"]
        .iter()
        .any(|name| charset.eq_ignore_ascii_case(name))
        && !bytes.contains(&0)
}

/// The text of a body: UTF-8, else one character a byte when the type says so, else with U+FFFD.
#[must_use]
pub fn decode(content_type: &str, bytes: &[u8]) -> String {
    match core::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) if is_latin(content_type, bytes) => bytes.iter().map(|&b| char::from(b)).collect(),
        Err(_) => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// The first `limit` bytes of a text, cut between characters.
#[must_use]
pub fn head(text: &str, limit: usize) -> &str {
    text.get(..text.floor_char_boundary(limit)).unwrap_or(text)
}

/// Line numbers, one a line, for as many lines as the text has.
#[must_use]
pub fn numbers(lines: usize) -> String {
    let mut out = String::with_capacity(lines * 4);
    for number in 1..=lines.max(1) {
        if number > 1 {
            out.push('\n');
        }
        out.push_str(&number.to_string());
    }
    out
}

/// Number of lines; a line end at the very end does not begin another.
#[must_use]
pub fn lines(text: &str) -> usize {
    text.lines().count().max(1)
}

/// Text with tabs, control characters and blanks at the ends of lines drawn.
#[must_use]
pub fn marked(text: &str) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    let mut push = |ink: Ink, text: &str| match out.last_mut() {
        Some((last, run)) if *last == ink => run.push_str(text),
        _ if text.is_empty() => {}
        _ => out.push((ink, text.to_owned())),
    };
    for line in text.split_inclusive('\n') {
        let body = line.strip_suffix('\n').unwrap_or(line);
        let kept = body.trim_end_matches([' ', '\r']);
        for piece in kept.split_inclusive(hides) {
            let control = piece.chars().next_back().filter(|c| hides(*c));
            let Some(c) = control else {
                push(Ink::Plain, piece);
                continue;
            };
            push(Ink::Plain, piece.strip_suffix(c).unwrap_or(piece));
            match u32::from(c) {
                0x09 => {
                    push(Ink::Control, "→");
                    push(Ink::Plain, "\t");
                }
                code @ 0..=0x1f => {
                    let shown = char::from_u32(0x2400 + code).unwrap_or('·');
                    push(Ink::Control, shown.encode_utf8(&mut [0; 4]));
                }
                _ => push(Ink::Control, "\u{fffd}"),
            }
        }
        for c in body.get(kept.len()..).unwrap_or_default().chars() {
            match c {
                ' ' => push(Ink::Blank, " "),
                _ => push(Ink::Control, "␍"),
            }
        }
        if line.len() > body.len() {
            push(Ink::Plain, "\n");
        }
    }
    out
}

/// A control character, or a mark that turns the direction of what follows.
fn hides(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_not_be_seen_is_drawn() {
        assert_eq!(
            marked("a\tb  \r\nc\u{1b}"),
            [
                (Ink::Plain, "a".to_owned()),
                (Ink::Control, "→".to_owned()),
                (Ink::Plain, "\tb".to_owned()),
                (Ink::Blank, "  ".to_owned()),
                (Ink::Control, "␍".to_owned()),
                (Ink::Plain, "\nc".to_owned()),
                (Ink::Control, "␛".to_owned()),
            ]
        );
    }

    #[test]
    fn nothing_turns_the_text_around() {
        let drawn = (Ink::Control, "\u{fffd}".to_owned());
        assert_eq!(marked("\u{202e}a").first(), Some(&drawn));
        // What joins characters is part of them.
        assert_eq!(marked("a\u{200d}b").len(), 1);
    }

    #[test]
    fn a_cut_never_splits_a_character() {
        assert_eq!(head("aé", 2), "a");
        assert_eq!(head("aé", 9), "aé");
    }

    #[test]
    fn lines_are_counted_as_an_editor_does() {
        assert_eq!((lines("a\nb\n"), lines(""), lines("a")), (2, 1, 1));
        assert_eq!(numbers(3), "1\n2\n3");
    }

    #[test]
    fn declared_latin_is_read() {
        assert_eq!(decode("text/plain; charset=ISO-8859-1", b"caf\xe9"), "café");
        assert_eq!(decode("text/plain", b"caf\xe9"), "caf\u{fffd}");
    }
}
