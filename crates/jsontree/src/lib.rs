//! JSON as it was sent, read into a flat list of values: exact numbers, the sender's order, and where each stands.
//!
//! Nodes hold ranges of the text, so a body of several megabytes costs a few words a value and nothing is
//! serialised again. A crate of its own, since the page, which is compiled for size, compiles this for speed.

mod read;

use core::ops::Range;

pub use read::{Progress, Reader};

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
