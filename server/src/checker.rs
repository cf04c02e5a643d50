//! Signature checks at capture and on request.
//!
//! Recognition needs no secret and runs on every hit. A verdict needs the secrets saved for
//! the endpoint; they are opened once and kept in a bounded cache until they change.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use domain::head::Head;
use domain::{Outcome, Timestamp};
use quick_cache::sync::Cache;
use serde::{Deserialize, Serialize};
use signatures::{Clock, Keys, Param, Recognition, Request, Secret, Verdict};
use store::{EndpointRow, Store, StoredHit};

use crate::error::{ApiError, ApiResult};
use crate::vault::Vault;

/// Endpoints whose opened secrets are kept in memory.
const CACHED: usize = 10_000;
/// Bodies up to this size are checked where they are; larger ones on a thread that may block.
const INLINE: usize = 16 * 1024;

/// Header lines that few requests have more of.
const USUAL_HEADERS: usize = 24;

/// What a saved secret holds, sealed as JSON.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SavedSecret {
    /// The secret as the provider shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// A public key, key set or certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_key: Option<String>,
    /// One scheme of the provider; without it the one that fits the hit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheme: Option<String>,
    /// Settings by the names of the provider's listing.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, Param>,
}

/// A saved secret, opened.
struct Opened {
    provider: String,
    name: String,
    saved: SavedSecret,
}

/// What a hit is about, and whether its signature holds.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// Recognised sender.
    pub provider: Option<String>,
    /// Event name.
    pub event: Option<String>,
    /// Delivery id.
    pub delivery_id: Option<String>,
    /// Result of the check; `None` when nobody was recognised and no secret is saved.
    pub outcome: Option<Outcome>,
    /// All verdicts as a JSON array.
    pub verdicts: Option<Vec<u8>>,
}

/// A request as the checks see it.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    /// Method as sent.
    pub method: Cow<'a, str>,
    /// The full URL as the sender used it.
    pub url: Cow<'a, str>,
    /// The head's bytes.
    pub head: Cow<'a, [u8]>,
    /// The body's bytes.
    pub body: Bytes,
    /// When it arrived.
    pub received_at: Timestamp,
}

impl Subject<'_> {
    /// A stored hit as the checks see it.
    #[must_use]
    pub fn of(hit: StoredHit) -> Subject<'static> {
        Subject {
            url: sender_url(hit.scheme.as_str(), &hit.host, &hit.summary.target).into(),
            method: hit.summary.method.into(),
            head: hit.head.into(),
            body: hit.body.into(),
            received_at: hit.summary.received_at,
        }
    }

    /// The same with everything its own.
    fn into_owned(self) -> Subject<'static> {
        Subject {
            method: self.method.into_owned().into(),
            url: self.url.into_owned().into(),
            head: self.head.into_owned().into(),
            body: self.body,
            received_at: self.received_at,
        }
    }

    /// The request, with the URL the caller says was signed, if any.
    pub fn with_url<T>(&self, url: Option<&str>, use_it: impl FnOnce(&Request<'_>) -> T) -> T {
        let fields = Head::new(&self.head).fields();
        let mut headers: Vec<(&str, &[u8])> = Vec::with_capacity(USUAL_HEADERS);
        headers.extend(
            fields.filter_map(|(name, value)| Some((std::str::from_utf8(name).ok()?, value))),
        );
        use_it(&Request {
            method: &self.method,
            url: Some(url.unwrap_or(&self.url)),
            headers: &headers,
            body: &self.body,
        })
    }
}

/// The URL the sender was given, from what it sent. An absolute target is that already.
#[must_use]
pub fn sender_url(scheme: &str, host: &str, target: &str) -> String {
    if target.starts_with('/') {
        [scheme, "://", host, target].concat()
    } else {
        target.to_owned()
    }
}

/// Checks hits. Cheap to clone.
#[derive(Clone)]
pub struct Checker {
    store: Store,
    vault: Vault,
    opened: Arc<Cache<i64, Arc<Vec<Opened>>>>,
}

impl std::fmt::Debug for Checker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Checker(..)")
    }
}

impl Checker {
    /// A checker over the secrets of this store.
    #[must_use]
    pub fn new(store: Store, vault: Vault) -> Self {
        Self {
            store,
            vault,
            opened: Arc::new(Cache::new(CACHED)),
        }
    }

    /// The vault that seals new secrets.
    #[must_use]
    pub const fn vault(&self) -> &Vault {
        &self.vault
    }

    /// To be called when an endpoint's saved secrets have changed.
    pub fn forget(&self, endpoint: i64) {
        self.opened.remove(&endpoint);
    }

    /// Recognises the sender and checks the signature with the saved secrets. Never fails: a
    /// hit is kept even if its secrets cannot be read, and that is logged.
    pub async fn check(&self, row: &EndpointRow, subject: Subject<'_>) -> Checked {
        let opened = match self.secrets(row).await {
            Ok(opened) => opened,
            Err(error) => {
                tracing::error!(%error, endpoint.id = %row.id, "saved secrets could not be read");
                Arc::default()
            }
        };
        if opened.is_empty() || subject.body.len() <= INLINE {
            return judge(&opened, &subject);
        }
        let subject = subject.into_owned();
        match tokio::task::spawn_blocking(move || judge(&opened, &subject)).await {
            Ok(checked) => checked,
            Err(cause) => {
                tracing::error!(%cause, "a signature check stopped early");
                Checked::default()
            }
        }
    }

    /// Recognises the sender of a request that did not come in whole. Its signature cannot be
    /// judged.
    #[must_use]
    pub fn recognise(&self, subject: &Subject<'_>) -> Checked {
        Checked {
            outcome: None,
            ..judge(&[], subject)
        }
    }

    async fn secrets(&self, row: &EndpointRow) -> ApiResult<Arc<Vec<Opened>>> {
        if let Some(opened) = self.opened.get(&row.num) {
            return Ok(opened);
        }
        let mut opened = Vec::new();
        for sealed in self.store.secrets(row.num).await? {
            let plain = self
                .vault
                .open_sealed(row.id, &sealed.provider, &sealed.ciphertext)
                .map_err(ApiError::internal)?;
            let saved = serde_json::from_slice(&plain).map_err(ApiError::internal)?;
            opened.push(Opened {
                provider: sealed.provider,
                name: sealed.name,
                saved,
            });
        }
        let opened = Arc::new(opened);
        self.opened.insert(row.num, Arc::clone(&opened));
        Ok(opened)
    }
}

/// Recognises, then verifies with the secrets saved for that sender, or for each sender that
/// has some when nobody was recognised.
fn judge(opened: &[Opened], subject: &Subject<'_>) -> Checked {
    subject.with_url(None, |request| {
        let seen = signatures::recognise(request);
        let clock = Clock {
            now: subject.received_at.micros(),
            received_at: Some(subject.received_at.micros()),
        };
        let mut verdict = None;
        for provider in candidates(opened, seen.as_ref()) {
            let (keys, scheme) = keys(opened, provider);
            match signatures::verify(provider, scheme, request, &keys, clock) {
                Ok(found) => {
                    let decided = found.outcome != signatures::Outcome::Unsigned;
                    if decided || verdict.is_none() {
                        verdict = Some(found);
                    }
                    if decided {
                        break;
                    }
                }
                Err(error) => tracing::debug!(%error, "a saved secret cannot be used"),
            }
        }
        // That another sender's signature is missing says nothing about this one's.
        let verdict = verdict.filter(|verdict| {
            verdict.outcome != signatures::Outcome::Unsigned
                || seen
                    .as_ref()
                    .is_none_or(|seen| seen.provider == verdict.provider)
        });
        checked(seen, verdict)
    })
}

fn candidates<'a>(opened: &'a [Opened], seen: Option<&Recognition>) -> Vec<&'a str> {
    let mut names: Vec<&str> = opened
        .iter()
        .map(|secret| secret.provider.as_str())
        .collect();
    names.sort_unstable();
    names.dedup();
    if let Some(seen) = seen
        && names.contains(&seen.provider)
    {
        names.retain(|name| *name == seen.provider);
    }
    names
}

/// The secrets of one provider, with those of all others at hand to explain a failure.
fn keys<'a>(opened: &'a [Opened], provider: &str) -> (Keys, Option<&'a str>) {
    let mut keys = Keys::default();
    let mut scheme = None;
    for secret in opened {
        let own = secret.provider == provider;
        if let Some(text) = &secret.saved.secret {
            let named = Secret::new(secret.name.clone(), text.clone());
            if own {
                keys.secrets.push(named);
            } else {
                keys.others.push(named);
            }
        }
        if own {
            keys.public_key = secret.saved.public_key.clone().or(keys.public_key.take());
            keys.params.extend(secret.saved.params.clone());
            scheme = secret.saved.scheme.as_deref().or(scheme);
        }
    }
    (keys, scheme)
}

fn checked(seen: Option<Recognition>, verdict: Option<Verdict>) -> Checked {
    let outcome = match (&verdict, &seen) {
        (Some(verdict), _) => Outcome::from_word(verdict.outcome.name()),
        (None, Some(seen)) if seen.signed => Some(Outcome::NoSecret),
        (None, Some(_)) => Some(Outcome::Unsigned),
        (None, None) => None,
    };
    let verdicts = verdict.as_ref().and_then(|verdict| {
        serde_json::to_vec(&[verdict])
            .inspect_err(|cause| tracing::error!(%cause, "a verdict could not be written as JSON"))
            .ok()
    });
    let mut checked = Checked {
        outcome,
        verdicts,
        ..Checked::default()
    };
    if let Some(seen) = seen {
        checked.provider = Some(seen.provider.to_owned());
        checked.event = seen.event;
        checked.delivery_id = seen.delivery_id;
    } else if let Some(verdict) =
        verdict.filter(|_| matches!(outcome, Some(Outcome::Verified | Outcome::Authenticated)))
    {
        checked.provider = Some(verdict.provider);
    }
    checked
}
