//! What the page asks, in JSON.

use std::{borrow::Cow, collections::BTreeMap};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use signatures::{Clock, Form, Keys, Param, Request, Secret};
use wasm_bindgen::prelude::JsError;

/// A request to judge and what to judge it with. Times are microseconds since
/// 1970. Only what the call needs must be there.
#[derive(Deserialize)]
pub(crate) struct Question {
    #[serde(default)]
    pub(crate) provider: String,
    pub(crate) scheme: Option<String>,
    /// One secret, for those who have one…
    secret: Option<String>,
    /// …and its name.
    name: Option<String>,
    #[serde(default)]
    secrets: Vec<Named>,
    /// Secrets of other endpoints, to find out which one was meant.
    #[serde(default)]
    others: Vec<Named>,
    public_key: Option<Key>,
    #[serde(default)]
    params: BTreeMap<String, Param>,
    #[serde(default)]
    method: String,
    url: Option<String>,
    #[serde(default)]
    headers: Vec<Header>,
    #[serde(default)]
    now: i64,
    received_at: Option<i64>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
    #[serde(alias = "text")]
    secret: String,
}

/// A key as text, or a JWK or JWK set as it is.
#[derive(Deserialize)]
#[serde(untagged)]
enum Key {
    Text(String),
    Json(serde_json::Value),
}

/// A header as the API writes it, or as a pair.
#[derive(Deserialize)]
#[serde(untagged)]
enum Header {
    Pair(String, String),
    Named {
        name: String,
        value: Option<String>,
        value_base64: Option<String>,
    },
}

/// A header's name and the bytes of its value.
type NameAndBytes<'a> = (&'a str, Cow<'a, [u8]>);

impl Header {
    fn bytes(&self) -> Result<NameAndBytes<'_>, JsError> {
        Ok(match self {
            Self::Pair(name, value) => (name, Cow::Borrowed(value.as_bytes())),
            Self::Named {
                name,
                value: Some(value),
                ..
            } => (name, Cow::Borrowed(value.as_bytes())),
            Self::Named {
                name, value_base64, ..
            } => {
                let text = value_base64.as_deref().unwrap_or_default();
                let bytes = STANDARD
                    .decode(text)
                    .map_err(|_| JsError::new("a header's value_base64 is not base64"))?;
                (name, Cow::Owned(bytes))
            }
        })
    }
}

impl Question {
    pub(crate) fn read(json: &str) -> Result<Self, JsError> {
        Ok(serde_json::from_str(json)?)
    }

    /// Names and bytes of the headers.
    pub(crate) fn headers(&self) -> Result<Vec<NameAndBytes<'_>>, JsError> {
        self.headers.iter().map(Header::bytes).collect()
    }

    /// The request, with headers as [`Question::headers`] gave them.
    pub(crate) fn request<'a>(
        &'a self,
        headers: &'a [(&'a str, &'a [u8])],
        body: &'a [u8],
    ) -> Request<'a> {
        Request {
            method: &self.method,
            url: self.url.as_deref(),
            headers,
            body,
        }
    }

    pub(crate) fn keys(&self) -> Keys {
        let single = self.secret.as_deref().map(|text| {
            let name = self.name.as_deref().unwrap_or("secret");
            with_forms(name, text)
        });
        let all = |list: &[Named]| -> Vec<Secret> {
            list.iter()
                .map(|named| with_forms(&named.name, &named.secret))
                .collect()
        };
        Keys {
            secrets: single.into_iter().chain(all(&self.secrets)).collect(),
            others: all(&self.others),
            public_key: self.public_key.as_ref().map(|key| match key {
                Key::Text(text) => text.clone(),
                Key::Json(json) => json.to_string(),
            }),
            params: self.params.clone(),
            ..Keys::default()
        }
    }

    pub(crate) fn clock(&self) -> Clock {
        Clock {
            now: self.now,
            received_at: self.received_at,
        }
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
