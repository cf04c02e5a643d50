//! Making HTTP Message Signatures over method, authority, path and body digest.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use crate::{
    Keys, SignError,
    digest::{Hash, Mac, hmac},
    encoding::{Encoding, any_base64},
    sign::{Draft, claims::PRIVATE_NEEDED, draft::lacks, private_key::PrivateKey},
    time::SECOND,
    verify::message_base::{Message, lines},
};

const UNKNOWN_ALG: &str = "A private key signs ed25519, ecdsa-p256-sha256, ecdsa-p384-sha384, \
                           rsa-v1_5-sha256 or rsa-pss-sha512.";
const ITEMS: [&str; 4] = [
    "\"@method\"",
    "\"@authority\"",
    "\"@path\"",
    "\"content-digest\"",
];

pub(super) fn sign(draft: &mut Draft<'_>, keys: &Keys) -> Result<(), SignError> {
    let digest = Encoding::Base64.encode(&Hash::Sha256.digest([draft.body()]));
    draft.set("content-digest", format!("sha-256=:{digest}:"));
    let created = draft.input.now.div_euclid(SECOND);
    let keyid = keys.param("keyid").unwrap_or("key");
    let mut params = format!("({});created={created};keyid=\"{keyid}\"", ITEMS.join(" "));
    if let Some(alg) = keys.param("alg") {
        params += &format!(";alg=\"{alg}\"");
    }
    let base = draft.with_request(|request| {
        let message = Message {
            request,
            method: request.method,
            url: keys.param("url").or(request.url),
        };
        lines(&ITEMS, &params, &message).map_err(lacks)
    })?;
    let base: String = base.into_iter().map(|(_, line)| line).collect();
    let signature = Encoding::Base64.encode(&signature(keys, base.as_bytes())?);
    draft.set("signature-input", format!("sig1={params}"));
    draft.set("signature", format!("sig1=:{signature}:"));
    Ok(())
}

fn signature(keys: &Keys, base: &[u8]) -> Result<Vec<u8>, SignError> {
    let bad = |why: &str| SignError::Key(why.to_string());
    if let Some(text) = &keys.private_key {
        let key = PrivateKey::read(text.expose()).map_err(bad)?;
        let alg = match keys.param("alg") {
            None => key.jose_name(),
            Some("ed25519") => "EdDSA",
            Some("ecdsa-p256-sha256") => "ES256",
            Some("ecdsa-p384-sha384") => "ES384",
            Some("rsa-v1_5-sha256") => "RS256",
            Some("rsa-pss-sha512") => "PS512",
            Some(_) => return Err(bad(UNKNOWN_ALG)),
        };
        return key.sign_jose(alg, base).map_err(bad);
    }
    if keys.param("alg").is_some_and(|alg| alg != "hmac-sha256") {
        return Err(bad(PRIVATE_NEEDED));
    }
    let secrets = keys.all_secrets();
    let secret = secrets
        .first()
        .ok_or_else(|| bad("A secret or private key is needed."))?;
    let text = secret.expose();
    let key = match keys.param("secret_encoding") {
        Some("base64") => any_base64(text).ok_or_else(|| bad("The secret must be base64."))?,
        Some("hex") => Encoding::Hex
            .decode(text)
            .ok_or_else(|| bad("The secret must be hex digits."))?,
        _ => text.as_bytes().to_vec(),
    };
    hmac(Hash::Sha256, &key, [base])
        .map(Mac::finish)
        .ok_or_else(|| bad("The secret cannot be used."))
}
