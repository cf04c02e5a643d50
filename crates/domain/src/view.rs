//! A body as it can be read.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

/// A piece of a body as it can be read: content codings undone, text as UTF-8. The exact bytes are
/// those of the body itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodyView {
    /// Where the piece begins, in bytes of the whole as it can be read.
    pub offset: u64,
    /// Bytes of the whole.
    pub total: u64,
    /// Content codings that were undone, as the sender named them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub codings: Option<String>,
    /// Charset that the text was converted from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charset: Option<String>,
    /// Why the content codings could not be undone: this is the body as it was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed: Option<String>,
    /// The piece, when the whole is text; it begins and ends between characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The piece, when it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base64: Option<String>,
}

impl BodyView {
    /// The piece of `whole` from `offset` on, of at most `limit` bytes. Of text it may be up to
    /// three bytes shorter, so that no character is cut.
    #[must_use]
    pub fn piece(whole: &[u8], offset: u64, limit: u64) -> Self {
        let from = usize::try_from(offset)
            .unwrap_or(usize::MAX)
            .min(whole.len());
        let to = usize::try_from(limit).unwrap_or(usize::MAX);
        let to = from.saturating_add(to).min(whole.len());
        let mut view = Self {
            offset: from as u64,
            total: whole.len() as u64,
            ..Self::default()
        };
        match core::str::from_utf8(whole) {
            Ok(text) => {
                let from = text.floor_char_boundary(from);
                let to = text.floor_char_boundary(to);
                view.offset = from as u64;
                view.text = text.get(from..to).map(ToOwned::to_owned);
            }
            Err(_) => view.base64 = whole.get(from..to).map(|piece| STANDARD.encode(piece)),
        }
        view
    }

    /// The bytes of the piece; empty when `base64` is not base64.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        match (&self.text, &self.base64) {
            (Some(text), _) => text.clone().into_bytes(),
            (None, Some(coded)) => STANDARD.decode(coded).unwrap_or_default(),
            (None, None) => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All pieces of `limit` bytes, put together.
    fn joined(whole: &[u8], limit: u64) -> Vec<u8> {
        let mut all = Vec::new();
        while all.len() < whole.len() {
            let view = BodyView::piece(whole, all.len() as u64, limit);
            assert_eq!(
                (view.offset, view.total),
                (all.len() as u64, whole.len() as u64)
            );
            all.extend(view.bytes());
        }
        all
    }

    #[test]
    fn pieces_make_the_whole() {
        for whole in [
            "aé€😀b".repeat(20).as_bytes(),
            b"\xff\x00a\xfe".repeat(9).as_slice(),
        ] {
            for limit in 4..12 {
                assert_eq!(joined(whole, limit), whole);
            }
        }
    }

    #[test]
    fn beyond_the_end_is_nothing() {
        let view = BodyView::piece("é".as_bytes(), 90, 10);
        assert_eq!(
            (view.offset, view.total, view.text.as_deref()),
            (2, 2, Some(""))
        );
    }
}
