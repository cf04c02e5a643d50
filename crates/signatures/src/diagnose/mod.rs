//! Finding out why a signature does not fit, by making the usual mistakes.

use crate::{
    Request,
    digest::Hash,
    scheme::Recipe,
    verify::{Report, signed::Case},
};

pub(crate) fn missing(report: Report, _recipe: &Recipe<'_>, _request: &Request<'_>) -> Report {
    report
}

pub(crate) fn signed(_report: &mut Report, _case: &Case<'_>) {}

pub(crate) fn body_with_digest(
    _report: &mut Report,
    _hash: Hash,
    _body: &[u8],
    _digest: &[u8],
) -> bool {
    false
}
