//! Mistakes with the body: what frameworks, shells and proxies do to it.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

use crate::{
    Fault,
    diagnose::Change,
    form, json,
    rewrite::{Layout, Numbers, Strings, Style, Tokens},
};

/// Above this size only the likeliest changes are tried.
pub(crate) const LARGE: usize = 64 * 1024;
/// Up to this size single blanks are put back.
const SMALL: usize = 2048;
const MAX_BLANKS: usize = 48;
/// Bodies are not unpacked beyond this.
const MAX_UNPACKED: usize = 4 * 1024 * 1024;

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
        self.tails(visit)
            || self.between_items(visit)
            || self.json(visit)
            || self.one_blank(visit)
            || self.forms(visit)
            || self.line_ends(visit)
            || self.encodings(visit)
    }

    /// What is at the end.
    pub(crate) fn tails(&self, visit: &mut Visit<'_>) -> bool {
        let body = self.body;
        let kept = body.trim_ascii_end();
        let mut list: Vec<(&str, Vec<u8>)> = Vec::new();
        for (tail, what) in tails(body) {
            list.push((what, [kept, tail].concat()));
        }
        if body.trim_ascii_start().len() != body.len() {
            list.push((
                "blanks around the body were added",
                body.trim_ascii().to_vec(),
            ));
        }
        list.into_iter()
            .any(|(what, bytes)| visit(&tail_change(what), &bytes))
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

/// How the original may have been written, likely ways first.
fn styles(tokens: &Tokens<'_>, size: usize) -> Vec<(Style, String)> {
    let layouts = [
        (Layout::Compact, "compact"),
        (Layout::Spaced, "with a blank after commas and colons"),
        (Layout::Indent(2), "indented by two"),
        (Layout::Indent(4), "indented by four"),
    ];
    let mut all = Vec::new();
    let mut add = |style: Style, what: &str| all.push((style, what.to_string()));
    for (layout, what) in layouts {
        add(
            Style {
                layout,
                ..Style::COMPACT
            },
            what,
        );
    }
    if size > LARGE {
        return all;
    }
    let escapes = tokens.has_escapes();
    let slashes = tokens.has_slashes();
    for (layout, what) in layouts {
        let base = Style {
            layout,
            ..Style::COMPACT
        };
        let strings = [
            (Strings::Raw, "with letters beyond ASCII as they are"),
            (Strings::Lower, "with letters beyond ASCII as \\u00e9"),
            (Strings::Upper, "with letters beyond ASCII as \\u00E9"),
        ];
        for (strings, how) in strings {
            if escapes {
                add(Style { strings, ..base }, &format!("{what}, {how}"));
            }
            if escapes && slashes {
                let slash = true;
                add(
                    Style {
                        strings,
                        slash,
                        ..base
                    },
                    &format!("{what}, {how}, slashes as \\/"),
                );
            }
        }
        if slashes {
            add(
                Style {
                    slash: true,
                    ..base
                },
                &format!("{what}, slashes as \\/"),
            );
            let strings = Strings::Raw;
            add(Style { strings, ..base }, &format!("{what}, slashes plain"));
        }
        add(
            Style {
                sorted: true,
                ..base
            },
            &format!("{what}, keys sorted"),
        );
        if tokens.has_floats() {
            let numbers = Numbers::Integers;
            add(
                Style { numbers, ..base },
                &format!("{what}, whole numbers without .0"),
            );
        }
        let floats = (0..tokens.integers().min(24)).map(Numbers::Float);
        for numbers in core::iter::once(Numbers::Floats).chain(floats) {
            if tokens.integers() > 0 {
                add(
                    Style { numbers, ..base },
                    &format!("{what}, whole numbers as 1.0"),
                );
            }
        }
    }
    all
}

/// `application/x-www-form-urlencoded` as browsers write it.
const FORM: AsciiSet = NON_ALPHANUMERIC
    .remove(b'*')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_');
/// JavaScript's `encodeURIComponent`.
const COMPONENT: AsciiSet = FORM
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
const FORM_SETS: [(&AsciiSet, bool); 5] = [
    (&QUERY, true),
    (&FORM, true),
    (&COMPONENT, false),
    (&QUERY, false),
    (&COMPONENT, true),
];

fn encode(bytes: &[u8], set: &'static AsciiSet, plus: bool) -> String {
    let text = percent_encode(bytes, set).to_string();
    if plus { text.replace("%20", "+") } else { text }
}

fn reencoded(body: &[u8], set: &'static AsciiSet, plus: bool) -> Vec<u8> {
    let pairs: Vec<String> = form::pairs(body)
        .map(|(name, value)| format!("{}={}", encode(&name, set, plus), encode(&value, set, plus)))
        .collect();
    pairs.join("&").into_bytes()
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

/// Undoes gzip, zlib or raw deflate, bounded.
fn unpack(body: &[u8]) -> Option<Vec<u8>> {
    use miniz_oxide::inflate::{decompress_to_vec_with_limit, decompress_to_vec_zlib_with_limit};
    match body {
        [0x1F, 0x8B, 8, flags, ..] => {
            let start = gzip_head(body, *flags)?;
            decompress_to_vec_with_limit(body.get(start..)?, MAX_UNPACKED).ok()
        }
        [0x78, ..] => decompress_to_vec_zlib_with_limit(body, MAX_UNPACKED).ok(),
        _ => None,
    }
}

/// Where the data of a gzip member starts.
fn gzip_head(body: &[u8], flags: u8) -> Option<usize> {
    let mut at = 10;
    if flags & 4 != 0 {
        let len = u16::from_le_bytes([*body.get(at)?, *body.get(at + 1)?]);
        at += 2 + usize::from(len);
    }
    for flag in [8, 16] {
        if flags & flag != 0 {
            at += body.get(at..)?.iter().position(|byte| *byte == 0)? + 1;
        }
    }
    Some(at + if flags & 2 != 0 { 2 } else { 0 })
}
