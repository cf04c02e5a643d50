//! Endpoints at hand without asking the database.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::Slug;
use quick_cache::sync::Cache;
use store::{Change, EndpointRow, ReadError, Store};
use uuid::Uuid;

use super::route::Name;

/// Endpoints kept at hand.
const KNOWN: usize = 20_000;

/// Names known to stand for nothing, so that senders to dead addresses cost no query each.
const ABSENT: usize = 20_000;

/// A bounded view of the endpoints, kept true by the changes the store publishes.
///
/// Cheap to clone. Counters in the rows are as old as the rows are.
#[derive(Clone, Debug)]
pub struct EndpointCache {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    rows: Cache<Uuid, Arc<EndpointRow>>,
    slugs: Cache<Slug, Uuid>,
    absent: Cache<Name, ()>,
    /// Grows with every change, so that a row read before a change is not kept after it.
    changes: AtomicU64,
}

impl Default for EndpointCache {
    fn default() -> Self {
        Self {
            inner: Arc::new(Inner {
                rows: Cache::new(KNOWN),
                slugs: Cache::new(KNOWN),
                absent: Cache::new(ABSENT),
                changes: AtomicU64::new(0),
            }),
        }
    }
}

impl EndpointCache {
    /// The endpoint of this name, from memory or from the store.
    ///
    /// # Errors
    /// [`ReadError`] when the store could not be asked.
    pub async fn find(
        &self,
        store: &Store,
        name: Name,
    ) -> Result<Option<Arc<EndpointRow>>, ReadError> {
        if let Some(row) = self.known(&name) {
            return Ok(Some(row));
        }
        let inner = &self.inner;
        if inner.absent.get(&name).is_some() {
            return Ok(None);
        }
        let before = inner.changes.load(Ordering::SeqCst);
        let found = match &name {
            Name::Id(id) => store.endpoint(*id).await?,
            Name::Slug(slug) => store.endpoint_by_slug(slug.clone()).await?,
        };
        let row = found.map(Arc::new);
        match &row {
            Some(row) => {
                inner.rows.insert(row.id, Arc::clone(row));
                if let Some(slug) = &row.slug {
                    inner.slugs.insert(slug.clone(), row.id);
                }
            }
            None => inner.absent.insert(name.clone(), ()),
        }
        if inner.changes.load(Ordering::SeqCst) != before {
            // Something changed while we read; whoever asks next reads again.
            inner.absent.remove(&name);
            if let Some(row) = &row {
                inner.rows.remove(&row.id);
            }
        }
        Ok(row)
    }

    fn known(&self, name: &Name) -> Option<Arc<EndpointRow>> {
        match name {
            Name::Id(id) => self.inner.rows.get(id),
            Name::Slug(slug) => {
                let row = self.inner.rows.get(&self.inner.slugs.get(slug)?)?;
                // A slug that has moved on points at a row that no longer has it.
                (row.slug.as_ref() == Some(slug)).then_some(row)
            }
        }
    }

    /// Takes note of a committed change.
    pub fn note(&self, change: &Change<'_>) {
        let inner = &self.inner;
        match change {
            Change::Endpoint(row) => {
                inner.changes.fetch_add(1, Ordering::SeqCst);
                inner.rows.remove(&row.id);
                inner.absent.remove(&Name::Id(row.id));
                if let Some(slug) = &row.slug {
                    inner.slugs.remove(slug);
                    inner.absent.remove(&Name::Slug(slug.clone()));
                }
            }
            Change::EndpointDeleted(endpoint) => {
                inner.changes.fetch_add(1, Ordering::SeqCst);
                inner.rows.remove(&endpoint.id);
            }
            Change::Hits { .. }
            | Change::Deleted { .. }
            | Change::Cleared { .. }
            | Change::Updated { .. } => {}
        }
    }
}
