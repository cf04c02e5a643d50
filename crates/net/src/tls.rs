//! TLS ended by the server itself.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

/// Why TLS could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read, or has no such PEM block.
    #[error("cannot read {what} from {}: {cause}", file.display())]
    File {
        /// What was looked for.
        what: &'static str,
        /// Where.
        file: PathBuf,
        /// Why it failed.
        cause: rustls_pki_types::pem::Error,
    },
    /// Certificate and key do not fit each other, or are of an unknown kind.
    #[error("the TLS certificate and key cannot be used: {0}")]
    Pair(#[from] rustls::Error),
}

/// Makes an acceptor from a chain of certificates and a private key, both PEM.
/// HTTP/2 and HTTP/1.1 are offered by ALPN.
///
/// # Errors
/// [`TlsError`] names the file, or what is wrong with the pair.
pub fn acceptor(certificates: &Path, key: &Path) -> Result<TlsAcceptor, TlsError> {
    let failed = |what, file: &Path, cause| TlsError::File {
        what,
        file: file.to_owned(),
        cause,
    };
    let chain = CertificateDer::pem_file_iter(certificates)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|cause| failed("a certificate", certificates, cause))?;
    let private =
        PrivateKeyDer::from_pem_file(key).map_err(|cause| failed("a private key", key, cause))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, private)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
