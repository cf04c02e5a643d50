//! The address this server is reached at, as the caller sees it.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::{Endpoint, Slug};
use store::EndpointRow;

use crate::error::{ApiError, ApiResult};
use crate::sender::ConnectionFacts;
use crate::state::AppState;

/// Scheme, host, port and base path without a final slash: `--public-url` when it is set, else
/// what the caller's `Host` says.
#[derive(Clone, Debug)]
pub struct BaseUrl(String);

impl BaseUrl {
    /// The absolute capture URL for an id or slug.
    #[must_use]
    pub fn capture(&self, name: &str) -> String {
        format!("{}/{name}", self.0)
    }

    /// The text of it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// An endpoint as the API shows it.
    #[must_use]
    pub fn endpoint(&self, row: EndpointRow) -> Endpoint {
        let name = row
            .slug
            .as_ref()
            .map_or_else(|| row.id.to_string(), Slug::to_string);
        Endpoint {
            id: row.id,
            slug: row.slug,
            label: row.label,
            url: self.capture(&name),
            visibility: row.visibility,
            hits: row.hits,
            bytes: row.bytes,
            last_seq: row.last_seq,
            created_at: row.created_at,
            last_hit_at: row.last_hit_at,
            expires_at: row.expires_at,
            settings: row.settings,
            key: None,
        }
    }
}

impl FromRequestParts<AppState> for BaseUrl {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> ApiResult<Self> {
        if let Some(url) = &state.settings.public_url {
            return Ok(Self(url.trim_end_matches('/').to_owned()));
        }
        let facts = parts.extensions.get::<ConnectionFacts>();
        let origin = facts.map_or_else(|| "http://localhost".to_owned(), ConnectionFacts::origin);
        Ok(Self(format!("{origin}{}", state.settings.base_path)))
    }
}
