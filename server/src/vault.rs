//! Secrets saved on the server, encrypted at rest.
//!
//! The key lies outside the database, in `creel.key` beside it (mode 0600) or in the setting
//! `--secret-key`, so that a copy of the database alone opens nothing. Each secret is sealed
//! with XChaCha20-Poly1305 under a random nonce, bound to its endpoint and provider: a row
//! moved to another endpoint does not open there.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use uuid::Uuid;

/// Name of the key's file within the data folder.
const FILE: &str = "creel.key";
/// Bytes of a nonce.
const NONCE: usize = 24;

/// Opens and seals secrets.
#[derive(Clone)]
pub struct Vault {
    cipher: XChaCha20Poly1305,
}

/// Why the vault's key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The file can be neither read nor made.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: String,
        /// The cause.
        source: io::Error,
    },
    /// The key has another form.
    #[error(
        "{0} must hold 64 hex digits; restore it from a backup, or delete it together with the saved secrets"
    )]
    Form(String),
    /// The operating system gave no randomness.
    #[error("no randomness: {0}")]
    Random(String),
}

/// A sealed secret did not open: another key, or a row that was changed.
#[derive(Debug, thiserror::Error)]
#[error("a saved secret does not open with this server's key")]
pub struct DoesNotOpen;

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault(..)")
    }
}

impl Vault {
    /// The vault of a data folder, or of a key given as 64 hex digits. The key is made at the
    /// first start.
    ///
    /// # Errors
    /// When the key cannot be read, made or understood.
    pub fn open(folder: &Path, given: Option<&str>) -> Result<Self, VaultError> {
        if let Some(text) = given {
            return Self::from_hex(text, "--secret-key");
        }
        let path = folder.join(FILE);
        let shown = path.display().to_string();
        match fs::read_to_string(&path) {
            Ok(text) => Self::from_hex(&text, &shown),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let mut key = [0u8; 32];
                getrandom::fill(&mut key).map_err(|error| VaultError::Random(error.to_string()))?;
                let text = const_hex::encode(key);
                create(&path, &text).map_err(|source| VaultError::Io {
                    path: shown.clone(),
                    source,
                })?;
                Self::from_hex(&text, &shown)
            }
            Err(source) => Err(VaultError::Io {
                path: shown,
                source,
            }),
        }
    }

    fn from_hex(text: &str, origin: &str) -> Result<Self, VaultError> {
        let key: [u8; 32] = const_hex::decode_to_array(text.trim())
            .map_err(|_| VaultError::Form(origin.to_owned()))?;
        Ok(Self {
            cipher: XChaCha20Poly1305::new(&key.into()),
        })
    }

    /// Seals a secret for one endpoint and provider.
    ///
    /// # Errors
    /// When there is no randomness, or the secret is larger than the cipher takes.
    pub fn seal(
        &self,
        endpoint: Uuid,
        provider: &str,
        plain: &[u8],
    ) -> Result<Vec<u8>, VaultError> {
        let mut nonce = [0u8; NONCE];
        getrandom::fill(&mut nonce).map_err(|error| VaultError::Random(error.to_string()))?;
        let bound = bound_to(endpoint, provider);
        let sealed = self
            .cipher
            .encrypt(
                &XNonce::from(nonce),
                Payload {
                    msg: plain,
                    aad: &bound,
                },
            )
            .map_err(|error| VaultError::Random(error.to_string()))?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// Opens what [`Vault::seal`] made.
    ///
    /// # Errors
    /// When it was sealed with another key, for another endpoint or provider, or changed.
    pub fn open_sealed(
        &self,
        endpoint: Uuid,
        provider: &str,
        sealed: &[u8],
    ) -> Result<Vec<u8>, DoesNotOpen> {
        let (nonce, text) = sealed.split_first_chunk::<NONCE>().ok_or(DoesNotOpen)?;
        let bound = bound_to(endpoint, provider);
        self.cipher
            .decrypt(
                &XNonce::from(*nonce),
                Payload {
                    msg: text,
                    aad: &bound,
                },
            )
            .map_err(|_| DoesNotOpen)
    }
}

fn bound_to(endpoint: Uuid, provider: &str) -> Vec<u8> {
    [endpoint.as_bytes(), provider.as_bytes()].concat()
}

fn create(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_only_where_it_was_sealed() {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::open(folder.path(), None).unwrap();
        let (here, there) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let sealed = vault.seal(here, "stripe", b"whsec_1").unwrap();
        assert!(!sealed.windows(7).any(|part| part == b"whsec_1"));

        let again = Vault::open(folder.path(), None).unwrap();
        assert_eq!(
            again.open_sealed(here, "stripe", &sealed).unwrap(),
            b"whsec_1"
        );
        assert!(again.open_sealed(there, "stripe", &sealed).is_err());
        assert!(again.open_sealed(here, "github", &sealed).is_err());
        assert!(again.open_sealed(here, "stripe", &sealed[..10]).is_err());

        let other = Vault::open(tempfile::tempdir().unwrap().path(), None).unwrap();
        assert!(other.open_sealed(here, "stripe", &sealed).is_err());
    }

    #[test]
    fn the_key_file_is_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        Vault::open(folder.path(), None).unwrap();
        let mode = fs::metadata(folder.path().join(FILE))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_damaged_key_file_is_refused_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), "nonsense").unwrap();
        assert!(matches!(
            Vault::open(folder.path(), None),
            Err(VaultError::Form(_))
        ));
        assert_eq!(
            fs::read_to_string(folder.path().join(FILE)).unwrap(),
            "nonsense"
        );
    }
}
