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
    sign::{Draft, draft::lacks, private_key::PrivateKey},
    time::SECOND,
    verify::message_base::{Message, lines},
};

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
    let params = format!("({});created={created};keyid=\"{keyid}\"", ITEMS.join(" "));
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
        return key.sign_jose(key.jose_name(), base).map_err(bad);
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
