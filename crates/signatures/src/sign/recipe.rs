//! Signing a template.

use alloc::{
    boxed::Box,
    format,
    string::{String, ToString},
    vec::Vec,
};

use zeroize::Zeroizing;

use crate::{
    Keys, SignError,
    address::Url,
    digest::Hash,
    encoding::Encoding,
    form,
    json::{self, Raw},
    scheme::{Accept, Algo, At, CertUrl, Check, Part, Recipe, Syntax, TimeFrom},
    sign::{
        Draft,
        draft::{lacks, quoted, replaced},
        private_key::PrivateKey,
    },
    time,
    verify::{Key, View, key_of, render, signed::compute},
};

/// What signs.
enum Signer {
    Secret(Key),
    Private(Box<PrivateKey>),
}

pub(super) fn sign(
    draft: &mut Draft<'_>,
    recipe: &Recipe<'_>,
    keys: &Keys,
) -> Result<(), SignError> {
    let time = prepare(draft, recipe, keys)?;
    let (label, algo, signer) = choose(recipe, keys)?;
    let signature = signature(draft, recipe, keys, algo, &signer, time.as_deref(), None)?;
    let value = written(recipe, keys, label, &signature, time.as_deref())?;
    place(draft, recipe, &value)?;
    if let (At::Slots([_, second]), Some(text)) = (recipe.at, keys.param("secondary_secret")) {
        let secret = crate::Secret::new("secondary_secret", text);
        let key = key_of(recipe.key, &secret).map_err(bad_key)?;
        let signer = Signer::Secret(key);
        let value = self::signature(draft, recipe, keys, algo, &signer, time.as_deref(), None)?;
        draft.set(second, value);
    }
    Ok(())
}

/// Adyen: every item gets its own signature.
pub(super) fn sign_items(
    draft: &mut Draft<'_>,
    recipe: &Recipe<'_>,
    keys: &Keys,
) -> Result<(), SignError> {
    let At::Json(path) = recipe.at else {
        return Err(lacks("The signature's place is not in the body."));
    };
    let (_, algo, signer) = choose(recipe, keys)?;
    let count = json::find(draft.body(), &["notificationItems"]).map_or(0, |raw| raw.items().len());
    if count == 0 {
        return Err(lacks("The body has no notificationItems."));
    }
    for at in 0..count {
        let index = at.to_string();
        let item = ["notificationItems", &index, "NotificationRequestItem"];
        let root = json::find(draft.body(), &item).ok_or_else(|| lacks("An item is empty."))?;
        let value = signature(draft, recipe, keys, algo, &signer, None, Some(root))?;
        let full = [&item[..], path].concat();
        if !draft.replace_json(&full, &quoted(&value)?) {
            let what = format!("Item {} has no {} to fill in.", at + 1, path.join("."));
            return Err(lacks(what));
        }
    }
    Ok(())
}

fn bad_key(why: &str) -> SignError {
    SignError::Key(why.to_string())
}

/// Fills in what is signed beside the body; gives the time as text.
fn prepare(
    draft: &mut Draft<'_>,
    recipe: &Recipe<'_>,
    keys: &Keys,
) -> Result<Option<String>, SignError> {
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
            TimeFrom::Json(path, header) => {
                let quotes = json::find(draft.body(), path).is_some_and(|raw| raw.0[0] == b'"');
                let value = if quotes {
                    quoted(&written)?
                } else {
                    written.clone()
                };
                if !draft.replace_json(path, &value) && !header.is_empty() {
                    draft.set(header, written.as_str());
                }
            }
        }
        text = Some(written);
    }
    for check in recipe.checks {
        match *check {
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

/// The first algorithm there is a key for.
fn choose<'r>(recipe: &Recipe<'r>, keys: &Keys) -> Result<(&'r str, Algo, Signer), SignError> {
    let secrets = keys.all_secrets();
    let mut why = "A secret is needed to sign.".to_string();
    for (label, algo) in recipe.algos {
        if algo.is_public() {
            match keys
                .private_key
                .as_ref()
                .map(|key| PrivateKey::read(key.expose()))
            {
                Some(Ok(key)) => {
                    return Ok((label, *algo, Signer::Private(Box::new(key))));
                }
                Some(Err(problem)) => why = problem.to_string(),
                None => why = "A private key is needed to sign.".to_string(),
            }
        } else if let Some(secret) = secrets.first() {
            // Supabase joins several by a bar; the first signs.
            let first = secret.expose().split('|').next().unwrap_or_default();
            let one = crate::Secret::new("", first);
            let secret = match recipe.key {
                crate::scheme::KeyForm::Whsec => &one,
                _ => secret,
            };
            let key = key_of(recipe.key, secret).map_err(bad_key)?;
            return Ok((label, *algo, Signer::Secret(key)));
        }
    }
    Err(SignError::Key(why))
}

fn signature(
    draft: &Draft<'_>,
    recipe: &Recipe<'_>,
    keys: &Keys,
    algo: Algo,
    signer: &Signer,
    time: Option<&str>,
    root: Option<Raw<'_>>,
) -> Result<String, SignError> {
    let bytes = draft.with_request(|request| {
        let mut view = View::new(request, keys);
        // What is signed is the URL it will be sent to.
        view.url = keys.param("url").or(draft.url());
        view.time = time;
        view.root = root;
        let empty = Zeroizing::new(Vec::new());
        let key = match signer {
            Signer::Secret(key) => key,
            Signer::Private(_) => &empty,
        };
        view.secret = Some(key);
        let chunks = render(recipe.template, &view).map_err(|lack| lacks(lack.sentence()))?;
        match signer {
            Signer::Secret(key) => compute(algo, key, &chunks)
                .ok_or_else(|| bad_key("This algorithm does not take a secret.")),
            Signer::Private(key) => key.sign(algo, &chunks).map_err(bad_key),
        }
    })?;
    Ok(recipe.encoding.encode(&bytes))
}

/// The header's value.
fn written(
    recipe: &Recipe<'_>,
    keys: &Keys,
    label: &str,
    signature: &str,
    time: Option<&str>,
) -> Result<String, SignError> {
    Ok(match recipe.syntax {
        Syntax::Whole | Syntax::List => signature.to_string(),
        Syntax::Versions => format!("{label},{signature}"),
        Syntax::TimeFirst => format!("{},{signature}", time.unwrap_or_default()),
        Syntax::Pairs => {
            let name = keys.param("public_key");
            let name = name.ok_or_else(|| bad_key("The setting public_key is needed to sign."))?;
            format!("{name}|{signature}")
        }
        Syntax::Fields(separators) => {
            let separator = separators.first().copied().unwrap_or(',');
            let own = match label {
                "" => signature.to_string(),
                label => format!("{label}={signature}"),
            };
            match (recipe.time.map(|rule| rule.from), time) {
                (Some(TimeFrom::Field(name)), Some(time)) => {
                    format!("{name}={time}{separator}{own}")
                }
                _ => own,
            }
        }
    })
}

fn place(draft: &mut Draft<'_>, recipe: &Recipe<'_>, value: &str) -> Result<(), SignError> {
    match recipe.at {
        At::Header(names) => draft.set(names.first().copied().unwrap_or_default(), value),
        At::Slots(names) => draft.set(names[0], value),
        At::Numbered(prefix) => draft.set(&format!("{prefix}1"), value),
        At::Json(path) => {
            if !draft.replace_json(path, &quoted(value)?) {
                return Err(lacks(format!(
                    "The body has no {} to fill in.",
                    path.join(".")
                )));
            }
        }
        At::Form(name) => draft.signed.body = Some(with_field(draft.body(), name, value)),
        At::FormJson(name, path) => {
            let body = draft.body();
            let part = form::part(body, name).and_then(|part| json::find(part, path));
            let body = part.and_then(|old| replaced(body, old, &quoted(value).ok()?));
            draft.signed.body = Some(body.ok_or_else(|| lacks("The form has no place for it."))?);
        }
    }
    Ok(())
}

/// The form with a field set, at the start where senders put it.
fn with_field(body: &[u8], name: &str, value: &str) -> Vec<u8> {
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
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
