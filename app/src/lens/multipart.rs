//! `multipart/…` bodies, part by part.

use core::ops::Range;

/// Parts drawn at most.
const MOST: usize = 200;

/// One part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// `name` of `Content-Disposition`.
    pub name: Option<String>,
    /// `filename` of `Content-Disposition`.
    pub file: Option<String>,
    /// `Content-Type`; empty when there is none.
    pub content_type: String,
    /// Where its content is in the body.
    pub content: Range<usize>,
}

/// The parts of a body in order, at most 200. What is malformed ends the list.
#[must_use]
pub fn parts(body: &[u8], boundary: &str) -> Vec<Part> {
    let mark = [b"--", boundary.as_bytes()].concat();
    let mut out = Vec::new();
    let Some(mut at) = find(body, &mark, 0) else {
        return out;
    };
    while out.len() < MOST {
        at += mark.len();
        let Some(rest) = body.get(at..) else { break };
        if rest.starts_with(b"--") {
            break;
        }
        let Some(line_end) = find(body, b"\n", at) else {
            break;
        };
        let start = line_end + 1;
        let line_mark = [b"\n", mark.as_slice()].concat();
        // A part with no content at all ends where its headers end.
        let end = find(body, &line_mark, start.saturating_sub(1));
        let stop = end.unwrap_or(body.len());
        let stop_content = match body.get(..stop) {
            Some(before) if end.is_some() && before.ends_with(b"\r") => stop - 1,
            _ => stop,
        };
        out.push(part(body, start, stop_content.max(start)));
        match end {
            Some(end) => at = end + 1,
            None => break,
        }
    }
    out
}

fn part(body: &[u8], start: usize, stop: usize) -> Part {
    let mut part = Part {
        name: None,
        file: None,
        content_type: String::new(),
        content: stop..stop,
    };
    let mut at = start;
    while at < stop {
        let end = find(body, b"\n", at).unwrap_or(stop).min(stop);
        let line = body.get(at..end).unwrap_or_default();
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        at = (end + 1).min(stop);
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
        part.name = quoted(value, "name");
        part.file = quoted(value, "filename");
    }
}

/// A parameter whose quoted value may hold semicolons and escaped quotes.
fn quoted(value: &str, name: &str) -> Option<String> {
    let mut rest = value;
    while let Some((_, after)) = rest.split_once(';') {
        rest = after.trim_start();
        let Some(found) = rest
            .strip_prefix(name)
            .and_then(|rest| rest.trim_start().strip_prefix('='))
        else {
            continue;
        };
        let Some(inside) = found.strip_prefix('"') else {
            return found.split(';').next().map(|v| v.trim().to_owned());
        };
        let mut out = String::new();
        let mut chars = inside.chars();
        while let Some(c) = chars.next() {
            match c {
                '"' => return Some(out),
                '\\' => out.extend(chars.next()),
                c => out.push(c),
            }
        }
        return Some(out);
    }
    None
}

fn find(hay: &[u8], needle: &[u8], from: usize) -> Option<usize> {
    let first = *needle.first()?;
    let mut at = from;
    loop {
        let step = hay.get(at..)?.iter().position(|&byte| byte == first)?;
        at += step;
        if hay.get(at..)?.starts_with(needle) {
            return Some(at);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = b"--X\r\nContent-Disposition: form-data; name=\"order\"\r\n\r\n1847\r\n--X\r\n\
        Content-Disposition: form-data; name=\"photo\"; filename=\"a; \\\"b\\\".png\"\r\nContent-Type: image/png\r\n\r\n\
        \x89PNG\r\n--Y\r\n--X--\r\n";

    #[test]
    fn parts_keep_their_exact_bytes() {
        let parts = parts(BODY, "X");
        assert_eq!(parts.len(), 2);
        assert_eq!(parts[0].name.as_deref(), Some("order"));
        assert_eq!(&BODY[parts[0].content.clone()], b"1847");
        assert_eq!(parts[1].file.as_deref(), Some("a; \"b\".png"));
        assert_eq!(parts[1].content_type, "image/png");
        assert_eq!(&BODY[parts[1].content.clone()], b"\x89PNG\r\n--Y");
    }

    #[test]
    fn a_name_is_not_taken_from_filename() {
        let body = b"--X\r\nContent-Disposition: form-data; filename=\"f\"\r\n\r\n\r\n--X--";
        let parts = parts(body, "X");
        assert_eq!(
            (parts[0].name.as_deref(), parts[0].file.as_deref()),
            (None, Some("f"))
        );
        assert_eq!(parts[0].content.len(), 0);
    }

    #[test]
    fn what_is_cut_gives_what_is_there() {
        for end in 0..BODY.len() {
            let body = &BODY[..end];
            for part in parts(body, "X") {
                assert!(body.get(part.content).is_some(), "{end}");
            }
        }
        assert_eq!(parts(b"no parts", "X"), []);
    }
}
