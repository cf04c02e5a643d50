//! Schemes that sign a template: most of them.

use alloc::{format, string::String, vec::Vec};

use subtle::ConstantTimeEq;

use crate::{
    Certainty, Fault, Keys, Outcome, Request, StepKind, Verdict, diagnose,
    digest::{self, Hash},
    json::Raw,
    public_key::PublicKey,
    scheme::{Accept, Algo, At, Recipe},
    verify::{
        Candidate, Chunk, Clock, Key, Located, Report, View, accepted, checks, keyring::keyring,
        locate, render, shown, stamp,
    },
};

/// A key ready for use, with the name of the secret it was made from.
#[derive(Clone)]
pub(crate) enum Ready {
    Secret { name: String, key: Key, slot: usize },
    Public(PublicKey),
}

/// Everything about a check that is being explained.
pub(crate) struct Case<'a> {
    pub(crate) recipe: &'a Recipe<'a>,
    pub(crate) request: &'a Request<'a>,
    pub(crate) keys: &'a Keys,
    pub(crate) candidates: Vec<Candidate<'a>>,
    /// The header's value when nothing could be read from it.
    pub(crate) raw: Option<&'a str>,
    pub(crate) ready: Vec<Ready>,
    /// Where paths into the body start, when not at its root.
    pub(crate) root: Option<Raw<'a>>,
}

pub(crate) fn run<'a>(
    mut report: Report,
    recipe: &'a Recipe<'a>,
    request: &'a Request<'a>,
    keys: &'a Keys,
    clock: Clock,
) -> Verdict {
    let (candidates, raw) = match locate(recipe, request, keys) {
        Located::Missing(place) => {
            return diagnose::missing(report, recipe, request).unsigned(place);
        }
        Located::Unreadable(value, why) => {
            report.no(StepKind::Header, "Signature cannot be read", why);
            report.fault(Fault::MalformedHeader);
            (Vec::new(), Some(value))
        }
        Located::Foreign(why) => {
            report.no(
                StepKind::Parse,
                "None of the signatures is for your key",
                why,
            );
            report.fault(Fault::WrongSecret);
            (Vec::new(), None)
        }
        Located::Found(candidates) => (candidates, None),
    };
    let ready = keyring(&mut report, recipe, keys);
    checks::run(&mut report, recipe.checks, request, keys);
    if recipe.accept == Accept::UrlFormsBodyHash {
        checks::url_has_body_hash(&mut report, request, keys);
    }
    let case = Case {
        recipe,
        request,
        keys,
        candidates,
        raw,
        ready,
        root: None,
    };
    judge(report, case, clock)
}

/// Judges signatures that were found.
pub(crate) fn judge(mut report: Report, mut case: Case<'_>, clock: Clock) -> Verdict {
    let (recipe, request, keys) = (case.recipe, case.request, case.keys);
    let found = search(&case);
    let chosen = found.as_ref().map_or(0, |found| found.candidate);
    shown::parsed(&mut report, &case, chosen);
    if let Some(candidate) = case.candidates.get(chosen) {
        stamp::check(&mut report, recipe, request, keys, candidate.time, clock);
    }
    shown::bytes(&mut report, &case, chosen, found.as_ref());
    if case.ready.is_empty() && report.has_fault() != Some(Fault::BadKey) {
        return no_secret(report, recipe);
    }
    let Some(found) = found else {
        if !case.candidates.is_empty() {
            report.no(
                StepKind::Compare,
                "Signature does not fit",
                "None of the signatures belongs to these bytes and this key.",
            );
            report.fault(Fault::Mismatch);
        }
        case.candidates.truncate(8);
        diagnose::signed(&mut report, &case);
        return report.finish(Outcome::Failed);
    };
    rotation(&mut report, &case, &found);
    report.verdict().secret = found.secret;
    report.yes(StepKind::Compare, "Signature fits", found.note);
    if recipe.accept == Accept::UrlFormsBodyHash {
        checks::body_hash_in_url(&mut report, request, keys);
    }
    match report.has_fault() {
        None => report.finish(Outcome::Verified),
        Some(_) => report.finish(Outcome::Failed),
    }
}

/// Points out that more than the first signature must be looked at.
fn rotation(report: &mut Report, case: &Case<'_>, found: &Found) {
    if found.candidate == 0 || case.candidates.len() < 2 {
        return;
    }
    report.hint(
        "S-list",
        Certainty::Note,
        format!(
            "The signature that fits is number {} of {}: a secret is being rotated. A receiver \
             must look at every item of the list.",
            found.candidate + 1,
            case.candidates.len()
        ),
    );
}

fn no_secret(mut report: Report, recipe: &Recipe<'_>) -> Verdict {
    let what = match recipe.algos.iter().all(|(_, algo)| algo.is_public()) {
        true => "The public key is needed to check this.",
        false => "The secret is needed to check this.",
    };
    report.step(
        StepKind::Key,
        crate::StepOk::Skip,
        "Nothing to check with",
        what,
    );
    report.finish(Outcome::NoSecret)
}

/// A match.
pub(super) struct Found {
    pub(super) candidate: usize,
    pub(super) secret: Option<String>,
    note: String,
    pub(super) url: Option<String>,
    pub(super) second: bool,
}

/// Tries every signature with every key under every accepted reading.
fn search(case: &Case<'_>) -> Option<Found> {
    for reading in accepted::readings(case.recipe.accept, &View::new(case.request, case.keys)) {
        for (at, candidate) in case.candidates.iter().enumerate() {
            let Some(signature) = case.recipe.encoding.decode(&candidate.text) else {
                continue;
            };
            for key in &case.ready {
                if !fits_slot(case.recipe, candidate, key) {
                    continue;
                }
                let mut view = View::new(case.request, case.keys).beside(case, candidate);
                if let Some(url) = &reading.url {
                    view.url = Some(url);
                }
                view.second = reading.second;
                if let Ready::Secret { key, .. } = key {
                    view.secret = Some(key);
                }
                let Ok(chunks) = render(case.recipe.template, &view) else {
                    continue;
                };
                if agrees(candidate.algo, key, &chunks, &signature) {
                    return Some(Found {
                        candidate: at,
                        secret: key.name(),
                        note: reading.note.clone(),
                        url: reading.url,
                        second: reading.second,
                    });
                }
            }
        }
    }
    None
}

fn fits_slot(recipe: &Recipe<'_>, candidate: &Candidate<'_>, key: &Ready) -> bool {
    match (recipe.at, key) {
        (At::Slots(_), Ready::Secret { slot, .. }) => *slot == candidate.slot,
        _ => true,
    }
}

impl Ready {
    fn name(&self) -> Option<String> {
        match self {
            Self::Secret { name, .. } => Some(name.clone()),
            Self::Public(_) => None,
        }
    }
}

impl<'a> View<'a> {
    /// With what is written beside a signature.
    pub(crate) fn beside(mut self, case: &Case<'a>, candidate: &Candidate<'a>) -> Self {
        self.time = candidate
            .time
            .or_else(|| stamp::in_header(case.recipe, case.request, case.keys));
        self.bound = candidate.bound;
        self.root = case.root;
        self
    }
}

/// Whether a signature belongs to these pieces and this key.
pub(crate) fn agrees(algo: Algo, key: &Ready, chunks: &[Chunk<'_>], signature: &[u8]) -> bool {
    let pieces = || chunks.iter().map(|chunk| &*chunk.bytes);
    match (algo, key) {
        (Algo::Hmac(hash), Ready::Secret { key, .. }) => {
            digest::hmac(hash, key, pieces()).is_some_and(|mac| mac.verify(signature))
        }
        (Algo::Plain(hash), Ready::Secret { .. }) => {
            bool::from(hash.digest(pieces()).ct_eq(signature))
        }
        (Algo::Ed25519, Ready::Public(key)) => {
            let message: Vec<u8> = pieces().flatten().copied().collect();
            key.verify_ed25519(&message, signature)
        }
        (Algo::EcdsaDer, Ready::Public(key)) => {
            key.verify_ecdsa_der(&Hash::Sha256.digest(pieces()), signature)
        }
        (Algo::Rsa(hash), Ready::Public(key)) => {
            key.verify_rsa(hash, &hash.digest(pieces()), signature)
        }
        _ => false,
    }
}

/// What the signature should be, for schemes with a shared secret.
pub(crate) fn compute(algo: Algo, key: &[u8], chunks: &[Chunk<'_>]) -> Option<Vec<u8>> {
    let pieces = chunks.iter().map(|chunk| &*chunk.bytes);
    match algo {
        Algo::Hmac(hash) => Some(digest::hmac(hash, key, pieces)?.finish()),
        Algo::Plain(hash) => Some(hash.digest(pieces)),
        _ => None,
    }
}
