//! The ways forms are escaped.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

use crate::form;

/// `application/x-www-form-urlencoded` as browsers write it.
pub(in crate::diagnose) const FORM: AsciiSet = NON_ALPHANUMERIC
    .remove(b'*')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_');
/// JavaScript's `encodeURIComponent`.
pub(in crate::diagnose) const COMPONENT: AsciiSet = FORM
    .remove(b'!')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'~');
/// Go's `url.QueryEscape`, Python's `quote_plus`.
const QUERY: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
/// Sets with whether a blank is a plus.
pub(super) const FORM_SETS: [(&AsciiSet, bool); 5] = [
    (&QUERY, true),
    (&FORM, true),
    (&COMPONENT, false),
    (&QUERY, false),
    (&COMPONENT, true),
];

/// Escapes a text.
pub(super) fn encode(bytes: &[u8], set: &'static AsciiSet, plus: bool) -> String {
    let text = percent_encode(bytes, set).to_string();
    if plus { text.replace("%20", "+") } else { text }
}

/// Decodes a form and escapes it again.
pub(super) fn reencoded(body: &[u8], set: &'static AsciiSet, plus: bool) -> Vec<u8> {
    let pairs: Vec<String> = form::pairs(body)
        .map(|(name, value)| format!("{}={}", encode(&name, set, plus), encode(&value, set, plus)))
        .collect();
    pairs.join("&").into_bytes()
}
