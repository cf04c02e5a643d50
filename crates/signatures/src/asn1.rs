//! Just enough DER to find a key, alone or in a certificate. Whole crates for
//! this are several times the size of all the checks the page loads.

use alloc::format;

use crate::{scheme::Unit, time};

const INTEGER: u8 = 0x02;
const BITS: u8 = 0x03;
const OID: u8 = 0x06;
const SEQUENCE: u8 = 0x30;

/// One element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Element<'a> {
    tag: u8,
    content: &'a [u8],
    /// With tag and length.
    whole: &'a [u8],
}

/// Elements one after the other.
#[derive(Clone, Copy)]
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<Element<'a>> {
        let [tag, first, rest @ ..] = self.0 else {
            return None;
        };
        let (length, rest) = match first {
            0..=0x7F => (usize::from(*first), rest),
            // One to three bytes of length: keys and certificates are small.
            0x81..=0x83 => {
                let (bytes, rest) = rest.split_at_checked(usize::from(first - 0x80))?;
                let length = bytes
                    .iter()
                    .fold(0, |length, byte| length << 8 | usize::from(*byte));
                // The shortest form is the only one in DER.
                (length >= 0x80 && bytes[0] != 0).then_some((length, rest))?
            }
            _ => return None,
        };
        let (content, after) = rest.split_at_checked(length)?;
        let whole = &self.0[..self.0.len() - after.len()];
        self.0 = after;
        Some(Element {
            tag: *tag,
            content,
            whole,
        })
    }

    fn expect(&mut self, tag: u8) -> Option<&'a [u8]> {
        let element = self.next()?;
        (element.tag == tag).then_some(element.content)
    }

    fn sequence(&mut self) -> Option<Self> {
        self.expect(SEQUENCE).map(Self)
    }

    /// A bit string of whole bytes.
    fn bits(&mut self) -> Option<&'a [u8]> {
        self.expect(BITS)?.strip_prefix(&[0])
    }

    /// A positive integer without its leading zero.
    fn integer(&mut self) -> Option<&'a [u8]> {
        let bytes = self.expect(INTEGER)?;
        match bytes {
            [0, rest @ ..] => Some(rest),
            [first, ..] if *first < 0x80 => Some(bytes),
            _ => None,
        }
    }
}

/// A public key as its container names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyBytes<'a> {
    Ed25519(&'a [u8]),
    P256(&'a [u8]),
    P384(&'a [u8]),
    P521(&'a [u8]),
    /// Modulus and exponent.
    Rsa(&'a [u8], &'a [u8]),
}

/// Reads a SubjectPublicKeyInfo.
pub(crate) fn public_key(bytes: &[u8]) -> Option<KeyBytes<'_>> {
    let mut info = Reader(bytes).sequence()?;
    let mut algorithm = info.sequence()?;
    let name = algorithm.expect(OID)?;
    let key = info.bits()?;
    match name {
        // 1.3.101.112
        b"\x2B\x65\x70" => Some(KeyBytes::Ed25519(key)),
        // 1.2.840.113549.1.1.1 and .10
        b"\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01" | b"\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0A" => {
            rsa_key(key)
        }
        // 1.2.840.10045.2.1
        b"\x2A\x86\x48\xCE\x3D\x02\x01" => match algorithm.expect(OID)? {
            b"\x2A\x86\x48\xCE\x3D\x03\x01\x07" => Some(KeyBytes::P256(key)),
            b"\x2B\x81\x04\x00\x22" => Some(KeyBytes::P384(key)),
            b"\x2B\x81\x04\x00\x23" => Some(KeyBytes::P521(key)),
            _ => None,
        },
        _ => None,
    }
}

/// Reads a PKCS#1 public key.
pub(crate) fn rsa_key(bytes: &[u8]) -> Option<KeyBytes<'_>> {
    let mut key = Reader(bytes).sequence()?;
    Some(KeyBytes::Rsa(key.integer()?, key.integer()?))
}

/// The parts of a certificate that are looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Certificate<'a> {
    /// What is signed.
    pub(crate) signed: &'a [u8],
    pub(crate) issuer: &'a [u8],
    pub(crate) subject: &'a [u8],
    /// Its SubjectPublicKeyInfo.
    pub(crate) key: &'a [u8],
    /// First and last moment, in microseconds since 1970.
    pub(crate) valid: (i64, i64),
    pub(crate) algorithm: &'a [u8],
    pub(crate) signature: &'a [u8],
    extensions: &'a [u8],
}

impl<'a> Certificate<'a> {
    /// Reads an X.509 certificate in DER.
    pub(crate) fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut outer = Reader(bytes).sequence()?;
        let signed = outer.next()?;
        let algorithm = outer.sequence()?.expect(OID)?;
        let signature = outer.bits()?;
        let mut inner = Reader(signed.whole).sequence()?;
        let mut first = inner.next()?;
        if first.tag == 0xA0 {
            first = inner.next()?;
        }
        (first.tag == INTEGER).then_some(())?;
        inner.sequence()?;
        let issuer = inner.next()?.whole;
        let mut validity = inner.sequence()?;
        let valid = (moment(validity.next()?)?, moment(validity.next()?)?);
        let subject = inner.next()?.whole;
        let key = inner.next()?.whole;
        let mut extensions: &[u8] = &[];
        while let Some(element) = inner.next() {
            if element.tag == 0xA3 {
                extensions = element.content;
            }
        }
        Some(Self {
            signed: signed.whole,
            issuer,
            subject,
            key,
            valid,
            algorithm,
            signature,
            extensions,
        })
    }

    /// Whether it has the extension of this encoded identifier.
    pub(crate) fn has_extension(&self, wanted: &[u8]) -> bool {
        let Some(mut list) = Reader(self.extensions).sequence() else {
            return false;
        };
        core::iter::from_fn(|| list.sequence())
            .any(|mut extension| extension.expect(OID) == Some(wanted))
    }
}

/// UTCTime or GeneralizedTime.
fn moment(element: Element<'_>) -> Option<i64> {
    let text = core::str::from_utf8(element.content).ok()?;
    let (century, rest) = match element.tag {
        0x17 if text.get(..2)? < "50" => ("20", text),
        0x17 => ("19", text),
        0x18 => text.split_at_checked(2)?,
        _ => return None,
    };
    let part = |at: usize| rest.get(at..at + 2);
    let text = format!(
        "{century}{}-{}-{}T{}:{}:{}",
        part(0)?,
        part(2)?,
        part(4)?,
        part(6)?,
        part(8)?,
        rest.get(10..)?
    );
    time::read(Unit::Rfc3339, &text)
}

#[cfg(test)]
mod tests;
