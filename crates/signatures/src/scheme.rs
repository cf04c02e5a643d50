//! How a provider is written down: records that the engine interprets.
//!
//! Adding a provider that signs with a MAC is one [`Entry`] in `providers/`.

mod part;
mod recipe;
mod rule;
mod token;

pub(crate) use self::{
    part::{Part, Time, TimeFrom, Unit, time},
    recipe::{Accept, Algo, At, CertUrl, Check, KeyForm, Recipe, Syntax, body_mac},
    rule::{From, Place, Rule, When},
    token::{Claim, Jwt, JwtAt, Payload, TokenAt},
};
use crate::provider::Grade;

/// A provider: how it signs and how it is recognised.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) grade: Grade,
    pub(crate) docs: &'static str,
    /// What the provider calls the secret or key.
    pub(crate) credential: &'static str,
    pub(crate) schemes: &'static [Scheme],
    pub(crate) params: &'static [&'static str],
    pub(crate) rules: &'static [Rule],
    pub(crate) event: &'static [From],
    pub(crate) delivery: &'static [From],
    pub(crate) retry: &'static [From],
}

/// Starts an entry; the rest is filled in by the methods below.
pub(crate) const fn entry(
    id: &'static str,
    name: &'static str,
    grade: Grade,
    docs: &'static str,
) -> Entry {
    Entry {
        id,
        name,
        grade,
        docs,
        credential: "secret",
        schemes: &[],
        params: &[],
        rules: &[],
        event: &[],
        delivery: &[],
        retry: &[],
    }
}

impl Entry {
    pub(crate) const fn credential(mut self, credential: &'static str) -> Self {
        self.credential = credential;
        self
    }

    pub(crate) const fn schemes(mut self, schemes: &'static [Scheme]) -> Self {
        self.schemes = schemes;
        self
    }

    pub(crate) const fn params(mut self, params: &'static [&'static str]) -> Self {
        self.params = params;
        self
    }

    pub(crate) const fn rules(mut self, rules: &'static [Rule]) -> Self {
        self.rules = rules;
        self
    }

    pub(crate) const fn event(mut self, event: &'static [From]) -> Self {
        self.event = event;
        self
    }

    pub(crate) const fn delivery(mut self, delivery: &'static [From]) -> Self {
        self.delivery = delivery;
        self
    }

    pub(crate) const fn retry(mut self, retry: &'static [From]) -> Self {
        self.retry = retry;
        self
    }

    pub(crate) fn scheme(&self, name: &str) -> Option<&'static Scheme> {
        self.schemes.iter().find(|scheme| scheme.name == name)
    }
}

/// One way a provider proves who sent a request.
#[derive(Clone, Copy)]
pub(crate) struct Scheme {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
}

pub(crate) const fn scheme(name: &'static str, kind: Kind) -> Scheme {
    Scheme { name, kind }
}

/// The engines.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// A signature over a template (F1 to F7).
    Signed(Recipe<'static>),
    /// The secret itself is sent (F9).
    Token(TokenAt),
    /// A JWT or JWS (F8).
    Jwt(Jwt),
    /// HTTP Message Signatures (F10).
    HttpMessage,
    /// Every item of an Adyen notification carries its own signature.
    AdyenItems(Recipe<'static>),
    /// The user says how.
    Generic,
}
