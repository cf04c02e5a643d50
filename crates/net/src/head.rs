//! Judging a request head: how its body is delimited, and whether to serve it at all.
//!
//! What two readers could understand differently is refused (RFC 9112 §6), since a
//! proxy in front of us may be the other reader. The rules here are stricter than
//! hyper's in every point, so a head that passes is never refused by hyper afterwards.

use core::mem::MaybeUninit;
use core::ops::Range;

use domain::Framing;

/// Most header lines that can be allowed; the stack space of a parse.
pub const MOST_HEADERS: usize = 256;

/// Longest target that hyper takes.
const LONGEST_TARGET: usize = 65_000;

/// Why a request is answered by the server itself and its connection closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The head is not HTTP/1.x, or not strictly so.
    #[error("The request head is malformed: {0}.")]
    Malformed(&'static str),
    /// Two readers could disagree on where the request ends.
    #[error("The length of the request is ambiguous: {0}.")]
    Ambiguous(&'static str),
    /// More bytes or more lines than allowed.
    #[error("The request head is too large: {0}.")]
    TooLarge(&'static str),
    /// The request line alone is more than a head may have.
    #[error("The request line is too long.")]
    LineTooLong,
    /// Too many connections are in the middle of a long head.
    #[error("Too many long request heads are being received. Try again soon.")]
    Crowded,
    /// The head did not arrive in time.
    #[error("The request head did not arrive in time.")]
    TimedOut,
}

impl Refusal {
    /// Status of the answer.
    #[must_use]
    pub const fn status(self) -> http::StatusCode {
        match self {
            Self::Malformed(_) | Self::Ambiguous(_) => http::StatusCode::BAD_REQUEST,
            Self::TooLarge(_) => http::StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::LineTooLong => http::StatusCode::URI_TOO_LONG,
            Self::Crowded => http::StatusCode::SERVICE_UNAVAILABLE,
            Self::TimedOut => http::StatusCode::REQUEST_TIMEOUT,
        }
    }

    /// Code of the answer, for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed(_) => "malformed_head",
            Self::Ambiguous(_) => "ambiguous_length",
            Self::TooLarge(_) => "head_too_large",
            Self::LineTooLong => "line_too_long",
            Self::Crowded => "too_many_heads",
            Self::TimedOut => "head_timeout",
        }
    }
}

/// What a head says, as places in its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadFacts {
    /// The method.
    pub method: Range<usize>,
    /// The request target.
    pub target: Range<usize>,
    /// Minor version: 0 or 1.
    pub minor: u8,
    /// Host and port: of an absolute target, else the value of the first `Host` line.
    pub host: Option<Range<usize>>,
    /// Value of the first `Content-Type` line.
    pub content_type: Option<Range<usize>>,
    /// How the body is delimited.
    pub framing: Framing,
    /// Announced length; 0 unless `framing` is [`Framing::Length`].
    pub length: u64,
    /// The connection may change its protocol after this request.
    pub upgrade: bool,
    /// Hyper cannot read this target; it is given another in its place.
    pub odd_target: bool,
}

/// Reads a complete head: every line ends with CRLF, the last is empty.
pub(crate) fn judge(head: &[u8], max_headers: usize) -> Result<HeadFacts, Refusal> {
    match read(head, max_headers) {
        Err(refusal) => {
            let Some(plain) = with_ascii_target(head) else {
                return Err(refusal);
            };
            let facts = read(&plain, max_headers)?;
            Ok(HeadFacts {
                odd_target: true,
                ..facts
            })
        }
        facts => facts,
    }
}

/// httparse takes no target that is not UTF-8. With its bytes beyond ASCII replaced it does,
/// and everything stays in its place. `None` when there are none.
fn with_ascii_target(head: &[u8]) -> Option<Vec<u8>> {
    let end = memchr::memchr(b'\r', head)?;
    let start = memchr::memchr(b' ', head.get(..end)?)?;
    if head.get(start..end)?.is_ascii() {
        return None;
    }
    let mut plain = head.to_vec();
    for byte in plain
        .get_mut(start..end)?
        .iter_mut()
        .filter(|byte| !byte.is_ascii())
    {
        *byte = b'x';
    }
    Some(plain)
}

fn read(head: &[u8], max_headers: usize) -> Result<HeadFacts, Refusal> {
    let mut space = [const { MaybeUninit::uninit() }; MOST_HEADERS];
    let space = space
        .get_mut(..max_headers.min(MOST_HEADERS))
        .unwrap_or_default();
    let mut request = httparse::Request::new(&mut []);
    match request.parse_with_uninit_headers(head, space) {
        Ok(httparse::Status::Complete(length)) if length == head.len() => {}
        Ok(_) => return Err(Refusal::Malformed("it does not end where it should")),
        Err(error) => return Err(why(error)),
    }
    let (Some(method), Some(target), Some(minor)) = (request.method, request.path, request.version)
    else {
        return Err(Refusal::Malformed("the request line is incomplete"));
    };
    let place = |part: &[u8]| {
        let start = part.as_ptr().addr().saturating_sub(head.as_ptr().addr());
        start..start + part.len()
    };
    let mut facts = HeadFacts {
        method: 0..method.len(),
        target: place(target.as_bytes()),
        minor,
        host: None,
        content_type: None,
        framing: Framing::None,
        length: 0,
        upgrade: false,
        odd_target: target.len() > LONGEST_TARGET || http::Uri::try_from(target).is_err(),
    };
    let mut lengths = Lengths::default();
    for header in request.headers.iter() {
        // The length tells most names apart without comparing them.
        match header.name.len() {
            4 if header.name.eq_ignore_ascii_case("host") => {
                facts.host.get_or_insert_with(|| place(header.value));
            }
            7 if header.name.eq_ignore_ascii_case("upgrade") => facts.upgrade = minor == 1,
            12 if header.name.eq_ignore_ascii_case("content-type") => {
                facts
                    .content_type
                    .get_or_insert_with(|| place(header.value));
            }
            14 if header.name.eq_ignore_ascii_case("content-length") => {
                lengths.announce(header.value)?;
            }
            17 if header.name.eq_ignore_ascii_case("transfer-encoding") => {
                lengths.code(header.value, minor)?;
            }
            _ => {}
        }
    }
    (facts.framing, facts.length) = lengths.settle()?;
    if let Some(place) = authority(target) {
        // RFC 9112 §3.2.2: an absolute target says the host, whatever `Host` says.
        facts.host = Some(facts.target.start + place.start..facts.target.start + place.end);
    }
    Ok(facts)
}

/// Where the host and port are in `http://host:port/path`.
fn authority(target: &str) -> Option<Range<usize>> {
    if target.starts_with('/') {
        return None;
    }
    let start = target.find("://")? + 3;
    let rest = target.get(start..)?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    // A name and password before the host are no part of it.
    let name = rest.get(..end)?.rfind('@').map_or(0, |at| at + 1);
    Some(start + name..start + end)
}

/// What the two header fields that delimit a body have said so far.
#[derive(Default)]
struct Lengths {
    announced: Option<u64>,
    chunked: bool,
}

impl Lengths {
    fn announce(&mut self, value: &[u8]) -> Result<(), Refusal> {
        if self.announced.is_some() {
            return Err(Refusal::Ambiguous("Content-Length is repeated"));
        }
        // Digits only: `parse` alone would take a plus sign.
        let digits = !value.is_empty() && value.iter().all(u8::is_ascii_digit);
        let length = core::str::from_utf8(value)
            .ok()
            .filter(|_| digits)
            .and_then(|v| v.parse().ok());
        // The three highest numbers mean something else inside hyper.
        let length = length.filter(|&length: &u64| length <= u64::MAX >> 1);
        self.announced = Some(length.ok_or(Refusal::Ambiguous("Content-Length is not a number"))?);
        Ok(())
    }

    fn code(&mut self, value: &[u8], minor: u8) -> Result<(), Refusal> {
        if minor == 0 {
            return Err(Refusal::Ambiguous(
                "Transfer-Encoding does not exist in HTTP/1.0",
            ));
        }
        if self.chunked {
            return Err(Refusal::Ambiguous("Transfer-Encoding is repeated"));
        }
        if !value.eq_ignore_ascii_case(b"chunked") {
            return Err(Refusal::Ambiguous(
                "the only transfer coding understood is 'chunked', once",
            ));
        }
        self.chunked = true;
        Ok(())
    }

    const fn settle(&self) -> Result<(Framing, u64), Refusal> {
        match (self.announced, self.chunked) {
            (Some(_), true) => Err(Refusal::Ambiguous(
                "Content-Length and Transfer-Encoding exclude each other",
            )),
            (None, true) => Ok((Framing::Chunked, 0)),
            (Some(length), false) => Ok((Framing::Length, length)),
            (None, false) => Ok((Framing::None, 0)),
        }
    }
}

const fn why(error: httparse::Error) -> Refusal {
    match error {
        httparse::Error::TooManyHeaders => Refusal::TooLarge("too many header lines"),
        httparse::Error::HeaderName => {
            Refusal::Malformed("a header name has a byte it cannot have")
        }
        httparse::Error::HeaderValue => {
            Refusal::Malformed("a header value has a byte it cannot have")
        }
        httparse::Error::Version => Refusal::Malformed("the version is not HTTP/1.0 or HTTP/1.1"),
        httparse::Error::NewLine => Refusal::Malformed("a line does not end with CRLF"),
        httparse::Error::Status | httparse::Error::Token => {
            Refusal::Malformed("the request line has a byte it cannot have")
        }
    }
}

#[cfg(test)]
mod tests;
