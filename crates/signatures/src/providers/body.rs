//! F1: a MAC over the body.

use crate::{
    digest::Hash,
    provider::Grade::A,
    scheme::{Algo, Entry, Kind, body_mac, entry, scheme},
};

const SHA1: Algo = Algo::Hmac(Hash::Sha1);
const SHA256: Algo = Algo::Hmac(Hash::Sha256);

pub(super) const ENTRIES: &[Entry] = &[entry(
    "github",
    "GitHub",
    A,
    "docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries",
)
.credential("webhook secret")
.schemes(&[
    scheme(
        "sha256",
        Kind::Signed(body_mac(&["x-hub-signature-256"]).labels(&[("sha256", SHA256)])),
    ),
    scheme(
        "sha1",
        Kind::Signed(body_mac(&["x-hub-signature"]).labels(&[("sha1", SHA1)])),
    ),
])];
