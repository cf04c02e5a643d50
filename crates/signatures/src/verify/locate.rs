//! Finding the signatures of a request and taking their header apart.

use alloc::{
    borrow::{Cow, ToOwned},
    format,
    string::{String, ToString},
    vec::Vec,
};

use crate::{
    Keys, Request, form, json,
    scheme::{Algo, At, Recipe, Syntax, TimeFrom},
};

/// A header with more items than this is not from a sender.
const MAX_ITEMS: usize = 64;

/// One signature of a request.
#[derive(Clone, Debug)]
pub(crate) struct Candidate<'a> {
    pub(crate) label: &'a str,
    pub(crate) algo: Algo,
    pub(crate) text: Cow<'a, str>,
    /// The time written beside it.
    pub(crate) time: Option<&'a str>,
    /// Names of bound headers written beside it.
    pub(crate) bound: Option<&'a str>,
    /// Which of the headers it is from, for those that belong to one secret.
    pub(crate) slot: usize,
}

/// What was found.
pub(crate) enum Located<'a> {
    /// Nothing; the text says where it should be.
    Missing(String),
    /// The place is there but cannot be read: the value, and why.
    Unreadable(&'a str, String),
    /// There are signatures, all of them by someone else's key.
    Foreign(String),
    Found(Vec<Candidate<'a>>),
}

/// Finds the signatures.
pub(crate) fn locate<'a>(
    recipe: &Recipe<'a>,
    request: &Request<'a>,
    keys: &'a Keys,
) -> Located<'a> {
    let values = values(&recipe.at, request);
    let values: Vec<_> = values
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let Some((_, first)) = values.first() else {
        return Located::Missing(place(&recipe.at));
    };
    let first = match first {
        Cow::Borrowed(first) => *first,
        // Inside a body the whole value is the signature, so it is never unreadable.
        Cow::Owned(_) => "",
    };
    let mut found = Vec::new();
    for (slot, value) in values {
        match value {
            Cow::Borrowed(value) => parse(recipe, value, slot, keys, &mut found),
            // Values inside a body are whole signatures.
            Cow::Owned(text) if recipe.syntax == Syntax::Pairs => {
                pairs(recipe, &text, keys, &mut found);
            }
            Cow::Owned(text) => found.extend(recipe.algos.first().map(|(label, algo)| Candidate {
                label,
                algo: *algo,
                text: Cow::Owned(text),
                time: None,
                bound: None,
                slot,
            })),
        }
    }
    found.truncate(MAX_ITEMS);
    if found.is_empty() && recipe.syntax == Syntax::Pairs {
        return Located::Foreign(expectation(recipe));
    }
    if found.is_empty() {
        return Located::Unreadable(first, expectation(recipe));
    }
    Located::Found(found)
}

fn values<'a>(at: &At<'a>, request: &Request<'a>) -> Vec<(usize, Cow<'a, str>)> {
    match *at {
        At::Header(names) => names
            .iter()
            .flat_map(|name| request.all(name))
            .map(|value| (0, Cow::Borrowed(value)))
            .collect(),
        At::Slots(names) => names
            .iter()
            .enumerate()
            .flat_map(|(slot, name)| {
                request
                    .all(name)
                    .map(move |value| (slot, Cow::Borrowed(value)))
            })
            .collect(),
        At::Numbered(prefix) => request
            .headers
            .iter()
            .filter(|(name, _)| {
                name.get(..prefix.len())
                    .is_some_and(|start| start.eq_ignore_ascii_case(prefix))
                    && name[prefix.len()..]
                        .bytes()
                        .all(|byte| byte.is_ascii_digit())
            })
            .filter_map(|(_, value)| core::str::from_utf8(value).ok())
            .map(|value| (0, Cow::Borrowed(value.trim())))
            .collect(),
        At::Json(path) => json_or_form(request.body, path)
            .map(|value| (0, value))
            .into_iter()
            .collect(),
        At::Form(name) => form::field(request.body, name)
            .and_then(owned_text)
            .map(|value| (0, value))
            .into_iter()
            .collect(),
        At::FormJson(name, path) => form_json(request.body, name, path)
            .map(|value| (0, value))
            .into_iter()
            .collect(),
    }
}

/// A value of a JSON body, or the form field of the same last name.
pub(crate) fn json_or_form<'a>(body: &'a [u8], path: &[&str]) -> Option<Cow<'a, str>> {
    if json::root(body).is_some() {
        return json::find(body, path)?.text();
    }
    form::field(body, path.last()?).and_then(owned_text)
}

/// A value inside JSON inside a form or multipart field.
pub(crate) fn form_json<'a>(body: &'a [u8], name: &str, path: &[&str]) -> Option<Cow<'a, str>> {
    let inside = match form::part(body, name) {
        Some(part) => Cow::Borrowed(part),
        None => form::field(body, name)?,
    };
    let text = json::find(&inside, path)?.text()?;
    Some(Cow::Owned(text.into_owned()))
}

fn owned_text<'a>(bytes: Cow<'a, [u8]>) -> Option<Cow<'a, str>> {
    String::from_utf8(bytes.into_owned()).ok().map(Cow::Owned)
}

fn place(at: &At<'_>) -> String {
    match at {
        At::Header([name]) => format!("There is no header {name}."),
        At::Header(names) => format!("There is none of the headers {}.", names.join(", ")),
        At::Slots(names) => format!("There is none of the headers {}.", names.join(", ")),
        At::Numbered(prefix) => format!("There is no header {prefix}1."),
        At::Json(path) => format!("The body has no {}.", path.join(".")),
        At::Form(name) => format!("The form has no field {name}."),
        At::FormJson(name, path) => {
            format!("The form field {name} has no {}.", path.join("."))
        }
    }
}

fn expectation(recipe: &Recipe<'_>) -> String {
    let labels: Vec<&str> = recipe.algos.iter().map(|(label, _)| *label).collect();
    let labels = labels.join(" or ");
    match recipe.syntax {
        Syntax::Whole => "It should be the signature alone.".to_string(),
        Syntax::Fields(_) => format!("It should hold {labels}=… items."),
        Syntax::Versions => format!("It should hold items such as {labels},… separated by blanks."),
        Syntax::TimeFirst => {
            "It should be a time, then signatures, separated by commas.".to_owned()
        }
        Syntax::List => "It should be signatures separated by commas.".to_owned(),
        Syntax::Pairs => "It should hold a pair with your public key.".to_owned(),
    }
}

fn parse<'a>(
    recipe: &Recipe<'a>,
    value: &'a str,
    slot: usize,
    keys: &'a Keys,
    found: &mut Vec<Candidate<'a>>,
) {
    let mut add = |label: &'a str, text: &'a str, time: Option<&'a str>, bound: Option<&'a str>| {
        if let Some((_, algo)) = recipe.algos.iter().find(|(have, _)| *have == label)
            && !text.is_empty()
        {
            found.push(Candidate {
                label,
                algo: *algo,
                text: Cow::Borrowed(text),
                time,
                bound,
                slot,
            });
        }
    };
    match recipe.syntax {
        Syntax::Whole => add(
            recipe.algos.first().map_or("", |(label, _)| label),
            value,
            None,
            None,
        ),
        Syntax::Fields(separators) => {
            let time_label = time_label(recipe);
            let items: Vec<(&str, &str)> = fields(value, separators).collect();
            let named = |name: &str| {
                items
                    .iter()
                    .find(|(label, _)| *label == name)
                    .map(|item| item.1)
            };
            let mut time = time_label.and_then(named);
            let bound = named("h");
            for (label, text) in items.iter().copied() {
                if Some(label) == time_label {
                    time = Some(text);
                } else {
                    add(label, text, time, bound);
                }
            }
        }
        Syntax::Versions => {
            for item in value.split([' ', '\t']) {
                if let Some((label, text)) = item.trim_end_matches(',').split_once(',') {
                    add(label, text, None, None);
                }
            }
        }
        Syntax::TimeFirst => {
            let mut items = value.split(',').map(str::trim);
            let time = items.next();
            items.for_each(|text| add("", text, time, None));
        }
        Syntax::List => value
            .split(',')
            .for_each(|text| add("", text.trim(), None, None)),
        // These travel inside a form, so they are never borrowed.
        Syntax::Pairs => pairs(recipe, value, keys, found),
    }
}

fn time_label<'a>(recipe: &Recipe<'a>) -> Option<&'a str> {
    match recipe.time?.from {
        TimeFrom::Field(name) => Some(name),
        _ => None,
    }
}

fn fields<'a>(
    value: &'a str,
    separators: &'static [char],
) -> impl Iterator<Item = (&'a str, &'a str)> {
    // Separators are ASCII, so bytes can be looked at: this runs on every request.
    let is_separator = |byte: u8| separators.iter().any(|have| *have == char::from(byte));
    let mut rest = Some(value);
    core::iter::from_fn(move || {
        let text = rest?;
        let end = text.bytes().position(is_separator);
        rest = end.and_then(|end| text.get(end + 1..));
        Some(&text[..end.unwrap_or(text.len())])
    })
    .map(|item| item.trim().split_once('=').unwrap_or(("", item.trim())))
    .take(MAX_ITEMS)
}

/// The time in a header whose signatures could not be read.
pub(crate) fn time_in<'a>(recipe: &Recipe<'_>, value: &'a str) -> Option<&'a str> {
    let Syntax::Fields(separators) = recipe.syntax else {
        return None;
    };
    let label = time_label(recipe)?;
    fields(value, separators)
        .find(|(have, _)| *have == label)
        .map(|(_, text)| text)
}

/// `name|value` pairs of one's own name.
fn pairs<'a>(recipe: &Recipe<'a>, value: &str, keys: &Keys, found: &mut Vec<Candidate<'a>>) {
    let wanted = keys.param("public_key");
    let Some((label, algo)) = recipe.algos.first() else {
        return;
    };
    for pair in value.split('&') {
        if let Some((name, text)) = pair.split_once('|')
            && wanted.is_none_or(|wanted| wanted == name)
        {
            found.push(Candidate {
                label,
                algo: *algo,
                text: Cow::Owned(text.to_string()),
                time: None,
                bound: None,
                slot: 0,
            });
        }
    }
}
