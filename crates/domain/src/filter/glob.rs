//! Text with `*` for anything.

use super::search::find_any_case;

/// Text in which `*` stands for any bytes, also for none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glob {
    /// What stands between the stars: never empty, one piece when there is no star.
    pieces: Vec<String>,
}

impl Glob {
    /// A glob from what stands between its stars.
    pub(super) fn new(pieces: Vec<String>) -> Self {
        let mut kept: Vec<String> = Vec::with_capacity(pieces.len());
        let last = pieces.len().saturating_sub(1);
        for (at, piece) in pieces.into_iter().enumerate() {
            // Two stars side by side are one.
            if !piece.is_empty() || at == 0 || at == last {
                kept.push(piece);
            }
        }
        if kept.is_empty() {
            kept.push(String::new());
        }
        Self { pieces: kept }
    }

    /// A glob without a star.
    #[must_use]
    pub fn literal(text: &str) -> Self {
        Self {
            pieces: vec![text.to_owned()],
        }
    }

    /// What stands between the stars.
    pub(super) fn pieces(&self) -> &[String] {
        &self.pieces
    }

    /// The text, when there is no star in it.
    #[must_use]
    pub fn as_literal(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Just a star: anything, as long as it is there.
    #[must_use]
    pub fn is_any(&self) -> bool {
        matches!(self.pieces.as_slice(), [a, b] if a.is_empty() && b.is_empty())
    }

    /// Whether the whole of `text` is like this, byte for byte.
    #[must_use]
    pub fn matches(&self, text: &[u8]) -> bool {
        self.matches_by(text, |a, b| a == b, memchr::memmem::find)
    }

    /// The same without regard to ASCII case.
    #[must_use]
    pub fn matches_any_case(&self, text: &[u8]) -> bool {
        self.matches_by(text, <[u8]>::eq_ignore_ascii_case, find_any_case)
    }

    fn matches_by(
        &self,
        text: &[u8],
        same: impl Fn(&[u8], &[u8]) -> bool,
        find: impl Fn(&[u8], &[u8]) -> Option<usize>,
    ) -> bool {
        let (first, rest) = match self.pieces.split_first() {
            Some((first, rest)) => (first.as_bytes(), rest),
            None => return text.is_empty(),
        };
        let Some((last, middle)) = rest.split_last() else {
            return text.len() == first.len() && same(text, first);
        };
        let last = last.as_bytes();
        if text.len() < first.len() + last.len() {
            return false;
        }
        let (start, text) = text.split_at(first.len());
        let (mut text, end) = text.split_at(text.len() - last.len());
        if !same(start, first) || !same(end, last) {
            return false;
        }
        // The earliest place for each piece leaves the most room for the next.
        for piece in middle {
            let piece = piece.as_bytes();
            let Some(at) = find(text, piece) else {
                return false;
            };
            text = text.get(at + piece.len()..).unwrap_or_default();
        }
        true
    }
}
