//! Choosing among the schemes of a provider by what a request carries.

use crate::{
    Keys, Request, json,
    scheme::{Accept, Check, Entry, Kind, Recipe, Scheme, Time, TimeFrom},
    verify::{Candidate, Located, adyen, jwt, locate, shown::plausible, token},
};

/// How a request looks to a scheme.
enum Looks {
    /// There is no signature of its kind.
    Absent,
    /// There is one, but not as the scheme makes it.
    Odd,
    Right,
}

/// The first scheme whose signature is there and looks as it should, else the
/// first whose signature is there at all, else the first; and whether there is
/// a signature of its kind. Every signature is looked for once.
pub(crate) fn choose(
    entry: &'static Entry,
    request: &Request<'_>,
    keys: &Keys,
) -> Option<(&'static Scheme, bool)> {
    let mut odd = None;
    for scheme in entry.schemes {
        match looks(&scheme.kind, request, keys) {
            Looks::Right => return Some((scheme, true)),
            Looks::Odd => {
                odd.get_or_insert((scheme, true));
            }
            Looks::Absent => {}
        }
    }
    odd.or_else(|| entry.schemes.first().map(|scheme| (scheme, false)))
}

fn looks(kind: &Kind, request: &Request<'_>, keys: &Keys) -> Looks {
    let present = match kind {
        Kind::Signed(Recipe {
            time:
                Some(Time {
                    from: TimeFrom::Param(param, _),
                    ..
                }),
            ..
        }) if keys.param(param).is_none() => false,
        Kind::Signed(recipe) => match locate(recipe, request, keys) {
            Located::Found(candidates) if suits(recipe, request, &candidates) => {
                return Looks::Right;
            }
            Located::Found(_) => return Looks::Odd,
            _ => false,
        },
        Kind::AdyenItems(_) => adyen::is_present(request),
        Kind::Token(at) => token::is_present(*at, request, keys),
        Kind::Jwt(jwt) => jwt::is_present(jwt.at, request),
        Kind::HttpMessage => request.has("signature-input") && request.has("signature"),
        Kind::Generic => false,
    };
    if present { Looks::Right } else { Looks::Absent }
}

/// Whether the request looks as this recipe makes it, beyond having its header.
fn suits(recipe: &Recipe<'_>, request: &Request<'_>, candidates: &[Candidate<'_>]) -> bool {
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
    stated && shaped && is_of_length(recipe, candidates)
}

/// Whether any signature decodes to a length its algorithm gives.
fn is_of_length(recipe: &Recipe<'_>, candidates: &[Candidate<'_>]) -> bool {
    candidates.iter().any(|candidate| {
        recipe
            .encoding
            .decode(&candidate.text)
            .is_some_and(|bytes| plausible(candidate.algo, bytes.len()))
    })
}
