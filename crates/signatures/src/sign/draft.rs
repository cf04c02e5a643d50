//! A request being signed.

use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
    vec::Vec,
};

use crate::{
    Request, SignError, SignInput, Signed, form,
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

    /// Puts a JSON value at `path`, in the place of the one that is there or as a
    /// new member.
    ///
    /// # Errors
    ///
    /// When the body has no object that could hold it.
    pub(crate) fn put_json(&mut self, path: &[&str], value: &str) -> Result<(), SignError> {
        let body = match self.body() {
            b"" => b"{}",
            body => body,
        };
        let body = with_value(body, path, value)
            .ok_or_else(|| lacks(format!("The body has no place for {}.", path.join("."))))?;
        self.signed.body = Some(body);
        Ok(())
    }

    /// Puts a text at `path` of a JSON body, or in the field of the last name when
    /// the body is a form.
    pub(crate) fn put_text(&mut self, path: &[&str], text: &str) -> Result<(), SignError> {
        let body = self.body();
        match path.last() {
            Some(name) if !body.is_empty() && json::root(body).is_none() => {
                self.signed.body = Some(form::with_field(body, name, text));
                Ok(())
            }
            _ => self.put_json(path, &quoted(text)?),
        }
    }

    /// Puts a text at `path` of the JSON in a field of a form or multipart body.
    pub(crate) fn put_form_text(
        &mut self,
        field: &str,
        path: &[&str],
        text: &str,
    ) -> Result<(), SignError> {
        let no_place = || {
            lacks(format!(
                "The form field {field} has no place for {}.",
                path.join(".")
            ))
        };
        let body = self.body();
        let body = if let Some(part) = form::part(body, field) {
            let new = with_value(part, path, &quoted(text)?).ok_or_else(no_place)?;
            replaced(body, Raw(part), &new).ok_or_else(no_place)?
        } else {
            let old = form::field(body, field).ok_or_else(no_place)?;
            let new = with_value(&old, path, &quoted(text)?).ok_or_else(no_place)?;
            let new = String::from_utf8(new).map_err(|_| no_place())?;
            form::with_field(body, field, &new)
        };
        self.signed.body = Some(body);
        Ok(())
    }

    /// Puts a body that is JSON, or empty, into a form field of its own.
    pub(crate) fn wrap_in_form(&mut self, field: &str) {
        if let Some(text) = self.bare_json() {
            self.signed.body = Some(form::with_field(b"", field, &text));
            self.set("content-type", "application/x-www-form-urlencoded");
        }
    }

    /// Puts a body that is JSON, or empty, into a multipart field of its own.
    pub(crate) fn wrap_in_multipart(&mut self, field: &str) {
        const BOUNDARY: &str = "creel-7e3f9a0c5d1b4268";
        if let Some(text) = self.bare_json() {
            let body = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{text}\r\n\
                 --{BOUNDARY}--\r\n"
            );
            self.signed.body = Some(body.into_bytes());
            self.set(
                "content-type",
                format!("multipart/form-data; boundary={BOUNDARY}"),
            );
        }
    }

    fn bare_json(&self) -> Option<String> {
        match self.body() {
            b"" => Some("{}".to_string()),
            body => json::root(body)
                .and_then(Raw::as_written)
                .map(ToString::to_string),
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
fn replaced(text: &[u8], old: Raw<'_>, value: &[u8]) -> Option<Vec<u8>> {
    let start = old.0.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
    let before = text.get(..start)?;
    let after = text.get(start + old.0.len()..)?;
    Some([before, value, after].concat())
}

/// The JSON text with a value at `path`, new members first in their objects.
/// `None` where the path leads through something that is not an object.
fn with_value(text: &[u8], path: &[&str], value: &str) -> Option<Vec<u8>> {
    let root = json::root(text)?;
    let known = (0..=path.len())
        .rev()
        .find(|n| root.at(&path[..*n]).is_some())?;
    let old = root.at(&path[..known])?;
    let [name, inner @ ..] = &path[known..] else {
        return replaced(text, old, value.as_bytes());
    };
    let rest = old.0.strip_prefix(b"{")?;
    let inner = inner
        .iter()
        .rev()
        .try_fold(value.to_string(), |value, name| {
            Some(format!("{{{}:{value}}}", quoted(name).ok()?))
        })?;
    let comma = if rest.trim_ascii_start().starts_with(b"}") {
        ""
    } else {
        ","
    };
    let member = format!("{{{}:{inner}{comma}", quoted(name).ok()?);
    replaced(text, old, &[member.as_bytes(), rest].concat())
}

/// A text as a JSON string.
pub(crate) fn quoted(text: &str) -> Result<String, SignError> {
    serde_json::to_string(text).map_err(|error| SignError::Lacks(error.to_string()))
}

/// The text of a lack.
pub(crate) fn lacks(what: impl Into<Cow<'static, str>>) -> SignError {
    SignError::Lacks(what.into().into_owned())
}
