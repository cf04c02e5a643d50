//! Making keys of what the user pasted.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use crate::{
    Fault, Keys, Secret, StepKind, public_key,
    scheme::{At, KeyForm, Recipe},
    verify::{Report, key_of, signed::Ready},
};

/// Makes the keys, noting those that cannot be read.
pub(crate) fn keyring(report: &mut Report, recipe: &Recipe<'_>, keys: &Keys) -> Vec<Ready> {
    let mut ready = Vec::new();
    let mut complaint = None;
    if recipe.algos.iter().any(|(_, algo)| !algo.is_public()) {
        for (name, secret, slot) in secrets_of(recipe, keys) {
            match key_of(recipe.key, &secret) {
                Ok(key) => ready.push(Ready::Secret { name, key, slot }),
                Err(why) => complaint = Some(why),
            }
        }
    }
    if recipe.algos.iter().any(|(_, algo)| algo.is_public()) {
        for text in keys.public_texts() {
            match public_key::read(text) {
                Ok(list) => ready.extend(list.into_iter().map(|listed| Ready::Public(listed.key))),
                Err(why) => complaint = complaint.or(Some(why)),
            }
        }
    }
    if ready.is_empty() && complaint.is_none() && keys.secret_is_public() {
        complaint = Some("This is a public key; the provider signs with a shared secret.");
    }
    // A secret need not be a public key as well, nor the other way round.
    let complaint = complaint.filter(|_| ready.is_empty());
    if let Some(why) = complaint {
        report.no(StepKind::Key, "Key cannot be read", why);
        report.fault(Fault::BadKey);
    }
    ready
}

/// The secrets with the header each belongs to.
fn secrets_of(recipe: &Recipe<'_>, keys: &Keys) -> Vec<(String, Secret, usize)> {
    let mut all = Vec::new();
    for secret in keys.all_secrets() {
        // Supabase joins several secrets by a bar.
        if recipe.key == KeyForm::Whsec && secret.expose().contains('|') {
            for (at, part) in secret.expose().split('|').enumerate() {
                let name = format!("{} ({})", secret.name, at + 1);
                all.push((name.clone(), Secret::new(name, part), 0));
            }
        } else {
            all.push((secret.name.clone(), secret, 0));
        }
    }
    if let (At::Slots(_), Some(text)) = (recipe.at, keys.param("secondary_secret")) {
        let name = "secondary_secret".to_string();
        all.push((name.clone(), Secret::new(name, text), 1));
    }
    all
}
