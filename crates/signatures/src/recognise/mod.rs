//! Who sent it, judged without a secret.

use alloc::string::String;

use serde::Serialize;

use crate::Request;

/// Who probably sent a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Recognition {
    /// Provider id.
    pub provider: &'static str,
    /// The scheme whose signature is there, or the provider's usual one.
    pub scheme: Option<&'static str>,
    /// How sure.
    pub confidence: Confidence,
    /// Event name, such as `push` or `invoice.paid`.
    pub event: Option<String>,
    /// The id of this delivery, the same when it is sent again.
    pub delivery_id: Option<String>,
    /// Which attempt this is, as far as the sender says.
    pub retry: Option<u32>,
    /// Whether there is a signature or token.
    pub signed: bool,
}

/// How sure a recognition is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// One weak sign.
    Hint,
    /// Several senders do this; this is the usual one.
    Likely,
    /// Only this provider does.
    Certain,
}

/// Says who sent a request, from its headers and, where those are silent, from
/// the beginning of its body. Meant to run on every request.
#[must_use]
pub fn recognise(_request: &Request<'_>) -> Option<Recognition> {
    None
}
