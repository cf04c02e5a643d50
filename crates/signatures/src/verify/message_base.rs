//! The signature base of RFC 9421: one line for each covered component.

use alloc::{
    collections::BTreeSet,
    format,
    string::{String, ToString},
    vec::Vec,
};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{
    Request,
    address::Url,
    encoding::Encoding,
    form,
    structured::{self, Member},
};

/// What a component is taken from.
#[derive(Clone, Copy)]
pub(crate) struct Message<'a> {
    pub(crate) request: &'a Request<'a>,
    pub(crate) method: &'a str,
    pub(crate) url: Option<&'a str>,
}

/// The lines up to `@signature-params`, each with the component's name.
pub(crate) fn lines(
    items: &[&str],
    params: &str,
    message: &Message<'_>,
) -> Result<Vec<(String, String)>, String> {
    let mut lines = Vec::with_capacity(items.len() + 1);
    let mut seen = BTreeSet::new();
    for text in items {
        if !seen.insert(text) {
            return Err(format!("The component {text} is named twice."));
        }
        let (name, parameters) = structured::item(text)
            .ok_or_else(|| format!("The component {text} cannot be read."))?;
        let value = component(&name, &parameters, message)
            .ok_or_else(|| format!("The component {text} is signed too, and it is not there."))?;
        lines.push((name, format!("{text}: {value}\n")));
    }
    let last = format!("\"@signature-params\": {params}");
    lines.push(("@signature-params".to_string(), last));
    Ok(lines)
}

fn component(name: &str, parameters: &[Member<'_>], message: &Message<'_>) -> Option<String> {
    // A parameter that is not understood changes what is meant: a trailer, say, or
    // the request that a reply belongs to.
    let known: &[&str] = match name {
        "@query-param" => &["name"],
        _ if name.starts_with('@') => &[],
        _ => &["sf", "key", "bs"],
    };
    if !parameters.iter().all(|member| known.contains(&member.key)) {
        return None;
    }
    if name.starts_with('@') {
        return derived(name, parameters, message);
    }
    let values: Vec<&[u8]> = message
        .request
        .headers
        .iter()
        .filter(|(have, _)| have.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim_ascii())
        .collect();
    if values.is_empty() {
        return None;
    }
    let has = |key: &str| parameters.iter().any(|member| member.key == key);
    if has("bs") {
        let wrapped: Vec<String> = values
            .iter()
            .map(|value| format!(":{}:", Encoding::Base64.encode(value)))
            .collect();
        return Some(wrapped.join(", "));
    }
    let texts: Vec<&str> = values
        .iter()
        .map(|value| core::str::from_utf8(value).ok())
        .collect::<Option<_>>()?;
    let joined = texts.join(", ");
    if let Some(key) = structured::value(parameters, "key") {
        let members = structured::dictionary(&joined)?;
        let member = members.into_iter().rfind(|member| member.key == key)?;
        return Some(match member.value {
            value if value.is_empty() || value.starts_with(';') => format!("?1{value}"),
            value => value.to_string(),
        });
    }
    if has("sf") {
        return structured::strict(&joined);
    }
    Some(joined)
}

/// Left alone when a query parameter is written again.
const QUERY: AsciiSet = NON_ALPHANUMERIC
    .remove(b'*')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_');

fn derived(name: &str, parameters: &[Member<'_>], message: &Message<'_>) -> Option<String> {
    if name == "@method" {
        return Some(message.method.to_string());
    }
    let text = message.url?;
    let url = Url::parse(text)?;
    let path = if url.path.is_empty() { "/" } else { url.path };
    let query = url.query.map(|query| format!("?{query}"));
    Some(match name {
        "@target-uri" => text.to_string(),
        "@scheme" => url.scheme.to_ascii_lowercase(),
        "@authority" => {
            let host = url.host.to_ascii_lowercase();
            match url.port {
                Some(port) if port != url.default_port() => format!("{host}:{port}"),
                _ => host,
            }
        }
        "@path" => path.to_string(),
        "@query" => query.unwrap_or_else(|| "?".into()),
        "@request-target" => format!("{path}{}", query.unwrap_or_default()),
        "@query-param" => {
            let wanted = structured::value(parameters, "name")?;
            let mut found = form::pairs(url.query?.as_bytes()).filter_map(|(name, value)| {
                let name = core::str::from_utf8(&name).ok()?;
                let name = utf8_percent_encode(name, &QUERY).to_string();
                let value = String::from_utf8(value.into_owned()).ok()?;
                (name == wanted).then(|| utf8_percent_encode(&value, &QUERY).to_string())
            });
            let value = found.next()?;
            // A name that is there twice cannot be signed.
            found.next().is_none().then_some(value)?
        }
        _ => return None,
    })
}
