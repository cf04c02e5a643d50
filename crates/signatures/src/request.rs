//! The request to judge, exactly as it came.

use alloc::string::String;

/// One HTTP request as it was received. Nothing in it is decoded or normalised:
/// signatures cover bytes, not meanings.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Method as received, for example `POST`.
    pub method: &'a str,
    /// The full URL the sender was given: scheme, host, port if written, path
    /// and raw query. `None` when unknown; schemes that sign it then say so.
    pub url: Option<&'a str>,
    /// Header fields in order, names in any case, repeats kept.
    pub headers: &'a [(&'a str, &'a [u8])],
    /// The body after removing transfer coding, and nothing else.
    pub body: &'a [u8],
}

impl<'a> Request<'a> {
    /// Every value of the header `name`, in order, without surrounding blanks.
    /// Values that are not UTF-8 are left out: no scheme sends them.
    pub fn all(&self, name: &'a str) -> impl Iterator<Item = &'a str> + use<'a> {
        self.headers
            .iter()
            .filter(move |(have, _)| have.eq_ignore_ascii_case(name))
            .filter_map(|(_, value)| core::str::from_utf8(value).ok())
            .map(|value| value.trim_matches([' ', '\t']))
    }

    /// The first value of the header `name`, without surrounding blanks.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&'a str> {
        self.headers
            .iter()
            .find(|(have, _)| have.eq_ignore_ascii_case(name))
            .and_then(|(_, value)| core::str::from_utf8(value).ok())
            .map(|value| value.trim_matches([' ', '\t']))
    }

    /// Whether the header `name` is there at all.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.headers
            .iter()
            .any(|(have, _)| have.eq_ignore_ascii_case(name))
    }

    /// The media type without parameters, in lower case.
    #[must_use]
    pub fn media_type(&self) -> String {
        let value = self.header("content-type").unwrap_or_default();
        let end = value.find(';').unwrap_or(value.len());
        value[..end].trim().to_ascii_lowercase()
    }
}
