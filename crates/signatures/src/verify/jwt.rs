//! Tokens made of claims (JWT) and signatures in the same dress (JWS).

use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
    vec::Vec,
};

use zeroize::Zeroizing;

use crate::{
    Fault, Keys, Outcome, Request, StepKind, StepOk, Verdict, diagnose,
    digest::{Hash, hmac},
    encoding::Encoding,
    json,
    public_key::{self, Listed, PublicKey},
    scheme::{Jwt, JwtAt, Payload},
    verify::{
        Chunk, Clock, Report, apple, claims, detached,
        render::{ChunkKind, describe},
    },
};

/// A token taken apart.
pub(crate) struct Token<'a> {
    pub(crate) text: Cow<'a, str>,
    pub(crate) header: Vec<u8>,
    pub(crate) payload: Vec<u8>,
    pub(crate) signature: Vec<u8>,
}

impl Token<'_> {
    /// A value of the JOSE header.
    pub(crate) fn head(&self, name: &str) -> Option<Cow<'_, str>> {
        json::find(&self.header, &[name])?.text()
    }

    /// The part that is signed when the payload is attached.
    fn signed_part(&self) -> &str {
        let end = self.text.rfind('.').unwrap_or_default();
        &self.text[..end]
    }
}

pub(crate) fn run(
    mut report: Report,
    jwt: &Jwt,
    request: &Request<'_>,
    keys: &Keys,
    clock: Clock,
) -> Verdict {
    let text = match find(jwt.at, request) {
        Ok(text) => text,
        Err(place) => return report.unsigned(place),
    };
    report.verdict().received = Some(text.to_string());
    report.yes(StepKind::Header, "Token found", place(jwt.at));
    let token = match parse(text) {
        Ok(token) => token,
        Err(why) => {
            report.no(StepKind::Parse, "Token cannot be read", why);
            return report.failed(Fault::MalformedHeader);
        }
    };
    let alg = token.head("alg").unwrap_or_default().into_owned();
    if !jwt.algs.contains(&&*alg) {
        return refuse_algorithm(report, jwt, &alg);
    }
    if let Some(name) = unknown_critical(&token, jwt.payload) {
        report.no(
            StepKind::Parse,
            "Token demands what is not known here",
            format!("crit names `{name}`"),
        );
        return report.failed(Fault::MalformedHeader);
    }
    report.yes(
        StepKind::Parse,
        "Token read",
        format!("{alg}; {}", String::from_utf8_lossy(&token.payload)),
    );
    if jwt.payload == Payload::AppleChain {
        return apple::run(report, &token, keys, clock);
    }
    let messages = match detached::messages(jwt.payload, &token, request, keys) {
        Ok(messages) => messages,
        Err((fault, why)) => {
            report.no(StepKind::SignedBytes, "Signed bytes are incomplete", why);
            return report.failed(fault);
        }
    };
    report.verdict().signed_bytes = messages.first().map(|message| describe(message));
    match signature(&mut report, &token, &alg, &messages, keys) {
        Check::Nothing => {
            report.step(
                StepKind::Key,
                StepOk::Skip,
                "Nothing to check with",
                "The secret or public key is needed to check this.",
            );
            return report.finish(Outcome::NoSecret);
        }
        Check::Fits => report.yes(StepKind::Compare, "Signature fits", alg),
        Check::Fails(fault) => {
            report.no(
                StepKind::Compare,
                "Signature does not fit",
                "The token was not made with this key.",
            );
            report.fault(fault);
            diagnose::jwt(&mut report, &token, &alg, &messages, keys);
        }
    }
    let bound = claims::run(&mut report, jwt, &token, request, keys, clock);
    match (report.has_fault(), bound) {
        (Some(_), _) => report.finish(Outcome::Failed),
        (None, true) => report.finish(Outcome::Verified),
        (None, false) => report.finish(Outcome::Authenticated),
    }
}

fn find<'a>(at: JwtAt, request: &Request<'a>) -> Result<Cow<'a, str>, String> {
    match at {
        JwtAt::Header(name) => {
            let value = request.header(name).filter(|value| !value.is_empty());
            let value = value.ok_or_else(|| format!("There is no header {name}."))?;
            let bare = value
                .split_once(' ')
                .filter(|(scheme, _)| {
                    scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("jwt")
                })
                .map_or(value, |(_, token)| token.trim());
            Ok(Cow::Borrowed(bare))
        }
        JwtAt::Body(name) => json::find(request.body, &[name])
            .and_then(json::Raw::text)
            .ok_or_else(|| format!("The body has no {name}.")),
    }
}

/// Whether a token is there.
pub(crate) fn is_present(at: JwtAt, request: &Request<'_>) -> bool {
    find(at, request).is_ok_and(|text| text.split('.').count() == 3)
}

fn place(at: JwtAt) -> String {
    match at {
        JwtAt::Header(name) => format!("header {name}"),
        JwtAt::Body(name) => format!("{name} in the body"),
    }
}

/// Takes a token apart.
pub(crate) fn parse(text: Cow<'_, str>) -> Result<Token<'_>, String> {
    let parts: Vec<&str> = text.split('.').collect();
    let [header, payload, signature] = parts.as_slice() else {
        return Err(format!(
            "It has {} parts between dots, not three.",
            parts.len()
        ));
    };
    let decode = |name: &str, part: &str| {
        Encoding::Base64Url
            .decode(part)
            .ok_or_else(|| format!("Its {name} is not base64url."))
    };
    let header = decode("header", header)?;
    let payload = decode("payload", payload)?;
    let signature = decode("signature", signature)?;
    if json::root(&header).is_none() {
        return Err("Its header is not JSON.".into());
    }
    Ok(Token {
        header,
        payload,
        signature,
        text,
    })
}

/// What the token says must be understood (RFC 7515, 4.1.11) and is not.
fn unknown_critical(token: &Token<'_>, payload: Payload) -> Option<String> {
    let list = json::find(&token.header, &["crit"])?.items();
    let known = |name: &str| name == "b64" && payload == Payload::DetachedBody;
    list.into_iter()
        .map(|item| item.text().unwrap_or_default())
        .find(|name| !known(name))
        .map(Cow::into_owned)
}

fn refuse_algorithm(mut report: Report, jwt: &Jwt, alg: &str) -> Verdict {
    report.no(
        StepKind::Parse,
        "Algorithm is not allowed",
        format!("`{alg}`; this provider uses {}.", jwt.algs.join(", ")),
    );
    // Taking these is how tokens are forged.
    let shared = alg.starts_with("HS") && !jwt.algs.iter().any(|alg| alg.starts_with("HS"));
    if alg.eq_ignore_ascii_case("none") || shared {
        return report.failed(Fault::AlgorithmConfusion);
    }
    report.failed(Fault::WrongAlgorithm)
}

enum Check {
    Nothing,
    Fits,
    Fails(Fault),
}

fn signature(
    report: &mut Report,
    token: &Token<'_>,
    alg: &str,
    messages: &[Vec<Chunk<'_>>],
    keys: &Keys,
) -> Check {
    if let Some(hash) = hs_hash(alg) {
        return shared_secret(report, token, hash, messages, keys);
    }
    let Some(text) = keys.public_texts().next() else {
        return Check::Nothing;
    };
    let listed = match public_key::read(text) {
        Ok(listed) => listed,
        Err(why) => {
            report.no(StepKind::Key, "Key cannot be read", why);
            return Check::Fails(Fault::BadKey);
        }
    };
    let kid = token.head("kid");
    let usable: Vec<&Listed> = listed
        .iter()
        .filter(|listed| {
            listed.kid.is_none() || kid.is_none() || listed.kid.as_deref() == kid.as_deref()
        })
        .collect();
    if usable.is_empty() {
        report.no(
            StepKind::Key,
            "Key is not in the set",
            format!("kid `{}`", kid.unwrap_or_default()),
        );
        return Check::Fails(Fault::WrongKey);
    }
    let fits = messages.iter().any(|message| {
        usable
            .iter()
            .any(|listed| verify_alg(alg, &listed.key, message, &token.signature))
    });
    if fits {
        Check::Fits
    } else {
        Check::Fails(Fault::Mismatch)
    }
}

fn shared_secret(
    report: &mut Report,
    token: &Token<'_>,
    hash: Hash,
    messages: &[Vec<Chunk<'_>>],
    keys: &Keys,
) -> Check {
    let secrets = keys.all_secrets();
    let Some(first) = secrets.first() else {
        if keys.public_key.is_none() && !keys.secret_is_public() {
            return Check::Nothing;
        }
        report.no(
            StepKind::Key,
            "Algorithm does not fit the key",
            "The token says it was made with a shared secret, and there is only a public key: \
             anyone can sign with that.",
        );
        return Check::Fails(Fault::AlgorithmConfusion);
    };
    for message in messages {
        for secret in &secrets {
            let key = Zeroizing::new(secret.expose().as_bytes().to_vec());
            if hmac(hash, &key, pieces(message)).is_some_and(|mac| mac.verify(&token.signature)) {
                report.verdict().secret = Some(secret.name.clone());
                report.verdict().computed = Some(Encoding::Base64Url.encode(&token.signature));
                return Check::Fits;
            }
        }
    }
    report.verdict().computed = messages
        .first()
        .and_then(|message| hmac(hash, first.expose().as_bytes(), pieces(message)))
        .map(|mac| Encoding::Base64Url.encode(&mac.finish()));
    Check::Fails(Fault::Mismatch)
}

/// The bytes of some chunks.
pub(crate) fn pieces<'c>(chunks: &'c [Chunk<'_>]) -> impl Iterator<Item = &'c [u8]> {
    chunks.iter().map(|chunk| &*chunk.bytes)
}

/// The hash of an HMAC algorithm's name.
pub(crate) fn hs_hash(alg: &str) -> Option<Hash> {
    match alg {
        "HS256" => Some(Hash::Sha256),
        "HS384" => Some(Hash::Sha384),
        "HS512" => Some(Hash::Sha512),
        _ => None,
    }
}

/// Verifies by the JOSE name of an algorithm with a public key.
pub(crate) fn verify_alg(
    alg: &str,
    key: &PublicKey,
    message: &[Chunk<'_>],
    signature: &[u8],
) -> bool {
    let digest = |hash: Hash| hash.digest(pieces(message));
    match alg {
        "RS256" => key.verify_rsa(Hash::Sha256, &digest(Hash::Sha256), signature),
        "RS384" => key.verify_rsa(Hash::Sha384, &digest(Hash::Sha384), signature),
        "RS512" => key.verify_rsa(Hash::Sha512, &digest(Hash::Sha512), signature),
        "PS512" => key.verify_pss_sha512(&digest(Hash::Sha512), signature),
        "ES256" if matches!(key, PublicKey::P256(_)) => {
            key.verify_ecdsa(&digest(Hash::Sha256), signature)
        }
        "ES384" if matches!(key, PublicKey::P384(_)) => {
            key.verify_ecdsa(&digest(Hash::Sha384), signature)
        }
        "ES512" if matches!(key, PublicKey::P521(_)) => {
            key.verify_ecdsa(&digest(Hash::Sha512), signature)
        }
        "EdDSA" => {
            let message: Vec<u8> = pieces(message).flatten().copied().collect();
            key.verify_ed25519(&message, signature)
        }
        _ => false,
    }
}

/// What a token with its own payload signs.
pub(crate) fn attached<'a>(token: &'a Token<'_>) -> Vec<Chunk<'a>> {
    alloc::vec![Chunk {
        label: "token",
        bytes: Cow::Borrowed(token.signed_part().as_bytes()),
        kind: ChunkKind::Plain,
    }]
}
