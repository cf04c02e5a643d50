//! Content-Digest (RFC 9530): the link between a message signature and the body.

use alloc::{format, string::String, vec::Vec};

use crate::{
    Certainty, Fault, Request, StepKind, diagnose, digest::Hash, encoding::Encoding, structured,
    verify::Report,
};

const NAME: &str = "content-digest";

/// Which of the digests are signed.
enum Covered {
    None,
    /// Those of these algorithms.
    Some(Vec<String>),
    All,
}

fn covered(items: &[&str]) -> Covered {
    let mut keys = Vec::new();
    for item in items {
        let Some((name, parameters)) = structured::item(item) else {
            continue;
        };
        if name == NAME {
            match structured::value(&parameters, "key") {
                Some(key) => keys.push(key),
                None => return Covered::All,
            }
        }
    }
    if keys.is_empty() {
        Covered::None
    } else {
        Covered::Some(keys)
    }
}

/// Whether any digest of the body is among the signed components.
pub(super) fn covers(items: &[&str]) -> bool {
    !matches!(covered(items), Covered::None)
}

/// Whether the body is covered by a digest that is signed. One that is not the
/// body's is a fault; every digest that is signed must be right.
pub(super) fn check(report: &mut Report, items: &[&str], request: &Request<'_>) -> bool {
    let covered = covered(items);
    if matches!(covered, Covered::None) {
        if request.body.is_empty() {
            return true;
        }
        report.hint(
            "N-unbound",
            Certainty::Note,
            "The signature does not cover content-digest, so it says nothing about the body.",
        );
        return false;
    }
    let header = request.all(NAME).collect::<Vec<_>>().join(", ");
    let members = structured::dictionary(&header).unwrap_or_default();
    let mut known = 0;
    for member in members {
        let signed = match &covered {
            Covered::Some(keys) => keys.iter().any(|key| key == member.key),
            _ => true,
        };
        let hash = match member.key {
            "sha-256" => Hash::Sha256,
            "sha-512" => Hash::Sha512,
            _ => continue,
        };
        if signed {
            known += 1;
            let claimed =
                structured::bytes(member.value).and_then(|text| Encoding::Base64.decode(text));
            compare(report, hash, claimed, request.body);
        }
    }
    if known == 0 {
        report.no(
            StepKind::Claim,
            "Content-Digest",
            "No sha-256 or sha-512 is signed.",
        );
        report.fault(Fault::MalformedHeader);
    }
    known > 0
}

fn compare(report: &mut Report, hash: Hash, claimed: Option<Vec<u8>>, body: &[u8]) {
    let digest = hash.digest([body]);
    if claimed.as_deref() == Some(&digest) {
        return report.yes(
            StepKind::Claim,
            "Content-Digest",
            "It is the body's digest.",
        );
    }
    report.no(
        StepKind::Claim,
        "Content-Digest",
        format!(
            "The body's {} is {}.",
            hash.name(),
            Encoding::Base64.encode(&digest)
        ),
    );
    let explained =
        claimed.is_some_and(|claimed| diagnose::body_with_digest(report, hash, body, &claimed));
    if !explained {
        report.fault(Fault::TamperedBody);
    }
}
