//! Endpoints: a capture URL and its settings.

use core::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use uuid::Uuid;

use crate::hit::Header;
use crate::time::Timestamp;

/// Path segments that can never be a slug because the server answers them itself.
pub const RESERVED: &[&str] = &[
    "api",
    "assets",
    "creel",
    "docs",
    "favicon",
    "healthz",
    "index",
    "livez",
    "login",
    "metrics",
    "new",
    "pkg",
    "public",
    "readyz",
    "robots",
    "settings",
    "static",
    "status",
    "well-known",
];

/// A name chosen for an endpoint, used in its URL in place of the UUID.
///
/// `[a-z0-9][a-z0-9-]{2,62}`, not a reserved word and not shaped like a UUID.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Slug(String);

/// Why a text cannot be a slug.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSlug {
    /// Wrong characters or length.
    #[error("a slug has 3 to 63 of a-z, 0-9 and -, and starts with a letter or digit")]
    Form,
    /// One of [`RESERVED`].
    #[error("this slug is reserved by the server; choose another")]
    Reserved,
    /// A UUID names another endpoint.
    #[error("a slug cannot be a UUID")]
    Uuid,
}

impl Slug {
    /// Checks the rules of a slug.
    ///
    /// # Errors
    /// [`BadSlug`] says which rule is broken.
    pub fn parse(text: &str) -> Result<Self, BadSlug> {
        let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        let bytes = text.as_bytes();
        let form = (3..=63).contains(&bytes.len())
            && bytes.first().copied().is_some_and(allowed)
            && bytes.iter().all(|&b| allowed(b) || b == b'-');
        if !form {
            return Err(BadSlug::Form);
        }
        if RESERVED.contains(&text) {
            return Err(BadSlug::Reserved);
        }
        if Uuid::try_parse(text).is_ok() {
            return Err(BadSlug::Uuid);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text of the slug.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Slug {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// Who may read an endpoint besides its owner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Owner's cookie, endpoint key, share link or admin token.
    #[default]
    Private,
    /// Anyone who knows the id.
    Link,
}

/// An endpoint as the API shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// Permanent id; also its capture path unless there is a slug (both work).
    pub id: Uuid,
    /// Chosen name in the URL.
    pub slug: Option<Slug>,
    /// Name for people.
    pub label: Option<String>,
    /// Absolute capture URL.
    pub url: String,
    /// Who may read it.
    pub visibility: Visibility,
    /// Hits kept now.
    pub hits: u64,
    /// Bytes kept now: heads, trailers and bodies.
    pub bytes: u64,
    /// Number of the newest hit ever; 0 before the first. Never goes back.
    pub last_seq: u64,
    /// When it was created.
    pub created_at: Timestamp,
    /// When the newest hit came.
    pub last_hit_at: Option<Timestamp>,
    /// When it stops answering and is deleted; `None` keeps it.
    pub expires_at: Option<Timestamp>,
    /// How it behaves.
    pub settings: Settings,
    /// The key that reads and changes it; present only in the answer that created it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

impl Endpoint {
    /// What stands in the address: the slug, or the id.
    #[must_use]
    pub fn name(&self) -> String {
        self.slug
            .as_ref()
            .map_or_else(|| self.id.to_string(), ToString::to_string)
    }
}

/// How an endpoint behaves. Every field has a default, so a part may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// What senders get.
    pub reply: ReplyRule,
    /// Answer 401 to a hit whose signature does not verify (needs a secret saved on the server).
    pub reject_failed: bool,
    /// Hits kept; the oldest unpinned go first. `None`: the server's limit.
    pub max_hits: Option<u64>,
    /// Bytes kept; the oldest unpinned hits go first. `None`: the server's limit.
    pub max_bytes: Option<u64>,
    /// Seconds a hit is kept. `None`: the server's limit.
    pub max_age: Option<u64>,
}

/// The fixed reply of an endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReplyRule {
    /// Status, 200 to 599.
    pub status: u16,
    /// Headers in order. Hop-by-hop headers, `Content-Length` and `Set-Cookie` are refused.
    pub headers: Vec<Header>,
    /// Body text.
    pub body: String,
    /// Milliseconds to wait after the hit is stored and before the reply leaves.
    pub delay_ms: u32,
}

impl Default for ReplyRule {
    fn default() -> Self {
        Self {
            status: 200,
            headers: Vec::new(),
            body: String::new(),
            delay_ms: 0,
        }
    }
}

/// Body of `POST /api/endpoints` and `PUT /api/endpoints/{id}`; everything is optional.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NewEndpoint {
    /// Chosen name in the URL.
    pub slug: Option<Slug>,
    /// Name for people, 1 to 100 characters.
    pub label: Option<String>,
    /// Who may read it.
    pub visibility: Visibility,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// How it behaves.
    pub settings: Settings,
}

/// Body of `PATCH /api/endpoints/{id}`: a field that is absent stays, `null` clears.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EndpointChange {
    /// New slug, or none.
    #[serde(deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub slug: Option<Option<Slug>>,
    /// New label, or none.
    #[serde(deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub label: Option<Option<String>>,
    /// Who may read it from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
    /// New end, or none.
    #[serde(deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Option<Timestamp>>,
    /// New settings, as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings: Option<Settings>,
}

/// Tells `null` (clear) from an absent field (keep).
pub(crate) fn present<'de, T, D>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slug_rules() {
        assert_eq!(
            Slug::parse("harbour-orders").unwrap().as_str(),
            "harbour-orders"
        );
        for bad in ["ab", "-abc", "Abc", "a_b_c", &"a".repeat(64), "", "äbc"] {
            assert_eq!(Slug::parse(bad), Err(BadSlug::Form), "{bad}");
        }
        assert_eq!(Slug::parse("api"), Err(BadSlug::Reserved));
        assert_eq!(
            Slug::parse("00000000-0000-4000-8000-000000000000"),
            Err(BadSlug::Uuid)
        );
    }

    #[test]
    fn a_change_tells_null_from_absent() {
        let change: EndpointChange = serde_json::from_str(r#"{"label":null}"#).unwrap();
        assert_eq!(change.label, Some(None));
        assert_eq!(change.slug, None);
    }

    #[test]
    fn unknown_fields_are_named() {
        let error = serde_json::from_str::<NewEndpoint>(r#"{"lable":"x"}"#).unwrap_err();
        assert!(error.to_string().contains("lable"), "{error}");
    }
}
