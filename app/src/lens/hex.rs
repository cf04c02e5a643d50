//! Bytes as hexadecimal lines.

use core::ops::Range;

use super::Ink;

/// Bytes on a line.
pub const WIDTH: usize = 16;

/// The columns of a part of the bytes: offsets, hexadecimal, characters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dump {
    /// One offset a line.
    pub offsets: String,
    /// Hexadecimal.
    pub hex: Vec<Run>,
    /// Characters.
    pub text: Vec<Run>,
}

/// A run of one class, and which of the places that are looked for it is in.
pub type Run = (&'static str, String, Option<usize>);

/// Some lines of `bytes`, by their numbers, with the places in them that are looked for, in order.
#[must_use]
pub fn dump(bytes: &[u8], lines: &Range<usize>, places: &[Range<usize>]) -> Dump {
    let mut out = Dump::default();
    let mut next = places.partition_point(|place| place.end <= lines.start * WIDTH);
    let mut before = None;
    let rows = (0..).zip(bytes.chunks(WIDTH));
    for (number, row) in rows.skip(lines.start).take(lines.len()) {
        if number > lines.start {
            out.offsets.push('\n');
            push(&mut out.hex, "", "\n", None);
            push(&mut out.text, "", "\n", None);
        }
        out.offsets.push_str(&format!("{:08x}", number * WIDTH));
        for (column, &byte) in row.iter().enumerate() {
            let at = number * WIDTH + column;
            while places.get(next).is_some_and(|place| place.end <= at) {
                next += 1;
            }
            let which = places
                .get(next)
                .is_some_and(|place| place.contains(&at))
                .then_some(next);
            if column > 0 {
                let blank = if column == WIDTH / 2 { "  " } else { " " };
                let within = which.filter(|_| which == before);
                push(&mut out.hex, "", blank, within);
            }
            before = which;
            push(&mut out.hex, class(byte), &format!("{byte:02x}"), which);
            let shown = if byte.is_ascii_graphic() || byte == b' ' {
                char::from(byte)
            } else {
                '.'
            };
            let mut buffer = [0; 4];
            let shown = shown.encode_utf8(&mut buffer);
            push(&mut out.text, class(byte), shown, which);
        }
    }
    out
}

/// Zero and control, blank, ASCII, beyond ASCII.
const fn class(byte: u8) -> &'static str {
    match byte {
        b'\t' | b'\n' | b'\r' | b' ' => "w",
        0..=0x1f | 0x7f => "z",
        0x80.. => "h",
        _ => "a",
    }
}

/// Adds to the last run when class and place are the same; blanks between go with any run.
fn push(runs: &mut Vec<Run>, class: &'static str, text: &str, which: Option<usize>) {
    match runs.last_mut() {
        Some((last, run, place)) if *place == which && (class.is_empty() || *last == class) => {
            run.push_str(text);
        }
        _ => runs.push((class, text.to_owned(), which)),
    }
}

/// A few bytes in lower-case hexadecimal with blanks between.
#[must_use]
pub fn short(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 3);
    for (at, byte) in bytes.iter().enumerate() {
        if at > 0 {
            out.push(' ');
        }
        out.push_str(&format!("{byte:02x}"));
    }
    out
}

/// Text with control characters drawn as their pictures, for places where they would not be seen.
#[must_use]
pub fn visible(text: &str) -> Vec<(Ink, String)> {
    let mut out: Vec<(Ink, String)> = Vec::new();
    for c in text.chars() {
        let (ink, shown) = match u32::from(c) {
            code @ 0..=0x1f => (Ink::Control, char::from_u32(0x2400 + code).unwrap_or('·')),
            0x7f => (Ink::Control, '␡'),
            // Marks that turn the direction of text or are not drawn at all.
            0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x2069 | 0xfeff | 0x80..=0x9f => {
                (Ink::Control, '\u{fffd}')
            }
            _ => (Ink::Plain, c),
        };
        match out.last_mut() {
            Some((last, run)) if *last == ink => run.push(shown),
            _ => out.push((ink, shown.to_string())),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(runs: &[Run]) -> String {
        runs.iter().map(|(_, run, _)| run.as_str()).collect()
    }

    #[test]
    fn lines_have_offset_hex_and_text() {
        let dump = dump(b"{\"id\":1}\n\x00\xff0123456789", &(0..10), &[]);
        assert_eq!(dump.offsets, "00000000\n00000010");
        assert_eq!(
            joined(&dump.hex),
            "7b 22 69 64 22 3a 31 7d  0a 00 ff 30 31 32 33 34\n35 36 37 38 39"
        );
        assert_eq!(joined(&dump.text), "{\"id\":1}...01234\n56789");
    }

    #[test]
    fn runs_are_joined_by_class() {
        let dump = dump(b"ab\x00", &(0..1), &[]);
        assert_eq!(
            dump.hex,
            [
                ("a", "61 62 ".to_owned(), None),
                ("z", "00".to_owned(), None)
            ]
        );
    }

    #[test]
    fn what_is_looked_for_is_a_run_of_its_own() {
        let dump = dump(b"abcdef", &(0..1), &[1..3, 3..4]);
        let run = |text: &str, which| ("a", text.to_owned(), which);
        assert_eq!(
            dump.hex,
            [
                run("61 ", None),
                run("62 63", Some(0)),
                ("", " ".to_owned(), None),
                run("64", Some(1)),
                ("", " ".to_owned(), None),
                run("65 66", None),
            ]
        );
        assert_eq!(
            dump.text,
            [
                run("a", None),
                run("bc", Some(0)),
                run("d", Some(1)),
                run("ef", None)
            ]
        );
    }

    #[test]
    fn only_the_lines_asked_for_are_made() {
        let far = dump(
            &[0; 1 << 20],
            &(40_000..40_002),
            core::slice::from_ref(&(639_999..640_001)),
        );
        assert_eq!(far.offsets, "0009c400\n0009c410");
        assert_eq!(far.hex.first(), Some(&("z", "00".to_owned(), Some(0))));
        assert_eq!(dump(b"", &(0..5), &[]), Dump::default());
    }

    #[test]
    fn what_would_hide_is_drawn() {
        let spans = visible("a\u{1b}[31m\u{202e}b");
        let text: String = spans.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(text, "a␛[31m\u{fffd}b");
        assert_eq!(spans[1].0, Ink::Control);
    }
}
