//! The filter language: one parser for lists, the live view, `wait`, clearing and highlighting.
//!
//! ```text
//! method:POST path:/orders* header.x-github-event:push body.order.id:123 query.a:b type:*json
//! status:>=400 size:>10k provider:stripe event:invoice.* delivery:evt_1 verdict:failed
//! is:pinned is:truncated is:incomplete is:noted ip:10.0.0.0/8 after:2026-01-02 after:-15m before:-1h
//! word "free text" -word (a OR b) NOT (c d)
//! ```
//!
//! Terms side by side must all hold; `OR` (in capitals) binds weaker; `-` and `NOT` negate; round
//! brackets group. `*` in a value stands for anything, also for nothing. Values in double quotes
//! may hold blanks and brackets; a backslash takes the meaning from the next character.
//!
//! - Text without a field is searched in the target, the header values, the body and the note,
//!   without regard to ASCII case; a `*` in it is just that character.
//! - `path`, `query.…`, `event`, `delivery` and `body.…` are compared exactly; `method`, `provider`,
//!   `type`, and `header.…` without regard to ASCII case.
//! - `path` is the path below the endpoint, as the list shows it.
//! - `body.a.0.b` follows names and places of a JSON body, `*` stands for any name or place; in a form
//!   body, the name is the field's. Numbers are compared as written, then by value and exactly:
//!   `body.total:>=9.5`. `body:text` searches the body alone.
//! - `size` is in bytes; `k`, `M` and `G` are thousands, as sizes are shown.
//! - `after` includes its moment, `before` does not. Times are UTC: a date, RFC 3339, or `-15m`
//!   (s, m, h, d, w) before the moment the filter was read.

mod decimal;
mod eval;
mod field;
mod form;
mod glob;
mod json;
mod lexer;
mod parser;
mod search;
mod show;
mod subject;
mod term;

#[cfg(test)]
mod tests;

use core::fmt;
use core::ops::Range;

use crate::time::Timestamp;

pub use decimal::Number;
pub use glob::Glob;
pub use show::{name, quoted};
pub use subject::{Subject, Summary, path_below};
pub use term::{Bound, Flag, Op, Part, Term, Test};

/// Longest filter in bytes.
pub const MAX_LEN: usize = 4096;

/// Deepest nesting of brackets and negations.
pub const MAX_DEPTH: usize = 32;

/// A filter that was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    expr: Expr,
}

/// What a filter is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// All hold; empty: everything matches.
    All(Vec<Expr>),
    /// One holds.
    Any(Vec<Expr>),
    /// It does not hold.
    Not(Box<Expr>),
    /// A single condition.
    Term(Term),
}

impl Default for Expr {
    fn default() -> Self {
        Self::All(Vec::new())
    }
}

/// What is wrong with a filter, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FilterError {
    /// Bytes of the filter that are meant; empty at the end of the text.
    pub span: Range<usize>,
    /// A sentence that says what is wrong and one that says what to write.
    pub message: String,
}

impl Filter {
    /// Reads a filter. Relative times count back from `now`.
    ///
    /// # Errors
    /// [`FilterError`] with the place and a message for people.
    pub fn parse(text: &str, now: Timestamp) -> Result<Self, FilterError> {
        parser::parse(text, now).map(|expr| Self { expr })
    }

    /// The expression, for highlighting.
    #[must_use]
    pub const fn expr(&self) -> &Expr {
        &self.expr
    }

    /// Every hit matches.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.expr == Expr::default()
    }

    /// Whether a hit matches; what the subject does not know counts as no match.
    #[must_use]
    pub fn matches(&self, subject: &impl Subject) -> bool {
        self.test(subject) == Some(true)
    }

    /// Whether a hit matches, or `None` when that depends on a head or body the subject does not have.
    #[must_use]
    pub fn test(&self, subject: &impl Subject) -> Option<bool> {
        eval::expr(&self.expr, subject)
    }

    /// Some condition may have to look at the head.
    #[must_use]
    pub fn needs_head(&self) -> bool {
        self.expr.any(&|term| term.needs_head())
    }

    /// Some condition may have to look at the body.
    #[must_use]
    pub fn needs_body(&self) -> bool {
        self.expr.any(&|term| term.needs_body())
    }
}

impl Expr {
    /// Some term satisfies `check`.
    fn any(&self, check: &impl Fn(&Term) -> bool) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(|part| part.any(check)),
            Self::Not(part) => part.any(check),
            Self::Term(term) => check(term),
        }
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show::filter(&self.expr, f)
    }
}
