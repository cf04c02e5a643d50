//! What differs between two bodies or two lists of names and values.
//!
//! JSON is compared by structure, text line by line, anything else as hex. What comes in is hostile: depth,
//! lines and the length of a line are bounded, and the line diff stays quick on texts made to slow it down.
//! No I/O and no clock.

mod json;
mod lines;
mod pairs;
mod text;
mod value;

use domain::compare::Differences;

pub use pairs::pairs;

/// What the reader asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Show what is equal as well.
    pub equal: bool,
    /// Items of a JSON array may stand in any order.
    pub any_order: bool,
}

/// Compares two bodies.
#[must_use]
pub fn bodies(a: &[u8], b: &[u8], options: Options) -> Differences {
    if let (Some(a), Some(b)) = (value::read(a), value::read(b)) {
        return json::compare(&a, &b, options);
    }
    match (core::str::from_utf8(a), core::str::from_utf8(b)) {
        (Ok(a), Ok(b)) => text::compare(a, b, options),
        _ => text::bytes(a, b, options),
    }
}

#[cfg(test)]
mod tests;
