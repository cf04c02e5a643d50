//! HTTP Message Signatures (RFC 9421) and Content-Digest (RFC 9530).

use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
    vec::Vec,
};

use crate::{
    Certainty, Fault, Keys, Outcome, Request, StepKind, StepOk, Verdict, diagnose,
    digest::{Hash, hmac},
    encoding::{Encoding, any_base64},
    public_key::{self, PublicKey},
    structured::{self, Member},
    time::SECOND,
    verify::{
        Chunk, Clock, Key, Report, content_digest,
        jwt::pieces,
        message_base::{Message, lines},
        render::{ChunkKind, describe},
        stamp,
    },
};

/// One signature with what it covers.
struct Signature<'a> {
    label: &'a str,
    /// The inner list and its parameters, as received.
    params: &'a str,
    items: Vec<&'a str>,
    parameters: Vec<Member<'a>>,
    bytes: Vec<u8>,
}

/// What signatures are checked with.
pub(crate) enum Verifier {
    Secret(String, Key),
    Public(PublicKey),
}

pub(crate) fn run(mut report: Report, request: &Request<'_>, keys: &Keys, clock: Clock) -> Verdict {
    let joined = |name| request.all(name).collect::<Vec<_>>().join(", ");
    let (inputs, values) = (joined("signature-input"), joined("signature"));
    if inputs.is_empty() || values.is_empty() {
        return report.unsigned("Signature-Input and Signature must both be there.");
    }
    report.yes(
        StepKind::Header,
        "Signature found",
        "headers Signature-Input and Signature",
    );
    report.verdict().received = Some(values.clone());
    let Some(signatures) = read(&inputs, &values) else {
        report.no(
            StepKind::Parse,
            "Signature cannot be read",
            "The two headers must be dictionaries with the same labels.",
        );
        return report.failed(Fault::MalformedHeader);
    };
    let verifiers = match verifiers(keys) {
        Ok(verifiers) => verifiers,
        Err(why) => {
            report.no(StepKind::Key, "Key cannot be read", why);
            return report.failed(Fault::BadKey);
        }
    };
    let message = Message {
        request,
        method: request.method,
        url: keys.param("url").or(request.url),
    };
    let fitting = || {
        signatures
            .iter()
            .filter(|signature| fits(signature, &verifiers, keys, &message).is_some())
    };
    // Of several that fit, one that has not expired and covers the body says most.
    let found = fitting()
        .find(|signature| !expired(signature, clock) && content_digest::covers(&signature.items))
        .or_else(|| fitting().find(|signature| !expired(signature, clock)))
        .or_else(|| fitting().next());
    let Some(chosen) = found.or_else(|| signatures.first()) else {
        return report.failed(Fault::MalformedHeader);
    };
    show(&mut report, chosen, &message, clock);
    if verifiers.is_empty() {
        report.step(
            StepKind::Key,
            StepOk::Skip,
            "Nothing to check with",
            "The secret or public key is needed to check this.",
        );
        return report.finish(Outcome::NoSecret);
    }
    match fits(chosen, &verifiers, keys, &message) {
        Some(secret) => {
            report.verdict().secret = secret;
            report.yes(StepKind::Compare, "Signature fits", chosen.label);
        }
        None => {
            report.no(StepKind::Compare, "Signature does not fit", chosen.label);
            report.fault(contradiction(chosen, &verifiers, keys).unwrap_or(Fault::Mismatch));
            explain(&mut report, chosen, &verifiers, keys, &message);
        }
    }
    let covered = content_digest::check(&mut report, &chosen.items, request);
    match (report.has_fault(), covered) {
        (Some(_), _) => report.finish(Outcome::Failed),
        (None, true) => report.finish(Outcome::Verified),
        (None, false) => report.finish(Outcome::Authenticated),
    }
}

fn read<'a>(inputs: &'a str, values: &'a str) -> Option<Vec<Signature<'a>>> {
    let values = structured::dictionary(values)?;
    let mut all = Vec::new();
    for input in structured::dictionary(inputs)? {
        let (items, parameters) = structured::inner_list(input.value)?;
        let value = values.iter().find(|value| value.key == input.key)?;
        all.push(Signature {
            label: input.key,
            params: input.value,
            items,
            parameters,
            bytes: Encoding::Base64.decode(structured::bytes(value.value)?)?,
        });
    }
    Some(all)
}

fn verifiers(keys: &Keys) -> Result<Vec<Verifier>, &'static str> {
    let mut all = Vec::new();
    for secret in keys.all_secrets() {
        let key = match keys.param("secret_encoding") {
            Some("base64") => any_base64(secret.expose()).ok_or("The secret must be base64.")?,
            Some("hex") => Encoding::Hex
                .decode(secret.expose())
                .ok_or("The secret must be hex digits.")?,
            _ => secret.expose().as_bytes().to_vec(),
        };
        all.push(Verifier::Secret(secret.name.clone(), key.into()));
    }
    for text in keys.public_texts() {
        let listed = match public_key::read(text) {
            Ok(listed) => listed,
            // A shared secret is no public key, and need not be.
            Err(_) if keys.public_key.is_none() => continue,
            Err(why) => return Err(why),
        };
        all.extend(
            listed
                .into_iter()
                .map(|listed| Verifier::Public(listed.key)),
        );
    }
    Ok(all)
}

/// The name of the secret that fits, if any does.
fn fits(
    signature: &Signature<'_>,
    verifiers: &[Verifier],
    keys: &Keys,
    message: &Message<'_>,
) -> Option<Option<String>> {
    let chunks = chunks(signature, message).ok()?;
    let said = structured::value(&signature.parameters, "alg");
    let alg = keys
        .param("alg")
        .map(ToString::to_string)
        .or_else(|| said.clone());
    if said.is_some() && said != alg {
        return None;
    }
    verifiers.iter().find_map(|verifier| {
        agrees(verifier, alg.as_deref(), &chunks, &signature.bytes).then(|| match verifier {
            Verifier::Secret(name, _) => Some(name.clone()),
            Verifier::Public(_) => None,
        })
    })
}

fn agrees(verifier: &Verifier, alg: Option<&str>, chunks: &[Chunk<'_>], signature: &[u8]) -> bool {
    let digest = |hash: Hash| hash.digest(pieces(chunks));
    let may = |name: &str| alg.is_none_or(|alg| alg == name);
    match verifier {
        Verifier::Secret(_, key) => {
            may("hmac-sha256")
                && hmac(Hash::Sha256, key, pieces(chunks)).is_some_and(|mac| mac.verify(signature))
        }
        Verifier::Public(key) => match key {
            PublicKey::Ed25519(_) => {
                let message: Vec<u8> = pieces(chunks).flatten().copied().collect();
                may("ed25519") && key.verify_ed25519(&message, signature)
            }
            PublicKey::P256(_) => {
                may("ecdsa-p256-sha256") && key.verify_ecdsa(&digest(Hash::Sha256), signature)
            }
            PublicKey::P384(_) => {
                may("ecdsa-p384-sha384") && key.verify_ecdsa(&digest(Hash::Sha384), signature)
            }
            PublicKey::P521(_) => false,
            PublicKey::Rsa(_) => {
                (may("rsa-pss-sha512") && key.verify_pss_sha512(&digest(Hash::Sha512), signature))
                    || (may("rsa-v1_5-sha256")
                        && key.verify_rsa(Hash::Sha256, &digest(Hash::Sha256), signature))
            }
        },
    }
}

fn chunks(signature: &Signature<'_>, message: &Message<'_>) -> Result<Vec<Chunk<'static>>, String> {
    let lines = lines(&signature.items, signature.params, message)?;
    Ok(lines
        .into_iter()
        .map(|(_, line)| Chunk {
            label: "component",
            bytes: Cow::Owned(line.into_bytes()),
            kind: ChunkKind::Plain,
        })
        .collect())
}

fn number(signature: &Signature<'_>, name: &str) -> Option<i64> {
    structured::value(&signature.parameters, name)?.parse().ok()
}

fn expired(signature: &Signature<'_>, clock: Clock) -> bool {
    number(signature, "expires")
        .is_some_and(|expires| clock.deciding() > expires.saturating_mul(SECOND))
}

fn show(report: &mut Report, signature: &Signature<'_>, message: &Message<'_>, clock: Clock) {
    report.yes(
        StepKind::Parse,
        "Signature read",
        format!("{}: {}", signature.label, signature.params),
    );
    if let Some(created) = number(signature, "created") {
        let at = created.saturating_mul(SECOND);
        stamp::judge(report, created.to_string(), at, (None, None), clock);
    }
    if expired(signature, clock) {
        report.no(
            StepKind::Timestamp,
            "Signature has expired",
            structured::value(&signature.parameters, "expires").unwrap_or_default(),
        );
        report.fault(Fault::TimestampTooOld);
        report.hint(
            "T-stale",
            Certainty::Proven,
            "The signature had expired: the request is a replay, was held up, or a clock is wrong.",
        );
    }
    match chunks(signature, message) {
        Ok(chunks) => {
            let mut described = describe(&chunks);
            for (piece, item) in described.pieces.iter_mut().zip(&signature.items) {
                piece.label = item.trim_matches('"').into();
            }
            if let Some(last) = described.pieces.last_mut() {
                last.label = "@signature-params".into();
            }
            report.verdict().signed_bytes = Some(described);
        }
        Err(why) => {
            report.no(StepKind::SignedBytes, "Signed bytes are incomplete", &why);
            report.fault(Fault::MissingHeader);
            report.hint("H-missing", Certainty::Proven, why);
        }
    }
}

/// Whether the algorithm that is stated cannot be that of the keys: a MAC that
/// claims to be checked with a public key is how signatures are forged.
fn contradiction(signature: &Signature<'_>, verifiers: &[Verifier], keys: &Keys) -> Option<Fault> {
    let said = structured::value(&signature.parameters, "alg")?;
    let public = verifiers
        .iter()
        .all(|verifier| matches!(verifier, Verifier::Public(_)));
    if said == "hmac-sha256" && public {
        return Some(Fault::AlgorithmConfusion);
    }
    let wanted = keys.param("alg")?;
    (wanted != said).then_some(Fault::WrongAlgorithm)
}

/// Tries what usually goes wrong between a signer and a verifier.
fn explain(
    report: &mut Report,
    signature: &Signature<'_>,
    verifiers: &[Verifier],
    keys: &Keys,
    message: &Message<'_>,
) {
    for secret in &keys.all_secrets() {
        let encodings: [(&str, Option<Vec<u8>>); 3] = [
            ("the text", Some(secret.expose().as_bytes().to_vec())),
            ("the base64-decoded bytes", any_base64(secret.expose())),
            (
                "the hex-decoded bytes",
                Encoding::Hex.decode(secret.expose()),
            ),
        ];
        for (what, key) in encodings {
            let Some(key) = key else { continue };
            let verifier = Verifier::Secret(String::new(), key.into());
            if fits(signature, &[verifier], keys, message).is_some() {
                report.refine(Fault::WrongSecretEncoding);
                report.hint(
                    "K-enc",
                    Certainty::Proven,
                    format!("The sender uses {what} of this secret as the key."),
                );
                return;
            }
        }
    }
    let url = message.url;
    let fitting = diagnose::urls(message.request, url)
        .into_iter()
        .find(|variant| {
            let other = Message {
                url: Some(&variant.url),
                ..*message
            };
            fits(signature, verifiers, keys, &other).is_some()
        });
    if let Some(variant) = fitting {
        diagnose::report_url(report, &variant);
    }
}
