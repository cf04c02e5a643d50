//! What is signed beside the body, put in its place before a template is signed.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use crate::{
    Keys, SignError,
    address::Url,
    digest::Hash,
    encoding::Encoding,
    json,
    scheme::{Accept, At, CertUrl, Check, Part, Recipe, TimeFrom},
    sign::{Draft, draft::lacks},
    time,
};

/// Fills in what is signed beside the body; gives the time as text.
pub(super) fn fill(
    draft: &mut Draft<'_>,
    recipe: &Recipe<'_>,
    keys: &Keys,
) -> Result<Option<String>, SignError> {
    if let At::FormJson(name, _) = recipe.at {
        draft.wrap_in_multipart(name);
    }
    let mut text = None;
    if let Some(rule) = recipe.time {
        let written = time::write(rule.unit, draft.input.now);
        match rule.from {
            TimeFrom::Field(_) => {}
            TimeFrom::Header(names) => {
                draft.set(names.first().copied().unwrap_or_default(), written.as_str());
            }
            TimeFrom::Param(param, usual) => {
                draft.set(keys.param(param).unwrap_or(usual), written.as_str());
            }
            TimeFrom::Json(path, header) => json_time(draft, path, header, &written)?,
        }
        text = Some(written);
    }
    let has = |draft: &Draft<'_>, path: &[&str]| json::find(draft.body(), path).is_some();
    for check in recipe.checks {
        match *check {
            Check::Json(path, [first, ..]) => draft.put_text(path, first)?,
            Check::CertUrl(CertUrl::Sns(path)) if !has(draft, path) => {
                draft.put_text(path, "https://sns.us-east-1.amazonaws.com/cert.pem")?;
            }
            Check::Header(name, [first, ..]) => draft.default(name, *first),
            Check::HeaderIsParam(name, param) => {
                draft.default(name, keys.param(param).unwrap_or("key"));
            }
            Check::CertUrl(CertUrl::PayPal(name)) => {
                draft.default(name, "https://api.paypal.com/v1/notifications/certs/CERT-1");
            }
            _ => {}
        }
    }
    for check in recipe.checks {
        if let Check::Needs(name) = *check {
            draft.default(name, draft.input.id);
        }
    }
    for part in recipe.template {
        match *part {
            Part::Header(name) => draft.default(name, draft.input.id),
            Part::AnyHeader(names) if !names.iter().any(|name| draft.has(name)) => {
                draft.set(names.first().copied().unwrap_or_default(), draft.input.id);
            }
            Part::ListedHeaders(name) => list_headers(draft, name),
            _ => {}
        }
    }
    if recipe.accept == Accept::UrlFormsBodyHash {
        carry_body_hash(draft)?;
    }
    Ok(text)
}

/// The time inside the body; else in the header, where there is one for it.
fn json_time(
    draft: &mut Draft<'_>,
    path: &[&str],
    header: &str,
    written: &str,
) -> Result<(), SignError> {
    match json::find(draft.body(), path) {
        None if !header.is_empty() => draft.set(header, written),
        Some(raw) if !raw.0.starts_with(b"\"") => draft.put_json(path, written)?,
        _ => draft.put_text(path, written)?,
    }
    Ok(())
}

/// Lists the headers of the family, and the content type.
fn list_headers(draft: &mut Draft<'_>, name: &str) {
    if draft.has(name) {
        return;
    }
    let family = name.split('-').take(2).collect::<Vec<_>>().join("-");
    let given = draft
        .input
        .headers
        .iter()
        .map(|(name, _)| (*name).to_string());
    let set = draft.signed.headers.iter().map(|(name, _)| name.clone());
    let mut names: Vec<String> = given
        .chain(set)
        .map(|name| name.to_ascii_lowercase())
        .filter(|name| name == "content-type" || name.starts_with(&family))
        .collect();
    names.push(name.to_string());
    names.sort_unstable();
    names.dedup();
    draft.set(name, names.join(","));
}

/// Twilio's URL for JSON carries the body's digest.
fn carry_body_hash(draft: &mut Draft<'_>) -> Result<(), SignError> {
    let url = draft
        .url()
        .ok_or_else(|| lacks("The URL is signed: fill it in."))?;
    let known = Url::parse(url).is_some_and(|url| url.query_value("bodySHA256").is_some());
    if known {
        return Ok(());
    }
    let digest = Encoding::Hex.encode(&Hash::Sha256.digest([draft.body()]));
    let mark = if url.contains('?') { '&' } else { '?' };
    draft.signed.url = Some(format!("{url}{mark}bodySHA256={digest}"));
    Ok(())
}

/// The names of the headers a signature binds: all that were given, or the
/// content type where there are none.
pub(super) fn bound_headers(draft: &Draft<'_>, recipe: &Recipe<'_>) -> Option<String> {
    if !recipe.template.contains(&Part::BoundHeaders) {
        return None;
    }
    let given = draft.input.headers.iter();
    let mut names: Vec<String> = given.map(|(name, _)| name.to_ascii_lowercase()).collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() {
        names.push("content-type".to_string());
    }
    Some(names.join(" "))
}
