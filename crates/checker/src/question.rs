//! What the page asks, in JSON.

use std::{borrow::Cow, collections::BTreeMap};

use base64::{Engine, engine::general_purpose::STANDARD};
use signatures::{Clock, Form, Keys, Param, RawJson, Request, Secret};
use wasm_bindgen::prelude::JsError;

/// A request to judge and what to judge it with, as a JSON object:
///
/// - `provider` and `scheme`;
/// - `secret` with its `name`, or `secrets`: a list of objects with both;
/// - `others`: secrets of other endpoints, to find out which one was meant;
/// - `public_key`: text, or a JWK or set of them as it is;
/// - `params`: texts or lists of texts by name;
/// - `method`, `url`, and `headers`: objects with `name` and `value` or
///   `value_base64`, or pairs of texts;
/// - `now` and `received_at`: microseconds since 1970.
///
/// Only what the call needs must be there.
pub(crate) struct Question<'a> {
    root: RawJson<'a>,
    method: Cow<'a, str>,
    url: Option<Cow<'a, str>>,
}

/// A header's name and the bytes of its value.
type Header<'a> = (Cow<'a, str>, Cow<'a, [u8]>);

impl<'a> Question<'a> {
    pub(crate) fn read(json: &'a str) -> Result<Self, JsError> {
        let root = RawJson::read(json).ok_or_else(|| JsError::new("the question is not JSON"))?;
        let text = |name| root.at(&[name]).and_then(RawJson::text);
        Ok(Self {
            root,
            method: text("method").unwrap_or_default(),
            url: text("url"),
        })
    }

    pub(crate) fn text(&self, name: &str) -> Option<Cow<'a, str>> {
        self.root.at(&[name])?.text()
    }

    fn number(&self, name: &str) -> Option<i64> {
        self.text(name)?.parse().ok()
    }

    fn list(&self, name: &str) -> Vec<RawJson<'a>> {
        self.root
            .at(&[name])
            .map(RawJson::items)
            .unwrap_or_default()
    }

    /// Names and bytes of the headers.
    pub(crate) fn headers(&self) -> Result<Vec<Header<'a>>, JsError> {
        self.list("headers").into_iter().map(header).collect()
    }

    /// The request, with headers as [`Question::headers`] gave them.
    pub(crate) fn request<'r>(
        &'r self,
        headers: &'r [(&'r str, &'r [u8])],
        body: &'r [u8],
    ) -> Request<'r> {
        Request {
            method: &self.method,
            url: self.url.as_deref(),
            headers,
            body,
        }
    }

    pub(crate) fn keys(&self) -> Keys {
        let single = self.text("secret").map(|text| {
            let name = self.text("name");
            with_forms(name.as_deref().unwrap_or("secret"), &text)
        });
        let all = |name: &str| self.list(name).into_iter().filter_map(named);
        Keys {
            secrets: single.into_iter().chain(all("secrets")).collect(),
            others: all("others").collect(),
            public_key: self.root.at(&["public_key"]).and_then(key),
            params: self.params(),
            ..Keys::default()
        }
    }

    fn params(&self) -> BTreeMap<String, Param> {
        let Some(root) = self.root.at(&["params"]) else {
            return BTreeMap::new();
        };
        root.keys()
            .filter_map(|name| {
                let value = root.at(&[&name])?;
                let param = match value.text() {
                    Some(text) => Param::Text(text.into_owned()),
                    None => Param::List(texts(value)),
                };
                Some((name.into_owned(), param))
            })
            .collect()
    }

    pub(crate) fn clock(&self) -> Clock {
        Clock {
            now: self.number("now").unwrap_or_default(),
            received_at: self.number("received_at"),
        }
    }
}

fn texts(list: RawJson<'_>) -> Vec<String> {
    list.items()
        .into_iter()
        .filter_map(|item| Some(item.text()?.into_owned()))
        .collect()
}

fn header(item: RawJson<'_>) -> Result<Header<'_>, JsError> {
    let text = |name| item.at(&[name]).and_then(RawJson::text);
    let bytes = |text: Cow<'_, str>| Cow::Owned(text.into_owned().into_bytes());
    if let (Some(name), Some(value)) = (text("0"), text("1")) {
        return Ok((name, bytes(value)));
    }
    let name = text("name").ok_or_else(|| JsError::new("a header has no name"))?;
    if let Some(value) = text("value") {
        return Ok((name, bytes(value)));
    }
    let value = STANDARD
        .decode(&*text("value_base64").unwrap_or_default())
        .map_err(|_| JsError::new("a header's value_base64 is not base64"))?;
    Ok((name, Cow::Owned(value)))
}

fn named(item: RawJson<'_>) -> Option<Secret> {
    let secret = item.at(&["secret"])?.text()?;
    let name = item.at(&["name"]).and_then(RawJson::text);
    Some(with_forms(name.as_deref().unwrap_or("secret"), &secret))
}

/// A key as text, or a JWK or set of them as it is.
fn key(value: RawJson<'_>) -> Option<String> {
    match value.text() {
        Some(text) => Some(text.into_owned()),
        None => value
            .as_written()
            .filter(|text| text.starts_with('{'))
            .map(ToOwned::to_owned),
    }
}

/// A secret with its Unicode forms, which JavaScript knows how to make.
fn with_forms(name: &str, text: &str) -> Secret {
    let secret = Secret::new(name, text);
    if text.is_ascii() {
        return secret;
    }
    Form::ALL.into_iter().fold(secret, |secret, form| {
        let text = js_sys::JsString::from(text);
        secret.with_form(form, String::from(text.normalize(form.name())))
    })
}
