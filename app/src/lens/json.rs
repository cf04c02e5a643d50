//! JSON as it was sent: a flat tree over the text, with exact numbers and the sender's order.
//!
//! Nodes hold ranges of the text, so a body of several megabytes costs a few words a value
//! and nothing is re-serialised.

mod ask;
mod paint;
mod tree;

pub use jsontree::{Broken, Kind, Node, Progress, Reader};

pub use self::paint::{highlight, pretty};
use super::Ink;

/// The values of a text, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// The nodes; the root first.
    pub nodes: Vec<Node>,
}

impl From<Reader> for Tree {
    fn from(reader: Reader) -> Self {
        Self {
            nodes: reader.into_nodes(),
        }
    }
}

/// Reads a text.
///
/// # Errors
/// [`Broken`] says where it stops being JSON.
pub fn parse(text: &str) -> Result<Tree, Broken> {
    let mut reader = Reader::new();
    match reader.read(text, true, usize::MAX) {
        Progress::Broken(broken) => Err(broken),
        Progress::More | Progress::Done => Ok(reader.into()),
    }
}

/// A whole number that a parser with floating point would round: beyond 2⁵³.
#[must_use]
pub fn is_beyond_double(number: &str) -> bool {
    let digits = number.strip_prefix('-').unwrap_or(number);
    let whole = digits.bytes().all(|byte| byte.is_ascii_digit());
    whole && (digits.len() > 16 || digits.len() == 16 && digits > "9007199254740992")
}

/// Bytes of a string value without quotes and with its escapes undone, for copying.
#[must_use]
pub fn unquote(token: &str) -> String {
    serde_json::from_str(token).unwrap_or_else(|_| token.to_owned())
}

/// The colour of a value.
#[must_use]
pub const fn ink(kind: Kind) -> Ink {
    match kind {
        Kind::String => Ink::Text,
        Kind::Number => Ink::Number,
        Kind::Literal => Ink::Literal,
        Kind::Object | Kind::Array => Ink::Mark,
    }
}

#[cfg(test)]
mod tests;
