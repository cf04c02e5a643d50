//! The conditions of rules.

use alloc::vec::Vec;

use super::BODY_SEEN;
use crate::{Request, encoding::Encoding, scheme::When};

/// Tokens longer than this are not decoded.
const TOKEN_SEEN: usize = 8192;

/// What conditions look at; a token is decoded once.
pub(super) struct Scope<'a> {
    request: &'a Request<'a>,
    payload: Option<Vec<u8>>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(request: &'a Request<'a>) -> Self {
        Self {
            request,
            payload: None,
        }
    }

    /// Whether the condition holds for a header of this value.
    pub(super) fn holds(&mut self, when: &When, value: &[u8]) -> bool {
        match when {
            When::Always => true,
            When::With(name) => self.request.has(name),
            When::Without(name) => !self.request.has(name),
            When::Starts(prefix) => value
                .trim_ascii_start()
                .get(..prefix.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes())),
            When::Contains(needle) => contains(value, needle.as_bytes()),
            When::HexDigits(count) => {
                let value = value.trim_ascii();
                value.len() == *count && value.iter().all(u8::is_ascii_hexdigit)
            }
            When::Length(count) => value.trim_ascii().len() == *count,
            When::ThreeParts => value.iter().filter(|byte| **byte == b'.').count() == 2,
            When::JwtSays(needle) => self.says(value, needle.as_bytes()),
            When::Body(needle) => {
                let body = self.request.body;
                contains(&body[..body.len().min(BODY_SEEN)], needle.as_bytes())
            }
            When::All(list) => list.iter().all(|when| self.holds(when, value)),
            When::Any(list) => list.iter().any(|when| self.holds(when, value)),
        }
    }

    fn says(&mut self, value: &[u8], needle: &[u8]) -> bool {
        let payload = self.payload.get_or_insert_with(|| payload(value));
        contains(payload, needle)
    }
}

/// The decoded middle part of a token; nothing when it is none.
fn payload(value: &[u8]) -> Vec<u8> {
    let Some(text) = value
        .get(..value.len().min(TOKEN_SEEN))
        .and_then(|value| core::str::from_utf8(value).ok())
    else {
        return Vec::new();
    };
    let mut parts = text.split('.');
    let part = parts.nth(1).filter(|_| parts.next().is_some());
    part.and_then(|part| Encoding::Base64Url.decode(part))
        .unwrap_or_default()
}

/// How many conditions there are in one.
pub(super) const fn weight(when: &When) -> usize {
    match when {
        When::Always => 0,
        When::All(list) => {
            let (mut sum, mut at) = (0, 0);
            while at < list.len() {
                sum += weight(&list[at]);
                at += 1;
            }
            sum
        }
        When::Without(_) => 0,
        _ => 1,
    }
}

fn contains(text: &[u8], needle: &[u8]) -> bool {
    let Some((first, rest)) = needle.split_first() else {
        return true;
    };
    let mut from = text;
    while let Some(at) = from.iter().position(|byte| byte == first) {
        from = &from[at + 1..];
        if from.starts_with(rest) {
            return true;
        }
    }
    false
}
