//! Signing a template.

use alloc::{
    boxed::Box,
    format,
    string::{String, ToString},
    vec::Vec,
};

use zeroize::Zeroizing;

use crate::{
    Keys, SignError, form,
    json::{self, Raw},
    scheme::{Algo, At, Recipe, Syntax, TimeFrom},
    sign::{Draft, claims::PRIVATE_NEEDED, draft::lacks, prepare, private_key::PrivateKey},
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
    let time = prepare::fill(draft, recipe, keys)?;
    let bound = prepare::bound_headers(draft, recipe);
    let beside = Beside {
        time: time.as_deref(),
        bound: bound.as_deref(),
        root: None,
    };
    let (label, algo, signer) = choose(recipe, keys)?;
    let signature = signature(draft, recipe, keys, algo, &signer, beside)?;
    let value = written(recipe, keys, label, &signature, beside)?;
    place(draft, recipe, &value)?;
    if let (At::Slots([_, second]), Some(text)) = (recipe.at, keys.param("secondary_secret")) {
        let secret = crate::Secret::new("secondary_secret", text);
        let key = key_of(recipe.key, &secret).map_err(bad_key)?;
        let signer = Signer::Secret(key);
        let value = self::signature(draft, recipe, keys, algo, &signer, beside)?;
        draft.set(second, value);
    }
    Ok(())
}

/// What is written beside a signature and signed with it.
#[derive(Clone, Copy, Default)]
struct Beside<'a> {
    time: Option<&'a str>,
    bound: Option<&'a str>,
    root: Option<Raw<'a>>,
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
        let beside = Beside {
            root: Some(root),
            ..Beside::default()
        };
        let value = signature(draft, recipe, keys, algo, &signer, beside)?;
        draft.put_text(&[&item[..], path].concat(), &value)?;
    }
    Ok(())
}

fn bad_key(why: &str) -> SignError {
    SignError::Key(why.to_string())
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
                None => why = PRIVATE_NEEDED.to_string(),
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
    beside: Beside<'_>,
) -> Result<String, SignError> {
    let bytes = draft.with_request(|request| {
        let mut view = View::new(request, keys);
        // What is signed is the URL it will be sent to.
        view.url = keys.param("url").or(draft.url());
        view.time = beside.time;
        view.bound = beside.bound;
        view.root = beside.root;
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
    Beside { time, bound, .. }: Beside<'_>,
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
            let own = match bound {
                Some(names) => format!("h={names}{separator}{own}"),
                None => own,
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
        At::Json(path) => draft.put_text(path, value)?,
        At::Form(name) => draft.signed.body = Some(form::with_field(draft.body(), name, value)),
        At::FormJson(name, path) => draft.put_form_text(name, path, value)?,
    }
    Ok(())
}
