//! JSON as it was sent: a flat tree over the text, with exact numbers and the sender's order.
//!
//! Nodes hold ranges of the text, so a body of several megabytes costs a few words a value
//! and nothing is re-serialised.

mod ask;
mod paint;
mod read;
mod tree;

use core::ops::Range;

pub use self::paint::{highlight, pretty};
pub use self::read::{Progress, Reader, parse};
use super::Ink;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `{…}`
    Object,
    /// `[…]`
    Array,
    /// `"…"`
    String,
    /// A number, as it was written.
    Number,
    /// `true`, `false`, `null`
    Literal,
}

/// A value and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Its name with quotes, in the text; `None` in arrays and at the root.
    pub key: Option<Range<usize>>,
    /// The value in the text; a container's goes from its first to its last bracket.
    pub span: Range<usize>,
    /// 0 at the root.
    pub depth: usize,
    /// The container; the root is its own.
    pub parent: usize,
    /// Position in the container, from 0.
    pub index: usize,
    /// Number of children.
    pub children: usize,
    /// First node after it and everything in it.
    pub end: usize,
}

impl Node {
    /// It is an object or an array.
    #[must_use]
    pub const fn is_container(&self) -> bool {
        matches!(self.kind, Kind::Object | Kind::Array)
    }
}

/// Where and why a text is not JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Line, from 1.
    pub line: u64,
    /// Column in characters, from 1.
    pub column: u64,
    /// Byte position in the text.
    pub at: usize,
    /// What was expected.
    pub message: String,
    /// What stands there instead; `None` at the end of the text.
    pub found: Option<char>,
}

/// The values of a text, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// The nodes; the root first.
    pub nodes: Vec<Node>,
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
