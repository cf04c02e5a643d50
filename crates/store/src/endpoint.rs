//! Endpoints as rows.

use domain::{Settings, Slug, Timestamp, Visibility};
use uuid::Uuid;

use crate::change::EndpointRef;

/// SHA-256 of a key or an owner's cookie; the store never sees the thing itself.
pub type Hash = [u8; 32];

/// An endpoint as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointRow {
    /// Number in the database, never reused.
    pub num: i64,
    /// Id in addresses.
    pub id: Uuid,
    /// Chosen name in the URL.
    pub slug: Option<Slug>,
    /// Name for people.
    pub label: Option<String>,
    /// Who may read it.
    pub visibility: Visibility,
    /// How it behaves.
    pub settings: Settings,
    /// Hash of its key.
    pub key_hash: Hash,
    /// Hashes of the owners' cookies.
    pub owners: Vec<Hash>,
    /// Hits kept.
    pub hits: u64,
    /// Bytes kept: heads, trailers and bodies.
    pub bytes: u64,
    /// Hits that limits do not drop.
    pub pinned: u64,
    /// Number of the newest hit ever.
    pub last_seq: u64,
    /// When it was created.
    pub created_at: Timestamp,
    /// When the newest hit came.
    pub last_hit_at: Option<Timestamp>,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
}

impl EndpointRow {
    /// Its two names.
    #[must_use]
    pub const fn reference(&self) -> EndpointRef {
        EndpointRef {
            num: self.num,
            id: self.id,
        }
    }
}

/// An endpoint to be created.
#[derive(Clone, Debug)]
pub struct NewEndpointRow {
    /// Id in addresses.
    pub id: Uuid,
    /// Chosen name in the URL.
    pub slug: Option<Slug>,
    /// Name for people.
    pub label: Option<String>,
    /// Who may read it.
    pub visibility: Visibility,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// How it behaves.
    pub settings: Settings,
    /// Hash of its key.
    pub key_hash: Hash,
    /// Hash of the first owner's cookie.
    pub owner_hash: Option<Hash>,
    /// Who made it, and how many they may have.
    pub creator: Option<Creator>,
    /// The time of day.
    pub now: Timestamp,
}

/// The client that creates an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Creator {
    /// Any stable name of the client, such as its address or network.
    pub name: String,
    /// Endpoints it may have at once.
    pub limit: u64,
}

/// What `put` did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Put {
    /// There was none with this id.
    Created(EndpointRow),
    /// Slug, label, visibility, end and settings were replaced; key, owners and hits stay.
    Replaced(EndpointRow),
}

/// A share link: reading without a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareRow {
    /// The secret part of the link, or a hash of it; the store does not mind.
    pub id: String,
    /// Number of the endpoint's row.
    pub endpoint: i64,
    /// Name for people.
    pub label: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops working.
    pub expires_at: Option<Timestamp>,
}

/// A signing secret, encrypted by the caller.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretRow {
    /// Its id.
    pub id: Uuid,
    /// Number of the endpoint's row.
    pub endpoint: i64,
    /// Provider it belongs to.
    pub provider: String,
    /// Name for people.
    pub name: String,
    /// When it was saved.
    pub created_at: Timestamp,
    /// The encrypted secret.
    pub ciphertext: Vec<u8>,
}

impl std::fmt::Debug for SecretRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SecretRow")
            .field("id", &self.id)
            .field("endpoint", &self.endpoint)
            .field("provider", &self.provider)
            .finish_non_exhaustive()
    }
}
