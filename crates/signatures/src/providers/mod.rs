//! The providers, as data.

mod body;

use crate::scheme::Entry;

const GROUPS: &[&[Entry]] = &[body::ENTRIES];

/// Every provider.
pub(crate) fn all() -> impl Iterator<Item = &'static Entry> {
    GROUPS.iter().copied().flatten()
}

/// The provider of this id.
pub(crate) fn find(id: &str) -> Option<&'static Entry> {
    all().find(|entry| entry.id == id)
}
