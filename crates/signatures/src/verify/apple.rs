//! Apple's notifications: a JWS with its chain of certificates.

use alloc::{string::String, vec::Vec};

use der::{Decode, Encode, oid::ObjectIdentifier};
use x509_cert::Certificate;

use crate::{
    Fault, Keys, Outcome, StepKind, StepOk, Verdict,
    digest::Hash,
    encoding::any_base64,
    json,
    public_key::{self, PublicKey},
    verify::{
        Report,
        jwt::{Token, attached, verify_alg},
        render::describe,
    },
};

/// Marks a leaf that signs receipts and notifications.
const LEAF: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113635.100.6.11.1");
/// Marks the authority between Apple's root and such a leaf.
const INTERMEDIATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113635.100.6.2.1");
const ECDSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
const ECDSA_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3");

pub(crate) fn run(mut report: Report, token: &Token<'_>, keys: &Keys) -> Verdict {
    let message = attached(token);
    report.verdict().signed_bytes = Some(describe(&message));
    let Some(root) = keys.public_texts().next() else {
        report.step(
            StepKind::Key,
            StepOk::Skip,
            "Nothing to check with",
            "Apple's root certificate is needed to check this.",
        );
        return report.finish(Outcome::NoSecret);
    };
    let Some(root) = certificate(root) else {
        report.no(
            StepKind::Key,
            "Key cannot be read",
            "The root must be a certificate.",
        );
        return report.failed(Fault::BadKey);
    };
    let leaf = match chain(token, &root) {
        Ok(leaf) => leaf,
        Err((fault, why)) => {
            report.no(StepKind::Key, "Chain of certificates is not Apple's", why);
            return report.failed(fault);
        }
    };
    report.yes(StepKind::Key, "Chain of certificates ends in the root", "");
    if !verify_alg("ES256", &leaf, &message, &token.signature) {
        report.no(StepKind::Compare, "Signature does not fit", "");
        return report.failed(Fault::Mismatch);
    }
    report.yes(StepKind::Compare, "Signature fits", "ES256");
    claim(
        &mut report,
        token,
        keys,
        "bundle_id",
        "bundleId",
        Fault::WrongAudience,
    );
    claim(
        &mut report,
        token,
        keys,
        "environment",
        "environment",
        Fault::WrongEnvironment,
    );
    match report.has_fault() {
        None => report.finish(Outcome::Verified),
        Some(_) => report.finish(Outcome::Failed),
    }
}

fn claim(
    report: &mut Report,
    token: &Token<'_>,
    keys: &Keys,
    param: &str,
    name: &str,
    fault: Fault,
) {
    let value = ["data", "summary"]
        .iter()
        .find_map(|part| json::find(&token.payload, &[part, name])?.text())
        .unwrap_or_default();
    match keys.param(param) {
        None => report.step(StepKind::Claim, StepOk::Skip, name, value),
        Some(wanted) if wanted == value => report.yes(StepKind::Claim, name, value),
        Some(_) => {
            report.no(StepKind::Claim, name, value);
            report.fault(fault);
        }
    }
}

fn certificate(text: &str) -> Option<Certificate> {
    let inside: String = text
        .lines()
        .filter(|line| !line.starts_with("-----"))
        .collect();
    Certificate::from_der(&any_base64(&inside)?).ok()
}

type Refusal = (Fault, &'static str);

/// The leaf's key, once its chain is known to end in `root`.
fn chain(token: &Token<'_>, root: &Certificate) -> Result<PublicKey, Refusal> {
    const SHAPE: Refusal = (Fault::MalformedHeader, "x5c must hold three certificates.");
    let list = json::find(&token.header, &["x5c"]).ok_or(SHAPE)?.items();
    let certificates: Vec<Certificate> = list
        .into_iter()
        .filter_map(|item| certificate(&item.text()?))
        .collect();
    // The sender's copy of the root is not looked at, only the trusted one.
    let [leaf, middle, _] = certificates.as_slice() else {
        return Err(SHAPE);
    };
    let at = signed_date(token);
    for (child, parent) in [(leaf, middle), (middle, root)] {
        if child.tbs_certificate().issuer() != parent.tbs_certificate().subject() {
            return Err((Fault::WrongKey, "A certificate was issued by someone else."));
        }
        if !is_signed_by(child, parent) {
            return Err((Fault::WrongKey, "A certificate's signature does not fit."));
        }
    }
    if let Some(at) = at
        && ![leaf, middle, root]
            .iter()
            .all(|certificate| is_valid_at(certificate, at))
    {
        return Err((
            Fault::WrongKey,
            "A certificate was not valid on the signed date.",
        ));
    }
    if !has_extension(leaf, LEAF) || !has_extension(middle, INTERMEDIATE) {
        return Err((
            Fault::WrongKey,
            "The certificates are not for store notifications.",
        ));
    }
    key_of(leaf).ok_or((Fault::BadKey, "The leaf's key is not of a known kind."))
}

/// Seconds since 1970 of `signedDate`: certificates must have been valid then.
fn signed_date(token: &Token<'_>) -> Option<u64> {
    let text = json::find(&token.payload, &["signedDate"])?.text()?;
    Some(text.parse::<u64>().ok()? / 1000)
}

fn key_of(certificate: &Certificate) -> Option<PublicKey> {
    let info = certificate.tbs_certificate().subject_public_key_info();
    public_key::from_der(&info.to_der().ok()?)
}

fn is_signed_by(child: &Certificate, parent: &Certificate) -> bool {
    let hash = match child.signature_algorithm().oid {
        ECDSA_SHA256 => Hash::Sha256,
        ECDSA_SHA384 => Hash::Sha384,
        _ => return false,
    };
    let (Some(key), Ok(signed)) = (key_of(parent), child.tbs_certificate().to_der()) else {
        return false;
    };
    key.verify_ecdsa_der(
        &hash.digest([signed.as_slice()]),
        child.signature().raw_bytes(),
    )
}

fn is_valid_at(certificate: &Certificate, seconds: u64) -> bool {
    let validity = certificate.tbs_certificate().validity();
    let from = validity.not_before.to_unix_duration().as_secs();
    let to = validity.not_after.to_unix_duration().as_secs();
    (from..=to).contains(&seconds)
}

fn has_extension(certificate: &Certificate, oid: ObjectIdentifier) -> bool {
    certificate
        .tbs_certificate()
        .extensions()
        .is_some_and(|list| list.iter().any(|extension| extension.extn_id == oid))
}
