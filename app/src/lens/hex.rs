//! Bytes as hexadecimal lines.

use super::Ink;

/// Bytes on a line.
pub const WIDTH: usize = 16;

/// Lines drawn at first, and with every further step.
pub const STEP: usize = 512;

/// The columns of a part of the bytes: offsets, hexadecimal, characters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dump {
    /// One offset a line.
    pub offsets: String,
    /// Hexadecimal in runs of one class.
    pub hex: Vec<(&'static str, String)>,
    /// Characters in runs of one class.
    pub text: Vec<(&'static str, String)>,
}

/// The first `lines` lines of `bytes`.
#[must_use]
pub fn dump(bytes: &[u8], lines: usize) -> Dump {
    let mut out = Dump::default();
    for (number, row) in bytes.chunks(WIDTH).take(lines).enumerate() {
        if number > 0 {
            out.offsets.push('\n');
            push(&mut out.hex, "", "\n");
            push(&mut out.text, "", "\n");
        }
        out.offsets.push_str(&format!("{:08x}", number * WIDTH));
        for (column, &byte) in row.iter().enumerate() {
            if column > 0 {
                push(
                    &mut out.hex,
                    "",
                    if column == WIDTH / 2 { "  " } else { " " },
                );
            }
            push(&mut out.hex, class(byte), &format!("{byte:02x}"));
            let shown = if byte.is_ascii_graphic() || byte == b' ' {
                char::from(byte)
            } else {
                '.'
            };
            push(&mut out.text, class(byte), shown.encode_utf8(&mut [0; 4]));
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

/// Adds to the last run when the class is the same; blanks between go with any run.
fn push(runs: &mut Vec<(&'static str, String)>, class: &'static str, text: &str) {
    match runs.last_mut() {
        Some((last, run)) if class.is_empty() || *last == class => {
            let _: &str = last;
            run.push_str(text);
        }
        _ => runs.push((class, text.to_owned())),
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

    fn joined(runs: &[(&str, String)]) -> String {
        runs.iter().map(|(_, run)| run.as_str()).collect()
    }

    #[test]
    fn lines_have_offset_hex_and_text() {
        let dump = dump(b"{\"id\":1}\n\x00\xff0123456789", 10);
        assert_eq!(dump.offsets, "00000000\n00000010");
        assert_eq!(
            joined(&dump.hex),
            "7b 22 69 64 22 3a 31 7d  0a 00 ff 30 31 32 33 34\n35 36 37 38 39"
        );
        assert_eq!(joined(&dump.text), "{\"id\":1}...01234\n56789");
    }

    #[test]
    fn runs_are_joined_by_class() {
        let dump = dump(b"ab\x00", 1);
        assert_eq!(
            dump.hex,
            [("a", "61 62 ".to_owned()), ("z", "00".to_owned())]
        );
    }

    #[test]
    fn only_the_lines_asked_for_are_made() {
        assert_eq!(dump(&[0; 1 << 20], 2).offsets.lines().count(), 2);
        assert_eq!(dump(b"", 5), Dump::default());
    }

    #[test]
    fn what_would_hide_is_drawn() {
        let spans = visible("a\u{1b}[31m\u{202e}b");
        let text: String = spans.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(text, "a␛[31m\u{fffd}b");
        assert_eq!(spans[1].0, Ink::Control);
    }
}
