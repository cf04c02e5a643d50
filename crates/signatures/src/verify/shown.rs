//! Showing what was read from a signature and what it covers.

use alloc::{
    format,
    string::{String, ToString},
};

use crate::{
    Certainty, Fault, StepKind,
    scheme::{Algo, Recipe},
    verify::{
        Candidate, Lack, Report, View, render,
        render::describe,
        signed::{Case, Found, Ready, compute},
    },
};

/// Shows the signature that is looked at.
pub(super) fn parsed(report: &mut Report, case: &Case<'_>, chosen: usize) {
    let Some(candidate) = case.candidates.get(chosen) else {
        report.verdict().received = case.raw.map(ToString::to_string);
        return;
    };
    report.yes(
        StepKind::Header,
        "Signature found",
        case.recipe.at.describe(),
    );
    report.verdict().received = Some(candidate.text.to_string());
    let count = case.candidates.len();
    let label = match candidate.label {
        "" => String::new(),
        label => format!("{label}: "),
    };
    let several = match count {
        1 => String::new(),
        _ => format!(" ({} of {count} signatures)", chosen + 1),
    };
    report.yes(
        StepKind::Parse,
        "Signature read",
        format!("{label}{}{several}", candidate.text),
    );
    let readable = case.candidates.iter().any(|candidate| {
        case.recipe
            .encoding
            .decode(&candidate.text)
            .is_some_and(|bytes| plausible(candidate.algo, bytes.len()))
    });
    if !readable {
        report.no(
            StepKind::Parse,
            "Signature is not one of this kind",
            wrong_shape(case.recipe, candidate),
        );
        report.fault(Fault::MalformedHeader);
    }
}

/// Whether a signature of this algorithm can have this many bytes.
pub(super) fn plausible(algo: Algo, len: usize) -> bool {
    match algo {
        Algo::Hmac(hash) | Algo::Plain(hash) => len == hash.len(),
        Algo::Ed25519 => len == 64,
        Algo::EcdsaDer => (8..=72).contains(&len),
        Algo::Rsa(_) => (128..=1024).contains(&len),
    }
}

fn wrong_shape(recipe: &Recipe<'_>, candidate: &Candidate<'_>) -> String {
    let encoding = recipe.encoding.name();
    let Some(bytes) = recipe.encoding.decode(&candidate.text) else {
        return format!("The value is not {encoding}.");
    };
    match candidate.algo {
        Algo::Hmac(hash) | Algo::Plain(hash) => format!(
            "It is {} bytes in {encoding}; {} gives {}.",
            bytes.len(),
            hash.name(),
            hash.len()
        ),
        _ => format!(
            "It is {} bytes in {encoding}, which no such signature is.",
            bytes.len()
        ),
    }
}

/// Shows the signed bytes and the digest computed of them.
pub(super) fn bytes(report: &mut Report, case: &Case<'_>, chosen: usize, found: Option<&Found>) {
    let Some(candidate) = case.candidates.get(chosen) else {
        return;
    };
    let key = case.ready.iter().find_map(|ready| match ready {
        Ready::Secret { name, key, slot } => {
            let named = found.and_then(|found| found.secret.as_ref());
            (named.is_none_or(|named| named == name) && *slot == candidate.slot).then_some(key)
        }
        Ready::Public(_) => None,
    });
    let mut view = View::new(case.request, case.keys).beside(case, candidate);
    let placeholder: &[u8] = b"";
    view.secret = Some(key.map_or(placeholder, |key| key));
    if let Some(found) = found {
        view.second = found.second;
        if let Some(url) = &found.url {
            view.url = Some(url);
        }
    }
    match render(case.recipe.template, &view) {
        Ok(chunks) => {
            let described = describe(&chunks);
            report.yes(
                StepKind::SignedBytes,
                "Signed bytes put together",
                format!("{} bytes", described.length),
            );
            report.verdict().signed_bytes = Some(described);
            let digest = match found {
                // What fits is what was computed; a large body is not hashed again.
                Some(_) if !candidate.algo.is_public() => {
                    case.recipe.encoding.decode(&candidate.text)
                }
                _ => key.and_then(|key| compute(candidate.algo, key, &chunks)),
            };
            report.verdict().computed = digest.map(|digest| case.recipe.encoding.encode(&digest));
        }
        Err(lack) => lacking(report, &lack),
    }
}

/// Notes what is missing from the signed bytes.
fn lacking(report: &mut Report, lack: &Lack) {
    let sentence = lack.sentence();
    report.no(
        StepKind::SignedBytes,
        "Signed bytes are incomplete",
        &sentence,
    );
    match lack {
        Lack::Param(_) | Lack::Url => {
            report.fault(Fault::MissingParam);
            report.hint("P-missing", Certainty::Proven, sentence);
        }
        _ => {
            report.fault(Fault::MissingHeader);
            report.hint("H-missing", Certainty::Proven, sentence);
        }
    }
}
