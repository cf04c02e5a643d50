//! What a token signs: its own payload, or parts of the request.

use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
    vec::Vec,
};

use crate::{
    Fault, Keys, Request,
    address::Url,
    encoding::Encoding,
    scheme::Payload,
    verify::{
        Chunk,
        jwt::{Token, attached},
        render::ChunkKind,
    },
};

type Messages<'a> = Vec<Vec<Chunk<'a>>>;

/// The readings of what is signed, the expected one first.
pub(crate) fn messages<'a>(
    payload: Payload,
    token: &'a Token<'_>,
    request: &Request<'a>,
    keys: &'a Keys,
) -> Result<Messages<'a>, (Fault, String)> {
    match payload {
        Payload::Claims | Payload::AppleChain => Ok(alloc::vec![attached(token)]),
        Payload::DetachedBody => Ok(alloc::vec![detached_body(token, request)]),
        Payload::TrueLayer => truelayer(token, request, keys),
    }
}

fn text(label: &'static str, text: String) -> Chunk<'static> {
    Chunk {
        label,
        bytes: Cow::Owned(text.into_bytes()),
        kind: ChunkKind::Plain,
    }
}

fn head(token: &Token<'_>) -> String {
    let end = token.text.find('.').unwrap_or_default();
    token.text[..=end].to_string()
}

/// RFC 7797: the body as it is with `b64: false`, else encoded.
fn detached_body<'a>(token: &Token<'_>, request: &Request<'a>) -> Vec<Chunk<'a>> {
    let body = match token.head("b64").as_deref() {
        Some("false") => Chunk {
            label: "body",
            bytes: Cow::Borrowed(request.body),
            kind: ChunkKind::Body,
        },
        _ => text("body", Encoding::Base64Url.encode(request.body)),
    };
    alloc::vec![text("header", head(token)), body]
}

/// Method and path, the listed headers, the body; the path with and without
/// a slash at its end.
fn truelayer<'a>(
    token: &Token<'_>,
    request: &Request<'a>,
    keys: &Keys,
) -> Result<Messages<'a>, (Fault, String)> {
    if token.head("tl_version").as_deref() != Some("2") {
        return Err((Fault::MalformedHeader, "tl_version is not 2.".into()));
    }
    let jku = token.head("jku").unwrap_or_default();
    let trusted = Url::parse(&jku).is_some_and(|url| {
        url.scheme == "https"
            && matches!(
                url.host,
                "webhooks.truelayer.com" | "webhooks.truelayer-sandbox.com"
            )
    });
    if !trusted {
        let why = format!("The key set's address {jku} is not TrueLayer's.");
        return Err((Fault::UntrustedCertUrl, why));
    }
    let url = keys.param("url").or(request.url);
    let url = url.and_then(Url::parse).ok_or_else(|| {
        let why = "The URL's path is signed too: fill in the URL.";
        (Fault::MissingParam, why.to_string())
    })?;
    let names = token.head("tl_headers").unwrap_or_default();
    let mut lines = String::new();
    for name in names.split(',').filter(|name| !name.is_empty()) {
        let value = request.header(name).ok_or_else(|| {
            let why = format!("The header {name} is signed too, and it is not there.");
            (Fault::MissingHeader, why)
        })?;
        lines += &format!("{name}: {value}\n");
    }
    let bare = url.path.trim_end_matches('/');
    let other = match url.path.ends_with('/') {
        true => bare.to_string(),
        false => format!("{bare}/"),
    };
    let message = |path: &str| {
        let start = format!("{} {path}\n{lines}", request.method.to_ascii_uppercase());
        alloc::vec![
            text("header", head(token)),
            // The payload is encoded as in any JWS.
            text(
                "payload",
                Encoding::Base64Url.encode(&[start.as_bytes(), request.body].concat())
            ),
        ]
    };
    Ok(alloc::vec![message(url.path), message(&other)])
}
