//! Who sent a hit, and whether its signature holds.

use domain::Outcome;
use domain::head::Head;
use signatures::Request;

/// What is known about the sender.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Recognised sender.
    pub provider: Option<String>,
    /// Event name.
    pub event: Option<String>,
    /// Delivery id.
    pub delivery_id: Option<String>,
    /// Result of the check; `None` when nobody was recognised and no secret is saved.
    pub outcome: Option<Outcome>,
    /// All verdicts as a JSON array.
    pub verdicts: Option<Vec<u8>>,
}

/// Recognises the sender of a request by its headers, and its body where those are silent.
#[must_use]
pub fn recognise(method: &str, url: &str, head: &[u8], body: &[u8]) -> Checked {
    let headers: Vec<(&str, &[u8])> = Head::new(head)
        .fields()
        .filter_map(|(name, value)| Some((core::str::from_utf8(name).ok()?, value)))
        .collect();
    let request = Request {
        method,
        url: Some(url),
        headers: &headers,
        body,
    };
    let Some(seen) = signatures::recognise(&request) else {
        return Checked::default();
    };
    Checked {
        provider: Some(seen.provider.to_owned()),
        event: seen.event,
        delivery_id: seen.delivery_id,
        outcome: Some(if seen.signed {
            Outcome::NoSecret
        } else {
            Outcome::Unsigned
        }),
        verdicts: None,
    }
}
