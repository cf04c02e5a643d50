//! Pieces of signed text that must be computed.

use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt::Write as _;

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{
    Request,
    address::Url,
    form, json,
    rewrite::{Style, Tokens},
    verify::{Lack, View},
};

/// Fields sorted by name, name then value; a repeated name counts once for each
/// distinct value.
pub(crate) fn sorted_form(body: &[u8]) -> Vec<u8> {
    let mut pairs: Vec<_> = form::pairs(body).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let mut out = Vec::with_capacity(body.len());
    for (name, value) in pairs {
        out.extend_from_slice(&name);
        out.extend_from_slice(&value);
    }
    out
}

/// All names but one, sorted, then their values, joined by `:`, with `\` and `:`
/// escaped.
pub(crate) fn sorted_keys_then_values(body: &[u8], but: &str) -> Vec<u8> {
    let mut pairs: Vec<_> = form::pairs(body)
        .filter(|(name, _)| **name != *but.as_bytes())
        .collect();
    pairs.sort_unstable();
    let names = pairs.iter().map(|(name, _)| name);
    let values = pairs.iter().map(|(_, value)| value);
    let mut out = Vec::with_capacity(body.len());
    for (at, text) in names.chain(values).enumerate() {
        if at > 0 {
            out.push(b':');
        }
        for byte in text.iter() {
            if matches!(byte, b'\\' | b':') {
                out.push(b'\\');
            }
            out.push(*byte);
        }
    }
    out
}

/// Undoes the escapes HubSpot undoes, and no others.
pub(crate) fn hubspot_url(url: &str) -> String {
    const ESCAPES: [(&str, &str); 12] = [
        ("%3A", ":"),
        ("%2F", "/"),
        ("%3F", "?"),
        ("%40", "@"),
        ("%21", "!"),
        ("%24", "$"),
        ("%27", "'"),
        ("%28", "("),
        ("%29", ")"),
        ("%2A", "*"),
        ("%2C", ","),
        ("%3B", ";"),
    ];
    let mut out = String::with_capacity(url.len());
    let mut rest = url;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let escape = rest.get(..3).unwrap_or(rest);
        let plain = ESCAPES
            .iter()
            .find(|(code, _)| code.eq_ignore_ascii_case(escape))
            .map_or(escape, |(_, plain)| plain);
        out.push_str(plain);
        rest = &rest[escape.len()..];
    }
    out.push_str(rest);
    out
}

/// Scheme, host and path.
pub(crate) fn url_base(url: &str) -> Option<String> {
    let url = Url::parse(url)?;
    Some(Url { query: None, ..url }.print())
}

/// Plivo's third construction: base, sorted query, sorted form.
pub(crate) fn plivo_v3(url: &str, view: &View<'_>) -> Option<String> {
    let parsed = Url::parse(url)?;
    let mut out = url_base(url)?;
    let query = parsed.query.unwrap_or_default().as_bytes();
    let mut query: Vec<_> = form::pairs(query).collect();
    query.sort_unstable();
    let mut fields: Vec<_> = form::pairs(view.body).collect();
    fields.sort_unstable();
    let has_fields = view.method.eq_ignore_ascii_case("POST") && !fields.is_empty();
    if !query.is_empty() || has_fields {
        out.push('?');
    }
    for (at, (name, value)) in query.iter().enumerate() {
        let and = if at > 0 { "&" } else { "" };
        write!(out, "{and}{}={}", lossy(name), lossy(value)).ok()?;
    }
    if has_fields {
        if !query.is_empty() {
            out.push('.');
        }
        for (name, value) in &fields {
            write!(out, "{}{}", lossy(name), lossy(value)).ok()?;
        }
    }
    Some(out)
}

fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// What `querystring.escape` of Node leaves alone.
const QUERY: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// What `encodeURI` of JavaScript escapes.
const URI: AsciiSet = CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Contentful's path: the query escaped as a whole, then everything once more.
pub(crate) fn contentful_path(url: &str) -> Option<String> {
    let url = Url::parse(url)?;
    let path = match url.query {
        Some(query) if !query.is_empty() => {
            format!("{}?{}", url.path, utf8_percent_encode(query, &QUERY))
        }
        _ => url.path.to_string(),
    };
    Some(utf8_percent_encode(&path, &URI).to_string())
}

/// The headers of a comma list, sorted, `name:value` joined by `;`.
pub(crate) fn listed_headers(list: &str, request: &Request<'_>) -> Result<String, Lack> {
    let mut names: Vec<String> = list
        .split(',')
        .map(|name| name.trim().to_ascii_lowercase())
        .filter(|name| !name.is_empty())
        .collect();
    names.sort_unstable();
    let mut lines = Vec::with_capacity(names.len());
    for name in names {
        let value = request
            .header(&name)
            .ok_or_else(|| Lack::Header(name.clone()))?;
        lines.push(format!("{name}:{value}"));
    }
    Ok(lines.join(";"))
}

/// Mercado Pago's text of the parts that are there.
pub(crate) fn mercado_manifest(view: &View<'_>) -> String {
    let id = view.url.and_then(Url::parse).and_then(|url| {
        let value = url
            .query_value("data.id")
            .or_else(|| url.query_value("id"))?;
        String::from_utf8(form::decode(value.as_bytes()).into_owned()).ok()
    });
    let mut out = String::new();
    if let Some(id) = id.filter(|id| !id.is_empty()) {
        out += &format!("id:{};", id.to_ascii_lowercase());
    }
    if let Some(id) = view.request.header("x-request-id") {
        out += &format!("request-id:{id};");
    }
    if let Some(time) = view.time {
        out += &format!("ts:{time};");
    }
    out
}

/// Names and values of an SNS message, a line each.
pub(crate) fn sns_fields(view: &View<'_>) -> Result<String, Lack> {
    const NOTIFICATION: &[&str] = &[
        "Message",
        "MessageId",
        "Subject",
        "Timestamp",
        "TopicArn",
        "Type",
    ];
    const CONFIRMATION: &[&str] = &[
        "Message",
        "MessageId",
        "SubscribeURL",
        "Timestamp",
        "Token",
        "TopicArn",
        "Type",
    ];
    // What the JavaScript validator signs for an unsubscription.
    const OTHER: &[&str] = &[
        "Message",
        "MessageId",
        "Subject",
        "SubscribeURL",
        "Timestamp",
        "TopicArn",
        "Type",
    ];
    // A field that is null counts as absent; one that is no text must not.
    let field = |name: &str| match json::find(view.body, &[name]) {
        Some(raw) if !raw.is_null() => match raw.text() {
            Some(text) => Ok(Some(text)),
            None => Err(Lack::Field(name.into())),
        },
        _ => Ok(None),
    };
    let kind = field("Type")?.ok_or_else(|| Lack::Field("Type".into()))?;
    let names = match &*kind {
        "Notification" => NOTIFICATION,
        _ if view.second => OTHER,
        _ => CONFIRMATION,
    };
    let mut out = String::new();
    for name in names {
        if let Some(value) = field(name)? {
            out += name;
            out.push('\n');
            out += &value;
            out.push('\n');
        }
    }
    Ok(out)
}

/// Coinbase CDP's names and values of bound headers.
pub(crate) fn bound_headers(list: &str, request: &Request<'_>) -> String {
    let values: Vec<&str> = list
        .split(' ')
        .map(|name| request.header(name).unwrap_or_default())
        .collect();
    format!("{list}.{}", values.join("."))
}

/// Sorted keys and no blanks.
pub(crate) fn canonical_json(body: &[u8]) -> Option<Vec<u8>> {
    Tokens::read(body)?.write(Style {
        sorted: true,
        ..Style::COMPACT
    })
}
