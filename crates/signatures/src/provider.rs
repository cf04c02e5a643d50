//! The listing of providers, for menus and documentation.

use alloc::vec::Vec;

use serde::Serialize;

use crate::{
    providers::all,
    scheme::{Kind, Scheme},
};

/// How well a scheme is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Grade {
    /// Read in the provider's own code or specification.
    A,
    /// The documented construction, agreeing with other implementations.
    B,
    /// Believed: recognised and hinted at, never judged.
    C,
}

/// A provider as shown to people.
#[derive(Clone, Debug, Serialize)]
pub struct Provider {
    /// Stable id.
    pub id: &'static str,
    /// The name people know.
    pub name: &'static str,
    /// How well its schemes are known.
    pub grade: Grade,
    /// Where the provider describes them.
    pub docs: &'static str,
    /// What the provider calls the secret or key.
    pub credential: &'static str,
    /// Names of settings its schemes use.
    pub params: &'static [&'static str],
    /// Its schemes, preferred first. Empty for grade C.
    pub schemes: Vec<SchemeInfo>,
}

/// A scheme as shown to people.
#[derive(Clone, Debug, Serialize)]
pub struct SchemeInfo {
    /// Name within the provider.
    pub name: &'static str,
    /// What is needed to check it. Signing takes the same, with the private key in
    /// the place of the public one.
    pub needs: Needs,
    /// Headers the signature is read from; empty when it is in the body.
    pub headers: Vec<&'static str>,
    /// Whether the body is covered by the signature.
    pub covers_body: bool,
}

/// What a check needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Needs {
    /// A shared secret.
    Secret,
    /// A public key, key set or certificate.
    PublicKey,
    /// A token that is sent as it is.
    Token,
    /// Either a secret or a public key, as the sender chose.
    SecretOrPublicKey,
}

/// All providers, in alphabetical order of their ids.
#[must_use]
pub fn providers() -> Vec<Provider> {
    let mut list: Vec<Provider> = all()
        .map(|entry| Provider {
            id: entry.id,
            name: entry.name,
            grade: entry.grade,
            docs: entry.docs,
            credential: entry.credential,
            params: entry.params,
            schemes: entry.schemes.iter().map(info).collect(),
        })
        .collect();
    list.sort_unstable_by_key(|provider| provider.id);
    list
}

fn info(scheme: &Scheme) -> SchemeInfo {
    SchemeInfo {
        name: scheme.name,
        needs: needs(&scheme.kind),
        headers: scheme.kind.headers(),
        covers_body: scheme.kind.covers_body(),
    }
}

fn needs(kind: &Kind) -> Needs {
    match kind {
        Kind::Token(_) => Needs::Token,
        Kind::HttpMessage => Needs::SecretOrPublicKey,
        Kind::Generic => Needs::Secret,
        Kind::AdyenItems(_) => Needs::Secret,
        Kind::Jwt(jwt) => {
            let shared = jwt.algs.iter().any(|alg| alg.starts_with("HS"));
            let public = jwt.algs.iter().any(|alg| !alg.starts_with("HS"));
            match (shared, public) {
                (true, true) => Needs::SecretOrPublicKey,
                (true, false) => Needs::Secret,
                _ => Needs::PublicKey,
            }
        }
        Kind::Signed(recipe) => {
            let shared = recipe.algos.iter().any(|(_, algo)| !algo.is_public());
            let public = recipe.algos.iter().any(|(_, algo)| algo.is_public());
            match (shared, public) {
                (true, true) => Needs::SecretOrPublicKey,
                (true, false) => Needs::Secret,
                _ => Needs::PublicKey,
            }
        }
    }
}
