//! Making signatures: for samples, for replays, for `creel sign`. The templates
//! are those that verification fills.

mod claims;
mod draft;
mod jws;
mod message;
mod prepare;
mod private_key;
mod recipe;
mod token;

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use thiserror::Error;

pub(crate) use self::draft::Draft;
use crate::{Keys, providers::find, scheme::Kind, verify::generic};

/// What to sign.
#[derive(Clone, Copy, Debug)]
pub struct SignInput<'a> {
    /// Method of the request to be sent.
    pub method: &'a str,
    /// Full URL it will be sent to.
    pub url: Option<&'a str>,
    /// Headers already chosen, such as the content type and event name.
    pub headers: &'a [(&'a str, &'a [u8])],
    /// Body to be sent.
    pub body: &'a [u8],
    /// Time to sign, in microseconds since 1970.
    pub now: i64,
    /// Delivery id, for schemes that sign one. Any text without blanks.
    pub id: &'a str,
}

/// What to change on the request so that it verifies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signed {
    /// Headers to set, replacing those of the same name.
    pub headers: Vec<(String, String)>,
    /// The URL, where a digest or token travels in it.
    pub url: Option<String>,
    /// The body, where the signature travels in it.
    pub body: Option<Vec<u8>>,
}

/// Why a request cannot be signed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SignError {
    /// There is no such provider or scheme.
    #[error("unknown provider or scheme `{0}`")]
    Unknown(String),
    /// The provider is only recognised: how it signs is not confirmed.
    #[error("`{0}` can be recognised, but not signed for: its scheme is not confirmed")]
    Unconfirmed(String),
    /// A secret, key or setting is missing or cannot be read.
    #[error("{0}")]
    Key(String),
    /// The request lacks something the scheme signs.
    #[error("{0}")]
    Lacks(String),
}

/// Signs a request as the provider would. Without a scheme the provider's
/// preferred one is taken.
///
/// # Errors
///
/// When the scheme is unknown, or something it needs is missing.
pub fn sign(
    provider: &str,
    scheme: Option<&str>,
    input: &SignInput<'_>,
    keys: &Keys,
) -> Result<Signed, SignError> {
    let unknown = |name: &str| SignError::Unknown(name.to_string());
    let entry = find(provider).ok_or_else(|| unknown(provider))?;
    let scheme = match scheme {
        Some(name) => entry.scheme(name).ok_or_else(|| unknown(name))?,
        None => entry
            .schemes
            .first()
            .ok_or_else(|| SignError::Unconfirmed(provider.to_string()))?,
    };
    let mut draft = Draft::new(input);
    match &scheme.kind {
        Kind::Signed(recipe) => recipe::sign(&mut draft, recipe, keys)?,
        Kind::AdyenItems(recipe) => recipe::sign_items(&mut draft, recipe, keys)?,
        Kind::Token(at) => token::sign(&mut draft, *at, keys)?,
        Kind::Jwt(jwt) => claims::sign(&mut draft, jwt, keys)?,
        Kind::HttpMessage => message::sign(&mut draft, keys)?,
        Kind::Generic => {
            generic::with_recipe(keys, |recipe| recipe::sign(&mut draft, recipe, keys))
                .map_err(|why| SignError::Key(why.to_string()))??;
        }
    }
    Ok(draft.finish())
}
