//! The providers, as data. Files follow the families of schemes.

mod addressed;
mod body_base64;
mod body_hex;
mod body_labelled;
mod fields;
mod hinted;
mod public;
mod shared;
mod stamped;
mod stamped_headers;
mod standard;
mod tokens;

use crate::{
    digest::Hash,
    recognise::Confidence::{self, Certain},
    scheme::{Algo, Entry, From, Kind, Place, Rule, Scheme, When, body_mac, scheme},
};

pub(crate) use crate::provider::Grade::{A, B};

const MD5: Algo = Algo::Hmac(Hash::Md5);
const SHA1: Algo = Algo::Hmac(Hash::Sha1);
const SHA256: Algo = Algo::Hmac(Hash::Sha256);
const SHA384: Algo = Algo::Hmac(Hash::Sha384);
const SHA512: Algo = Algo::Hmac(Hash::Sha512);

pub(crate) const GROUPS: &[&[Entry]] = &[
    addressed::ENTRIES,
    body_base64::ENTRIES,
    body_hex::ENTRIES,
    body_labelled::ENTRIES,
    fields::ENTRIES,
    hinted::ENTRIES,
    public::ENTRIES,
    shared::ENTRIES,
    stamped::ENTRIES,
    stamped_headers::ENTRIES,
    standard::ENTRIES,
    tokens::ENTRIES,
];

/// Every provider.
pub(crate) fn all() -> impl Iterator<Item = &'static Entry> {
    GROUPS.iter().copied().flatten()
}

/// The provider of this id.
pub(crate) fn find(id: &str) -> Option<&'static Entry> {
    all().find(|entry| entry.id == id)
}

/// HMAC-SHA256 of the body in bare hex.
const fn hex(name: &'static str, headers: &'static [&'static str]) -> Scheme {
    scheme(name, Kind::Signed(body_mac(headers)))
}

/// HMAC-SHA256 of the body in base64.
const fn base64(name: &'static str, headers: &'static [&'static str]) -> Scheme {
    scheme(name, Kind::Signed(body_mac(headers).base64()))
}

/// A MAC of the body as `label=hex`.
const fn labelled(
    name: &'static str,
    headers: &'static [&'static str],
    algos: &'static [(&'static str, Algo)],
) -> Scheme {
    scheme(name, Kind::Signed(body_mac(headers).labels(algos)))
}

/// A header that only this provider sends.
const fn only(header: &'static str) -> Rule {
    shared(header, When::Always, Certain)
}

/// The beginning of the user agent: a weak sign, for requests without any other.
const fn agent(start: &'static str) -> Rule {
    shared("user-agent", When::Starts(start), Confidence::Likely)
}

/// A header that others send too.
const fn shared(header: &'static str, when: When, sure: Confidence) -> Rule {
    Rule {
        place: Place::Header,
        name: header,
        when,
        sure,
    }
}

/// A quoted word, usually a key, near the beginning of a JSON body.
const fn key(name: &'static str, when: When, sure: Confidence) -> Rule {
    Rule {
        place: Place::Word,
        name,
        when,
        sure,
    }
}

/// A field of a form body.
const fn field(name: &'static str, when: When, sure: Confidence) -> Rule {
    Rule {
        place: Place::Field,
        name,
        when,
        sure,
    }
}

const fn json(path: &'static [&'static str]) -> From {
    From::Json(path)
}
