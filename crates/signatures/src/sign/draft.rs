//! A request being signed.

use alloc::{
    borrow::Cow,
    string::{String, ToString},
    vec::Vec,
};

use crate::{
    Request, SignError, SignInput, Signed,
    json::{self, Raw},
};

/// The request with what was changed so far.
pub(crate) struct Draft<'a> {
    pub(crate) input: &'a SignInput<'a>,
    pub(crate) signed: Signed,
}

impl<'a> Draft<'a> {
    pub(crate) fn new(input: &'a SignInput<'a>) -> Self {
        Self {
            input,
            signed: Signed::default(),
        }
    }

    pub(crate) fn url(&self) -> Option<&str> {
        self.signed.url.as_deref().or(self.input.url)
    }

    pub(crate) fn body(&self) -> &[u8] {
        self.signed.body.as_deref().unwrap_or(self.input.body)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        let given = self.input.headers.iter().map(|(name, _)| *name);
        let set = self.signed.headers.iter().map(|(name, _)| name.as_str());
        given.chain(set).any(|have| have.eq_ignore_ascii_case(name))
    }

    pub(crate) fn set(&mut self, name: &str, value: impl Into<String>) {
        let headers = &mut self.signed.headers;
        headers.retain(|(have, _)| !have.eq_ignore_ascii_case(name));
        headers.push((name.to_string(), value.into()));
    }

    /// Sets a header unless the caller chose one.
    pub(crate) fn default(&mut self, name: &str, value: impl Into<String>) {
        if !self.has(name) {
            self.set(name, value);
        }
    }

    /// Puts a JSON value in the place of the one at `path`. False when there is
    /// none.
    pub(crate) fn replace_json(&mut self, path: &[&str], value: &str) -> bool {
        let body = self.body();
        match json::find(body, path).and_then(|old| replaced(body, old, value)) {
            Some(body) => {
                self.signed.body = Some(body);
                true
            }
            None => false,
        }
    }

    /// Calls with the request as it is so far.
    pub(crate) fn with_request<T>(&self, f: impl FnOnce(&Request<'_>) -> T) -> T {
        let set = &self.signed.headers;
        let kept = self
            .input
            .headers
            .iter()
            .filter(|(name, _)| !set.iter().any(|(have, _)| have.eq_ignore_ascii_case(name)))
            .copied();
        let added = set
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_bytes()));
        let headers: Vec<(&str, &[u8])> = kept.chain(added).collect();
        f(&Request {
            method: self.input.method,
            url: self.url(),
            headers: &headers,
            body: self.body(),
        })
    }

    pub(crate) fn finish(self) -> Signed {
        self.signed
    }
}

/// The text with a value in the place of `old`, which is a part of it.
pub(crate) fn replaced(text: &[u8], old: Raw<'_>, value: &str) -> Option<Vec<u8>> {
    let start = old.0.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
    let before = text.get(..start)?;
    let after = text.get(start + old.0.len()..)?;
    Some([before, value.as_bytes(), after].concat())
}

/// A text as a JSON string.
pub(crate) fn quoted(text: &str) -> Result<String, SignError> {
    serde_json::to_string(text).map_err(|error| SignError::Lacks(error.to_string()))
}

/// The text of a lack.
pub(crate) fn lacks(what: impl Into<Cow<'static, str>>) -> SignError {
    SignError::Lacks(what.into().into_owned())
}
