//! Following a chunked body to its end without copying it.
//!
//! hyper decodes the same bytes; this machine only has to know where the body ends
//! and to keep the trailer section as it was sent.

/// Most digits of a chunk size: 2^60 is far beyond any limit.
const SIZE_DIGITS: u8 = 15;

/// Most bytes of all chunk extensions of a body together.
const MOST_EXTENSIONS: usize = 16 * 1024;

/// Most bytes of the trailer section.
pub(crate) const MOST_TRAILERS: usize = 16 * 1024;

/// A byte that cannot stand where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the chunked body is malformed: {0}")]
pub struct BadChunk(&'static str);

/// Where in a chunked body we are.
#[derive(Debug)]
pub(crate) struct Chunks {
    at: At,
    digits: u8,
    left: u64,
    extensions: usize,
    trailers: Vec<u8>,
}

#[derive(Clone, Copy, Debug)]
enum At {
    Size,
    Extension,
    SizeLf,
    Data,
    DataCr,
    DataLf,
    /// First byte of a trailer line, or of the end.
    LineStart,
    Line,
    LineLf,
    EndLf,
    End,
}

impl Chunks {
    pub(crate) const fn new() -> Self {
        Self {
            at: At::Size,
            digits: 0,
            left: 0,
            extensions: 0,
            trailers: Vec::new(),
        }
    }

    /// Whether the last byte of the body has been followed.
    pub(crate) const fn is_done(&self) -> bool {
        matches!(self.at, At::End)
    }

    /// The trailer lines as they were sent, each with its CRLF.
    pub(crate) fn take_trailers(&mut self) -> Vec<u8> {
        core::mem::take(&mut self.trailers)
    }

    /// Follows `bytes` and says how many of them belong to this body, and whether it
    /// goes wrong after those.
    pub(crate) fn follow(&mut self, bytes: &[u8]) -> (usize, Result<(), BadChunk>) {
        let mut place = 0;
        while let Some(&byte) = bytes.get(place) {
            match self.at {
                At::End => break,
                At::Data => {
                    let here = bytes.len() - place;
                    let step = usize::try_from(self.left).map_or(here, |left| left.min(here));
                    place += step;
                    self.left -= step as u64;
                    if self.left == 0 {
                        self.at = At::DataCr;
                    }
                    continue;
                }
                _ => {
                    if let Err(bad) = self.step(byte) {
                        return (place, Err(bad));
                    }
                }
            }
            place += 1;
        }
        (place, Ok(()))
    }

    fn step(&mut self, byte: u8) -> Result<(), BadChunk> {
        self.at = match (self.at, byte) {
            (At::Size, b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F') => {
                if self.digits == SIZE_DIGITS {
                    return Err(BadChunk("a chunk size is too long"));
                }
                self.digits += 1;
                self.left = self.left << 4 | u64::from(hex(byte));
                At::Size
            }
            (At::Size, b'\r') if self.digits > 0 => At::SizeLf,
            (At::Size, b';' | b' ' | b'\t') if self.digits > 0 => At::Extension,
            (At::Size, _) => return Err(BadChunk("a chunk has no size")),
            (At::Extension, b'\r') => At::SizeLf,
            (At::Extension, b'\n') => return Err(BadChunk("a line does not end with CRLF")),
            (At::Extension, _) if self.extensions == MOST_EXTENSIONS => {
                return Err(BadChunk("the chunk extensions are too long"));
            }
            (At::Extension, _) => {
                self.extensions += 1;
                At::Extension
            }
            (At::SizeLf, b'\n') => {
                self.digits = 0;
                if self.left == 0 {
                    At::LineStart
                } else {
                    At::Data
                }
            }
            (At::DataCr, b'\r') => At::DataLf,
            (At::DataLf, b'\n') => At::Size,
            (At::LineStart, b'\r') => At::EndLf,
            (At::EndLf, b'\n') => At::End,
            (At::LineStart | At::Line, b'\n') => {
                return Err(BadChunk("a line does not end with CRLF"));
            }
            (At::LineStart | At::Line, _) => {
                self.keep(byte)?;
                if byte == b'\r' { At::LineLf } else { At::Line }
            }
            (At::LineLf, b'\n') => {
                self.keep(byte)?;
                At::LineStart
            }
            _ => return Err(BadChunk("a line does not end with CRLF")),
        };
        Ok(())
    }

    fn keep(&mut self, byte: u8) -> Result<(), BadChunk> {
        if self.trailers.len() == MOST_TRAILERS {
            return Err(BadChunk("the trailers are too long"));
        }
        self.trailers.push(byte);
        Ok(())
    }
}

const fn hex(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        _ => (digit | 0x20) - b'a' + 10,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Feeds the body whole and byte by byte; both must see the same end and trailers.
    fn check(body: &str, trailers: &str) {
        let with_next = format!("{body}GET / HTTP/1.1\r\n");
        let mut whole = Chunks::new();
        assert_eq!(
            whole.follow(with_next.as_bytes()),
            (body.len(), Ok(())),
            "{body:?}"
        );
        let mut bytewise = Chunks::new();
        for byte in body.as_bytes() {
            assert!(!bytewise.is_done());
            assert_eq!(bytewise.follow(&[*byte]), (1, Ok(())));
        }
        for mut chunks in [whole, bytewise] {
            assert!(chunks.is_done());
            assert_eq!(chunks.take_trailers(), trailers.as_bytes());
        }
    }

    fn refused(body: &str) {
        assert!(Chunks::new().follow(body.as_bytes()).1.is_err(), "{body:?}");
    }

    #[test]
    fn finds_the_end() {
        check("0\r\n\r\n", "");
        check("3\r\nabc\r\n000\r\n\r\n", "");
        check("A;name=\"v;\"\r\n0123456789\r\n0;last\r\n\r\n", "");
        check(
            "1 ; x\r\na\r\n0\r\nX-Sum: 1\r\nx-sum:2\r\n\r\n",
            "X-Sum: 1\r\nx-sum:2\r\n",
        );
    }

    #[test]
    fn refuses_malformed_chunks() {
        for body in [
            "\r\n",
            "g\r\n",
            ";\r\n",
            "1\na\r\n",
            "1\r\nab",
            "1\r\na\n",
            "1;x\na\r\n",
            "0\r\n\n",
            "0\r\nX: 1\n\r\n",
            "1111111111111111\r\n",
            "-1\r\n",
        ] {
            refused(body);
        }
        refused(&format!("1;{}\r\na\r\n", "x".repeat(MOST_EXTENSIONS + 1)));
        refused(&format!("0\r\nX: {}\r\n", "x".repeat(MOST_TRAILERS)));
    }
}
