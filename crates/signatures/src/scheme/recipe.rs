//! The record of a scheme that signs a template.

use super::{Part, Time};
use crate::{digest::Hash, encoding::Encoding};

/// A signature over a template.
#[derive(Clone, Copy)]
pub(crate) struct Recipe<'a> {
    pub(crate) at: At<'a>,
    pub(crate) syntax: Syntax,
    /// Labels that count and what they stand for; `""` when there is no label.
    pub(crate) algos: &'a [(&'a str, Algo)],
    pub(crate) encoding: Encoding,
    pub(crate) key: KeyForm,
    pub(crate) template: &'a [Part<'a>],
    pub(crate) time: Option<Time<'a>>,
    /// Other readings of the same template that the provider's own libraries accept.
    pub(crate) accept: Accept,
    /// Headers or fields that must have one of these values.
    pub(crate) checks: &'a [Check<'a>],
}

/// Starts a recipe: HMAC-SHA256 over the body, in a header, in hex.
pub(crate) const fn body_mac<'a>(headers: &'a [&'a str]) -> Recipe<'a> {
    Recipe {
        at: At::Header(headers),
        syntax: Syntax::Whole,
        algos: &[("", Algo::Hmac(Hash::Sha256))],
        encoding: Encoding::Hex,
        key: KeyForm::Text,
        template: &[Part::Body],
        time: None,
        accept: Accept::Exact,
        checks: &[],
    }
}

impl<'a> Recipe<'a> {
    pub(crate) const fn at(mut self, at: At<'a>) -> Self {
        self.at = at;
        self
    }

    pub(crate) const fn headers(mut self, headers: &'a [&'a str]) -> Self {
        self.at = At::Header(headers);
        self
    }

    /// `label=signature` items; the labels say which algorithm.
    pub(crate) const fn labels(mut self, algos: &'a [(&'a str, Algo)]) -> Self {
        self.algos = algos;
        if let Syntax::Whole = self.syntax {
            self.syntax = Syntax::Fields(&[',']);
        }
        self
    }

    pub(crate) const fn syntax(mut self, syntax: Syntax) -> Self {
        self.syntax = syntax;
        self
    }

    pub(crate) const fn algo(mut self, algos: &'a [(&'a str, Algo)]) -> Self {
        self.algos = algos;
        self
    }

    pub(crate) const fn base64(mut self) -> Self {
        self.encoding = Encoding::Base64;
        self
    }

    pub(crate) const fn encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self
    }

    pub(crate) const fn key(mut self, key: KeyForm) -> Self {
        self.key = key;
        self
    }

    pub(crate) const fn template(mut self, template: &'a [Part<'a>]) -> Self {
        self.template = template;
        self
    }

    pub(crate) const fn time(mut self, time: Time<'a>) -> Self {
        self.time = Some(time);
        self
    }

    pub(crate) const fn accept(mut self, accept: Accept) -> Self {
        self.accept = accept;
        self
    }

    pub(crate) const fn checks(mut self, checks: &'a [Check<'a>]) -> Self {
        self.checks = checks;
        self
    }
}

/// Where a signature is.
#[derive(Clone, Copy)]
pub(crate) enum At<'a> {
    /// Any of these headers; repeats count.
    Header(&'a [&'a str]),
    /// This prefix followed by 1, 2, 3…
    Numbered(&'a str),
    /// The first header goes with the first secret, the second with
    /// `secondary_secret`; never crosswise.
    Slots(&'a [&'a str; 2]),
    /// A value inside a JSON body, or else the form field of the last name.
    Json(&'a [&'a str]),
    /// A field of a form body.
    Form(&'a str),
    /// A value inside JSON inside a field of a form or multipart body.
    FormJson(&'a str, &'a [&'a str]),
}

/// How to take a signature header apart.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Syntax {
    /// The value is the signature.
    Whole,
    /// `label=value` items between any of these separators. A time field counts
    /// for the items after it, or for all when it comes last.
    Fields(&'static [char]),
    /// `version,value` items separated by blanks (Standard Webhooks).
    Versions,
    /// `time,value,value…` (Recurly).
    TimeFirst,
    /// Values separated by commas.
    List,
    /// `name|value` pairs joined by `&`; the name must be the parameter
    /// `public_key` (Braintree).
    Pairs,
}

/// What turns the signed bytes into a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algo {
    Hmac(Hash),
    /// A plain digest over text that contains the secret.
    Plain(Hash),
    Ed25519,
    /// ECDSA over P-256 with SHA-256, ASN.1 DER.
    EcdsaDer,
    /// RSA PKCS#1 v1.5.
    Rsa(Hash),
}

impl Algo {
    /// Whether it is checked with a public key.
    pub(crate) const fn is_public(self) -> bool {
        matches!(self, Self::Ed25519 | Self::EcdsaDer | Self::Rsa(_))
    }
}

/// How the key is made from the secret's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyForm {
    /// The text, with every prefix left on.
    Text,
    Hex,
    Base64,
    /// Drop `whsec_` (and Supabase's `v1,` before it), then base64.
    Whsec,
    /// HTML entities decoded (WooCommerce).
    Html,
    /// Unicode NFKD (EasyPost).
    Nfkd,
    /// The SHA-1 digest of the text (Braintree).
    Sha1,
    /// Drop a `signkey-…-` prefix, then hex (Inngest).
    Signkey,
}

/// Other readings that the provider's own verifiers accept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Accept {
    Exact,
    /// Port kept, removed or added; query raw or escaped (Twilio).
    UrlForms,
    /// As `UrlForms`, and the URL carries the body's digest (Twilio, JSON).
    UrlFormsBodyHash,
    /// One newline appended (Braintree).
    Newline,
    /// The other list of names (SNS).
    SnsOrder,
}

/// A value that must be as stated for the signature to count.
#[derive(Clone, Copy)]
pub(crate) enum Check<'a> {
    /// A header that, when there, has one of these values.
    Header(&'a str, &'a [&'a str]),
    /// A header that must be there and equal a parameter when that is given.
    HeaderIsParam(&'a str, &'a str),
    /// A value of the JSON body that must be one of these.
    Json(&'a [&'a str], &'a [&'a str]),
    /// A header that must be there.
    Needs(&'a str),
    /// A certificate's address: header, or else JSON path, and who may serve it.
    CertUrl(CertUrl<'a>),
}

/// Where a certificate's address is and whose it must be.
#[derive(Clone, Copy)]
pub(crate) enum CertUrl<'a> {
    PayPal(&'a str),
    Sns(&'a [&'a str]),
}
