//! Making signatures: for samples, for replays, for `creel sign`.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use thiserror::Error;

use crate::{Keys, scheme::Kind};

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
    /// The URL, where the signature or a digest travels in it.
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
    /// This scheme cannot be signed here.
    #[error("`{0}` cannot be signed here")]
    Unsupported(String),
    /// A secret, key or setting is missing or cannot be read.
    #[error("{0}")]
    Key(String),
    /// The request lacks something the scheme signs.
    #[error("{0}")]
    Lacks(String),
}

/// Signs a request as the provider would.
///
/// # Errors
///
/// When the scheme is unknown or cannot be signed here, or something it needs
/// is missing.
pub fn sign(
    provider: &str,
    _scheme: Option<&str>,
    _input: &SignInput<'_>,
    _keys: &Keys,
) -> Result<Signed, SignError> {
    Err(SignError::Unsupported(provider.to_string()))
}

pub(crate) fn can_sign(_kind: &Kind) -> bool {
    false
}
