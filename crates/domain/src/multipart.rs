//! `multipart/…` bodies (RFC 2046, RFC 7578), part by part, where they lie.
//!
//! Nothing is copied but names, and what is malformed gives what is there: bodies are
//! hostile, cut off, or made by hand.

use core::ops::Range;

use memchr::memmem::Finder;

/// Parts read at most.
pub const MOST_PARTS: usize = 1000;

/// Bytes of a part's headers that are looked at.
const MOST_HEADER: usize = 16 * 1024;

/// Longest boundary that is looked for; the RFC allows 70.
const LONGEST_BOUNDARY: usize = 200;

/// One part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// `name` of `Content-Disposition`.
    pub name: Option<String>,
    /// `filename` of `Content-Disposition`, or `filename*` decoded.
    pub file: Option<String>,
    /// `Content-Type`; empty when there is none.
    pub content_type: String,
    /// Where its content is in the body.
    pub content: Range<usize>,
}

/// The boundary that a content type names, if it is that of a `multipart/…` body.
#[must_use]
pub fn boundary(content_type: &str) -> Option<String> {
    let (essence, parameters) = content_type.split_once(';')?;
    let kind = essence.trim().get(..10)?;
    let boundary = parameter(parameters, "boundary")?;
    let fits = kind.eq_ignore_ascii_case("multipart/") && !boundary.is_empty();
    (fits && boundary.len() <= LONGEST_BOUNDARY).then_some(boundary)
}

/// The parts of a body in order, the first [`MOST_PARTS`]. What comes before the first boundary
/// and after the last is no part; a part that is cut off goes to the end.
#[must_use]
pub fn parts(body: &[u8], boundary: &str) -> Vec<Part> {
    let mark = [b"--", boundary.as_bytes()].concat();
    let marks = Finder::new(&mark);
    let mut out = Vec::new();
    let mut open = None;
    let mut from = 0;
    while out.len() < MOST_PARTS {
        let Some(line) = next_mark(body, &marks, from) else {
            out.extend(open.map(|start| part(body, start, body.len())));
            break;
        };
        // The line end before a boundary belongs to the boundary.
        out.extend(open.map(|start| part(body, start, line.before.max(start))));
        if line.last {
            break;
        }
        (open, from) = (Some(line.after), line.after);
    }
    out
}

/// A line that is a boundary.
struct Mark {
    /// Where what is before it ends.
    before: usize,
    /// Where what is after it begins.
    after: usize,
    /// It ends the body.
    last: bool,
}

/// The next boundary line at or after `from`, which is the start of a line.
fn next_mark(body: &[u8], marks: &Finder<'_>, from: usize) -> Option<Mark> {
    let mut at = from;
    loop {
        let start = at + marks.find(body.get(at..)?)?;
        at = start + marks.needle().len();
        let before = body.get(..start)?;
        if start > from && !before.ends_with(b"\n") {
            continue;
        }
        let rest = body.get(at..)?;
        let last = rest.starts_with(b"--");
        let Some(end) = line_end(rest, last) else {
            continue;
        };
        let before = before.strip_suffix(b"\n").unwrap_or(before);
        return Some(Mark {
            before: before.strip_suffix(b"\r").unwrap_or(before).len(),
            after: at + end,
            last,
        });
    }
}

/// How many bytes after a boundary belong to its line; `None` when it is no boundary, since
/// something else than blanks follows: a longer word is content.
fn line_end(rest: &[u8], last: bool) -> Option<usize> {
    let dashes = if last { 2 } else { 0 };
    let padding = rest.get(dashes..)?;
    let blanks = padding
        .iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .count();
    match padding.get(blanks..)? {
        [] => Some(dashes + blanks),
        [b'\n', ..] => Some(dashes + blanks + 1),
        [b'\r', b'\n', ..] => Some(dashes + blanks + 2),
        _ => last.then_some(dashes),
    }
}

fn part(body: &[u8], start: usize, stop: usize) -> Part {
    let mut part = Part {
        name: None,
        file: None,
        content_type: String::new(),
        content: stop..stop,
    };
    let mut at = start;
    while at < stop && at - start < MOST_HEADER {
        let rest = body.get(at..stop).unwrap_or_default();
        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let line = rest.get(..end).unwrap_or_default();
        at = (at + end + 1).min(stop);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            part.content = at..stop;
            break;
        }
        header(&mut part, &String::from_utf8_lossy(line));
    }
    part
}

fn header(part: &mut Part, line: &str) {
    let Some((name, value)) = line.split_once(':') else {
        return;
    };
    if name.eq_ignore_ascii_case("content-type") {
        value.trim().clone_into(&mut part.content_type);
    } else if name.eq_ignore_ascii_case("content-disposition") {
        let parameters = value.split_once(';').map_or("", |(_, rest)| rest);
        part.name = parameter(parameters, "name");
        part.file = parameter(parameters, "filename*")
            .and_then(|value| extended(&value))
            .or_else(|| parameter(parameters, "filename"));
    }
}

/// The value of `charset'language'percent-encoded` (RFC 8187), if it is UTF-8.
fn extended(value: &str) -> Option<String> {
    let (charset, rest) = value.split_once('\'')?;
    let (_, encoded) = rest.split_once('\'')?;
    let bytes = percent_encoding::percent_decode_str(encoded);
    charset.eq_ignore_ascii_case("utf-8").then_some(())?;
    bytes.decode_utf8().ok().map(Into::into)
}

/// A parameter of a header value. A quoted one may hold semicolons and escaped quotes.
fn parameter(parameters: &str, wanted: &str) -> Option<String> {
    let mut rest = parameters;
    while !rest.is_empty() {
        let end = rest.find(['=', ';']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let Some(after) = after.strip_prefix('=') else {
            rest = after.get(1..).unwrap_or_default();
            continue;
        };
        let (value, after) = value(after.trim_start());
        if name.trim().eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
        rest = after;
    }
    None
}

/// A parameter's value, and what follows its semicolon.
fn value(text: &str) -> (String, &str) {
    let Some(inside) = text.strip_prefix('"') else {
        let (value, rest) = text.split_once(';').unwrap_or((text, ""));
        return (value.trim().to_owned(), rest);
    };
    let mut value = String::new();
    let mut chars = inside.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => break,
            // Browsers send a Windows path or a `\` as it is; only a quote is ever escaped.
            '\\' if chars.as_str().starts_with(['"', '\\']) => value.extend(chars.next()),
            c => value.push(c),
        }
    }
    let rest = chars.as_str();
    (value, rest.split_once(';').map_or("", |(_, rest)| rest))
}

#[cfg(test)]
mod tests;
