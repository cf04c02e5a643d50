//! JSON written again in the ways libraries do, to find out how a body looked
//! before something parsed it.

use alloc::{format, string::String, vec::Vec};

use crate::json::{Cursor, unescape};

/// Sorting builds a tree; bodies with more tokens are not sorted.
const MAX_SORTED: usize = 20_000;
const MAX_DEPTH: usize = 128;

/// How JSON is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Style {
    pub(crate) layout: Layout,
    pub(crate) strings: Strings,
    /// `/` written as `\/` (PHP).
    pub(crate) slash: bool,
    pub(crate) numbers: Numbers,
    pub(crate) sorted: bool,
}

/// Blanks between tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// None.
    Compact,
    /// `, ` and `: ` (Python).
    Spaced,
    /// One entry a line, this many blanks a level.
    Indent(usize),
}

/// What is escaped in strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strings {
    /// As they are.
    Keep,
    /// Only what must be.
    Raw,
    /// Everything beyond ASCII, as `\u00e9`.
    Lower,
    /// The same, as `\u00E9`.
    Upper,
}

/// How numbers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Numbers {
    Keep,
    /// `1.0` becomes `1` (JavaScript).
    Integers,
    /// Every whole number gets `.0`.
    Floats,
    /// Only the n-th whole number gets `.0`.
    Float(usize),
}

impl Style {
    pub(crate) const COMPACT: Self = Self {
        layout: Layout::Compact,
        strings: Strings::Keep,
        slash: false,
        numbers: Numbers::Keep,
        sorted: false,
    };
}

/// A document as tokens, read once and written many times.
pub(crate) struct Tokens<'a>(Vec<&'a [u8]>);

impl<'a> Tokens<'a> {
    /// `None` when the text is not one JSON object or array.
    pub(crate) fn read(text: &'a [u8]) -> Option<Self> {
        let mut cursor = Cursor::new(text);
        let mut tokens = Vec::with_capacity(text.len() / 8);
        let mut depth = 0_usize;
        while let Some(token) = cursor.token() {
            match token {
                b"{" | b"[" => depth += 1,
                b"}" | b"]" => depth = depth.checked_sub(1)?,
                _ => {}
            }
            if depth > MAX_DEPTH {
                return None;
            }
            tokens.push(token);
            if depth == 0 {
                break;
            }
        }
        let opens = matches!(tokens.first(), Some(&b"{" | &b"["));
        (opens && depth == 0 && cursor.is_done()).then_some(Self(tokens))
    }

    /// How many whole numbers there are.
    pub(crate) fn integers(&self) -> usize {
        self.0.iter().filter(|token| is_integer(token)).count()
    }

    /// Whether any string has an escape or a letter beyond ASCII.
    pub(crate) fn has_escapes(&self) -> bool {
        self.strings()
            .any(|token| token.iter().any(|byte| *byte == b'\\' || !byte.is_ascii()))
    }

    /// Whether any string has a slash.
    pub(crate) fn has_slashes(&self) -> bool {
        self.strings().any(|token| token.contains(&b'/'))
    }

    /// Whether any number is like `1.0`.
    pub(crate) fn has_floats(&self) -> bool {
        self.0.iter().any(|token| whole_float(token).is_some())
    }

    fn strings(&self) -> impl Iterator<Item = &&[u8]> {
        self.0.iter().filter(|token| token.first() == Some(&b'"'))
    }

    /// Writes the document. `None` when it is too large to sort.
    pub(crate) fn write(&self, style: Style) -> Option<Vec<u8>> {
        if style.sorted {
            if self.0.len() > MAX_SORTED {
                return None;
            }
            let mut at = 0;
            let tokens = sorted(&self.0, &mut at)?;
            return Self(tokens).write(Style {
                sorted: false,
                ..style
            });
        }
        let size: usize = self.0.iter().map(|token| token.len() + 1).sum();
        let mut out = Vec::with_capacity(size);
        let mut depth = 0_usize;
        let mut integer = 0_usize;
        for (at, token) in self.0.iter().enumerate() {
            let after_open = at > 0 && matches!(self.0[at - 1], b"{" | b"[");
            match *token {
                b"}" | b"]" => {
                    depth = depth.saturating_sub(1);
                    if !after_open {
                        newline(&mut out, style.layout, depth);
                    }
                    out.extend_from_slice(token);
                }
                b"," => {
                    out.push(b',');
                    match style.layout {
                        Layout::Spaced => out.push(b' '),
                        layout => newline(&mut out, layout, depth),
                    }
                }
                b":" => {
                    out.push(b':');
                    if style.layout != Layout::Compact {
                        out.push(b' ');
                    }
                }
                _ => {
                    if after_open {
                        newline(&mut out, style.layout, depth);
                    }
                    atom(&mut out, token, style, &mut integer)?;
                    if matches!(*token, b"{" | b"[") {
                        depth += 1;
                    }
                }
            }
        }
        Some(out)
    }
}

fn newline(out: &mut Vec<u8>, layout: Layout, depth: usize) {
    if let Layout::Indent(width) = layout {
        out.push(b'\n');
        out.resize(out.len() + width * depth, b' ');
    }
}

fn atom(out: &mut Vec<u8>, token: &[u8], style: Style, integer: &mut usize) -> Option<()> {
    if token.first() == Some(&b'"') {
        return string(out, token.get(1..token.len() - 1)?, style);
    }
    match style.numbers {
        Numbers::Integers => out.extend_from_slice(whole_float(token).unwrap_or(token)),
        _ => out.extend_from_slice(token),
    }
    if is_integer(token) {
        if style.numbers == Numbers::Floats || style.numbers == Numbers::Float(*integer) {
            out.extend_from_slice(b".0");
        }
        *integer += 1;
    }
    Some(())
}

fn is_integer(token: &[u8]) -> bool {
    let digits = token.strip_prefix(b"-").unwrap_or(token);
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}

/// `1` of `1.0` or `1.00`.
fn whole_float(token: &[u8]) -> Option<&[u8]> {
    let dot = token.iter().position(|byte| *byte == b'.')?;
    let (whole, zeros) = token.split_at(dot);
    (is_integer(whole) && zeros.len() > 1 && zeros[1..].iter().all(|byte| *byte == b'0'))
        .then_some(whole)
}

fn string(out: &mut Vec<u8>, inside: &[u8], style: Style) -> Option<()> {
    out.push(b'"');
    if style.strings == Strings::Keep {
        if style.slash {
            let mut before = 0;
            for byte in inside {
                if *byte == b'/' && before != b'\\' {
                    out.push(b'\\');
                }
                out.push(*byte);
                before = *byte;
            }
        } else {
            out.extend_from_slice(inside);
        }
    } else {
        for c in unescape(inside)?.chars() {
            character(out, c, style);
        }
    }
    out.push(b'"');
    Some(())
}

fn character(out: &mut Vec<u8>, c: char, style: Style) {
    let short = match c {
        '"' => Some(b'"'),
        '\\' => Some(b'\\'),
        '\u{8}' => Some(b'b'),
        '\u{c}' => Some(b'f'),
        '\n' => Some(b'n'),
        '\r' => Some(b'r'),
        '\t' => Some(b't'),
        '/' if style.slash => Some(b'/'),
        _ => None,
    };
    if let Some(short) = short {
        out.extend_from_slice(&[b'\\', short]);
    } else if c < ' ' || (!c.is_ascii() && style.strings != Strings::Raw) {
        for unit in c.encode_utf16(&mut [0; 2]) {
            let text: String = match style.strings {
                Strings::Upper => format!("\\u{unit:04X}"),
                _ => format!("\\u{unit:04x}"),
            };
            out.extend_from_slice(text.as_bytes());
        }
    } else {
        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }
}

/// The tokens of the value at `at` with all keys in order.
fn sorted<'a>(tokens: &[&'a [u8]], at: &mut usize) -> Option<Vec<&'a [u8]>> {
    let first = *tokens.get(*at)?;
    *at += 1;
    if first != b"{" && first != b"[" {
        return Some(alloc::vec![first]);
    }
    let close: &[u8] = if first == b"{" { b"}" } else { b"]" };
    let mut entries: Vec<Vec<&[u8]>> = Vec::new();
    while *tokens.get(*at)? != close {
        let mut entry = sorted(tokens, at)?;
        if *tokens.get(*at)? == b":" {
            *at += 1;
            entry.push(b":");
            entry.extend(sorted(tokens, at)?);
        }
        entries.push(entry);
        if *tokens.get(*at)? == b"," {
            *at += 1;
        }
    }
    *at += 1;
    if first == b"{" {
        entries.sort_by(|a, b| a.first().cmp(&b.first()));
    }
    let mut out = alloc::vec![first];
    for (index, entry) in entries.into_iter().enumerate() {
        if index > 0 {
            out.push(b",");
        }
        out.extend(entry);
    }
    out.push(close);
    Some(out)
}

#[cfg(test)]
mod tests;
