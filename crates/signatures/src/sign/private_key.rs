//! Private keys, for signing samples and replays.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::convert::Infallible;

use ed25519_dalek::{self as ed25519, Signer as _};
use p256::pkcs8::DecodePrivateKey;
use pkcs1::DecodeRsaPrivateKey;
use rsa::{
    pkcs1v15, pss,
    rand_core::{TryCryptoRng, TryRng},
    signature::{
        SignatureEncoding,
        hazmat::{PrehashSigner, RandomizedPrehashSigner},
    },
    traits::PrivateKeyParts,
};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use crate::{
    digest::Hash,
    encoding::{Encoding, any_base64},
    scheme::Algo,
    verify::{Chunk, jwt::pieces},
};

/// A key that signs. The types wipe themselves.
pub(super) enum PrivateKey {
    Ed25519(ed25519::SigningKey),
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
    P521(p521::ecdsa::SigningKey),
    Rsa(rsa::PrivateKey),
}

const UNFIT: &str = "The private key is not of the kind this scheme signs with.";

impl PrivateKey {
    /// Reads PEM (PKCS#8, PKCS#1 or SEC 1; other blocks beside it are passed over),
    /// `whsk_…`, or a raw Ed25519 seed in hex or base64.
    pub(super) fn read(text: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        if text.contains("-----BEGIN ") {
            return blocks(text)
                .filter(|(label, _)| label.ends_with("PRIVATE KEY"))
                .find_map(|(_, inside)| Self::from_der(&Zeroizing::new(any_base64(&inside)?)))
                .ok_or(
                    "The PEM text holds no private key of a known kind; it must not be encrypted.",
                );
        }
        let raw = text.strip_prefix("whsk_").unwrap_or(text);
        [Encoding::Hex.decode(raw), any_base64(raw)]
            .into_iter()
            .flatten()
            .map(Zeroizing::new)
            .find_map(|bytes| match bytes.len() {
                32 | 64 => bytes
                    .first_chunk::<32>()
                    .map(ed25519::SigningKey::from_bytes)
                    .map(Self::Ed25519),
                _ => Self::from_der(&bytes),
            })
            .ok_or("The private key is neither PEM, nor DER, nor an Ed25519 seed.")
    }

    fn from_der(bytes: &[u8]) -> Option<Self> {
        ed25519::SigningKey::from_pkcs8_der(bytes)
            .map(Self::Ed25519)
            .or_else(|_| p256::ecdsa::SigningKey::from_pkcs8_der(bytes).map(Self::P256))
            .or_else(|_| p384::ecdsa::SigningKey::from_pkcs8_der(bytes).map(Self::P384))
            .or_else(|_| p521::SecretKey::from_pkcs8_der(bytes).map(|key| Self::P521(key.into())))
            .or_else(|_| rsa::PrivateKey::from_pkcs8_der(bytes).map(Self::Rsa))
            .ok()
            .or_else(|| rsa::PrivateKey::from_pkcs1_der(bytes).ok().map(Self::Rsa))
            .or_else(|| sec1(bytes))
    }

    /// The JOSE name of what this key signs.
    pub(super) const fn jose_name(&self) -> &'static str {
        match self {
            Self::Ed25519(_) => "EdDSA",
            Self::P256(_) => "ES256",
            Self::P384(_) => "ES384",
            Self::P521(_) => "ES512",
            Self::Rsa(_) => "RS256",
        }
    }

    /// Signs by JOSE name, ECDSA as r‖s.
    pub(super) fn sign_jose(&self, alg: &str, message: &[u8]) -> Result<Vec<u8>, &'static str> {
        match (self, alg) {
            (Self::Ed25519(key), "EdDSA") => Ok(key.sign(message).to_bytes().to_vec()),
            (Self::P256(key), "ES256") => {
                let digest = Hash::Sha256.digest([message]);
                let signature: Result<p256::ecdsa::Signature, _> = key.sign_prehash(&digest);
                signature
                    .map(|signature| signature.to_vec())
                    .map_err(|_| UNFIT)
            }
            (Self::P384(key), "ES384") => {
                let digest = Hash::Sha384.digest([message]);
                let signature: Result<p384::ecdsa::Signature, _> = key.sign_prehash(&digest);
                signature
                    .map(|signature| signature.to_vec())
                    .map_err(|_| UNFIT)
            }
            (Self::P521(key), "ES512") => {
                let digest = Hash::Sha512.digest([message]);
                let signature: Result<p521::ecdsa::Signature, _> = key.sign_prehash(&digest);
                signature
                    .map(|signature| signature.to_vec())
                    .map_err(|_| UNFIT)
            }
            (Self::Rsa(_), "RS256") => self.sign_rsa(Hash::Sha256, [message].into_iter()),
            (Self::Rsa(key), "PS512") => sign_pss(key, message),
            _ => Err(UNFIT),
        }
    }

    /// Signs the pieces of a template.
    pub(super) fn sign(&self, algo: Algo, chunks: &[Chunk<'_>]) -> Result<Vec<u8>, &'static str> {
        match (self, algo) {
            (Self::Ed25519(key), Algo::Ed25519) => {
                let message: Vec<u8> = pieces(chunks).flatten().copied().collect();
                Ok(key.sign(&message).to_bytes().to_vec())
            }
            (Self::P256(key), Algo::EcdsaDer) => {
                let digest = Hash::Sha256.digest(pieces(chunks));
                let signature: Result<p256::ecdsa::Signature, _> = key.sign_prehash(&digest);
                signature
                    .map(|signature| signature.to_der().as_bytes().to_vec())
                    .map_err(|_| UNFIT)
            }
            (Self::Rsa(_), Algo::Rsa(hash)) => self.sign_rsa(hash, pieces(chunks)),
            _ => Err(UNFIT),
        }
    }

    fn sign_rsa<'p>(
        &self,
        hash: Hash,
        pieces: impl Iterator<Item = &'p [u8]>,
    ) -> Result<Vec<u8>, &'static str> {
        let Self::Rsa(key) = self else {
            return Err(UNFIT);
        };
        let (key, digest) = (key.clone(), hash.digest(pieces));
        let signature: Result<pkcs1v15::Signature, _> = match hash {
            Hash::Sha1 => pkcs1v15::SigningKey::<Sha1>::new(key).sign_prehash(&digest),
            Hash::Sha256 => pkcs1v15::SigningKey::<Sha256>::new(key).sign_prehash(&digest),
            Hash::Sha384 => pkcs1v15::SigningKey::<Sha384>::new(key).sign_prehash(&digest),
            Hash::Sha512 => pkcs1v15::SigningKey::<Sha512>::new(key).sign_prehash(&digest),
            Hash::Md5 => return Err(UNFIT),
        };
        signature
            .map(|signature| signature.to_vec())
            .map_err(|_| UNFIT)
    }
}

/// Labels and contents of the blocks of a PEM text.
fn blocks(text: &str) -> impl Iterator<Item = (&str, Zeroizing<String>)> {
    text.split("-----BEGIN ").skip(1).filter_map(|block| {
        let (label, rest) = block.split_once("-----")?;
        let (inside, _) = rest.split_once("-----END ")?;
        let compact = inside.chars().filter(|c| !c.is_whitespace()).collect();
        Some((label, Zeroizing::new(compact)))
    })
}

/// The certificates of a PEM text in its order, each as base64 of its DER.
pub(super) fn certificates(text: &str) -> Vec<String> {
    blocks(text)
        .filter(|(label, _)| *label == "CERTIFICATE")
        .map(|(_, inside)| inside.to_string())
        .collect()
}

/// An elliptic curve's key as `openssl ecparam` writes it.
fn sec1(bytes: &[u8]) -> Option<PrivateKey> {
    p256::SecretKey::from_sec1_der(bytes)
        .map(|key| PrivateKey::P256(key.into()))
        .or_else(|_| p384::SecretKey::from_sec1_der(bytes).map(|key| PrivateKey::P384(key.into())))
        .or_else(|_| p521::SecretKey::from_sec1_der(bytes).map(|key| PrivateKey::P521(key.into())))
        .ok()
}

/// RSA PSS with SHA-512 and a salt of 64 bytes (RFC 9421).
fn sign_pss(key: &rsa::PrivateKey, message: &[u8]) -> Result<Vec<u8>, &'static str> {
    let digest = Hash::Sha512.digest([message]);
    let secret = Zeroizing::new(key.d().to_be_bytes());
    let mut stream = Stream::new(&[&secret, &digest]);
    pss::SigningKey::<Sha512>::new_with_salt_len(key.clone(), 64)
        .sign_prehash_with_rng(&mut stream, &digest)
        .map(|signature| signature.to_vec())
        .map_err(|_| UNFIT)
}

/// Salt and blinding without a source of randomness: a stream of digests that
/// starts from the key and the message, as deterministic ECDSA does.
struct Stream {
    seed: Zeroizing<Vec<u8>>,
    count: u64,
    left: Vec<u8>,
}

impl Stream {
    fn new(seed: &[&[u8]]) -> Self {
        Self {
            seed: Zeroizing::new(Hash::Sha512.digest(seed.iter().copied())),
            count: 0,
            left: Vec::new(),
        }
    }
}

impl TryRng for Stream {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        for byte in out {
            if self.left.is_empty() {
                self.count += 1;
                self.left = Hash::Sha512.digest([&self.seed[..], &self.count.to_le_bytes()]);
            }
            *byte = self.left.pop().unwrap_or_default();
        }
        Ok(())
    }
}

impl TryCryptoRng for Stream {}
