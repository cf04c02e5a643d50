//! What the user holds, from flags.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use clap::Args;
use signatures::{Keys, Param, Secret};

/// Provider, secrets, keys and settings.
#[derive(Args)]
pub(in crate::cli) struct KeyArgs {
    /// Provider, as listed by `creel providers`.
    #[arg(long, value_name = "NAME")]
    pub(super) provider: Option<String>,
    /// One scheme of the provider.
    #[arg(long, value_name = "NAME")]
    pub(super) scheme: Option<String>,
    /// The secret as the provider shows it; several while one is being replaced.
    #[arg(
        long,
        value_name = "TEXT",
        env = "CREEL_SECRET",
        hide_env_values = true
    )]
    secret: Vec<String>,
    /// A public key, key set or certificate: a file, or the text.
    #[arg(long, value_name = "FILE|TEXT")]
    public_key: Option<String>,
    /// A further setting; a list is written as JSON.
    #[arg(long, value_name = "NAME=VALUE")]
    param: Vec<String>,
}

impl std::fmt::Debug for KeyArgs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyArgs")
            .field("provider", &self.provider)
            .field("scheme", &self.scheme)
            .finish_non_exhaustive()
    }
}

impl KeyArgs {
    /// The keys; the error is a sentence about the flag.
    pub(super) fn keys(&self) -> Result<Keys, String> {
        let secrets = self.secret.iter().enumerate().map(|(n, text)| {
            let name = if n == 0 {
                "secret".to_owned()
            } else {
                format!("secret {}", n + 1)
            };
            Secret::new(name, text.clone())
        });
        Ok(Keys {
            secrets: secrets.collect(),
            public_key: file_or_text(self.public_key.as_deref(), "--public-key")?,
            params: self.params()?,
            ..Keys::default()
        })
    }

    fn params(&self) -> Result<BTreeMap<String, Param>, String> {
        let mut params = BTreeMap::new();
        for given in &self.param {
            let Some((name, value)) = given.split_once('=') else {
                return Err("--param: write NAME=VALUE".to_owned());
            };
            let param = if value.trim_start().starts_with('[') {
                let list = serde_json::from_str(value)
                    .map_err(|error| format!("--param {name}: not a JSON list: {error}"))?;
                Param::List(list)
            } else {
                Param::Text(value.to_owned())
            };
            params.insert(name.to_owned(), param);
        }
        Ok(params)
    }
}

/// The key of providers that sign with a private one.
#[derive(Args)]
pub(in crate::cli) struct PrivateKeyArgs {
    /// The private key, where the provider signs with one: PEM (PKCS#8, PKCS#1 or SEC 1, followed by
    /// its certificates where they are sent along), whsk_…, or an Ed25519 seed: a file, or the text.
    #[arg(
        long,
        value_name = "FILE|TEXT",
        env = "CREEL_PRIVATE_KEY",
        hide_env_values = true
    )]
    private_key: Option<String>,
}

impl std::fmt::Debug for PrivateKeyArgs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PrivateKeyArgs").finish_non_exhaustive()
    }
}

impl PrivateKeyArgs {
    /// The keys of the other flags, and this one.
    pub(super) fn beside(&self, keys: &KeyArgs) -> Result<Keys, String> {
        let text = file_or_text(self.private_key.as_deref(), "--private-key")?;
        Ok(Keys {
            private_key: text.map(|text| Secret::new("private key", text)),
            ..keys.keys()?
        })
    }
}

/// The content of a file of this name, or the text itself.
fn file_or_text(given: Option<&str>, flag: &str) -> Result<Option<String>, String> {
    let Some(given) = given else {
        return Ok(None);
    };
    let path = Path::new(given);
    let is_path = given.len() < 4096 && !given.contains('\n') && path.is_file();
    if !is_path {
        return Ok(Some(given.to_owned()));
    }
    fs::read_to_string(path)
        .map(Some)
        .map_err(|error| format!("{flag} {given}: {error}"))
}
