//! Checking a request against what the user holds.

pub(crate) mod accepted;
mod adyen;
mod apple;
mod checks;
mod choice;
mod claims;
mod content_digest;
pub(crate) mod detached;
pub(crate) mod generic;
mod http_message;
pub(crate) mod jwt;
mod keyring;
pub(crate) mod locate;
pub(crate) mod material;
pub(crate) mod message_base;
mod parts;
pub(crate) mod render;
mod report;
mod shown;
pub(crate) mod signed;
pub(crate) mod stamp;
mod token;

use alloc::string::{String, ToString};

use thiserror::Error;

pub(crate) use self::{
    choice::choose,
    locate::{Candidate, Located, locate},
    material::{Key, key_of},
    render::{Chunk, Lack, View, render},
    report::Report,
};
use crate::{
    Keys, Request, Verdict, providers,
    scheme::{Entry, Kind, Scheme},
};

/// The clock, handed in because this crate has none. Microseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Now.
    pub now: i64,
    /// When the request arrived, if that was not now. Limits of age are applied
    /// to this time: an old capture is judged as its receiver would have.
    pub received_at: Option<i64>,
}

impl Clock {
    /// A request that is judged as it arrives.
    #[must_use]
    pub const fn at(now: i64) -> Self {
        Self {
            now,
            received_at: None,
        }
    }

    /// The time that decides.
    pub(crate) fn deciding(self) -> i64 {
        self.received_at.unwrap_or(self.now)
    }
}

/// Why nothing could be checked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum VerifyError {
    /// There is no provider of that id.
    #[error("unknown provider `{0}`: see the list of providers")]
    UnknownProvider(String),
    /// The provider has no scheme of that name.
    #[error("`{provider}` has no scheme `{scheme}`")]
    UnknownScheme {
        /// The provider's id.
        provider: String,
        /// The name that was asked for.
        scheme: String,
    },
    /// The provider is recognised, but how it signs is not known well enough.
    #[error("`{0}` can be recognised, but not checked: its scheme is not confirmed")]
    NotJudged(String),
}

/// Checks a request. Without a scheme the one whose header is there is taken.
///
/// # Errors
///
/// When the provider or scheme is not known, or is never judged. Everything
/// about the request itself is a [`Verdict`].
pub fn verify(
    provider: &str,
    scheme: Option<&str>,
    request: &Request<'_>,
    keys: &Keys,
    clock: Clock,
) -> Result<Verdict, VerifyError> {
    let entry = providers::find(provider)
        .ok_or_else(|| VerifyError::UnknownProvider(provider.to_string()))?;
    let scheme = match scheme {
        Some(name) => entry
            .scheme(name)
            .ok_or_else(|| VerifyError::UnknownScheme {
                provider: provider.to_string(),
                scheme: name.to_string(),
            })?,
        None => choose(entry, request, keys)
            .map(|(scheme, _)| scheme)
            .ok_or_else(|| VerifyError::NotJudged(provider.to_string()))?,
    };
    Ok(run(entry, scheme, request, keys, clock))
}

fn run(
    entry: &'static Entry,
    scheme: &Scheme,
    request: &Request<'_>,
    keys: &Keys,
    clock: Clock,
) -> Verdict {
    let report = Report::new(entry.id, scheme.name);
    match &scheme.kind {
        Kind::Signed(recipe) => signed::run(report, recipe, request, keys, clock),
        Kind::AdyenItems(recipe) => adyen::run(report, recipe, request, keys, clock),
        Kind::Token(at) => token::run(report, *at, request, keys),
        Kind::Jwt(jwt) => jwt::run(report, jwt, request, keys, clock),
        Kind::HttpMessage => http_message::run(report, request, keys, clock),
        Kind::Generic => generic::run(report, request, keys, clock),
    }
}
