//! Settings: flags and `CREEL_…` variables, read and checked once.
//!
//! [`ServeArgs`] is what the command line knows; [`Settings`] is what it means. The rest of
//! the server sees only the latter.

mod args;
mod units;

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use store::{Durability, Limits as StoreLimits};

pub use args::{Access, DataArgs, LogArgs, LogFormat, ServeArgs};
pub use units::{Bytes, Secret, Span, TrustedProxies};

use crate::net::Limits as NetLimits;

/// Settings of a running server.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Address to listen on.
    pub listen: SocketAddr,
    /// Folder of the database.
    pub data: PathBuf,
    /// Who may create endpoints.
    pub access: Access,
    /// Token that may do everything.
    pub admin_token: Option<Secret>,
    /// Key that seals saved secrets, in place of the key file.
    pub secret_key: Option<Secret>,
    /// What an acknowledged hit survives.
    pub durability: Durability,
    /// Scheme, host and port that others reach us at, and the base path.
    pub public_url: Option<String>,
    /// `{id}.{this}` captures; lower case.
    pub capture_domain: Option<String>,
    /// Where we are mounted: empty, or `/path` without a final slash.
    pub base_path: String,
    /// Whose word about the sender is taken.
    pub trusted_proxies: TrustedProxies,
    /// Certificate chain and key.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// Limits of capture.
    pub capture: CaptureLimits,
    /// Endpoints one client may have.
    pub endpoints_per_client: u64,
    /// Limits of connections.
    pub net: NetLimits,
    /// Limits of the database.
    pub store: StoreLimits,
}

/// Limits of capture.
#[derive(Clone, Debug)]
pub struct CaptureLimits {
    /// Bytes of a body that are kept.
    pub max_body: u64,
    /// Bytes of all bodies being received at once.
    pub max_in_flight: u64,
    /// How long a body waits for its share of those.
    pub in_flight_wait: Duration,
    /// How long a body that has its share may take.
    pub body_deadline: Duration,
    /// Hits per second of one endpoint.
    pub endpoint_rate: Option<NonZeroU32>,
    /// Requests per second of one client.
    pub client_rate: Option<NonZeroU32>,
}

impl Settings {
    /// Whether anyone may create endpoints.
    #[must_use]
    pub fn open(&self) -> bool {
        self.access == Access::Open
    }

    /// How to open the store.
    #[must_use]
    pub fn store_options(&self) -> store::Options {
        store::Options {
            path: self.data.clone(),
            durability: self.durability,
            limits: self.store.clone(),
            clock: std::sync::Arc::new(crate::clock::now),
        }
    }
}

/// Smallest head that can be allowed: less than this, a usual sender cannot do with.
const LEAST_HEAD: u64 = 1024;

/// Smallest database that can be asked for; less would drop hits as they are stored.
const LEAST_TOTAL: u64 = 1 << 20;

/// Settings that contradict each other. The message names the flag.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(String);

impl ServeArgs {
    /// Checks the flags against each other and fills in what depends on others.
    ///
    /// # Errors
    /// [`ConfigError`] says which flag to change.
    pub fn settings(self) -> Result<Settings, ConfigError> {
        let wrong = |message: &str| Err(ConfigError(message.to_owned()));
        let loopback = self.listen.ip().is_loopback();
        let access = self.access.unwrap_or(if loopback {
            Access::Open
        } else {
            Access::Token
        });
        if access == Access::Token && self.admin_token.is_none() {
            return wrong(
                "--access token (the default when not listening on loopback) needs --admin-token; \
                 or let anyone create endpoints with --access open",
            );
        }
        if let Some(flag) = self.useless() {
            return wrong(&format!("{flag} must be at least 1"));
        }
        if self.max_head.0 < LEAST_HEAD {
            return wrong("--max-head must be at least 1KiB");
        }
        if !self.max_total.is_empty() && self.max_total.0 < LEAST_TOTAL {
            return wrong("--max-total must be at least 1MiB, or 0 for no limit");
        }
        if self.max_in_flight < self.max_body {
            return wrong("--max-in-flight must be at least --max-body");
        }
        let tls = match (self.tls_cert, self.tls_key) {
            (None, None) => None,
            (Some(cert), Some(key)) => Some((cert, key)),
            _ => return wrong("--tls-cert and --tls-key belong together"),
        };
        let public_url = self.public_url.map(|url| checked_url(&url)).transpose()?;
        let rate = |given: Option<u32>, public| {
            NonZeroU32::new(given.unwrap_or(if loopback { 0 } else { public }))
        };
        Ok(Settings {
            listen: self.listen,
            data: self.data.data,
            access,
            admin_token: self.admin_token,
            secret_key: self.secret_key,
            durability: self.durability.into(),
            public_url,
            capture_domain: self
                .capture_domain
                .map(|domain| checked_domain(&domain))
                .transpose()?,
            base_path: checked_base(&self.base_path)?,
            trusted_proxies: self.trusted_proxies,
            tls,
            capture: CaptureLimits {
                max_body: self.max_body.0,
                max_in_flight: self.max_in_flight.0,
                in_flight_wait: self.in_flight_wait.0,
                body_deadline: self.body_deadline.0,
                endpoint_rate: rate(self.endpoint_rate, 1_000),
                client_rate: rate(self.client_rate, 500),
            },
            endpoints_per_client: self.endpoints_per_client,
            net: NetLimits {
                max_connections: self.max_connections,
                max_head: self.max_head.len(),
                max_long_heads: NetLimits::default().max_long_heads,
                max_headers: usize::from(self.max_headers),
                head_timeout: self.head_timeout.0,
                idle_timeout: self.idle_timeout.0,
                body_timeout: self.body_timeout.0,
                write_timeout: self.write_timeout.0,
                shutdown_grace: self.shutdown_grace.0,
                max_streams: self.max_streams,
            },
            store: StoreLimits {
                queue: self.queue,
                // Large bodies that wait for the writer leave room for small ones.
                queue_bytes: self.max_in_flight.0.saturating_add(32 << 20),
                max_total_bytes: Some(self.max_total.0).filter(|&bytes| bytes > 0),
                max_hits_per_endpoint: self.max_hits,
                max_bytes_per_endpoint: self.max_endpoint_bytes.map(|bytes| bytes.0),
                max_age: self.max_age.map(|age| age.0),
                ..StoreLimits::default()
            },
        })
    }
}

impl ServeArgs {
    /// A limit under which nothing could be captured, kept or answered.
    fn useless(&self) -> Option<&'static str> {
        let limits = [
            ("--max-body", self.max_body.0),
            ("--queue", self.queue as u64),
            ("--max-hits", self.max_hits.unwrap_or(1)),
            (
                "--max-endpoint-bytes",
                self.max_endpoint_bytes.map_or(1, |bytes| bytes.0),
            ),
            ("--endpoints-per-client", self.endpoints_per_client),
            ("--max-connections", self.max_connections as u64),
            ("--max-streams", self.max_streams.into()),
        ];
        let times = [
            ("--body-deadline", self.body_deadline.0),
            ("--head-timeout", self.head_timeout.0),
            ("--idle-timeout", self.idle_timeout.0),
            ("--body-timeout", self.body_timeout.0),
            ("--write-timeout", self.write_timeout.0),
            ("--max-age", self.max_age.map_or(Duration::MAX, |age| age.0)),
        ];
        let empty = limits.iter().find(|(_, limit)| *limit == 0);
        let short = times.iter().find(|(_, time)| time.is_zero());
        empty
            .map(|(flag, _)| *flag)
            .or_else(|| short.map(|(flag, _)| *flag))
    }
}

fn checked_domain(domain: &str) -> Result<String, ConfigError> {
    let domain = domain.trim_matches('.').to_ascii_lowercase();
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-.".contains(&byte);
    if domain.is_empty() || domain.contains("..") || !domain.bytes().all(fits) {
        return Err(ConfigError(
            "--capture-domain looks like hooks.example".to_owned(),
        ));
    }
    Ok(domain)
}

fn checked_url(url: &str) -> Result<String, ConfigError> {
    let url = url.trim_end_matches('/');
    let parsed = url.parse::<http::Uri>().ok().filter(|uri| {
        matches!(uri.scheme_str(), Some("http" | "https"))
            && uri.host().is_some_and(|host| !host.is_empty())
            && uri.query().is_none()
    });
    match parsed {
        Some(_) => Ok(url.to_owned()),
        None => Err(ConfigError(
            "--public-url looks like https://hooks.example".to_owned(),
        )),
    }
}

fn checked_base(path: &str) -> Result<String, ConfigError> {
    let inner = path.trim_matches('/');
    if inner.is_empty() {
        return Ok(String::new());
    }
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
    if inner.bytes().all(fits) && !inner.contains("//") {
        return Ok(format!("/{inner}"));
    }
    Err(ConfigError("--base-path looks like /hooks".to_owned()))
}

#[cfg(test)]
mod tests;
