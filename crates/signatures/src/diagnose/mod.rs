//! Finding out why a signature does not fit, by making the usual mistakes on
//! purpose. Only a change that makes it fit exactly is reported, so a match is
//! proof. At most two changes are combined, and the bytes hashed are bounded.
//! Nothing here can make a request verified: the outcome is settled before.

mod bodies;
mod flaw;
mod secrets;
mod targets;
mod templates;
mod trial;
mod urls;

use alloc::{
    format,
    string::{String, ToString},
};

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use self::{bodies::Bodies, trial::Trial};
pub(crate) use self::{
    flaw::Change,
    urls::{report_url, urls},
};
use crate::{
    Certainty, Fault, Keys, Request,
    digest::{Hash, hmac},
    encoding::Encoding,
    scheme::{KeyForm, Recipe},
    verify::{
        Chunk, Report,
        jwt::{Token, hs_hash, pieces},
        signed::Case,
    },
};

/// Explains why a signature of a template does not fit.
pub(crate) fn signed(report: &mut Report, case: &Case<'_>) {
    let found = Trial::new(case, &report.verdict().provider).run();
    match found {
        Some(flaw) => flaw.report(report),
        None => nothing(report, case),
    }
}

/// Says what is certain when no mistake explains it.
fn nothing(report: &mut Report, case: &Case<'_>) {
    let body = case.request.body;
    let digest = Encoding::Hex.encode(&Hash::Sha256.digest([body]));
    report.hint(
        "none",
        Certainty::Note,
        format!(
            "None of the usual mistakes explains it. The body has {} bytes, SHA-256 {digest}: \
             compare that with what the sender signed, and the secret with the one this \
             endpoint has at the sender.",
            body.len()
        ),
    );
}

/// Says what a missing signature usually means.
pub(crate) fn missing(mut report: Report, recipe: &Recipe<'_>, request: &Request<'_>) -> Report {
    let place = recipe.at.describe();
    let companion = recipe.at.headers().first().and_then(|name| {
        let family = name.rsplit_once('-').map_or(*name, |(family, _)| family);
        request
            .headers
            .iter()
            .find(|(have, _)| have.len() > 4 && starts(have, family))
            .map(|(have, _)| (*have).to_string())
    });
    let sentence = match companion {
        Some(have) => format!(
            "The {place} is missing although {have} is there: set a secret at the sender, or \
             look for a proxy that drops or renames headers."
        ),
        None => format!(
            "The {place} is missing: set a secret at the sender, or look for a proxy that drops \
             or renames headers."
        ),
    };
    report.hint("H-missing", Certainty::Likely, sentence);
    report
}

fn starts(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// Explains a digest of the body that is not this body's.
pub(crate) fn body_with_digest(
    report: &mut Report,
    hash: Hash,
    body: &[u8],
    digest: &[u8],
) -> bool {
    let mut found = None;
    Bodies::new(body).each(&mut |change, bytes| {
        if bool::from(hash.digest([bytes]).ct_eq(digest)) {
            found = Some(change.clone());
        }
        found.is_some()
    });
    if let Some(change) = &found {
        report.refine(change.fault);
        report.hint(change.code, Certainty::Proven, change.sentence.clone());
    }
    found.is_some()
}

/// Explains a token that differs from the configured one. `expected` gives what
/// is sent for a secret.
pub(crate) fn token(
    report: &mut Report,
    token: &str,
    request: &Request<'_>,
    keys: &Keys,
    expected: impl Fn(&str) -> String,
) {
    for secret in &keys.all_secrets() {
        for variant in secrets::variants(KeyForm::Text, secret, &keys.others, "") {
            let text = Zeroizing::new(String::from_utf8_lossy(&variant.key).into_owned());
            if expected(&text) == token {
                report.hint(
                    variant.change.code,
                    Certainty::Proven,
                    variant.change.sentence,
                );
                return;
            }
        }
        for hash in Hash::ALL {
            let Some(mac) = hmac(hash, secret.expose().as_bytes(), [request.body]) else {
                continue;
            };
            let mac = mac.finish();
            if Encoding::ALL
                .iter()
                .any(|encoding| token.ends_with(&encoding.encode(&mac)))
            {
                report.refine(Fault::WrongAlgorithm);
                report.hint(
                    "A-hash",
                    Certainty::Proven,
                    format!(
                        "The header carries an HMAC-{} of the body; this provider sends the \
                         token itself, without any hashing.",
                        hash.name()
                    ),
                );
                return;
            }
        }
    }
}

/// Explains a token's signature that does not fit.
pub(crate) fn jwt(
    report: &mut Report,
    token: &Token<'_>,
    alg: &str,
    messages: &[alloc::vec::Vec<Chunk<'_>>],
    keys: &Keys,
) {
    let Some(hash) = hs_hash(alg) else {
        return;
    };
    for secret in &keys.all_secrets() {
        for variant in secrets::variants(KeyForm::Text, secret, &keys.others, "") {
            for message in messages {
                let fits = hmac(hash, &variant.key, pieces(message))
                    .is_some_and(|mac| mac.verify(&token.signature));
                if fits {
                    report.refine(variant.change.fault);
                    report.hint(
                        variant.change.code,
                        Certainty::Proven,
                        variant.change.sentence,
                    );
                    return;
                }
            }
        }
    }
}

/// Explains a URL in a token that is not the expected one.
pub(crate) fn audience(
    report: &mut Report,
    request: &Request<'_>,
    url: Option<&str>,
    fits: impl Fn(&str) -> bool,
) {
    if let Some(variant) = urls(request, url)
        .into_iter()
        .find(|variant| fits(&variant.url))
    {
        report_url(report, &variant);
    }
}
