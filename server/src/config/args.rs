//! The flags of `creel serve`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::units::{Bytes, Secret, Span, TrustedProxies};

/// Who may create endpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Access {
    /// Anyone who reaches the server.
    Open,
    /// Whoever has the admin token.
    Token,
}

/// What an acknowledged hit survives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Durability {
    /// A power cut.
    Full,
    /// The end of the process, but not always a power cut. Faster.
    Process,
}

impl From<Durability> for store::Durability {
    fn from(durability: Durability) -> Self {
        match durability {
            Durability::Full => Self::Full,
            Durability::Process => Self::Process,
        }
    }
}

/// Form of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object per line.
    Json,
}

/// Where the data are.
#[derive(Clone, Debug, Args)]
pub struct DataArgs {
    /// Folder of the database; made when missing.
    #[arg(
        long,
        env = "CREEL_DATA",
        default_value = "./data",
        value_name = "FOLDER"
    )]
    pub data: PathBuf,
}

/// What is logged, and how. The log goes to standard error.
#[derive(Clone, Debug, Args)]
pub struct LogArgs {
    /// What to log: error, warn, info, debug or trace, also per module.
    #[arg(
        long,
        env = "CREEL_LOG",
        default_value = "info",
        value_name = "FILTER",
        help_heading = "Log"
    )]
    pub log: String,
    /// Form of the log.
    #[arg(
        long,
        env = "CREEL_LOG_FORMAT",
        default_value = "text",
        value_enum,
        help_heading = "Log"
    )]
    pub log_format: LogFormat,
}

/// Flags of the server. Each is also an environment variable.
#[derive(Clone, Debug, Args)]
pub struct ServeArgs {
    /// Address and port to listen on; port 0 takes a free one.
    #[arg(
        long,
        env = "CREEL_LISTEN",
        default_value = "127.0.0.1:3000",
        value_name = "ADDRESS"
    )]
    pub listen: SocketAddr,
    /// Where the data are.
    #[command(flatten)]
    pub data: DataArgs,
    /// Who may create endpoints [default: open on loopback, else token].
    #[arg(long, env = "CREEL_ACCESS", value_enum)]
    pub access: Option<Access>,
    /// Token that may do everything.
    #[arg(
        long,
        env = "CREEL_ADMIN_TOKEN",
        value_name = "TOKEN",
        hide_env_values = true
    )]
    pub admin_token: Option<Secret>,
    /// Key that seals saved signing secrets, 64 hex digits, in place of the file creel.key in the data folder.
    #[arg(
        long,
        env = "CREEL_SECRET_KEY",
        value_name = "HEX",
        hide_env_values = true
    )]
    pub secret_key: Option<Secret>,
    /// What an acknowledged hit survives.
    #[arg(long, env = "CREEL_DURABILITY", default_value = "full", value_enum)]
    pub durability: Durability,

    /// Address that others reach this server at, such as https://hooks.example.
    #[arg(
        long,
        env = "CREEL_PUBLIC_URL",
        value_name = "URL",
        help_heading = "Addresses"
    )]
    pub public_url: Option<String>,
    /// Capture by host name too: {id}.DOMAIN.
    #[arg(
        long,
        env = "CREEL_CAPTURE_DOMAIN",
        value_name = "DOMAIN",
        help_heading = "Addresses"
    )]
    pub capture_domain: Option<String>,
    /// Path this server is mounted at behind a proxy, such as /hooks.
    #[arg(
        long,
        env = "CREEL_BASE_PATH",
        default_value = "",
        hide_default_value = true,
        value_name = "PATH",
        help_heading = "Addresses"
    )]
    pub base_path: String,
    /// Proxies whose X-Forwarded-… and Forwarded headers are believed: their number, or their addresses (10.0.0.0/8,::1).
    #[arg(
        long,
        env = "CREEL_TRUSTED_PROXIES",
        default_value = "0",
        value_name = "WHICH",
        help_heading = "Addresses"
    )]
    pub trusted_proxies: TrustedProxies,
    /// Certificate chain (PEM): speak TLS, with HTTP/2 and HTTP/1.1.
    #[arg(
        long,
        env = "CREEL_TLS_CERT",
        value_name = "FILE",
        help_heading = "Addresses"
    )]
    pub tls_cert: Option<PathBuf>,
    /// Private key (PEM) of the certificate.
    #[arg(
        long,
        env = "CREEL_TLS_KEY",
        value_name = "FILE",
        help_heading = "Addresses"
    )]
    pub tls_key: Option<PathBuf>,

    /// Largest body that is kept whole; of a larger one the beginning is kept, and the sender gets 413.
    #[arg(
        long,
        env = "CREEL_MAX_BODY",
        default_value = "10MiB",
        value_name = "SIZE",
        help_heading = "Limits of capture"
    )]
    pub max_body: Bytes,
    /// Bodies over 16 KiB being received, all together.
    #[arg(
        long,
        env = "CREEL_MAX_IN_FLIGHT",
        default_value = "48MiB",
        value_name = "SIZE",
        help_heading = "Limits of capture"
    )]
    pub max_in_flight: Bytes,
    /// How long a body waits for its share of --max-in-flight before the sender gets 503.
    #[arg(
        long,
        env = "CREEL_IN_FLIGHT_WAIT",
        default_value = "30s",
        value_name = "TIME",
        help_heading = "Limits of capture"
    )]
    pub in_flight_wait: Span,
    /// How long a body over 16 KiB may take in all.
    #[arg(
        long,
        env = "CREEL_BODY_DEADLINE",
        default_value = "5m",
        value_name = "TIME",
        help_heading = "Limits of capture"
    )]
    pub body_deadline: Span,
    /// Hits per second of one endpoint, 0 for any number [default: 0 on loopback, else 1000].
    #[arg(
        long,
        env = "CREEL_ENDPOINT_RATE",
        value_name = "N",
        help_heading = "Limits of capture"
    )]
    pub endpoint_rate: Option<u32>,
    /// Captured requests per second of one client, 0 for any number [default: 0 on loopback, else 500].
    #[arg(
        long,
        env = "CREEL_CLIENT_RATE",
        value_name = "N",
        help_heading = "Limits of capture"
    )]
    pub client_rate: Option<u32>,
    /// Hits that may wait to be stored; one more gets 503.
    #[arg(
        long,
        env = "CREEL_QUEUE",
        default_value_t = 8192,
        value_name = "N",
        help_heading = "Limits of capture"
    )]
    pub queue: usize,

    /// Hits kept per endpoint; the oldest unpinned go first.
    #[arg(
        long,
        env = "CREEL_MAX_HITS",
        value_name = "N",
        help_heading = "Limits of storage"
    )]
    pub max_hits: Option<u64>,
    /// Bytes kept per endpoint; the oldest unpinned hits go first.
    #[arg(
        long,
        env = "CREEL_MAX_ENDPOINT_BYTES",
        value_name = "SIZE",
        help_heading = "Limits of storage"
    )]
    pub max_endpoint_bytes: Option<Bytes>,
    /// How long an unpinned hit is kept.
    #[arg(
        long,
        env = "CREEL_MAX_AGE",
        value_name = "TIME",
        help_heading = "Limits of storage"
    )]
    pub max_age: Option<Span>,
    /// Size of the whole database; the fullest endpoint loses its oldest unpinned hits first. 0 for no limit.
    #[arg(
        long,
        env = "CREEL_MAX_TOTAL",
        default_value = "10GiB",
        value_name = "SIZE",
        help_heading = "Limits of storage"
    )]
    pub max_total: Bytes,
    /// Endpoints one client may have at once.
    #[arg(
        long,
        env = "CREEL_ENDPOINTS_PER_CLIENT",
        default_value_t = 1000,
        value_name = "N",
        help_heading = "Limits of storage"
    )]
    pub endpoints_per_client: u64,

    /// Open connections; one more gets 503.
    #[arg(
        long,
        env = "CREEL_MAX_CONNECTIONS",
        default_value_t = 10_000,
        value_name = "N",
        help_heading = "Limits of connections"
    )]
    pub max_connections: usize,
    /// Largest request head; a larger one gets 431.
    #[arg(
        long,
        env = "CREEL_MAX_HEAD",
        default_value = "64KiB",
        value_name = "SIZE",
        help_heading = "Limits of connections"
    )]
    pub max_head: Bytes,
    /// Header lines of a request, at most 256; more get 431.
    #[arg(long, env = "CREEL_MAX_HEADERS", default_value_t = 100, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256), help_heading = "Limits of connections")]
    pub max_headers: u16,
    /// In which a request head must arrive.
    #[arg(
        long,
        env = "CREEL_HEAD_TIMEOUT",
        default_value = "15s",
        value_name = "TIME",
        help_heading = "Limits of connections"
    )]
    pub head_timeout: Span,
    /// How long a connection may be idle between two requests.
    #[arg(
        long,
        env = "CREEL_IDLE_TIMEOUT",
        default_value = "75s",
        value_name = "TIME",
        help_heading = "Limits of connections"
    )]
    pub idle_timeout: Span,
    /// In which the next 16 KiB of a body, or its end, must arrive.
    #[arg(
        long,
        env = "CREEL_BODY_TIMEOUT",
        default_value = "30s",
        value_name = "TIME",
        help_heading = "Limits of connections"
    )]
    pub body_timeout: Span,
    /// In which a client that reads slowly must take something.
    #[arg(
        long,
        env = "CREEL_WRITE_TIMEOUT",
        default_value = "60s",
        value_name = "TIME",
        help_heading = "Limits of connections"
    )]
    pub write_timeout: Span,
    /// How long open connections may take to finish when the server stops.
    #[arg(
        long,
        env = "CREEL_SHUTDOWN_GRACE",
        default_value = "10s",
        value_name = "TIME",
        help_heading = "Limits of connections"
    )]
    pub shutdown_grace: Span,
    /// Requests at once on one HTTP/2 connection.
    #[arg(
        long,
        env = "CREEL_MAX_STREAMS",
        default_value_t = 128,
        value_name = "N",
        help_heading = "Limits of connections"
    )]
    pub max_streams: u32,

    /// The log.
    #[command(flatten)]
    pub log: LogArgs,
}
