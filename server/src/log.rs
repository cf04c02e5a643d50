//! The log: to standard error, for people or as JSON.
//!
//! No body, header value, secret or address is ever logged; the libraries that would do so at
//! their finer levels are held back unless they are named in the filter.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::{SubscriberInitExt as _, TryInitError};

use crate::config::{LogArgs, LogFormat};

/// Libraries that log what they receive.
const TALKATIVE: [&str; 5] = ["h2", "hyper", "rustls", "tungstenite", "reqwest"];

/// Why there is no log.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The filter is malformed.
    #[error("--log cannot be read: {0}")]
    Filter(#[from] ParseError),
    /// There is one already.
    #[error("the log cannot be set up: {0}")]
    Twice(#[from] TryInitError),
}

/// Starts the log of this process.
///
/// # Errors
/// [`LogError`] when the filter is malformed.
pub fn init(args: &LogArgs) -> Result<(), LogError> {
    let mut filter = args.log.clone();
    for library in TALKATIVE {
        if !args.log.contains(library) {
            filter.push_str(&format!(",{library}=info"));
        }
    }
    let filter = EnvFilter::builder().parse(filter)?;
    let registry = tracing_subscriber::registry().with(filter);
    let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    match args.log_format {
        LogFormat::Text => {
            registry
                .with(layer.with_ansi(std::io::stderr().is_terminal()))
                .try_init()?;
        }
        LogFormat::Json => registry.with(layer.json()).try_init()?,
    }
    Ok(())
}
