//! Signatures in the dress of a token whose payload is not its own middle part.

use alloc::{
    borrow::{Cow, ToOwned},
    format,
    string::{String, ToString},
    vec::Vec,
};

use serde_json::{Value, json};

use crate::{
    Keys, SignError,
    encoding::Encoding,
    json,
    scheme::{Jwt, JwtAt, Payload},
    sign::{Draft, claims::signer, draft::lacks, private_key::certificates},
    time,
    verify::{
        detached,
        jwt::{Token, parse, pieces},
    },
};

/// Signs the body, or parts of the request, beside it.
pub(super) fn sign_detached(
    draft: &mut Draft<'_>,
    jwt: &Jwt,
    keys: &Keys,
) -> Result<(), SignError> {
    let JwtAt::Header(name) = jwt.at else {
        return Err(lacks("The signature's place is not a header."));
    };
    let (alg, signer) = signer(jwt, keys)?;
    let mut header = json!({ "alg": alg });
    if let Some(kid) = keys.param("kid") {
        header["kid"] = json!(kid);
    }
    match jwt.payload {
        Payload::TrueLayer => truelayer_header(draft, &mut header),
        _ => {
            header["b64"] = json!(false);
            header["crit"] = json!(["b64"]);
        }
    }
    let header = header.to_string();
    let encoded = Encoding::Base64Url.encode(header.as_bytes());
    let token = Token {
        text: Cow::Owned(format!("{encoded}..")),
        header: header.into_bytes(),
        payload: Vec::new(),
        signature: Vec::new(),
    };
    let message: Vec<u8> = draft.with_request(|request| {
        let messages = detached::messages(jwt.payload, &token, request, keys);
        let messages = messages.map_err(|(_, why)| lacks(why))?;
        let chunks = messages.first().map(Vec::as_slice).unwrap_or_default();
        Ok::<_, SignError>(pieces(chunks).flatten().copied().collect())
    })?;
    let signature = Encoding::Base64Url.encode(&signer.sign(alg, &message)?);
    draft.set(name, format!("{encoded}..{signature}"));
    Ok(())
}

/// What TrueLayer says of its signature: which headers it covers, and where its
/// keys are.
fn truelayer_header(draft: &mut Draft<'_>, header: &mut Value) {
    const TIME: &str = "X-TL-Webhook-Timestamp";
    draft.default(
        TIME,
        time::write(crate::scheme::Unit::Rfc3339, draft.input.now),
    );
    let given = draft.input.headers.iter().map(|(name, _)| *name);
    let set = draft.signed.headers.iter().map(|(name, _)| name.as_str());
    let mut names: Vec<&str> = given
        .chain(set)
        .filter(|name| {
            name.get(..5)
                .is_some_and(|start| start.eq_ignore_ascii_case("x-tl-"))
        })
        .collect();
    names.dedup();
    header["tl_version"] = json!("2");
    header["tl_headers"] = json!(names.join(","));
    header["jku"] = json!("https://webhooks.truelayer.com/.well-known/jwks");
}

/// Signs Apple's payload: the body, or what is in the token that the body carries.
pub(super) fn sign_apple(draft: &mut Draft<'_>, jwt: &Jwt, keys: &Keys) -> Result<(), SignError> {
    let JwtAt::Body(place) = jwt.at else {
        return Err(lacks("The signature's place is not in the body."));
    };
    let (alg, signer) = signer(jwt, keys)?;
    let header = json!({ "alg": alg, "x5c": chain(keys)? });
    let payload = apple_payload(draft, place)?;
    let encode = |bytes: &[u8]| Encoding::Base64Url.encode(bytes);
    let message = format!(
        "{}.{}",
        encode(header.to_string().as_bytes()),
        encode(payload.as_bytes())
    );
    let signature = encode(&signer.sign(alg, message.as_bytes())?);
    let body = json!({ place: format!("{message}.{signature}") });
    draft.signed.body = Some(body.to_string().into_bytes());
    Ok(())
}

/// The chain that shows whose key it is: leaf, intermediate and root.
fn chain(keys: &Keys) -> Result<Vec<String>, SignError> {
    let text = keys.private_key.as_ref().map(crate::Secret::expose);
    let chain = certificates(text.unwrap_or_default());
    if chain.len() == 3 {
        return Ok(chain);
    }
    Err(SignError::Key(
        "Put the three certificates in PEM after the private key: leaf, intermediate, root."
            .to_owned(),
    ))
}

fn apple_payload(draft: &Draft<'_>, place: &str) -> Result<String, SignError> {
    let bad = || lacks("The body must be the payload as JSON, or carry it signed.");
    let carried = json::find(draft.body(), &[place]).and_then(json::Raw::text);
    let text = match carried {
        Some(token) => parse(token).map_err(lacks)?.payload,
        None => draft.body().to_vec(),
    };
    let mut payload: Value = serde_json::from_slice(&text).map_err(|_| bad())?;
    let object = payload.as_object_mut().ok_or_else(bad)?;
    let now = draft.input.now.div_euclid(1000);
    object.entry("signedDate").or_insert_with(|| json!(now));
    Ok(payload.to_string())
}
