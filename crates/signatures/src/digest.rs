//! Digests and MACs behind one type each, chosen at run time.

use alloc::vec::Vec;

use hmac::{Hmac, KeyInit, Mac as _};
use md5::Md5;
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};

/// A hash function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hash {
    Md5,
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    pub(crate) const ALL: [Self; 5] = [
        Self::Sha256,
        Self::Sha1,
        Self::Sha512,
        Self::Sha384,
        Self::Md5,
    ];

    /// Bytes of a digest.
    pub(crate) const fn len(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA-1",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        }
    }

    /// The hash with digests of this many bytes.
    pub(crate) fn of_len(len: usize) -> Option<Self> {
        Self::ALL.into_iter().find(|hash| hash.len() == len)
    }

    /// Reads a name as users and headers write it: `sha256`, `SHA-256`…
    pub(crate) fn named(name: &str) -> Option<Self> {
        let plain = |hash: &Self| {
            let letters = hash.name().bytes().filter(|byte| *byte != b'-');
            let given = name.bytes().filter(|byte| !matches!(byte, b'-' | b'_'));
            letters
                .map(|byte| byte.to_ascii_lowercase())
                .eq(given.map(|byte| byte.to_ascii_lowercase()))
        };
        Self::ALL.iter().find(|hash| plain(hash)).copied()
    }

    pub(crate) fn digest<'p>(self, pieces: impl IntoIterator<Item = &'p [u8]>) -> Vec<u8> {
        fn run<'p, D: sha2::Digest>(pieces: impl Iterator<Item = &'p [u8]>) -> Vec<u8> {
            let mut state = D::new();
            pieces.for_each(|piece| state.update(piece));
            state.finalize().to_vec()
        }
        let pieces = pieces.into_iter();
        match self {
            Self::Md5 => run::<Md5>(pieces),
            Self::Sha1 => run::<Sha1>(pieces),
            Self::Sha256 => run::<Sha256>(pieces),
            Self::Sha384 => run::<Sha384>(pieces),
            Self::Sha512 => run::<Sha512>(pieces),
        }
    }
}

/// An HMAC under way. Cloning one that was fed a common beginning saves
/// hashing it again.
#[derive(Clone)]
pub(crate) enum Mac {
    Md5(Hmac<Md5>),
    Sha1(Hmac<Sha1>),
    Sha256(Hmac<Sha256>),
    Sha384(Hmac<Sha384>),
    Sha512(Hmac<Sha512>),
}

macro_rules! each {
    ($mac:expr, $state:ident => $body:expr) => {
        match $mac {
            Mac::Md5($state) => $body,
            Mac::Sha1($state) => $body,
            Mac::Sha256($state) => $body,
            Mac::Sha384($state) => $body,
            Mac::Sha512($state) => $body,
        }
    };
}

impl Mac {
    /// Starts an HMAC. Keys of any length are allowed, so this cannot fail for
    /// these hashes; `None` is what the trait leaves open.
    pub(crate) fn new(hash: Hash, key: &[u8]) -> Option<Self> {
        Some(match hash {
            Hash::Md5 => Self::Md5(Hmac::new_from_slice(key).ok()?),
            Hash::Sha1 => Self::Sha1(Hmac::new_from_slice(key).ok()?),
            Hash::Sha256 => Self::Sha256(Hmac::new_from_slice(key).ok()?),
            Hash::Sha384 => Self::Sha384(Hmac::new_from_slice(key).ok()?),
            Hash::Sha512 => Self::Sha512(Hmac::new_from_slice(key).ok()?),
        })
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        each!(self, state => state.update(bytes));
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        each!(self, state => state.finalize().into_bytes().to_vec())
    }

    /// Compares in constant time.
    pub(crate) fn verify(self, tag: &[u8]) -> bool {
        each!(self, state => state.verify_slice(tag).is_ok())
    }
}

/// The HMAC of some pieces.
pub(crate) fn hmac<'p>(
    hash: Hash,
    key: &[u8],
    pieces: impl IntoIterator<Item = &'p [u8]>,
) -> Option<Mac> {
    let mut mac = Mac::new(hash, key)?;
    pieces.into_iter().for_each(|piece| mac.update(piece));
    Some(mac)
}

/// CRC-32 as in gzip. One small table: the page loads this code, and no body is
/// large enough for more to matter.
pub(crate) fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 16] = {
        const NIBBLES: [u32; 16] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
        let mut table = NIBBLES;
        let mut at = 0;
        while at < 16 {
            let mut value = NIBBLES[at];
            let mut bit = 0;
            while bit < 4 {
                value = (value >> 1) ^ if value & 1 == 1 { 0xEDB8_8320 } else { 0 };
                bit += 1;
            }
            table[at] = value;
            at += 1;
        }
        table
    };
    let step = |crc: u32, nibble: u32| (crc >> 4) ^ TABLE[((crc ^ nibble) & 15) as usize];
    let whole = bytes.iter().fold(u32::MAX, |crc, byte| {
        let byte = u32::from(*byte);
        step(step(crc, byte), byte >> 4)
    });
    !whole
}

#[cfg(test)]
mod tests;
