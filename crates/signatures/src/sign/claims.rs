//! Making tokens with the claims a provider checks.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use serde_json::{Map, Value, json};

use crate::{
    Keys, SignError,
    digest::{Hash, Mac, hmac},
    encoding::Encoding,
    scheme::{Claim, Jwt, JwtAt, Payload},
    sign::{Draft, draft::lacks, jws, private_key::PrivateKey},
    time::SECOND,
    verify::jwt::hs_hash,
};

/// What to say when there is none.
pub(super) const PRIVATE_NEEDED: &str = "The provider signs with a private key: give one, in PEM or as an Ed25519 seed, to sign in its place.";
/// How long tokens are valid, in seconds.
const VALID: i64 = 300;

pub(super) fn sign(draft: &mut Draft<'_>, jwt: &Jwt, keys: &Keys) -> Result<(), SignError> {
    match jwt.payload {
        Payload::Claims => {}
        Payload::DetachedBody | Payload::TrueLayer => return jws::sign_detached(draft, jwt, keys),
        Payload::AppleChain => return jws::sign_apple(draft, jwt, keys),
    }
    let JwtAt::Header(name) = jwt.at else {
        return Err(lacks("The token's place is not a header."));
    };
    let claims = claims(draft, jwt, keys)?;
    let (alg, signer) = signer(jwt, keys)?;
    let mut header = json!({"alg": alg, "typ": "JWT"});
    if let Some(kid) = keys.param("kid") {
        header["kid"] = json!(kid);
    }
    let encode = |value: &Value| Encoding::Base64Url.encode(value.to_string().as_bytes());
    let message = format!("{}.{}", encode(&header), encode(&Value::Object(claims)));
    let signature = signer.sign(alg, message.as_bytes())?;
    let token = format!("{message}.{}", Encoding::Base64Url.encode(&signature));
    let bearer = name == "authorization" && jwt.algs.contains(&"RS256");
    draft.set(
        name,
        if bearer {
            format!("Bearer {token}")
        } else {
            token
        },
    );
    Ok(())
}

fn claims(draft: &Draft<'_>, jwt: &Jwt, keys: &Keys) -> Result<Map<String, Value>, SignError> {
    let now = draft.input.now.div_euclid(SECOND);
    let mut map = Map::new();
    let mut set = |name: &str, value: Value| {
        map.insert(name.to_string(), value);
    };
    set("iat", json!(now));
    set("jti", json!(draft.input.id));
    let url = || {
        let url = keys.param("url").or(draft.url());
        url.ok_or_else(|| lacks("The URL is signed: fill it in."))
    };
    let digest = |encoding: Encoding| encoding.encode(&Hash::Sha256.digest([draft.body()]));
    for claim in jwt.claims {
        match *claim {
            Claim::Issuer(list) => set("iss", json!(list.first())),
            Claim::IssuerParam(param, usual) => {
                let issuer = keys.param(param).or(usual.first().copied());
                set("iss", json!(issuer));
            }
            Claim::Audience => {
                let audience = match keys.param("audience") {
                    Some(audience) => audience,
                    None => url()?,
                };
                set("aud", json!(audience));
            }
            Claim::Param(name) => set(name, json!(keys.param(name))),
            Claim::EmailVerified => set("email_verified", json!(true)),
            Claim::BodyHash(name, encoding) => set(name, json!(digest(encoding))),
            Claim::BodyHashIfAny(name, encoding) => {
                if !draft.body().is_empty() {
                    set(name, json!(digest(encoding)));
                }
            }
            Claim::UrlHash(name) => {
                let digest = Hash::Sha256.digest([url()?.as_bytes()]);
                set(name, json!(Encoding::Hex.encode(&digest)));
            }
            Claim::Url(name) => set(name, json!(url()?)),
            Claim::Times(_) => {
                set("nbf", json!(now));
                set("exp", json!(now + VALID));
            }
            Claim::IssuedWithin(_) => {}
        }
    }
    Ok(map)
}

/// What signs a token.
pub(super) enum Signer {
    Secret(crate::Secret),
    Private(PrivateKey),
}

impl Signer {
    pub(super) fn sign(&self, alg: &str, message: &[u8]) -> Result<Vec<u8>, SignError> {
        match self {
            Self::Secret(secret) => hs_hash(alg)
                .and_then(|hash| hmac(hash, secret.expose().as_bytes(), [message]))
                .map(Mac::finish)
                .ok_or_else(|| SignError::Key(format!("A secret does not sign {alg}."))),
            Self::Private(key) => key
                .sign_jose(alg, message)
                .map_err(|why| SignError::Key(why.to_string())),
        }
    }
}

/// The algorithm there is a key for, and the key.
pub(super) fn signer(jwt: &Jwt, keys: &Keys) -> Result<(&'static str, Signer), SignError> {
    if let Some(text) = &keys.private_key {
        let key = PrivateKey::read(text.expose()).map_err(|why| SignError::Key(why.to_string()))?;
        let alg = key.jose_name();
        if jwt.algs.contains(&alg) {
            return Ok((alg, Signer::Private(key)));
        }
        let allowed = jwt.algs.join(", ");
        return Err(SignError::Key(format!(
            "The key signs {alg}; this scheme takes {allowed}."
        )));
    }
    let alg = jwt.algs.iter().find(|alg| alg.starts_with("HS"));
    let secret = keys.all_secrets().into_iter().next();
    match (alg, secret) {
        (Some(alg), Some(secret)) => Ok((alg, Signer::Secret(secret))),
        (Some(_), None) => Err(SignError::Key("A secret is needed to sign.".to_string())),
        (None, _) => Err(SignError::Key(PRIVATE_NEEDED.to_string())),
    }
}
