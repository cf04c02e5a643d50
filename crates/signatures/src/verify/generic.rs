//! A scheme the user describes: header, digest, encoding, template, key.

use alloc::vec::Vec;

use crate::{
    Fault, Keys, Request, StepKind, Verdict,
    digest::Hash,
    encoding::Encoding,
    scheme::{Algo, KeyForm, Part, Recipe, Syntax, Time, TimeFrom, Unit, body_mac},
    verify::{Clock, Report, signed},
};

/// Names of the settings.
pub(crate) const PARAMS: &[&str] = &[
    "header",
    "digest",
    "encoding",
    "prefix",
    "template",
    "key_encoding",
    "timestamp_header",
    "timestamp_field",
    "timestamp_unit",
    "tolerance",
    "url",
];

pub(crate) fn run(mut report: Report, request: &Request<'_>, keys: &Keys, clock: Clock) -> Verdict {
    let mut verdict = None;
    let built = with_recipe(keys, |recipe| {
        let report = Report::new("generic", "hmac");
        verdict = Some(signed::run(report, recipe, request, keys, clock));
    });
    match (built, verdict) {
        (Ok(()), Some(verdict)) => verdict,
        (built, _) => {
            let why = built.err().unwrap_or_default();
            report.no(StepKind::Parse, "Settings cannot be used", why);
            report.failed(Fault::MissingParam)
        }
    }
}

/// Builds the recipe from the settings and hands it over.
pub(crate) fn with_recipe<T>(
    keys: &Keys,
    f: impl FnOnce(&Recipe<'_>) -> T,
) -> Result<T, &'static str> {
    let header = [keys.param("header").unwrap_or("x-signature")];
    let hash = Hash::named(keys.param("digest").unwrap_or("sha256"))
        .ok_or("digest must be md5, sha1, sha256, sha384 or sha512.")?;
    let encoding = Encoding::named(keys.param("encoding").unwrap_or("hex"))
        .ok_or("encoding must be hex, base64 or base64url.")?;
    let key = match keys.param("key_encoding").unwrap_or("text") {
        "text" | "utf8" | "utf-8" => KeyForm::Text,
        "hex" => KeyForm::Hex,
        "base64" => KeyForm::Base64,
        "whsec" => KeyForm::Whsec,
        _ => return Err("key_encoding must be text, hex, base64 or whsec."),
    };
    let template = template(keys.param("template").unwrap_or("{body}"))?;
    let label = keys.param("prefix").unwrap_or_default();
    let algos = [(label.strip_suffix('=').unwrap_or(label), Algo::Hmac(hash))];
    let time_header = [keys.param("timestamp_header").unwrap_or_default()];
    let mut recipe = body_mac(&header)
        .algo(&algos)
        .encoding(encoding)
        .key(key)
        .template(&template);
    if !label.is_empty() {
        if !label.ends_with('=') {
            return Err("prefix must end with =, as in sha256= or v1=.");
        }
        recipe = recipe.syntax(Syntax::Fields(&[',', ';', ' ']));
    }
    let from = match keys.param("timestamp_field") {
        Some(field) => Some(TimeFrom::Field(field)),
        None if time_header[0].is_empty() => None,
        None => Some(TimeFrom::Header(&time_header)),
    };
    recipe.time = match from {
        Some(from) => Some(time(from, keys)?),
        None => None,
    };
    Ok(f(&recipe))
}

fn time<'a>(from: TimeFrom<'a>, keys: &Keys) -> Result<Time<'a>, &'static str> {
    let unit = match keys.param("timestamp_unit").unwrap_or("s") {
        "s" | "seconds" => Unit::Seconds,
        "ms" | "milliseconds" => Unit::Millis,
        "rfc3339" => Unit::Rfc3339,
        "http" => Unit::HttpDate,
        _ => return Err("timestamp_unit must be s, ms, rfc3339 or http."),
    };
    let tolerance = match keys.param("tolerance") {
        None | Some("") => None,
        Some(text) => Some(
            text.parse::<u32>()
                .map(i64::from)
                .map_err(|_| "tolerance must be seconds.")?,
        ),
    };
    Ok(Time {
        from,
        unit,
        past: tolerance,
        future: tolerance,
    })
}

/// `{body}`, `{t}`, `{url}`, `{method}`, `{header:name}`; `\n` for a newline.
fn template(text: &str) -> Result<Vec<Part<'_>>, &'static str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        fixed(&rest[..at], &mut parts);
        let end = rest[at..]
            .find('}')
            .ok_or("The template has a { without }.")?;
        parts.push(match &rest[at + 1..at + end] {
            "body" => Part::Body,
            "t" | "timestamp" => Part::Time,
            "url" => Part::Url,
            "method" => Part::Method,
            name => match name.strip_prefix("header:") {
                Some(header) => Part::Header(header),
                None => {
                    return Err("The template knows {body}, {t}, {url}, {method}, {header:name}.");
                }
            },
        });
        rest = &rest[at + end + 1..];
    }
    fixed(rest, &mut parts);
    Ok(parts)
}

fn fixed<'a>(text: &'a str, parts: &mut Vec<Part<'a>>) {
    for (at, line) in text.split("\\n").enumerate() {
        if at > 0 {
            parts.push(Part::Text("\n"));
        }
        if !line.is_empty() {
            parts.push(Part::Text(line));
        }
    }
}
