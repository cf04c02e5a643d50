//! How something is shown: the usual way, or another that this browser remembers.

use leptos::prelude::*;

use super::storage;
use crate::effect::effect;

/// A choice between the usual way and another one.
#[derive(Clone, Copy)]
pub struct Choice {
    key: &'static str,
    usual: RwSignal<bool>,
}

impl Choice {
    /// The choice that is kept under `key` while it is not the usual one. The page begins with the usual one.
    #[must_use]
    pub fn new(key: &'static str) -> Self {
        let usual = RwSignal::new(true);
        effect(move || {
            if storage::get(key).is_some() {
                usual.set(false);
            }
        });
        Self { key, usual }
    }

    /// It is shown in the usual way.
    #[must_use]
    pub fn is_usual(self) -> bool {
        self.usual.get()
    }

    /// Chooses, and remembers it.
    pub fn set(self, usual: bool) {
        if usual {
            storage::remove(self.key);
        } else {
            storage::set(self.key, "on");
        }
        self.usual.set(usual);
    }
}
