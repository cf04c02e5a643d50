//! Single conditions.

use ipnet::IpNet;

use super::decimal::Number;
use super::glob::Glob;
use crate::hit::Outcome;
use crate::time::Timestamp;

/// A single condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// Text anywhere in target, header values, body or note.
    Text(String),
    /// Text in the body.
    BodyText(String),
    /// `method:`
    Method(Glob),
    /// `path:`, below the endpoint.
    Path(Glob),
    /// `header.NAME:`; the name in lower case.
    Header(String, Glob),
    /// `query.NAME:`
    Query(String, Glob),
    /// `body.PATH:`
    Body(Vec<Part>, Test),
    /// `type:`, the content type.
    Type(Glob),
    /// `status:`
    Status(Bound),
    /// `size:`
    Size(Bound),
    /// `provider:`
    Provider(Glob),
    /// `event:`
    Event(Glob),
    /// `delivery:`
    Delivery(Glob),
    /// `verdict:`
    Verdict(Outcome),
    /// `is:`
    Is(Flag),
    /// `ip:`
    Ip(IpNet),
    /// `after:`, this moment included.
    After(Timestamp),
    /// `before:`, this moment not included.
    Before(Timestamp),
}

impl Term {
    /// It may have to look at the head.
    #[must_use]
    pub const fn needs_head(&self) -> bool {
        matches!(self, Self::Text(_) | Self::Header(..))
    }

    /// It may have to look at the body.
    #[must_use]
    pub const fn needs_body(&self) -> bool {
        matches!(self, Self::Text(_) | Self::BodyText(_) | Self::Body(..))
    }
}

/// One step into a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// `*`: any name or place.
    Any,
    /// A name, or a place in an array counted from 0.
    Name(String),
}

/// What a value in a body is held against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// The value as text.
    Like(Glob),
    /// The value as a number.
    Than(Op, Number),
}

/// How numbers are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// Equal.
    Equal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

impl Op {
    /// All that are written with a sign, longest first.
    pub(super) const SIGNS: [(&'static str, Self); 4] = [
        (">=", Self::AtLeast),
        ("<=", Self::AtMost),
        (">", Self::Greater),
        ("<", Self::Less),
    ];

    /// The sign; nothing for equality.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Equal => "",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
        }
    }

    /// Whether this order of value and limit is what is asked for.
    pub(super) fn holds(self, order: core::cmp::Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}

/// A whole number and how to compare with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// How.
    pub op: Op,
    /// With what.
    pub value: u64,
}

impl Bound {
    /// Whether a value is what is asked for.
    #[must_use]
    pub fn holds(self, value: u64) -> bool {
        self.op.holds(value.cmp(&self.value))
    }
}

/// What a hit can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    /// Kept when old hits are dropped.
    Pinned,
    /// The body was over the limit.
    Truncated,
    /// The sender hung up.
    Incomplete,
    /// It has a note.
    Noted,
}

impl Flag {
    /// All, in the order they are offered.
    pub const ALL: [Self; 4] = [Self::Pinned, Self::Truncated, Self::Incomplete, Self::Noted];

    /// The word in a filter.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pinned => "pinned",
            Self::Truncated => "truncated",
            Self::Incomplete => "incomplete",
            Self::Noted => "noted",
        }
    }
}
