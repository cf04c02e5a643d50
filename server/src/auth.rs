//! Who is calling, and what they may do.
//!
//! Knowing a capture URL lets you send, not read. Reading needs one of: the endpoint's
//! key, the owner cookie of the browser that created it, a share link, or the admin
//! token. Whoever has none of them gets the same 404 as for an endpoint that does not
//! exist. Tokens have 128 random bits, so a plain SHA-256 is enough to store; both
//! sides are hashed before they are compared, so that neither length nor prefix leaks.

use axum::extract::FromRequestParts;
use axum::http::header::{AUTHORIZATION, COOKIE, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::error::{ApiError, ApiResult};
use crate::sender::ConnectionFacts;
use crate::state::AppState;

/// Name of the cookie that makes a browser the owner of what it created.
pub const OWNER_COOKIE: &str = "creel_owner";

/// SHA-256 of a token.
pub type TokenHash = [u8; 32];

/// Hashes a token for storing or comparing.
#[must_use]
pub fn hash_token(token: &str) -> TokenHash {
    Sha256::digest(token.as_bytes()).into()
}

/// Compares two hashes without telling where they differ.
#[must_use]
pub fn same_token(a: &TokenHash, b: &TokenHash) -> bool {
    a.ct_eq(b).into()
}

/// A new token: 128 random bits as 32 hex digits, after a prefix that says what it is.
///
/// # Errors
/// When the operating system gives no randomness.
pub fn new_token(prefix: &str) -> ApiResult<String> {
    let mut bits = [0u8; 16];
    getrandom::fill(&mut bits).map_err(|error| ApiError::internal(error.to_string()))?;
    Ok(format!("{prefix}{}", const_hex::encode(bits)))
}

/// What a request brought to prove who sent it.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// Hash of the owner cookie.
    pub owner: Option<TokenHash>,
    /// Hash of the bearer token: an endpoint's key or the admin token.
    pub bearer: Option<TokenHash>,
    /// Id of a share link, from `?share=`.
    pub share: Option<String>,
    /// The bearer token is the server's admin token.
    pub admin: bool,
    /// A browser on another site sent this request: its cookie does not count.
    foreign: bool,
}

impl Caller {
    /// Reads cookie, bearer token and share id.
    #[must_use]
    pub fn new(
        parts: &Parts,
        admin_token: Option<&TokenHash>,
        public_origin: Option<&str>,
    ) -> Self {
        let headers = &parts.headers;
        let bearer = headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| hash_token(token.trim()));
        let admin = match (&bearer, admin_token) {
            (Some(given), Some(expected)) => same_token(given, expected),
            _ => false,
        };
        let facts = parts.extensions.get::<ConnectionFacts>();
        let foreign = is_foreign(
            headers,
            facts.map_or("", |facts| &facts.host),
            public_origin,
        );
        let owner = if foreign {
            None
        } else {
            cookie(headers, OWNER_COOKIE).map(hash_token)
        };
        let share = parts.uri.query().and_then(|query| {
            query
                .split('&')
                .find_map(|pair| pair.strip_prefix("share="))
                .map(str::to_owned)
        });
        Self {
            owner,
            bearer,
            share,
            admin,
            foreign,
        }
    }

    /// Whether a browser on another site sent this request.
    #[must_use]
    pub const fn is_foreign(&self) -> bool {
        self.foreign
    }
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> ApiResult<Self> {
        if let Some(caller) = parts.extensions.get::<Self>() {
            return Ok(caller.clone());
        }
        let caller = Self::new(
            parts,
            state.admin_token.as_ref(),
            state.public_origin.as_deref(),
        );
        if caller.foreign
            && parts.method != Method::GET
            && parts.method != Method::HEAD
            && caller.bearer.is_none()
        {
            return Err(ApiError::new(
                StatusCode::FORBIDDEN,
                "other_site",
                "A page on another site cannot change anything here. Send the endpoint's key as a bearer token.",
            ));
        }
        parts.extensions.insert(caller.clone());
        Ok(caller)
    }
}

/// The value of a cookie.
#[must_use]
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(n, value)| (n == name).then_some(value))
}

/// A browser says where a request comes from in `Origin`. Same-site cookies do not tell
/// two ports of one host apart, so the cookie counts only when the origin is ours.
fn is_foreign(headers: &HeaderMap, host: &str, public_origin: Option<&str>) -> bool {
    let Some(origin) = headers.get(ORIGIN).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    if public_origin.is_some_and(|ours| ours.eq_ignore_ascii_case(origin)) {
        return false;
    }
    let theirs = origin.split_once("://").map(|(_, host)| host);
    !theirs.is_some_and(|theirs| theirs.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    fn caller(headers: &[(&str, &str)]) -> Caller {
        let facts = ConnectionFacts {
            tls: false,
            host: "localhost:3000".into(),
        };
        let mut request = Request::builder()
            .uri("/api/endpoints/x?share=abc&x=1")
            .extension(facts);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let admin = hash_token("adm");
        Caller::new(
            &request.body(()).unwrap().into_parts().0,
            Some(&admin),
            Some("https://hooks.example"),
        )
    }

    #[test]
    fn reads_what_proves_the_caller() {
        let who = caller(&[
            ("cookie", "a=b; creel_owner=tok"),
            ("authorization", "bearer adm"),
        ]);
        assert_eq!(who.owner, Some(hash_token("tok")));
        assert!(who.admin);
        assert_eq!(who.share.as_deref(), Some("abc"));
    }

    #[test]
    fn the_cookie_of_another_site_does_not_count() {
        let cookie = ("cookie", "creel_owner=tok");
        for (origin, foreign) in [
            ("http://localhost:3000", false),
            ("https://hooks.example", false),
            ("http://localhost:8080", true),
            ("null", true),
        ] {
            let who = caller(&[cookie, ("origin", origin)]);
            assert_eq!(who.is_foreign(), foreign, "{origin}");
            assert_eq!(who.owner.is_none(), foreign, "{origin}");
        }
    }

    #[test]
    fn tokens_are_random_and_prefixed() {
        let (a, b) = (new_token("ck_").unwrap(), new_token("ck_").unwrap());
        assert_ne!(a, b);
        assert_eq!((a.len(), &a[..3]), (35, "ck_"));
    }
}
