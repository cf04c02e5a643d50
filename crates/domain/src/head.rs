//! Reading a stored request head without changing it.
//!
//! A head is kept as the bytes that came: request line, header lines and the empty line.
//! HTTP/2 has no such bytes; there the head is written as one line per pseudo-header
//! (`:method: POST`) and header, in order, and an empty line.

/// A request head over its stored bytes.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    line: &'a [u8],
    fields: &'a [u8],
}

impl<'a> Head<'a> {
    /// Splits off the request line (empty for HTTP/2).
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        if bytes.first() == Some(&b':') {
            return Self {
                line: &[],
                fields: bytes,
            };
        }
        let (line, fields) = cut_line(bytes);
        Self { line, fields }
    }

    /// Stored trailer lines: fields without a request line.
    #[must_use]
    pub const fn trailers(bytes: &'a [u8]) -> Self {
        Self {
            line: &[],
            fields: bytes,
        }
    }

    /// The request line without its line end; empty for HTTP/2.
    #[must_use]
    pub const fn request_line(&self) -> &'a [u8] {
        self.line
    }

    /// Name and value of every field in order. Blanks around a value are not part of it
    /// (RFC 9110 §5.5); pseudo-headers keep their leading colon.
    pub fn fields(&self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> + use<'a> {
        let mut rest = self.fields;
        core::iter::from_fn(move || {
            loop {
                if rest.is_empty() {
                    return None;
                }
                let (line, tail) = cut_line(rest);
                rest = tail;
                if line.is_empty() {
                    return None;
                }
                let start = usize::from(line.first() == Some(&b':'));
                if let Some(colon) = memchr::memchr(b':', line.get(start..)?) {
                    let (name, value) = line.split_at(start + colon);
                    return Some((name, trim(value.get(1..)?)));
                }
            }
        })
    }

    /// The first value of a field, by name in any case.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'a [u8]> {
        self.fields()
            .find(|(n, _)| n.eq_ignore_ascii_case(name.as_bytes()))
            .map(|(_, v)| v)
    }

    /// All values of a field as one list, whether they came in one line or in many
    /// (RFC 9110 §5.3).
    #[must_use]
    pub fn list(&self, name: &str) -> Vec<u8> {
        let values: Vec<&[u8]> = self
            .fields()
            .filter(|(n, _)| n.eq_ignore_ascii_case(name.as_bytes()))
            .map(|(_, v)| v)
            .collect();
        values.join(&b", "[..])
    }
}

/// A line without its CRLF or LF, and what follows.
fn cut_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    match memchr::memchr(b'\n', bytes) {
        None => (bytes, &[]),
        Some(end) => {
            let (line, rest) = bytes.split_at(end);
            (
                line.strip_suffix(b"\r").unwrap_or(line),
                rest.get(1..).unwrap_or_default(),
            )
        }
    }
}

/// Without leading and trailing blanks and tabs.
fn trim(mut value: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] = value {
        value = rest;
    }
    while let [rest @ .., b' ' | b'\t'] = value {
        value = rest;
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(head: &[u8], line: &[u8], fields: &[(&[u8], &[u8])]) {
        let head = Head::new(head);
        assert_eq!(head.request_line(), line);
        assert_eq!(head.fields().collect::<Vec<_>>(), fields);
    }

    #[test]
    fn keeps_order_case_and_repeats() {
        check(
            b"POST /x HTTP/1.1\r\nHost: a\r\nX-B:  1 \r\nx-b:2\r\nX-Odd: \xff\r\n\r\n",
            b"POST /x HTTP/1.1",
            &[
                (b"Host", b"a"),
                (b"X-B", b"1"),
                (b"x-b", b"2"),
                (b"X-Odd", b"\xff"),
            ],
        );
    }

    #[test]
    fn a_list_is_one_in_as_many_lines_as_it_comes() {
        let head = Head::new(b"GET / HTTP/1.1\r\nA: 1, 2\r\nB: x\r\na:3\r\n\r\n");
        assert_eq!(head.list("a"), b"1, 2, 3");
        assert_eq!(head.list("c"), b"");
    }

    #[test]
    fn reads_pseudo_headers() {
        check(
            b":method: POST\r\n:path: /x:y\r\na: b\r\n\r\n",
            b"",
            &[(b":method", b"POST"), (b":path", b"/x:y"), (b"a", b"b")],
        );
    }

    #[test]
    fn a_cut_head_gives_what_is_there() {
        check(
            b"GET / HTTP/1.0\r\nA: 1\r\nB",
            b"GET / HTTP/1.0",
            &[(b"A", b"1")],
        );
        check(b"", b"", &[]);
    }
}
