//! Shared tokens and tokens made of claims.

use crate::encoding::Encoding;

/// Where a shared token is.
#[derive(Clone, Copy)]
pub(crate) enum TokenAt {
    /// In this header, after this prefix.
    Header(&'static str, &'static str),
    /// A header the user names, with a default.
    AnyHeader(&'static str),
    /// HTTP Basic with the parameter `username`.
    Basic,
    /// Inside the JSON body.
    Json(&'static [&'static str]),
    /// Inside JSON inside a form field.
    FormJson(&'static str, &'static [&'static str]),
    /// In the query of the URL.
    Query(&'static [&'static str]),
}

/// A token made of claims.
#[derive(Clone, Copy)]
pub(crate) struct Jwt {
    pub(crate) at: JwtAt,
    /// Names as in JOSE headers. Never taken from the token.
    pub(crate) algs: &'static [&'static str],
    pub(crate) payload: Payload,
    pub(crate) claims: &'static [Claim],
}

/// Where a token is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum JwtAt {
    /// This header; `Bearer ` is taken off where it is there.
    Header(&'static str),
    /// This value of the JSON body.
    Body(&'static str),
}

/// What the token signs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Payload {
    /// Its own middle part.
    Claims,
    /// The body as it is (`b64: false`) or encoded (Saleor).
    DetachedBody,
    /// Method, path, listed headers and body (TrueLayer).
    TrueLayer,
    /// Its own middle part, by a chain of certificates in its header (Apple).
    AppleChain,
}

/// Something a token must say.
#[derive(Clone, Copy)]
pub(crate) enum Claim {
    /// `iss` is one of these.
    Issuer(&'static [&'static str]),
    /// `iss` equals this parameter, when given, or one of the defaults.
    IssuerParam(&'static str, &'static [&'static str]),
    /// `aud` equals the parameter `audience` or else the URL.
    Audience,
    /// This claim equals the parameter of the same name, when given.
    Param(&'static str),
    /// `email_verified` is not false.
    EmailVerified,
    /// A digest of the body.
    BodyHash(&'static str, Encoding),
    /// The same, but there exactly when the body is not empty.
    BodyHashIfAny(&'static str, Encoding),
    /// A digest of the URL.
    UrlHash(&'static str),
    /// The URL itself.
    Url(&'static str),
    /// `exp` and `nbf`, with this much leeway in seconds.
    Times(i64),
    /// `iat` is no older than this many seconds.
    IssuedWithin(i64),
}
