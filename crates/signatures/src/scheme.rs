//! How a provider is written down: records that the engine interprets.
//!
//! Adding a provider that signs with a MAC is one [`Entry`] in `providers/`.

use crate::{digest::Hash, encoding::Encoding, provider::Grade};

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

/// A piece of the signed bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part<'a> {
    Text(&'a str),
    Body,
    /// The timestamp as the sender wrote it.
    Time,
    /// A header that must be there.
    Header(&'a str),
    /// The first of these headers that is there.
    AnyHeader(&'a [&'a str]),
    Method,
    Url,
    /// The secret itself, for plain digests.
    Secret,
    /// A setting of the user's.
    Param(&'a str),
    /// A value inside the JSON body (or the form field of the last name),
    /// empty when missing.
    Json(&'a [&'a str]),
    /// The same, inside JSON inside a form or multipart field.
    FormJson(&'a str, &'a [&'a str]),
    /// The decoded value of a form field.
    Form(&'a str),
    /// The decoded form field when the body is a form, else the body.
    FormOrBody(&'a str),
    /// Form fields sorted by name, name then value.
    SortedForm,
    /// Names of the form sorted, then their values, `:` joined, without this
    /// field (Adyen hosted pages).
    SortedKeysThenValues(&'a str),
    /// CRC-32 of the body in decimal.
    Crc32,
    /// The URL with the escapes HubSpot undoes.
    HubspotUrl,
    /// Base URL, sorted query and sorted form (Plivo v3).
    PlivoV3,
    /// Scheme, host and path (Plivo v2).
    UrlBase,
    /// Path and query, the query escaped twice (Contentful).
    ContentfulPath,
    /// The headers a header lists, `name:value` joined by `;` (Contentful).
    ListedHeaders(&'a str),
    /// Mercado Pago's text of the parts that are there.
    MercadoManifest,
    /// Names and values of an SNS message.
    SnsFields,
    /// Names and values of the headers the field `h` lists (Coinbase CDP).
    BoundHeaders,
    /// The JSON body with keys sorted and no blanks (Inngest).
    CanonicalJson,
}

/// A signed time.
#[derive(Clone, Copy)]
pub(crate) struct Time<'a> {
    pub(crate) from: TimeFrom<'a>,
    pub(crate) unit: Unit,
    /// Oldest allowed, in seconds.
    pub(crate) past: Option<i64>,
    /// Furthest ahead allowed, in seconds.
    pub(crate) future: Option<i64>,
}

/// Where the time is.
#[derive(Clone, Copy)]
pub(crate) enum TimeFrom<'a> {
    /// A labelled field beside the signature.
    Field(&'a str),
    Header(&'a [&'a str]),
    /// Inside the JSON body, else this header.
    Json(&'a [&'a str], &'a str),
    /// A header whose name is a setting, with the usual name.
    Param(&'a str, &'a str),
}

/// How the time is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Seconds,
    Millis,
    Rfc3339,
    HttpDate,
    /// Seconds or milliseconds, told apart by size.
    Either,
}

pub(crate) const fn time(from: TimeFrom<'_>, unit: Unit) -> Time<'_> {
    Time {
        from,
        unit,
        past: None,
        future: None,
    }
}

impl Time<'_> {
    /// Limits in seconds: how old, how far ahead.
    pub(crate) const fn window(mut self, past: i64, future: i64) -> Self {
        self.past = Some(past);
        self.future = Some(future);
        self
    }

    /// Only old ones are refused.
    pub(crate) const fn past(mut self, past: i64) -> Self {
        self.past = Some(past);
        self
    }
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

/// A reason to think of a provider: a name in a place, and what must hold besides.
#[derive(Clone, Copy)]
pub(crate) struct Rule {
    pub(crate) place: Place,
    pub(crate) name: &'static str,
    pub(crate) when: When,
    pub(crate) sure: crate::recognise::Confidence,
}

/// Where the name of a rule is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Header,
    /// A quoted word of a JSON body.
    Word,
    /// A field of a form body.
    Field,
}

/// A condition of a rule.
#[derive(Clone, Copy)]
pub(crate) enum When {
    Always,
    /// Another header is there.
    With(&'static str),
    /// Another header is not there.
    Without(&'static str),
    /// The header's value starts so, letter case aside.
    Starts(&'static str),
    /// The header's value contains this.
    Contains(&'static str),
    /// The value is this many hex digits.
    HexDigits(usize),
    /// The value has this many bytes.
    Length(usize),
    /// The value has three parts separated by dots.
    ThreeParts,
    /// The value is a JWT whose payload contains this text.
    JwtSays(&'static str),
    /// The beginning of the body contains this.
    Body(&'static str),
    All(&'static [Self]),
    Any(&'static [Self]),
}

/// Where an event name, delivery id or retry number is.
#[derive(Clone, Copy)]
pub(crate) enum From {
    Header(&'static str),
    Json(&'static [&'static str]),
    Form(&'static str),
    FormJson(&'static str, &'static [&'static str]),
    Query(&'static str),
    /// The first key of the JSON object that is none of these.
    Keys(&'static [&'static str]),
}
