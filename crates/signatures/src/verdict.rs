//! What came out of a check, in the order a person would ask.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

/// The result of one signature check.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// Provider id, such as `stripe`.
    pub provider: String,
    /// Scheme of that provider, such as `v1`.
    pub scheme: String,
    /// The answer.
    pub outcome: Outcome,
    /// Name of the secret that fits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// What was done, in order, up to where it stopped.
    pub steps: Vec<Step>,
    /// The bytes that were signed, in pieces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_bytes: Option<SignedBytes>,
    /// The digest computed here, encoded as the provider would. It is as good
    /// as the secret for this body: show it only to who may see the secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub computed: Option<String>,
    /// The signature as received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received: Option<String>,
    /// The signed time and how it compares with the clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Timestamp>,
    /// Class of the first thing that was wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
    /// Explanations, the best one first.
    #[serde(default)]
    pub hints: Vec<Hint>,
}

impl Verdict {
    /// Whether a receiver should accept the request.
    #[must_use]
    pub fn is_good(&self) -> bool {
        matches!(self.outcome, Outcome::Verified | Outcome::Authenticated)
    }
}

/// The answer of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The signature fits the request.
    Verified,
    /// A shared token or unbound token is right; the body is not covered.
    Authenticated,
    /// There is a signature and it does not fit.
    Failed,
    /// There is no signature.
    Unsigned,
    /// There is a signature and nothing to check it with.
    NoSecret,
}

impl Outcome {
    /// The name used in JSON, SQL and filters.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Authenticated => "authenticated",
            Self::Failed => "failed",
            Self::Unsigned => "unsigned",
            Self::NoSecret => "no_secret",
        }
    }
}

/// One step of a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What kind of step.
    pub kind: StepKind,
    /// A few words.
    pub title: String,
    /// How it went.
    pub ok: StepOk,
    /// What was found, in a sentence or a value.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

/// Kinds of steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// Finding the signature.
    Header,
    /// Taking it apart.
    Parse,
    /// Comparing the time with the clock.
    Timestamp,
    /// Reading the secret or key.
    Key,
    /// Putting together what was signed.
    SignedBytes,
    /// Computing and comparing.
    Compare,
    /// Something else that must hold: an audience, a body hash, a version.
    Claim,
}

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepOk {
    /// As it should be.
    Yes,
    /// Not as it should be.
    No,
    /// Not looked at.
    Skip,
}

/// The signed bytes as a list of pieces without gaps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedBytes {
    /// Bytes in all.
    pub length: u64,
    /// The pieces, in order.
    pub pieces: Vec<Piece>,
}

/// One piece of the signed bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// What it is: `timestamp`, `separator`, `body`, `url`, a header's name…
    pub label: String,
    /// Where it starts within the signed bytes.
    pub offset: u64,
    /// Bytes of this piece.
    pub length: u64,
    /// The bytes as text when they are, cut after 4 kB. Absent for the body
    /// itself (see `body`) and for secrets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The bytes in base64 when they are not text, cut like `text`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base64: Option<String>,
    /// For a part of the request's body: first byte and end within it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<(u64, u64)>,
}

/// The signed time. All times are microseconds since 1970 (UTC), all ages and
/// limits seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timestamp {
    /// The sender's own text.
    pub text: String,
    /// What it means.
    pub signed_at: i64,
    /// Age when the request arrived; negative for a time ahead of the clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age_at_receipt: Option<i64>,
    /// Age now.
    pub age_now: i64,
    /// The provider's limit for old ones; none when none is stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_age: Option<i64>,
    /// The provider's limit for those ahead of the clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_ahead: Option<i64>,
    /// Whether it is within the limits at receipt (or now, when the time of
    /// receipt is not known). This decides.
    pub fresh: bool,
    /// Whether it would still be within the limits now.
    pub fresh_now: bool,
}

/// Classes of faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// A needed header or field is not there.
    MissingHeader,
    /// A header is there and cannot be read as this scheme writes it.
    MalformedHeader,
    /// The secret or key cannot be read as this scheme needs it.
    BadKey,
    /// A setting this scheme needs was not given.
    MissingParam,
    /// Everything could be read; the signature belongs to something else.
    Mismatch,
    /// Another secret was used.
    WrongSecret,
    /// The secret was decoded when it should not be, or the other way round.
    WrongSecretEncoding,
    /// Another public key was used.
    WrongKey,
    /// Another digest or signature algorithm.
    WrongAlgorithm,
    /// The token names an algorithm that must not be accepted.
    AlgorithmConfusion,
    /// The right digest in another encoding.
    HexVsBase64,
    /// The pieces were joined differently.
    WrongSeparator,
    /// The body was parsed and written again.
    BodyReserialised,
    /// A newline was added or lost.
    BodyTrailingNewline,
    /// The body is not the one that was signed.
    TamperedBody,
    /// A signed header was changed.
    TamperedHeader,
    /// The time is not the signed one.
    TamperedTimestamp,
    /// Signed too long ago.
    TimestampTooOld,
    /// Signed in the future.
    TimestampInFuture,
    /// The URL is not the one that was signed.
    UrlChanged,
    /// The method is not the one that was signed.
    WrongMethod,
    /// Meant for someone else.
    WrongAudience,
    /// Issued by someone else.
    WrongIssuer,
    /// Meant for another environment.
    WrongEnvironment,
    /// The certificate's address is not the provider's.
    UntrustedCertUrl,
}

/// An explanation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hint {
    /// Stable code, such as `K-trim`. Two codes are joined by `+`.
    pub code: String,
    /// What to change, in a sentence.
    pub sentence: String,
    /// How sure.
    pub certainty: Certainty,
}

/// How sure a hint is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// With this change the signature fits exactly, or it was read directly.
    Proven,
    /// What usually is behind it.
    Likely,
    /// Good to know.
    Note,
}
