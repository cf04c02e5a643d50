//! The keys a trial holds: the right ones, and those that mistakes make.

use alloc::{string::ToString, vec::Vec};

use crate::{
    Fault,
    diagnose::{Change, secrets},
    scheme::At,
    verify::{
        Key,
        signed::{Case, Ready},
    },
};

/// A key with the mistake that makes it, if it is not the right one.
pub(super) struct Held {
    pub(super) ready: Ready,
    pub(super) change: Option<Change>,
}

/// The right keys, then those that mistakes would make.
pub(super) fn keys(case: &Case<'_>, provider: &str) -> Vec<Held> {
    let mut list: Vec<Held> = case
        .ready
        .iter()
        .map(|ready| Held {
            ready: ready.clone(),
            change: None,
        })
        .collect();
    let secret = |name: &str, key: Key, slot: usize| Ready::Secret {
        name: name.to_string(),
        key,
        slot,
    };
    if let At::Slots(_) = case.recipe.at {
        // Keys are only checked in their own slot; crossing them is a mistake.
        list.extend(case.ready.iter().filter_map(|ready| match ready {
            Ready::Secret { name, key, slot } => Some(Held {
                ready: secret(name, key.clone(), 1 - slot.min(&1)),
                change: Some(Change::new(
                    "K-other",
                    Fault::WrongSecret,
                    "The primary and secondary keys are swapped: enter each in the other's place.",
                )),
            }),
            Ready::Public(_) => None,
        }));
    }
    for own in &case.keys.all_secrets() {
        for variant in secrets::variants(case.recipe.key, own, &case.keys.others, provider) {
            list.push(Held {
                ready: secret(&own.name, variant.key, 0),
                change: Some(variant.change),
            });
        }
    }
    list
}
