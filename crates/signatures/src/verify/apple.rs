//! Apple's notifications: a JWS with its chain of certificates.

use alloc::{string::String, vec::Vec};

use crate::{
    Fault, Keys, Outcome, StepKind, StepOk, Verdict,
    asn1::Certificate,
    digest::Hash,
    encoding::any_base64,
    json,
    public_key::{PublicKey, of_certificate},
    verify::{
        Clock, Report,
        jwt::{Token, attached, verify_alg},
        render::describe,
    },
};

/// Marks a leaf that signs receipts and notifications: 1.2.840.113635.100.6.11.1.
const LEAF: &[u8] = b"\x2A\x86\x48\x86\xF7\x63\x64\x06\x0B\x01";
/// Marks the authority between Apple's root and such a leaf: 1.2.840.113635.100.6.2.1.
const INTERMEDIATE: &[u8] = b"\x2A\x86\x48\x86\xF7\x63\x64\x06\x02\x01";
/// 1.2.840.10045.4.3.2 and .3
const ECDSA_SHA256: &[u8] = b"\x2A\x86\x48\xCE\x3D\x04\x03\x02";
const ECDSA_SHA384: &[u8] = b"\x2A\x86\x48\xCE\x3D\x04\x03\x03";

pub(crate) fn run(mut report: Report, token: &Token<'_>, keys: &Keys, clock: Clock) -> Verdict {
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
    let root = der(root).unwrap_or_default();
    let Some(root) = Certificate::read(&root) else {
        report.no(
            StepKind::Key,
            "Key cannot be read",
            "The root must be a certificate.",
        );
        return report.failed(Fault::BadKey);
    };
    let leaf = match chain(token, &root, clock) {
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

/// A certificate's bytes, from PEM or bare base64.
fn der(text: &str) -> Option<Vec<u8>> {
    let inside: String = text
        .lines()
        .filter(|line| !line.starts_with("-----"))
        .collect();
    any_base64(&inside)
}

type Refusal = (Fault, &'static str);

/// The leaf's key, once its chain is known to end in `root`.
fn chain(token: &Token<'_>, root: &Certificate<'_>, clock: Clock) -> Result<PublicKey, Refusal> {
    const SHAPE: Refusal = (Fault::MalformedHeader, "x5c must hold three certificates.");
    let list = json::find(&token.header, &["x5c"]).ok_or(SHAPE)?.items();
    let list: Vec<Vec<u8>> = list
        .into_iter()
        .filter_map(|item| der(&item.text()?))
        .collect();
    // The sender's copy of the root is not looked at, only the trusted one.
    let [leaf, middle, _] = list.as_slice() else {
        return Err(SHAPE);
    };
    let leaf = Certificate::read(leaf).ok_or(SHAPE)?;
    let middle = Certificate::read(middle).ok_or(SHAPE)?;
    for (child, parent) in [(&leaf, &middle), (&middle, root)] {
        if child.issuer != parent.subject {
            return Err((Fault::WrongKey, "A certificate was issued by someone else."));
        }
        if !is_signed_by(child, parent) {
            return Err((Fault::WrongKey, "A certificate's signature does not fit."));
        }
    }
    let at = signed_date(token).unwrap_or_else(|| clock.deciding());
    let valid =
        |certificate: &&Certificate<'_>| (certificate.valid.0..=certificate.valid.1).contains(&at);
    if ![&leaf, &middle, root].iter().all(valid) {
        return Err((
            Fault::WrongKey,
            "A certificate was not valid on the signed date.",
        ));
    }
    if !leaf.has_extension(LEAF) || !middle.has_extension(INTERMEDIATE) {
        return Err((
            Fault::WrongKey,
            "The certificates are not for store notifications.",
        ));
    }
    of_certificate(&leaf).ok_or((Fault::BadKey, "The leaf's key is not of a known kind."))
}

/// Microseconds since 1970 of `signedDate`: certificates must have been valid then.
fn signed_date(token: &Token<'_>) -> Option<i64> {
    let text = json::find(&token.payload, &["signedDate"])?.text()?;
    text.parse::<i64>().ok()?.checked_mul(1000)
}

fn is_signed_by(child: &Certificate<'_>, parent: &Certificate<'_>) -> bool {
    let hash = match child.algorithm {
        ECDSA_SHA256 => Hash::Sha256,
        ECDSA_SHA384 => Hash::Sha384,
        _ => return false,
    };
    of_certificate(parent)
        .is_some_and(|key| key.verify_ecdsa_der(&hash.digest([child.signed]), child.signature))
}
