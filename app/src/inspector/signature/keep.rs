//! Secrets kept in this browser: one a sender and endpoint. They never leave it.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::super::desk::Desk;
use crate::browser::storage;

/// A secret as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The secret as it was pasted.
    pub secret: String,
}

fn key(desk: Desk, provider: &str) -> String {
    let id = desk
        .endpoint
        .with_untracked(|endpoint| endpoint.id.to_string());
    format!("creel:secret:{id}:{provider}")
}

/// The secret for a sender.
#[must_use]
pub fn secret(desk: Desk, provider: &str) -> Option<Kept> {
    serde_json::from_str(&storage::get(&key(desk, provider))?).ok()
}

/// Keeps a secret. False when it is lost with the page.
pub fn keep(desk: Desk, provider: &str, secret: &str) -> bool {
    let kept = Kept {
        secret: secret.to_owned(),
    };
    // Text always serialises.
    let text = serde_json::to_string(&kept).unwrap_or_default();
    let stays = storage::set(&key(desk, provider), &text);
    changed(desk);
    stays
}

/// Forgets the secret for a sender.
pub fn forget(desk: Desk, provider: &str) {
    storage::remove(&key(desk, provider));
    changed(desk);
}

fn changed(desk: Desk) {
    desk.trouble.set(None);
    desk.checked.update(std::collections::HashMap::clear);
    desk.secrets.update(|version| *version += 1);
}
