//! Finding the end of a request head as its bytes come in.

use crate::head::Refusal;
use crate::limits::Limits;

/// Looks at every line end once, however many pieces the head comes in.
#[derive(Debug, Default)]
pub(crate) struct HeadLines {
    /// Start of the line being read.
    line: usize,
    /// Bytes looked at.
    seen: usize,
    /// Lines ended.
    count: usize,
}

impl HeadLines {
    /// Whether no line has ended yet.
    pub(crate) const fn is_fresh(&self) -> bool {
        self.line == 0
    }

    /// The length of the head at the start of `bytes`, or `None` while it goes on.
    /// `bytes` must begin with what the call before was given.
    pub(crate) fn find_end(
        &mut self,
        bytes: &[u8],
        limits: &Limits,
    ) -> Result<Option<usize>, Refusal> {
        match bytes {
            [] | [b'\r'] => return Ok(None),
            // Another protocol (TLS, say) would keep us waiting for a line that never ends.
            [first, ..] if !first.is_ascii_graphic() => {
                return Err(Refusal::Malformed("this is not HTTP"));
            }
            _ => {}
        }
        for offset in memchr::memchr_iter(b'\n', bytes.get(self.seen..).unwrap_or_default()) {
            let end = self.seen + offset;
            let line = bytes.get(self.line..end).unwrap_or_default();
            // First, so that the answer is the same however the bytes are cut.
            if end >= limits.max_head {
                return Err(self.too_long());
            }
            let Some(line) = line.strip_suffix(b"\r") else {
                return Err(Refusal::Malformed("a line does not end with CRLF"));
            };
            if line.is_empty() {
                return Ok(Some(end + 1));
            }
            self.line = end + 1;
            self.count += 1;
            // The request line is not a header.
            if self.count > limits.max_headers + 1 {
                return Err(Refusal::TooLarge("too many header lines"));
            }
        }
        self.seen = bytes.len();
        if self.seen >= limits.max_head {
            return Err(self.too_long());
        }
        Ok(None)
    }

    /// RFC 9112 §3 has an answer of its own for a target that is too long.
    const fn too_long(&self) -> Refusal {
        if self.is_fresh() {
            Refusal::LineTooLong
        } else {
            Refusal::TooLarge("too many bytes")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> Limits {
        Limits {
            max_head: 60,
            max_headers: 2,
            ..Limits::default()
        }
    }

    /// Whole and byte by byte must come to the same.
    fn check(bytes: &str, expected: Result<Option<usize>, &'static str>) {
        let whole = HeadLines::default().find_end(bytes.as_bytes(), &limits());
        assert_eq!(whole.map_err(Refusal::code), expected, "{bytes:?}");
        let mut lines = HeadLines::default();
        let mut last = Ok(None);
        for end in 1..=bytes.len() {
            last = lines.find_end(&bytes.as_bytes()[..end], &limits());
            if last != Ok(None) {
                break;
            }
        }
        assert_eq!(
            last.map_err(Refusal::code),
            expected,
            "{bytes:?} byte by byte"
        );
    }

    #[test]
    fn a_line_that_is_too_long_has_an_answer_of_its_own() {
        let target = "x".repeat(60);
        check(&format!("GET /{target}"), Err("line_too_long"));
        check(
            &format!("GET /{target} HTTP/1.1\r\n\r\n"),
            Err("line_too_long"),
        );
        check(
            &format!("GET / HTTP/1.1\r\nA: {target}"),
            Err("head_too_large"),
        );
    }

    #[test]
    fn finds_the_empty_line() {
        check("GET / HTTP/1.1\r\n\r\nrest", Ok(Some(18)));
        check("GET / HTTP/1.1\r\na: b\r\n\r\n", Ok(Some(24)));
        check("GET / HTTP/1.1\r\na: b\r\n", Ok(None));
        check("\r", Ok(None));
    }

    #[test]
    fn refuses_early() {
        check("GET / HTTP/1.1\n", Err("malformed_head"));
        check("GET / HTTP/1.1\r\na: b\n\r\n", Err("malformed_head"));
        check("\u{16}\u{3}", Err("malformed_head"));
        check(&"x".repeat(60), Err("line_too_long"));
        // Found by fuzzing: this was malformed or too large, as the bytes were cut.
        check(&format!("{}\n", "x".repeat(60)), Err("line_too_long"));
        check(
            "GET / HTTP/1.1\r\na:\r\nb:\r\nc:\r\n",
            Err("head_too_large"),
        );
    }
}
