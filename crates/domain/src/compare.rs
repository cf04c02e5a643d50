//! Two hits side by side: what only one of them has, line by line.

use serde::{Deserialize, Serialize};

use crate::hit::HitSummary;

/// What is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The bodies, without content codings.
    #[default]
    Body,
    /// The headers, names without case.
    Headers,
    /// The pairs of the query.
    Query,
    /// What the senders got.
    Reply,
}

impl Part {
    /// All parts, in the order they are offered.
    pub const ALL: [Self; 4] = [Self::Body, Self::Headers, Self::Query, Self::Reply];

    /// The word used in JSON and in addresses.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Headers => "headers",
            Self::Query => "query",
            Self::Reply => "reply",
        }
    }

    /// Reads [`Part::word`]; what is unknown is the body.
    #[must_use]
    pub fn from_word(word: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|part| part.word() == word)
            .unwrap_or_default()
    }
}

/// How it was compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// Both are JSON: by structure, numbers digit for digit.
    Json,
    /// As text, line by line.
    Text,
    /// As bytes in hex, 16 to a line.
    Bytes,
    /// As a list of names and values.
    Pairs,
}

/// What differs between hit `a` and hit `b`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// One hit.
    pub a: HitSummary,
    /// The other.
    pub b: HitSummary,
    /// What was compared.
    pub part: Part,
    /// What was found.
    #[serde(flatten)]
    pub found: Differences,
}

/// What differs between two texts, lists or trees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Differences {
    /// How it was compared.
    pub how: How,
    /// Values or lines that only `b` has.
    pub added: u64,
    /// Values or lines that only `a` has.
    pub removed: u64,
    /// Values or lines that both have, and not alike.
    pub changed: u64,
    /// The lines to show, in order.
    pub lines: Vec<Line>,
    /// There is more than is shown.
    pub cut: bool,
}

/// Which side a line is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sign {
    /// In both.
    Same,
    /// Only in `b`.
    Add,
    /// Only in `a`.
    Del,
    /// Stands for what is equal and left out.
    Equal,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Which side it is of.
    pub sign: Sign,
    /// Depth of the value.
    pub level: u32,
    /// Its text in pieces.
    pub runs: Vec<Run>,
}

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ink {
    /// Text without a kind.
    Plain,
    /// A name.
    Key,
    /// A bracket, comma or colon.
    Punct,
    /// A string.
    String,
    /// A number.
    Number,
    /// `true`, `false`, `null`
    Literal,
    /// Words of ours, not of the hit.
    Said,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// What it is.
    pub ink: Ink,
    /// The text.
    pub text: String,
    /// The part of the line that differs.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub mark: bool,
}
