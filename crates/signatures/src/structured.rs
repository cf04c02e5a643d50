//! Just enough of Structured Fields (RFC 9651) to verify a message signature:
//! members are kept as they were written, since that text is what was signed.

use alloc::{string::String, vec::Vec};

/// A member of a dictionary, its value as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Member<'a> {
    pub(crate) key: &'a str,
    /// Value and parameters.
    pub(crate) value: &'a str,
}

/// The members of a dictionary; `None` where quotes or brackets do not close.
pub(crate) fn dictionary(text: &str) -> Option<Vec<Member<'_>>> {
    split(text, ',')?
        .into_iter()
        .filter(|item| !item.is_empty())
        .map(|item| {
            // A member without `=` is true, and may have parameters.
            let end = item.find(['=', ';']).unwrap_or(item.len());
            let (key, value) = item.split_at(end);
            Some(Member {
                key: key.trim(),
                value: value.strip_prefix('=').unwrap_or(value).trim(),
            })
        })
        .collect()
}

/// The members of a list or dictionary as they are written in strict form: one
/// comma and one blank between them.
pub(crate) fn strict(text: &str) -> Option<String> {
    Some(split(text, ',')?.join(", "))
}

/// An inner list: items as written, and the parameters after it.
pub(crate) fn inner_list(text: &str) -> Option<(Vec<&str>, Vec<Member<'_>>)> {
    let inside = text.strip_prefix('(')?;
    let mut quoted = false;
    let mut escaped = false;
    let end = inside.char_indices().find_map(|(at, c)| {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ')' if !quoted => return Some(at),
            _ => {}
        }
        None
    })?;
    let items = split(&inside[..end], ' ')?
        .into_iter()
        .filter(|item| !item.is_empty())
        .collect();
    Some((items, parameters(&inside[end + 1..])?))
}

/// `;name=value` pairs.
pub(crate) fn parameters(text: &str) -> Option<Vec<Member<'_>>> {
    split(text, ';')?
        .into_iter()
        .filter(|item| !item.is_empty())
        .map(|item| {
            let (key, value) = item.split_once('=').unwrap_or((item, ""));
            Some(Member { key, value })
        })
        .collect()
}

/// An item's bare value and its parameters.
pub(crate) fn item(text: &str) -> Option<(String, Vec<Member<'_>>)> {
    let end = text.get(1..)?.find('"')? + 2;
    Some((string(&text[..end])?, parameters(&text[end..])?))
}

/// The inside of a quoted string.
pub(crate) fn string(text: &str) -> Option<String> {
    let inside = text.strip_prefix('"')?.strip_suffix('"')?;
    let mut out = String::with_capacity(inside.len());
    let mut escaped = false;
    for c in inside.chars() {
        if c == '\\' && !escaped {
            escaped = true;
        } else {
            out.push(c);
            escaped = false;
        }
    }
    Some(out)
}

/// A parameter's value without quotes.
pub(crate) fn value(members: &[Member<'_>], key: &str) -> Option<String> {
    let member = members.iter().find(|member| member.key == key)?;
    Some(string(member.value).unwrap_or_else(|| member.value.into()))
}

/// The text between colons of a byte sequence.
pub(crate) fn bytes(text: &str) -> Option<&str> {
    text.trim().strip_prefix(':')?.split(':').next()
}

/// Splits outside quotes and brackets.
fn split(text: &str, at: char) -> Option<Vec<&str>> {
    let mut parts = Vec::new();
    let (mut start, mut depth, mut quoted, mut escaped) = (0, 0_usize, false, false);
    for (index, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.checked_sub(1)?,
            _ if c == at && !quoted && depth == 0 => {
                parts.push(text[start..index].trim());
                start = index + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    (!quoted && depth == 0).then_some(parts)
}

#[cfg(test)]
mod tests;
