//! What the user holds: secrets, public keys and settings.

use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use crate::public_key;

/// A shared secret with the name the user gave it. The text is wiped when
/// dropped and never printed.
#[derive(Clone)]
pub struct Secret {
    /// Shown in verdicts to say which one fits. Not secret.
    pub name: String,
    text: Zeroizing<String>,
    forms: Vec<(Form, Zeroizing<String>)>,
}

/// A Unicode normalisation form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Canonical composition.
    Nfc,
    /// Canonical decomposition.
    Nfd,
    /// Compatibility composition.
    Nfkc,
    /// Compatibility decomposition.
    Nfkd,
}

impl Form {
    /// All forms, in the order diagnosis tries them.
    pub const ALL: [Self; 4] = [Self::Nfc, Self::Nfd, Self::Nfkc, Self::Nfkd];

    /// The name as Unicode and `String.prototype.normalize` spell it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nfc => "NFC",
            Self::Nfd => "NFD",
            Self::Nfkc => "NFKC",
            Self::Nfkd => "NFKD",
        }
    }
}

impl Secret {
    /// A secret as the user would paste it: prefixes, base64 and hex left alone.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            text: Zeroizing::new(text.into()),
            forms: Vec::new(),
        }
    }

    /// Adds a normal form computed by the caller. Builds without the `unicode`
    /// feature have no tables of their own; a browser has `String.normalize`.
    #[must_use]
    pub fn with_form(mut self, form: Form, text: impl Into<String>) -> Self {
        self.forms.push((form, Zeroizing::new(text.into())));
        self
    }

    /// The secret's text. Handle with care.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.text
    }

    /// The text in a normal form; the text itself for ASCII, `None` when the
    /// form is not known here.
    pub(crate) fn form(&self, form: Form) -> Option<Zeroizing<String>> {
        if self.text.is_ascii() {
            return Some(self.text.clone());
        }
        if let Some((_, text)) = self.forms.iter().find(|(have, _)| *have == form) {
            return Some(text.clone());
        }
        normalise(&self.text, form).map(Zeroizing::new)
    }
}

#[cfg(feature = "unicode")]
fn normalise(text: &str, form: Form) -> Option<String> {
    use unicode_normalization::UnicodeNormalization;
    Some(match form {
        Form::Nfc => text.nfc().collect(),
        Form::Nfd => text.nfd().collect(),
        Form::Nfkc => text.nfkc().collect(),
        Form::Nfkd => text.nfkd().collect(),
    })
}

#[cfg(not(feature = "unicode"))]
fn normalise(_: &str, _: Form) -> Option<String> {
    None
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secret")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// A setting that is neither secret nor key, such as PayPal's `webhook_id`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Param {
    /// One value.
    Text(String),
    /// Several values.
    List(Vec<String>),
}

impl Param {
    /// The values, one or many.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        match self {
            Self::Text(text) => core::slice::from_ref(text),
            Self::List(list) => list.as_slice(),
        }
        .iter()
        .map(String::as_str)
    }
}

impl From<&str> for Param {
    fn from(text: &str) -> Self {
        Self::Text(text.to_string())
    }
}

impl Drop for Param {
    // Some parameters are secrets (`next_secret`), so all are wiped.
    fn drop(&mut self) {
        match self {
            Self::Text(text) => text.zeroize(),
            Self::List(list) => list.iter_mut().for_each(Zeroize::zeroize),
        }
    }
}

impl fmt::Debug for Param {
    // None is printed, for the same reason.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Param(..)")
    }
}

/// Everything the user holds for one endpoint and provider.
#[derive(Clone, Default)]
pub struct Keys {
    /// Candidates, all of which may verify (rotation).
    pub secrets: Vec<Secret>,
    /// Other secrets saved elsewhere. Diagnosis tries them to name the one that
    /// was meant; they never make a request verified.
    pub others: Vec<Secret>,
    /// A public key as the provider hands it out: PEM, hex, base64, a JWK, a
    /// JWK set or a certificate.
    pub public_key: Option<String>,
    /// For signing only: a private key in PEM, hex or base64, or `whsk_…`.
    pub private_key: Option<Secret>,
    /// Further settings by the names of the provider's listing.
    pub params: BTreeMap<String, Param>,
}

impl Keys {
    /// Keys with a single secret named `secret`.
    #[must_use]
    pub fn secret(text: impl Into<String>) -> Self {
        Self {
            secrets: alloc::vec![Secret::new("secret", text)],
            ..Self::default()
        }
    }

    /// Keys with a public key only.
    #[must_use]
    pub fn public(key: impl Into<String>) -> Self {
        Self {
            public_key: Some(key.into()),
            ..Self::default()
        }
    }

    /// The same with one more parameter.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Param>) -> Self {
        self.params.insert(name.to_string(), value.into());
        self
    }

    /// The first value of a parameter.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params
            .get(name)
            .and_then(|param| param.values().next())
    }

    /// Whether there is nothing to check with.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.secrets.is_empty() && self.public_key.is_none()
    }

    /// Texts that may be public keys: the one given as such, or else whatever
    /// was given, since people have one field to paste into.
    pub(crate) fn public_texts(&self) -> impl Iterator<Item = &str> {
        let instead = match self.public_key {
            Some(_) => &[],
            None => self.secrets.as_slice(),
        };
        self.public_key
            .as_deref()
            .into_iter()
            .chain(instead.iter().map(Secret::expose))
    }

    /// The secrets, and those that travel as parameters while being rotated. Texts
    /// that everybody knows are left out, since anyone could sign with them: an
    /// empty one, and a public key that was pasted as the secret.
    pub(crate) fn all_secrets(&self) -> Vec<Secret> {
        let mut all = self.secrets.clone();
        for name in ["next_secret", "additional_secrets"] {
            let Some(param) = self.params.get(name) else {
                continue;
            };
            all.extend(param.values().map(|text| Secret::new(name, text)));
        }
        all.retain(|secret| !secret.text.is_empty() && !public_key::is_evident(&secret.text));
        all
    }

    /// Whether what was given as a secret is an evident public key.
    pub(crate) fn secret_is_public(&self) -> bool {
        let mut texts = self.secrets.iter().map(Secret::expose);
        texts.any(public_key::is_evident)
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys")
            .field("secrets", &self.secrets)
            .field("others", &self.others)
            .field("public_key", &self.public_key.is_some())
            .field("private_key", &self.private_key)
            .field("params", &self.params)
            .finish()
    }
}
