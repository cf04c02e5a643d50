//! Public keys in the shapes providers hand them out, and what they verify.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use der::{Decode, Encode, asn1::AnyRef};
use ed25519_dalek as ed25519;
use p256::pkcs8::DecodePublicKey;
use pkcs1::DecodeRsaPublicKey;
use rsa::{BoxedUint, pkcs1v15, pss, signature::hazmat::PrehashVerifier};
use serde::Deserialize;
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};

use crate::{
    digest::Hash,
    encoding::{Encoding, any_base64},
};

/// One key.
#[derive(Clone)]
pub(crate) enum PublicKey {
    Ed25519(ed25519::VerifyingKey),
    P256(p256::ecdsa::VerifyingKey),
    P384(p384::ecdsa::VerifyingKey),
    P521(p521::ecdsa::VerifyingKey),
    Rsa(rsa::PublicKey),
}

/// A key with what a key set says about it.
#[derive(Clone)]
pub(crate) struct Listed {
    pub(crate) kid: Option<String>,
    pub(crate) key: PublicKey,
}

impl PublicKey {
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Ed25519(_) => "Ed25519",
            Self::P256(_) => "ECDSA P-256",
            Self::P384(_) => "ECDSA P-384",
            Self::P521(_) => "ECDSA P-521",
            Self::Rsa(_) => "RSA",
        }
    }

    /// Ed25519, refusing weak keys.
    pub(crate) fn verify_ed25519(&self, message: &[u8], signature: &[u8]) -> bool {
        let Self::Ed25519(key) = self else {
            return false;
        };
        ed25519::Signature::from_slice(signature)
            .is_ok_and(|signature| key.verify_strict(message, &signature).is_ok())
    }

    /// ECDSA with a signature in ASN.1 DER.
    pub(crate) fn verify_ecdsa_der(&self, digest: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::P256(key) => p256::ecdsa::Signature::from_der(signature)
                .is_ok_and(|signature| key.verify_prehash(digest, &signature).is_ok()),
            Self::P384(key) => p384::ecdsa::Signature::from_der(signature)
                .is_ok_and(|signature| key.verify_prehash(digest, &signature).is_ok()),
            _ => false,
        }
    }

    /// ECDSA with a signature as r‖s.
    pub(crate) fn verify_ecdsa(&self, digest: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::P256(key) => p256::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_prehash(digest, &signature).is_ok()),
            Self::P384(key) => p384::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_prehash(digest, &signature).is_ok()),
            Self::P521(key) => p521::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_prehash(digest, &signature).is_ok()),
            _ => false,
        }
    }

    /// RSA PKCS#1 v1.5 over a digest of `hash`.
    pub(crate) fn verify_rsa(&self, hash: Hash, digest: &[u8], signature: &[u8]) -> bool {
        let Self::Rsa(key) = self else {
            return false;
        };
        let Ok(signature) = pkcs1v15::Signature::try_from(signature) else {
            return false;
        };
        let key = key.clone();
        match hash {
            Hash::Sha1 => {
                pkcs1v15::VerifyingKey::<Sha1>::new(key).verify_prehash(digest, &signature)
            }
            Hash::Sha256 => {
                pkcs1v15::VerifyingKey::<Sha256>::new(key).verify_prehash(digest, &signature)
            }
            Hash::Sha384 => {
                pkcs1v15::VerifyingKey::<Sha384>::new(key).verify_prehash(digest, &signature)
            }
            Hash::Sha512 => {
                pkcs1v15::VerifyingKey::<Sha512>::new(key).verify_prehash(digest, &signature)
            }
            Hash::Md5 => return false,
        }
        .is_ok()
    }

    /// RSA PSS with SHA-512 and a salt of 64 bytes (RFC 9421).
    pub(crate) fn verify_pss_sha512(&self, digest: &[u8], signature: &[u8]) -> bool {
        let Self::Rsa(key) = self else {
            return false;
        };
        pss::Signature::try_from(signature).is_ok_and(|signature| {
            pss::VerifyingKey::<Sha512>::new_with_salt_len(key.clone(), 64)
                .verify_prehash(digest, &signature)
                .is_ok()
        })
    }
}

/// Reads a key as it is handed out. A key set gives several.
pub(crate) fn read(text: &str) -> Result<Vec<Listed>, &'static str> {
    let text = text.trim();
    if text.starts_with('{') {
        return json_keys(text);
    }
    let one = |key: PublicKey| alloc::vec![Listed { kid: None, key }];
    if text.starts_with("-----") {
        return pem(text).map(one);
    }
    if let Some(raw) = text.strip_prefix("whpk_") {
        return any_base64(raw)
            .and_then(|raw| ed25519_raw(&raw))
            .map(one)
            .ok_or("whpk_ must be followed by 32 bytes in base64.");
    }
    [Encoding::Hex.decode(text), any_base64(text)]
        .into_iter()
        .flatten()
        .find_map(|bytes| ed25519_raw(&bytes).or_else(|| from_der(&bytes)))
        .map(one)
        .ok_or("The key is neither PEM, nor a JWK, nor a raw or DER key in hex or base64.")
}

fn pem(text: &str) -> Result<PublicKey, &'static str> {
    if text.contains("PRIVATE KEY") {
        return Err("This is a private key; the public key is needed.");
    }
    let inside: String = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("-----") && !line.contains(':'))
        .collect();
    let bytes = any_base64(&inside).ok_or("The PEM text is not base64 inside.")?;
    from_der(&bytes).ok_or("The PEM text holds no key of a known kind.")
}

/// A SubjectPublicKeyInfo, a PKCS#1 key or a certificate.
pub(crate) fn from_der(bytes: &[u8]) -> Option<PublicKey> {
    spki(bytes)
        .or_else(|| {
            rsa::PublicKey::from_pkcs1_der(bytes)
                .ok()
                .map(PublicKey::Rsa)
        })
        .or_else(|| {
            let certificate = x509_cert::Certificate::from_der(bytes).ok()?;
            let info = certificate.tbs_certificate().subject_public_key_info();
            spki(&info.to_der().ok()?)
        })
}

fn spki(bytes: &[u8]) -> Option<PublicKey> {
    // A cheap look first: certificates are far more common than any one curve.
    spki::SubjectPublicKeyInfo::<AnyRef<'_>, der::asn1::BitStringRef<'_>>::from_der(bytes).ok()?;
    ed25519::VerifyingKey::from_public_key_der(bytes)
        .map(PublicKey::Ed25519)
        .or_else(|_| p256::ecdsa::VerifyingKey::from_public_key_der(bytes).map(PublicKey::P256))
        .or_else(|_| p384::ecdsa::VerifyingKey::from_public_key_der(bytes).map(PublicKey::P384))
        .or_else(|_| {
            p521::PublicKey::from_public_key_der(bytes).map(|key| PublicKey::P521(key.into()))
        })
        .ok()
        .or_else(|| {
            rsa::PublicKey::from_public_key_der(bytes)
                .ok()
                .map(PublicKey::Rsa)
        })
}

fn ed25519_raw(bytes: &[u8]) -> Option<PublicKey> {
    let bytes: &[u8; 32] = bytes.try_into().ok()?;
    ed25519::VerifyingKey::from_bytes(bytes)
        .ok()
        .map(PublicKey::Ed25519)
}

#[derive(Deserialize)]
struct JwkSet {
    keys: Vec<Jwk>,
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
    n: Option<String>,
    e: Option<String>,
}

fn json_keys(text: &str) -> Result<Vec<Listed>, &'static str> {
    let jwks = match serde_json::from_str::<JwkSet>(text) {
        Ok(set) => set.keys,
        Err(_) => alloc::vec![
            serde_json::from_str::<Jwk>(text)
                .map_err(|_| "The JSON is neither a JWK nor a set.")?
        ],
    };
    let keys: Vec<Listed> = jwks
        .iter()
        .filter_map(|jwk| {
            Some(Listed {
                kid: jwk.kid.as_ref().map(ToString::to_string),
                key: jwk_key(jwk)?,
            })
        })
        .collect();
    if keys.is_empty() {
        return Err("The JSON has no key of a known kind.");
    }
    Ok(keys)
}

fn jwk_key(jwk: &Jwk) -> Option<PublicKey> {
    let bytes = |text: &Option<String>| any_base64(text.as_deref()?);
    match (jwk.kty.as_str(), jwk.crv.as_deref()) {
        ("RSA", _) => {
            let number = |bytes: Vec<u8>| Some(BoxedUint::from_be_slice_vartime(&bytes));
            let n = number(bytes(&jwk.n)?)?;
            let e = number(bytes(&jwk.e)?)?;
            rsa::PublicKey::new(n, e).ok().map(PublicKey::Rsa)
        }
        ("OKP", Some("Ed25519")) => ed25519_raw(&bytes(&jwk.x)?),
        ("EC", Some(curve)) => {
            let size: usize = match curve {
                "P-256" => 32,
                "P-384" => 48,
                _ => 66,
            };
            let mut point = alloc::vec![4];
            for coordinate in [bytes(&jwk.x)?, bytes(&jwk.y)?] {
                // Some sets leave leading zeros out.
                point.resize(point.len() + size.checked_sub(coordinate.len())?, 0);
                point.extend(coordinate);
            }
            match curve {
                "P-256" => p256::ecdsa::VerifyingKey::from_sec1_bytes(&point)
                    .ok()
                    .map(PublicKey::P256),
                "P-384" => p384::ecdsa::VerifyingKey::from_sec1_bytes(&point)
                    .ok()
                    .map(PublicKey::P384),
                "P-521" => p521::ecdsa::VerifyingKey::from_sec1_bytes(&point)
                    .ok()
                    .map(PublicKey::P521),
                _ => None,
            }
        }
        _ => None,
    }
}
