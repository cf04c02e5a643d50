//! Public keys in the shapes providers hand them out, and what they verify.

use alloc::{borrow::Cow, string::String, vec::Vec};

use ed25519_dalek as ed25519;
use rsa::{BoxedUint, pkcs1v15, pss, signature::hazmat::PrehashVerifier};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};

use crate::{
    asn1::{self, Certificate, KeyBytes},
    digest::Hash,
    encoding::{Encoding, any_base64},
    json::{self, Raw},
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

/// Whether a text cannot be anything but a public key. Raw keys of 32 bytes look
/// like any secret.
pub(crate) fn is_evident(text: &str) -> bool {
    let text = text.trim();
    if text.starts_with("-----") {
        return !text.contains("PRIVATE KEY");
    }
    if text.starts_with("whpk_") {
        return true;
    }
    if text.starts_with('{') {
        return json_keys(text).is_ok();
    }
    // The shortest with a header, of Ed25519, has 44 bytes.
    text.len() >= 59
        && [Encoding::Hex.decode(text), any_base64(text)]
            .into_iter()
            .flatten()
            .any(|bytes| from_der(&bytes).is_some())
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
fn from_der(bytes: &[u8]) -> Option<PublicKey> {
    asn1::public_key(bytes)
        .or_else(|| asn1::rsa_key(bytes))
        .or_else(|| asn1::public_key(Certificate::read(bytes)?.key))
        .and_then(from_bytes)
}

/// The key of a certificate.
pub(crate) fn of_certificate(certificate: &Certificate<'_>) -> Option<PublicKey> {
    asn1::public_key(certificate.key).and_then(from_bytes)
}

fn from_bytes(key: KeyBytes<'_>) -> Option<PublicKey> {
    match key {
        KeyBytes::Ed25519(bytes) => ed25519_raw(bytes),
        KeyBytes::P256(point) => p256::ecdsa::VerifyingKey::from_sec1_bytes(point)
            .ok()
            .map(PublicKey::P256),
        KeyBytes::P384(point) => p384::ecdsa::VerifyingKey::from_sec1_bytes(point)
            .ok()
            .map(PublicKey::P384),
        KeyBytes::P521(point) => p521::ecdsa::VerifyingKey::from_sec1_bytes(point)
            .ok()
            .map(PublicKey::P521),
        KeyBytes::Rsa(n, e) => {
            let number = BoxedUint::from_be_slice_vartime;
            rsa::PublicKey::new(number(n), number(e))
                .ok()
                .map(PublicKey::Rsa)
        }
    }
}

fn ed25519_raw(bytes: &[u8]) -> Option<PublicKey> {
    let bytes: &[u8; 32] = bytes.try_into().ok()?;
    ed25519::VerifyingKey::from_bytes(bytes)
        .ok()
        .map(PublicKey::Ed25519)
}

fn json_keys(text: &str) -> Result<Vec<Listed>, &'static str> {
    let root = json::root(text.as_bytes()).ok_or("The JSON cannot be read.")?;
    let jwks = match root.at(&["keys"]) {
        Some(set) => set.items(),
        None => alloc::vec![root],
    };
    let keys: Vec<Listed> = jwks
        .into_iter()
        .filter_map(|jwk| {
            Some(Listed {
                kid: member(jwk, "kid").map(Cow::into_owned),
                key: jwk_key(jwk)?,
            })
        })
        .collect();
    if keys.is_empty() {
        return Err("The JSON is neither a JWK nor a set of keys of a known kind.");
    }
    Ok(keys)
}

fn member<'a>(jwk: Raw<'a>, name: &str) -> Option<Cow<'a, str>> {
    jwk.at(&[name])?.text()
}

fn jwk_key(jwk: Raw<'_>) -> Option<PublicKey> {
    let bytes = |name: &str| any_base64(&member(jwk, name)?);
    match (&*member(jwk, "kty")?, member(jwk, "crv").as_deref()) {
        ("RSA", _) => from_bytes(KeyBytes::Rsa(&bytes("n")?, &bytes("e")?)),
        ("OKP", Some("Ed25519")) => ed25519_raw(&bytes("x")?),
        ("EC", Some(curve)) => {
            let size: usize = match curve {
                "P-256" => 32,
                "P-384" => 48,
                _ => 66,
            };
            let mut point = alloc::vec![4];
            for coordinate in [bytes("x")?, bytes("y")?] {
                // Some sets leave leading zeros out.
                point.resize(point.len() + size.checked_sub(coordinate.len())?, 0);
                point.extend(coordinate);
            }
            from_bytes(match curve {
                "P-256" => KeyBytes::P256(&point),
                "P-384" => KeyBytes::P384(&point),
                "P-521" => KeyBytes::P521(&point),
                _ => return None,
            })
        }
        _ => None,
    }
}
