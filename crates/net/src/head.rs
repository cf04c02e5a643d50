//! Judging a request head: how its body is delimited, and whether to serve it at all.
//!
//! What two readers could understand differently is refused (RFC 9112 §6), since a
//! proxy in front of us may be the other reader. The rules here are stricter than
//! hyper's in every point, so a head that passes is never refused by hyper afterwards.

mod lengths;
pub(crate) mod plain;

use core::mem::MaybeUninit;
use core::ops::Range;

use domain::Framing;

use lengths::Lengths;

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

/// A place in the bytes of a head. Half as large as a range, since facts are handed on and on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    start: u32,
    length: u32,
}

impl Place {
    /// Of a head that is longer than any can be, nothing.
    pub(crate) fn new(start: usize, length: usize) -> Self {
        match (u32::try_from(start), u32::try_from(length)) {
            (Ok(start), Ok(length)) => Self { start, length },
            _ => Self {
                start: 0,
                length: 0,
            },
        }
    }

    /// Where `part` is in `head`, which it is a part of.
    pub(crate) fn of(part: &[u8], head: &[u8]) -> Self {
        Self::new(
            part.as_ptr().addr().saturating_sub(head.as_ptr().addr()),
            part.len(),
        )
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.length == 0
    }

    pub(crate) const fn range(self) -> Range<usize> {
        self.start as usize..self.start as usize + self.length as usize
    }

    /// The bytes of `head` at this place.
    #[must_use]
    pub fn within(self, head: &[u8]) -> &[u8] {
        head.get(self.range()).unwrap_or_default()
    }
}

/// What a head says, as places in its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadFacts {
    /// The method.
    pub method: Place,
    /// The request target.
    pub target: Place,
    /// Minor version: 0 or 1.
    pub minor: u8,
    /// Host and port: of an absolute target, else the value of the first `Host` line.
    pub host: Option<Place>,
    /// Value of the first `Content-Type` line.
    pub content_type: Option<Place>,
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
    let method = Place::new(0, method.len());
    let mut reading = Reading::new(method, Place::of(target.as_bytes(), head), minor);
    reading.facts.odd_target = !plain::is_target(target.as_bytes())
        && (target.len() > LONGEST_TARGET || http::Uri::try_from(target).is_err());
    for header in request.headers.iter() {
        let start = header
            .value
            .as_ptr()
            .addr()
            .saturating_sub(head.as_ptr().addr());
        reading.header(header.name.as_bytes(), header.value, start)?;
    }
    let mut facts = reading.settle()?;
    if let Some(host) = authority(target) {
        // RFC 9112 §3.2.2: an absolute target says the host, whatever `Host` says.
        facts.host = Some(Place::of(host.as_bytes(), head));
    }
    Ok(facts)
}

/// What the lines have said so far.
struct Reading {
    facts: HeadFacts,
    lengths: Lengths,
}

impl Reading {
    const fn new(method: Place, target: Place, minor: u8) -> Self {
        Self {
            facts: HeadFacts {
                method,
                target,
                minor,
                host: None,
                content_type: None,
                framing: Framing::None,
                length: 0,
                upgrade: false,
                odd_target: false,
            },
            lengths: Lengths::NOTHING,
        }
    }

    /// `start` is where in the head the value begins.
    fn header(&mut self, name: &[u8], value: &[u8], start: usize) -> Result<(), Refusal> {
        let facts = &mut self.facts;
        // The length tells most names apart without comparing them.
        match name.len() {
            4 if is(name, b"host") => {
                facts.host.get_or_insert(Place::new(start, value.len()));
            }
            7 if is(name, b"upgrade") => facts.upgrade = facts.minor == 1,
            12 if is(name, b"content-type") => {
                let place = Place::new(start, value.len());
                facts.content_type.get_or_insert(place);
            }
            14 if is(name, b"content-length") => self.lengths.announce(value)?,
            17 if is(name, b"transfer-encoding") => self.lengths.code(value, facts.minor)?,
            _ => {}
        }
        Ok(())
    }

    fn settle(mut self) -> Result<HeadFacts, Refusal> {
        (self.facts.framing, self.facts.length) = self.lengths.settle()?;
        Ok(self.facts)
    }
}

/// Whether a header has this name, which is in lower case.
fn is<const N: usize>(name: &[u8], lower: &[u8; N]) -> bool {
    // Among the bytes of names, setting this bit maps no other byte to a letter or dash.
    let differs = |differs, (byte, lower): (&u8, &u8)| differs | ((byte | 0x20) ^ lower);
    <&[u8; N]>::try_from(name).is_ok_and(|name| name.iter().zip(lower).fold(0, differs) == 0)
}

/// The host and port in `http://host:port/path`.
fn authority(target: &str) -> Option<&str> {
    if target.starts_with('/') {
        return None;
    }
    let (_, rest) = target.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = rest.get(..end)?;
    // A name and password before the host are no part of it.
    Some(
        authority
            .rsplit_once('@')
            .map_or(authority, |(_, host)| host),
    )
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
