//! Form bodies and the multipart bodies that carry one JSON field.

use alloc::{borrow::Cow, format, vec::Vec};

use percent_encoding::{NON_ALPHANUMERIC, percent_decode, utf8_percent_encode};

/// The decoded pairs of a form, in order.
pub(crate) fn pairs(body: &[u8]) -> impl Iterator<Item = (Cow<'_, [u8]>, Cow<'_, [u8]>)> {
    body.split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let at = pair.iter().position(|byte| *byte == b'=');
            let (name, value) = pair.split_at(at.unwrap_or(pair.len()));
            (decode(name), decode(value.get(1..).unwrap_or_default()))
        })
}

/// The decoded value of the only field `name`. A form with several has none: which
/// of them a receiver reads is not known.
pub(crate) fn field<'a>(body: &'a [u8], name: &str) -> Option<Cow<'a, [u8]>> {
    let mut named = pairs(body).filter(|(have, _)| **have == *name.as_bytes());
    let (_, value) = named.next()?;
    named.next().is_none().then_some(value)
}

/// Undoes `+` and `%XX`; what is not an escape stays.
pub(crate) fn decode(text: &[u8]) -> Cow<'_, [u8]> {
    if !text.iter().any(|byte| matches!(byte, b'+' | b'%')) {
        return Cow::Borrowed(text);
    }
    let spaced: Vec<u8> = text
        .iter()
        .map(|byte| if *byte == b'+' { b' ' } else { *byte })
        .collect();
    Cow::Owned(percent_decode(&spaced).collect())
}

/// The form with a field set, at the start where senders put it.
pub(crate) fn with_field(body: &[u8], name: &str, value: &str) -> Vec<u8> {
    let encoded = utf8_percent_encode(value, NON_ALPHANUMERIC);
    let mut out = format!("{name}={encoded}").into_bytes();
    for pair in body
        .split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
    {
        let have = pair.split(|byte| *byte == b'=').next().unwrap_or_default();
        if have != name.as_bytes() {
            out.push(b'&');
            out.extend_from_slice(pair);
        }
    }
    out
}

/// The value of the part `name` in a multipart body. The boundary is read from
/// the body's first line, as senders of one small part write it.
pub(crate) fn part<'a>(body: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let line = position(body, b"\r\n")?;
    let boundary = body.get(..line).filter(|line| line.starts_with(b"--"))?;
    let mut rest = body;
    loop {
        rest = rest.get(boundary.len() + 2..)?;
        let head_end = position(rest, b"\r\n\r\n")?;
        let (head, tail) = rest.split_at(head_end);
        let value = tail.get(4..)?;
        let end = position(value, boundary)?;
        if names(head, name) {
            return value.get(..end.checked_sub(2)?);
        }
        rest = value.get(end..)?;
    }
}

fn names(head: &[u8], name: &str) -> bool {
    let Ok(head) = core::str::from_utf8(head) else {
        return false;
    };
    head.split("name=\"").skip(1).any(|rest| {
        rest.strip_prefix(name)
            .is_some_and(|rest| rest.starts_with('"'))
    })
}

pub(crate) fn position(text: &[u8], needle: &[u8]) -> Option<usize> {
    text.windows(needle.len())
        .position(|window| window == needle)
}

#[cfg(test)]
mod tests;
