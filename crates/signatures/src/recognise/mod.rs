//! Who sent it, judged without a secret.

mod index;
mod source;
mod when;

use alloc::string::String;

use serde::Serialize;

use self::{index::Clue, source::read, when::Scope};
use crate::{
    Keys, Request,
    scheme::{Entry, Place, Scheme},
    verify::choose,
};

/// Only the beginning of a body is looked at.
const BODY_SEEN: usize = 4096;
/// And only so many words of it.
const WORDS_SEEN: usize = 96;

/// Who probably sent a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Recognition {
    /// Provider id.
    pub provider: &'static str,
    /// The scheme whose signature is there, or the provider's usual one.
    pub scheme: Option<&'static str>,
    /// How sure.
    pub confidence: Confidence,
    /// Event name, such as `push` or `invoice.paid`.
    pub event: Option<String>,
    /// The id of this delivery, the same when it is sent again.
    pub delivery_id: Option<String>,
    /// Which attempt this is, as far as the sender says.
    pub retry: Option<u32>,
    /// Whether there is a signature or token.
    pub signed: bool,
}

/// How sure a recognition is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// One weak sign.
    Hint,
    /// Several senders do this; this is the usual one.
    Likely,
    /// Only this provider does.
    Certain,
}

/// Says who sent a request, from its headers and, where those are silent, from
/// the beginning of its body. Meant to run on every request.
#[must_use]
pub fn recognise(request: &Request<'_>) -> Option<Recognition> {
    let found = find(request)?;
    let entry = found.entry;
    let keys = Keys::default();
    let (scheme, signed) = choose(entry, request, &keys).unzip();
    Some(Recognition {
        provider: entry.id,
        scheme: scheme.map(|scheme: &Scheme| scheme.name),
        confidence: found.sure,
        event: read(entry.event, request),
        delivery_id: read(entry.delivery, request),
        retry: read(entry.retry, request).and_then(|text| text.parse().ok()),
        signed: signed.unwrap_or(false),
    })
}

#[derive(Clone, Copy)]
struct Found {
    entry: &'static Entry,
    sure: Confidence,
    /// How much had to hold: of two that fit, the more particular one wins.
    weight: usize,
}

fn find(request: &Request<'_>) -> Option<Found> {
    let mut scope = Scope::new(request);
    let mut best = None;
    for (name, value) in request.headers {
        for clue in index::rules(Place::Header, name.as_bytes()) {
            consider(&mut best, &mut scope, &clue, value);
        }
    }
    if best.is_none_or(|found: Found| found.sure < Confidence::Certain) {
        words(&mut best, &mut scope, request.body);
    }
    best
}

fn consider(best: &mut Option<Found>, scope: &mut Scope<'_>, clue: &Clue, value: &[u8]) {
    let Clue {
        entry,
        rule,
        weight,
    } = *clue;
    let better = best.is_none_or(|found| (rule.sure, weight) > (found.sure, found.weight));
    if better && scope.holds(&rule.when, value) {
        *best = Some(Found {
            entry,
            sure: rule.sure,
            weight,
        });
    }
}

/// Quoted words of JSON, or names of form fields.
fn words(best: &mut Option<Found>, scope: &mut Scope<'_>, body: &[u8]) {
    let body = &body[..body.len().min(BODY_SEEN)];
    match body.trim_ascii_start().first() {
        Some(b'{' | b'[' | b'-') => {
            let quoted = body.split(|byte| *byte == b'"').skip(1).step_by(2);
            for word in quoted.take(WORDS_SEEN) {
                for clue in index::rules(Place::Word, word) {
                    consider(best, scope, &clue, b"");
                }
            }
        }
        Some(_) if body.contains(&b'=') => {
            for pair in body.split(|byte| *byte == b'&').take(WORDS_SEEN) {
                let name = pair.split(|byte| *byte == b'=').next().unwrap_or_default();
                for clue in index::rules(Place::Field, name) {
                    consider(best, scope, &clue, b"");
                }
            }
        }
        _ => {}
    }
}
