//! Real event shapes, to be signed on the spot.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use crate::{Keys, SignError, SignInput, sign};

/// An event as a provider sends it, without its signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Sample {
    /// Provider id.
    pub provider: &'static str,
    /// Scheme it is signed with.
    pub scheme: &'static str,
    /// Event name.
    pub event: &'static str,
    /// A few words for a menu.
    pub title: &'static str,
    /// Method.
    pub method: &'static str,
    /// Headers without signature.
    pub headers: &'static [(&'static str, &'static str)],
    /// Body, exact.
    pub body: &'static str,
}

/// A sample ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Method.
    pub method: &'static str,
    /// URL to send it to.
    pub url: String,
    /// All headers, signature included.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
}

impl Sample {
    /// Signs the sample for `url`. `now` is in microseconds since 1970, `id` a
    /// fresh delivery id.
    ///
    /// # Errors
    ///
    /// When the secret cannot be used by this scheme.
    pub fn sign(&self, url: &str, keys: &Keys, now: i64, id: &str) -> Result<Event, SignError> {
        let given: Vec<(&str, &[u8])> = self
            .headers
            .iter()
            .map(|(name, value)| (*name, value.as_bytes()))
            .collect();
        let signed = sign(
            self.provider,
            Some(self.scheme),
            &SignInput {
                method: self.method,
                url: Some(url),
                headers: &given,
                body: self.body.as_bytes(),
                now,
                id,
            },
            keys,
        )?;
        let mut headers: Vec<(String, String)> = self
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .collect();
        for (name, value) in signed.headers {
            headers.retain(|(have, _)| !have.eq_ignore_ascii_case(&name));
            headers.push((name, value));
        }
        Ok(Event {
            method: self.method,
            url: signed.url.unwrap_or_else(|| url.to_string()),
            headers,
            body: signed.body.unwrap_or_else(|| self.body.as_bytes().to_vec()),
        })
    }
}

/// The samples.
#[must_use]
pub fn samples() -> &'static [Sample] {
    &[]
}
