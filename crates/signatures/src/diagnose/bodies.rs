//! Mistakes with the body: what frameworks, shells and proxies do to it.

use alloc::{format, string::String, vec::Vec};

pub(super) mod forms;
mod packed;
mod styles;

use self::{
    forms::{FORM_SETS, encode, reencoded},
    packed::unpack,
    styles::styles,
};
use crate::{Fault, diagnose::Change, form, json, rewrite::Tokens};

/// Above this size only the likeliest changes are tried.
pub(crate) const LARGE: usize = 64 * 1024;
/// Up to this size single blanks are put back.
const SMALL: usize = 2048;
const MAX_BLANKS: usize = 48;

/// Hands out changed bodies until told to stop.
pub(crate) struct Bodies<'a> {
    body: &'a [u8],
}

/// Called with each change and its bytes; true stops.
type Visit<'v> = dyn FnMut(&Change, &[u8]) -> bool + 'v;

impl<'a> Bodies<'a> {
    pub(crate) fn new(body: &'a [u8]) -> Self {
        Self { body }
    }

    /// Whether the visitor stopped.
    pub(crate) fn each(&self, visit: &mut Visit<'_>) -> bool {
        self.tails(visit) || self.but_tails(visit)
    }

    /// All but changes at the end, for those who tried these already.
    pub(crate) fn but_tails(&self, visit: &mut Visit<'_>) -> bool {
        self.between_items(visit)
            || self.json(visit)
            || self.one_blank(visit)
            || self.forms(visit)
            || self.line_ends(visit)
            || self.leading_blanks(visit)
            || self.encodings(visit)
    }

    /// What is at the end.
    fn tails(&self, visit: &mut Visit<'_>) -> bool {
        let body = self.body;
        let kept = body.trim_ascii_end();
        tails(body)
            .into_iter()
            .any(|(tail, what)| visit(&tail_change(what), &[kept, tail].concat()))
    }

    fn leading_blanks(&self, visit: &mut Visit<'_>) -> bool {
        let kept = self.body.trim_ascii();
        self.body.trim_ascii_start().len() < self.body.len()
            && visit(&tail_change("blanks around the body were added"), kept)
    }

    fn line_ends(&self, visit: &mut Visit<'_>) -> bool {
        if !self.body.contains(&b'\n') {
            return self.empty(visit);
        }
        let unix = replace(self.body, b"\r\n", b"\n");
        let windows = replace(&unix, b"\n", b"\r\n");
        let change = |what: &str| {
            Change::new(
                "B-eol",
                Fault::BodyReserialised,
                format!("The sender signed {what} line ends: something changed them on the way."),
            )
        };
        (windows != self.body && visit(&change("CRLF"), &windows))
            || (unix != self.body && visit(&change("LF"), &unix))
            || self.empty(visit)
    }

    /// SendGrid ends every event with CRLF.
    fn between_items(&self, visit: &mut Visit<'_>) -> bool {
        let items = json::root(self.body)
            .map(json::Raw::items)
            .unwrap_or_default();
        if items.is_empty() || self.body.len() > LARGE {
            return false;
        }
        let texts: Vec<&[u8]> = items.iter().map(|item| item.0).collect();
        let change = Change::new(
            "B-eol",
            Fault::BodyReserialised,
            "The sender ends every event of the list with CRLF: it was parsed and written again. \
             Use the raw body.",
        );
        let mut bytes = [b"[".as_slice(), &texts.join(&b",\r\n"[..]), b"]\r\n"].concat();
        if visit(&change, &bytes) {
            return true;
        }
        bytes.truncate(bytes.len() - 2);
        visit(&change, &bytes)
    }

    fn empty(&self, visit: &mut Visit<'_>) -> bool {
        let change = Change::new(
            "B-empty",
            Fault::BodyReserialised,
            "The signature is of an empty body: the body's stream had been read before it was \
             signed.",
        );
        !self.body.is_empty() && visit(&change, b"")
    }

    fn json(&self, visit: &mut Visit<'_>) -> bool {
        let Some(tokens) = Tokens::read(self.body) else {
            return false;
        };
        styles(&tokens, self.body.len())
            .into_iter()
            .any(|(style, what)| {
                let Some(mut bytes) = tokens.write(style) else {
                    return false;
                };
                let change = json_change(&what);
                if bytes != self.body && visit(&change, &bytes) {
                    return true;
                }
                if self.body.len() > LARGE {
                    return false;
                }
                bytes.push(b'\n');
                bytes != self.body
                    && visit(
                        &json_change(&format!("{what} and a newline after it")),
                        &bytes,
                    )
            })
    }

    /// A single blank after a comma or colon, which parsers drop.
    fn one_blank(&self, visit: &mut Visit<'_>) -> bool {
        let body = self.body;
        if body.len() > SMALL || json::root(body).is_none() {
            return false;
        }
        let change = json_change("with one blank more between two values");
        let marks = (1..body.len()).filter(|at| matches!(body[at - 1], b',' | b':'));
        marks.take(MAX_BLANKS).any(|at| {
            let (before, after) = body.split_at(at);
            visit(&change, &[before, b" ", after].concat())
        })
    }

    fn forms(&self, visit: &mut Visit<'_>) -> bool {
        let body = self.body;
        if body.len() > LARGE {
            return false;
        }
        if json::root(body).is_some() {
            return FORM_SETS.iter().any(|(set, plus)| {
                let encoded = encode(body, set, *plus);
                let bytes = [b"payload=".as_slice(), encoded.as_bytes()].concat();
                visit(
                    &form_change("the form as it was sent, payload=…, not the JSON inside it"),
                    &bytes,
                )
            });
        }
        if !body.contains(&b'=') {
            return false;
        }
        if let Some(value) = form::field(body, "payload")
            && visit(
                &form_change("the JSON inside the form's payload field, not the form"),
                &value,
            )
        {
            return true;
        }
        let decoded = form::decode(body);
        let mut list: Vec<Vec<u8>> = FORM_SETS
            .iter()
            .map(|(set, plus)| reencoded(body, set, *plus))
            .collect();
        list.push(replace(body, b"%20", b"+"));
        list.push(replace(body, b"+", b"%20"));
        list.push(decoded.into_owned());
        list.into_iter().any(|bytes| {
            bytes != body && visit(&form_change("the form as it was escaped when sent"), &bytes)
        })
    }

    fn encodings(&self, visit: &mut Visit<'_>) -> bool {
        let body = self.body;
        const BOM: &[u8] = b"\xEF\xBB\xBF";
        let marked = match body.strip_prefix(BOM) {
            Some(bare) => bare.to_vec(),
            None => [BOM, body].concat(),
        };
        let change = enc_change("A byte order mark was added to or taken off the body.");
        if visit(&change, &marked) {
            return true;
        }
        if !body.is_ascii() {
            let change = enc_change(
                "The body went through a Latin-1 decoder: read it as bytes, not as text.",
            );
            if let Some(bytes) = core::str::from_utf8(body).ok().and_then(to_latin1)
                && visit(&change, &bytes)
            {
                return true;
            }
            let widened: String = body.iter().copied().map(char::from).collect();
            if visit(&change, widened.as_bytes()) {
                return true;
            }
        }
        let Some(unpacked) = unpack(body) else {
            return false;
        };
        let what = "The sender signed the body before it was compressed: undo the content coding \
                    first.";
        visit(&enc_change(what), &unpacked)
    }
}

/// Ends of a body other than its own, with what happened.
pub(crate) fn tails(body: &[u8]) -> Vec<(&'static [u8], &'static str)> {
    let kept = body.trim_ascii_end().len();
    let own = &body[kept..];
    let lost = [
        (&b"\n"[..], "a newline at the end was lost"),
        (&b"\r\n"[..], "a CRLF at the end was lost"),
    ];
    let mut list = Vec::new();
    match own {
        b"" => list.extend(lost),
        b"\n" => list.extend([
            (&b""[..], "a newline was added at the end"),
            (&b"\r\n"[..], "a CRLF at the end became a newline"),
            (&b"\n\n"[..], "a newline at the end was lost"),
        ]),
        b"\r\n" => list.extend([
            (&b""[..], "a CRLF was added at the end"),
            (&b"\n"[..], "a newline at the end became CRLF"),
        ]),
        _ => list.push((&b""[..], "blanks or newlines were added at the end")),
    }
    list
}

pub(crate) fn tail_change(what: &str) -> Change {
    Change::new(
        "B-eol",
        Fault::BodyTrailingNewline,
        format!("The body was changed after it was signed: {what}. Editors and shells do that."),
    )
}

fn json_change(what: &str) -> Change {
    Change::new(
        "B-json",
        Fault::BodyReserialised,
        format!(
            "The JSON was parsed and written again: the sender signed it {what}. Check the raw \
             bytes, before your framework parses them."
        ),
    )
}

fn form_change(what: &str) -> Change {
    Change::new(
        "B-form",
        Fault::BodyReserialised,
        format!("The sender signed {what}."),
    )
}

fn enc_change(what: &str) -> Change {
    Change::new("B-enc", Fault::BodyReserialised, what)
}

fn replace(body: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() + body.len() / 16);
    let mut rest = body;
    while let Some(at) = rest.iter().position(|byte| *byte == from[0]) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix(from) {
            out.extend_from_slice(to);
            rest = after;
        } else {
            out.push(rest[0]);
            rest = &rest[1..];
        }
    }
    out.extend_from_slice(rest);
    out
}

fn to_latin1(text: &str) -> Option<Vec<u8>> {
    text.chars()
        .map(|c| u8::try_from(u32::from(c)).ok())
        .collect()
}
