//! Fields of a query or a form body.

use std::borrow::Cow;

use percent_encoding::percent_decode;

use super::json;
use super::term::{Part, Test};

/// Content type of a form.
pub(super) const TYPE: &str = "application/x-www-form-urlencoded";

/// A name and a value, decoded.
pub(super) type Pair<'a> = (Cow<'a, [u8]>, Cow<'a, [u8]>);

/// The fields in order, decoded.
pub(super) fn pairs(text: &[u8]) -> impl Iterator<Item = Pair<'_>> {
    text.split(|&b| b == b'&')
        .filter(|field| !field.is_empty())
        .map(|field| {
            let at = memchr::memchr(b'=', field).unwrap_or(field.len());
            let (name, value) = field.split_at(at);
            (decode(name), decode(value.get(1..).unwrap_or_default()))
        })
}

fn decode(text: &[u8]) -> Cow<'_, [u8]> {
    if !text.contains(&b'+') {
        return percent_decode(text).into();
    }
    let blanks: Vec<u8> = text
        .iter()
        .map(|&b| if b == b'+' { b' ' } else { b })
        .collect();
    Cow::Owned(percent_decode(&blanks).collect())
}

/// Whether a field at `path` passes: `a.b` is the field `a.b`, the field `a[b]`, or `b` in the JSON
/// text of field `a`.
pub(super) fn any(body: &[u8], path: &[Part], test: &Test) -> bool {
    let Some((first, rest)) = path.split_first() else {
        return false;
    };
    let dotted = name(path, "", ".", "");
    let bracketed = name(path, "", "[", "]");
    pairs(body).any(|(field, value)| {
        let whole = match (first, rest) {
            (Part::Any, []) => true,
            _ => [&dotted, &bracketed]
                .iter()
                .any(|name| name.as_ref().is_some_and(|name| *name.as_bytes() == *field)),
        };
        let in_json = || {
            let named = match first {
                Part::Any => true,
                Part::Name(name) => *name.as_bytes() == *field,
            };
            named && !rest.is_empty() && json::any(&value, rest, test)
        };
        whole && json::text_passes(&value, test) || in_json()
    })
}

/// The parts as one name, unless a star is among them.
fn name(path: &[Part], start: &str, before: &str, after: &str) -> Option<String> {
    let mut name = String::from(start);
    for (at, part) in path.iter().enumerate() {
        let Part::Name(part) = part else { return None };
        if at == 0 {
            name.push_str(part);
        } else {
            name.push_str(before);
            name.push_str(part);
            name.push_str(after);
        }
    }
    Some(name)
}
