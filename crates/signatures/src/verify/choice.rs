//! Choosing among the schemes of a provider by what a request carries.

use crate::{
    Keys, Request, json,
    scheme::{Accept, Check, Entry, Kind, Recipe, Scheme, Time, TimeFrom},
    verify::{Located, adyen, jwt, locate, shown::plausible, token},
};

/// The first scheme whose signature is there and looks as it should, else the
/// first whose signature is there at all, else the first.
pub(crate) fn choose(
    entry: &'static Entry,
    request: &Request<'_>,
    keys: &Keys,
) -> Option<&'static Scheme> {
    let present = |scheme: &&Scheme| is_present(&scheme.kind, request, keys);
    let mut schemes = entry.schemes.iter();
    schemes
        .find(|scheme| present(scheme) && suits(&scheme.kind, request, keys))
        .or_else(|| entry.schemes.iter().find(present))
        .or_else(|| entry.schemes.first())
}

/// Whether there is a signature of this kind.
pub(crate) fn is_present(kind: &Kind, request: &Request<'_>, keys: &Keys) -> bool {
    match kind {
        Kind::Signed(Recipe {
            time:
                Some(Time {
                    from: TimeFrom::Param(param, _),
                    ..
                }),
            ..
        }) if keys.param(param).is_none() => false,
        Kind::Signed(recipe) => matches!(locate(recipe, request, keys), Located::Found(_)),
        Kind::AdyenItems(_) => adyen::is_present(request),
        Kind::Token(at) => token::is_present(*at, request, keys),
        Kind::Jwt(jwt) => jwt::is_present(jwt.at, request),
        Kind::HttpMessage => request.has("signature-input") && request.has("signature"),
        Kind::Generic => false,
    }
}

/// Whether the request looks as this kind makes it, beyond having its header.
fn suits(kind: &Kind, request: &Request<'_>, keys: &Keys) -> bool {
    let Kind::Signed(recipe) = kind else {
        return true;
    };
    let stated = recipe.checks.iter().all(|check| match check {
        Check::Header(name, allowed) => request
            .header(name)
            .is_none_or(|value| allowed.iter().any(|have| have.eq_ignore_ascii_case(value))),
        Check::Json(path, allowed) => json::find(request.body, path)
            .and_then(json::Raw::text)
            .is_none_or(|value| allowed.contains(&&*value)),
        _ => true,
    });
    let shaped = match recipe.accept {
        Accept::UrlForms => json::root(request.body).is_none(),
        Accept::UrlFormsBodyHash => json::root(request.body).is_some(),
        _ => true,
    };
    stated && shaped && is_of_length(recipe, request, keys)
}

/// Whether any signature decodes to a length its algorithm gives.
fn is_of_length(recipe: &Recipe<'_>, request: &Request<'_>, keys: &Keys) -> bool {
    let Located::Found(candidates) = locate(recipe, request, keys) else {
        return false;
    };
    candidates.iter().any(|candidate| {
        recipe
            .encoding
            .decode(&candidate.text)
            .is_some_and(|bytes| plausible(candidate.algo, bytes.len()))
    })
}
