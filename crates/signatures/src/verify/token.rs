//! Shared tokens: the secret itself travels with the request.

use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
};

use subtle::ConstantTimeEq;

use crate::{
    Certainty, Fault, Keys, Outcome, Request, StepKind, StepOk, Verdict,
    address::Url,
    diagnose,
    encoding::any_base64,
    form,
    scheme::TokenAt,
    verify::{Report, locate},
};

/// What was sent as a token.
enum Sent<'a> {
    Missing(String),
    Unreadable(String),
    Token(Cow<'a, str>),
}

pub(crate) fn run(mut report: Report, at: TokenAt, request: &Request<'_>, keys: &Keys) -> Verdict {
    let token = match find(at, request, keys) {
        Sent::Missing(place) => return report.unsigned(place),
        Sent::Unreadable(why) => {
            report.no(StepKind::Header, "Token cannot be read", why);
            return report.failed(Fault::MalformedHeader);
        }
        Sent::Token(token) => token,
    };
    report.yes(StepKind::Header, "Token found", describe(at, keys));
    let secrets = keys.all_secrets();
    if secrets.is_empty() {
        report.step(
            StepKind::Key,
            StepOk::Skip,
            "Nothing to compare with",
            "The token you configured is needed to check this.",
        );
        return report.finish(Outcome::NoSecret);
    }
    let fits = |secret: &crate::Secret| {
        let expected = expected(at, secret.expose(), keys);
        bool::from(expected.as_bytes().ct_eq(token.as_bytes()))
    };
    let Some(secret) = secrets.into_iter().find(fits) else {
        report.no(
            StepKind::Compare,
            "Token differs",
            "It is not the one you configured.",
        );
        report.fault(Fault::WrongSecret);
        diagnose::token(&mut report, &token, request, keys, |text| {
            expected(at, text, keys)
        });
        return report.finish(Outcome::Failed);
    };
    report.verdict().secret = Some(secret.name.clone());
    report.yes(StepKind::Compare, "Token fits", "");
    report.hint(
        "N-token",
        Certainty::Note,
        "A shared token shows that the sender knows it. It says nothing about the body, which \
         is not signed.",
    );
    report.finish(Outcome::Authenticated)
}

/// Whether a token is there.
pub(crate) fn is_present(at: TokenAt, request: &Request<'_>, keys: &Keys) -> bool {
    matches!(find(at, request, keys), Sent::Token(_))
}

/// What the token should be for a secret.
fn expected(at: TokenAt, secret: &str, keys: &Keys) -> String {
    match (at, keys.param("username")) {
        (TokenAt::Basic, Some(user)) => format!("{user}:{secret}"),
        _ => secret.to_string(),
    }
}

fn find<'a>(at: TokenAt, request: &Request<'a>, keys: &Keys) -> Sent<'a> {
    let token = |found: Option<Cow<'a, str>>, place: String| match found {
        Some(token) if !token.is_empty() => Sent::Token(token),
        _ => Sent::Missing(place),
    };
    match at {
        TokenAt::Header(name, "") => token(
            request.header(name).map(Cow::Borrowed),
            format!("There is no header {name}."),
        ),
        TokenAt::Header(name, prefix) => match request.header(name) {
            None => Sent::Missing(format!("There is no header {name}.")),
            Some(value) => match value.strip_prefix(prefix) {
                Some(rest) => Sent::Token(Cow::Borrowed(rest.trim())),
                None => Sent::Unreadable(format!("{name} does not begin with {prefix}.")),
            },
        },
        TokenAt::AnyHeader(usual) => {
            let name = keys.param("header").unwrap_or(usual);
            let value = request.header(name).map(|value| {
                let bearer = value
                    .get(..7)
                    .is_some_and(|s| s.eq_ignore_ascii_case("bearer "));
                Cow::Borrowed(if bearer { value[7..].trim() } else { value })
            });
            token(value, format!("There is no header {name}."))
        }
        TokenAt::Basic => basic(request, keys),
        TokenAt::Json(path) => token(
            locate::json_or_form(request.body, path),
            format!("The body has no {}.", path.join(".")),
        ),
        TokenAt::FormJson(name, path) => token(
            locate::form_json(request.body, name, path),
            format!("The form field {name} has no {}.", path.join(".")),
        ),
        TokenAt::Query(names) => {
            let url = request.url.and_then(Url::parse);
            let value = names
                .iter()
                .find_map(|name| url.as_ref()?.query_value(name));
            let value = value.and_then(|value| {
                String::from_utf8(form::decode(value.as_bytes()).into_owned()).ok()
            });
            token(
                value.map(Cow::Owned),
                format!("The query has none of {}.", names.join(", ")),
            )
        }
    }
}

/// The user and password of Basic authentication; only the password when no
/// user name is configured.
fn basic<'a>(request: &Request<'a>, keys: &Keys) -> Sent<'a> {
    let Some(value) = request.header("authorization") else {
        return Sent::Missing("There is no header authorization.".into());
    };
    let Some(encoded) = value
        .get(..6)
        .filter(|scheme| scheme.eq_ignore_ascii_case("basic "))
        .and_then(|_| value.get(6..))
    else {
        return Sent::Unreadable("The authorization is not Basic.".into());
    };
    let decoded = any_base64(encoded).and_then(|bytes| String::from_utf8(bytes).ok());
    match decoded {
        Some(pair) if pair.contains(':') => {
            let password = pair.split_once(':').map(|(_, password)| password);
            Sent::Token(Cow::Owned(match (keys.param("username"), password) {
                (None, Some(password)) => password.to_string(),
                _ => pair,
            }))
        }
        _ => Sent::Unreadable("What follows Basic is not base64 of user:password.".into()),
    }
}

fn describe(at: TokenAt, keys: &Keys) -> String {
    match at {
        TokenAt::Header(name, _) => format!("header {name}"),
        TokenAt::AnyHeader(usual) => {
            format!("header {}", keys.param("header").unwrap_or(usual))
        }
        TokenAt::Basic => "header authorization, Basic".into(),
        TokenAt::Json(path) => format!("{} in the body", path.join(".")),
        TokenAt::FormJson(name, path) => format!("{} in the form field {name}", path.join(".")),
        TokenAt::Query(_) => "query of the URL".into(),
    }
}
