//! What the header may have meant: its value read in every encoding.

use alloc::{format, string::String, vec::Vec};

use crate::{
    Fault,
    diagnose::Change,
    digest::Hash,
    encoding::Encoding,
    scheme::{Algo, Recipe, Syntax},
    verify::signed::Case,
};

/// More readings than this are not looked at.
const MAX: usize = 32;

/// One reading of a received signature.
#[derive(Clone)]
pub(crate) struct Target {
    pub(crate) bytes: Vec<u8>,
    pub(crate) algo: Algo,
    /// Which candidate it is from; the first when from an unreadable header.
    pub(crate) candidate: usize,
    /// What is unusual about the reading.
    pub(crate) changes: Vec<Change>,
}

/// All readings, the expected ones first.
pub(crate) fn targets(case: &Case<'_>) -> Vec<Target> {
    let mut list = Vec::new();
    for (at, candidate) in case.candidates.iter().enumerate() {
        readings(
            case.recipe,
            &candidate.text,
            candidate.algo,
            at,
            None,
            &mut list,
        );
        // A label where there should be none.
        if case.recipe.syntax == Syntax::Whole
            && let Some((label, text)) = candidate.text.split_once('=')
            && !text.trim_matches('=').is_empty()
        {
            let sentence = format!("The header must hold the signature alone, without {label}=.");
            let change = Change::new("E-enc", Fault::MalformedHeader, sentence);
            readings(
                case.recipe,
                text,
                candidate.algo,
                at,
                Some(&change),
                &mut list,
            );
        }
    }
    if let Some(raw) = case.raw {
        unread(case.recipe, raw, &mut list);
    }
    list.sort_by_key(|target| target.changes.len());
    list.truncate(MAX);
    list
}

/// Readings of a header in which no signature was found.
fn unread(recipe: &Recipe<'_>, raw: &str, list: &mut Vec<Target>) {
    let Some((wanted, algo)) = recipe.algos.first() else {
        return;
    };
    let mark = if recipe.syntax == Syntax::Versions {
        ','
    } else {
        '='
    };
    let change = |sentence: String| Some(Change::new("E-enc", Fault::MalformedHeader, sentence));
    let missing = format!("The signature must be written {wanted}{mark}…; the label is missing.");
    readings(recipe, raw, *algo, 0, change(missing).as_ref(), list);
    for item in raw.split([',', ';', ' ']).filter(|item| !item.is_empty()) {
        let Some((label, text)) = item.split_once('=') else {
            let sentence = format!("The signature must be written {wanted}{mark}….");
            readings(recipe, item, *algo, 0, change(sentence).as_ref(), list);
            continue;
        };
        // A label that names another hash is a matter of the hash alone.
        let hash = Hash::named(label);
        let own = matches!(algo, Algo::Hmac(own) if Some(*own) == hash);
        let sentence = format!("The signature is labelled {label}; it should be {wanted}.");
        let relabelled = match hash {
            Some(_) if !own => None,
            _ => change(sentence),
        };
        readings(recipe, text, *algo, 0, relabelled.as_ref(), list);
    }
}

fn readings(
    recipe: &Recipe<'_>,
    text: &str,
    algo: Algo,
    candidate: usize,
    first: Option<&Change>,
    list: &mut Vec<Target>,
) {
    let trimmed = text.trim().trim_matches('"');
    let own = core::iter::once(recipe.encoding);
    let others = Encoding::ALL
        .into_iter()
        .filter(|other| *other != recipe.encoding);
    for encoding in own.chain(others) {
        let Some(bytes) = encoding.decode(trimmed) else {
            continue;
        };
        let mut changes: Vec<Change> = first.into_iter().cloned().collect();
        if encoding != recipe.encoding {
            let sentence = format!(
                "The digest is right and written in {}; this provider writes {}.",
                encoding.name(),
                recipe.encoding.name()
            );
            changes.push(Change::new("E-enc", Fault::HexVsBase64, sentence));
        }
        let Some(algo) = algorithm(algo, bytes.len(), &mut changes) else {
            continue;
        };
        if let Algo::Rsa(own) = algo
            && changes.is_empty()
        {
            list.extend(other_rsa(own, &bytes, candidate));
        }
        // Text without `+`, `/`, `-` and `_` is the same in both alphabets.
        let known = list
            .iter()
            .any(|have| have.bytes == bytes && have.candidate == candidate && have.algo == algo);
        if !known && changes.len() <= 2 {
            list.push(Target {
                bytes,
                algo,
                candidate,
                changes,
            });
        }
    }
}

/// The same RSA signature under the other hashes.
fn other_rsa(own: Hash, bytes: &[u8], candidate: usize) -> impl Iterator<Item = Target> {
    let hashes = [Hash::Sha256, Hash::Sha1, Hash::Sha512];
    hashes
        .into_iter()
        .filter(move |hash| *hash != own)
        .map(move |hash| Target {
            bytes: bytes.to_vec(),
            algo: Algo::Rsa(hash),
            candidate,
            changes: alloc::vec![Change::new(
                "A-hash",
                Fault::WrongAlgorithm,
                format!(
                    "It is signed with {}, and the message says {}.",
                    hash.name(),
                    own.name()
                ),
            )],
        })
}

/// The algorithm a signature of this length is of.
fn algorithm(algo: Algo, len: usize, changes: &mut Vec<Change>) -> Option<Algo> {
    let (own, make): (Hash, fn(Hash) -> Algo) = match algo {
        Algo::Hmac(hash) => (hash, Algo::Hmac),
        Algo::Plain(hash) => (hash, Algo::Plain),
        public => return Some(public),
    };
    let hash = Hash::of_len(len)?;
    if hash != own {
        let sentence = format!(
            "The header holds a digest of {}; this provider uses {}.",
            hash.name(),
            own.name()
        );
        changes.push(Change::new("A-hash", Fault::WrongAlgorithm, sentence));
    }
    Some(make(hash))
}
