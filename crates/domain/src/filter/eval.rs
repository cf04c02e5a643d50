//! Holding a hit against a filter.

use super::Expr;
use super::form::{self, pairs};
use super::glob::Glob;
use super::json;
use super::search::find_any_case;
use super::subject::Subject;
use super::term::{Flag, Part, Term, Test};
use crate::head::Head;

/// Three-valued: `None` when the answer depends on what the subject does not know.
pub(super) fn expr(expression: &Expr, subject: &impl Subject) -> Option<bool> {
    match expression {
        Expr::All(parts) => decide(parts, subject, false),
        Expr::Any(parts) => decide(parts, subject, true),
        Expr::Not(part) => expr(part, subject).map(|holds| !holds),
        Expr::Term(term) => self::term(term, subject),
    }
}

/// The first part with the deciding value decides; an unknown part leaves it open.
fn decide(parts: &[Expr], subject: &impl Subject, deciding: bool) -> Option<bool> {
    let mut known = true;
    for part in parts {
        match expr(part, subject) {
            Some(holds) if holds == deciding => return Some(deciding),
            Some(_) => {}
            None => known = false,
        }
    }
    known.then_some(!deciding)
}

fn term(term: &Term, subject: &impl Subject) -> Option<bool> {
    let holds = match term {
        Term::Text(text) => return free_text(text, subject),
        Term::BodyText(text) => find_any_case(subject.body()?, text.as_bytes()).is_some(),
        Term::Header(name, value) => Head::new(subject.head()?)
            .fields()
            .any(|(n, v)| n.eq_ignore_ascii_case(name.as_bytes()) && value.matches_any_case(v)),
        Term::Body(path, test) => body(path, test, subject.content_type(), subject.body()?),
        Term::Query(name, value) => {
            query(subject.target()).any(|(n, v)| *n == *name.as_bytes() && value.matches(&v))
        }
        Term::Path(path) => path.matches(subject.path()),
        Term::Method(method) => method.matches_any_case(subject.method().as_bytes()),
        Term::Type(kind) => any_case(kind, subject.content_type()),
        Term::Provider(provider) => any_case(provider, subject.provider()),
        Term::Event(event) => exact(event, subject.event()),
        Term::Delivery(id) => exact(id, subject.delivery_id()),
        Term::Status(bound) => subject
            .status()
            .is_some_and(|status| bound.holds(u64::from(status))),
        Term::Size(bound) => bound.holds(subject.size()),
        Term::Verdict(outcome) => subject.verdict() == Some(*outcome),
        Term::Is(Flag::Pinned) => subject.pinned(),
        Term::Is(Flag::Truncated) => subject.truncated(),
        Term::Is(Flag::Incomplete) => subject.incomplete(),
        Term::Is(Flag::Noted) => subject.note().is_some(),
        Term::Ip(net) => net.contains(&subject.client_ip().to_canonical()),
        Term::After(moment) => subject.received_at() >= *moment,
        Term::Before(moment) => subject.received_at() < *moment,
    };
    Some(holds)
}

fn exact(glob: &Glob, text: Option<&str>) -> bool {
    text.is_some_and(|text| glob.matches(text.as_bytes()))
}

fn any_case(glob: &Glob, text: Option<&str>) -> bool {
    text.is_some_and(|text| glob.matches_any_case(text.as_bytes()))
}

fn free_text(text: &str, subject: &impl Subject) -> Option<bool> {
    let needle = text.as_bytes();
    let found = |bytes: &[u8]| find_any_case(bytes, needle).is_some();
    if found(subject.target()) || subject.note().is_some_and(|note| found(note.as_bytes())) {
        return Some(true);
    }
    // The whole head is searched first: most heads need no look at single fields.
    let in_head = subject
        .head()
        .map(|head| found(head) && Head::new(head).fields().any(|(_, value)| found(value)));
    if in_head == Some(true) {
        return Some(true);
    }
    match (in_head, subject.body().map(found)) {
        (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

fn query(target: &[u8]) -> impl Iterator<Item = form::Pair<'_>> {
    let query = memchr::memchr(b'?', target)
        .and_then(|at| target.get(at + 1..))
        .unwrap_or_default();
    let end = memchr::memchr(b'#', query).unwrap_or(query.len());
    pairs(query.get(..end).unwrap_or_default())
}

fn body(path: &[Part], test: &Test, content_type: Option<&str>, body: &[u8]) -> bool {
    let is_form = content_type.is_some_and(|kind| {
        kind.get(..form::TYPE.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(form::TYPE))
    });
    if is_form {
        form::any(body, path, test)
    } else {
        json::any(body, path, test)
    }
}
