//! A hit as code that sends it again: curl, HTTPie, fetch, Python, Go, Rust, HAR; and all hits
//! of an endpoint as a stream of lines, a table or an archive.
//!
//! Captured bytes are hostile: every writer quotes for its language so that pasting the
//! text sends the request and does nothing else.

mod code;
mod har;
pub mod line;
mod quote;
mod shell;
pub mod stream;
pub mod table;
#[cfg(test)]
mod tests;

use domain::head::Head;
use domain::{Reply, Timestamp, Timing};
use store::StoredHit;

use crate::checker::sender_url;

pub use har::{entry as har_entry, log as har_log};

/// A language to write a hit in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// A curl command for bash or zsh.
    Curl,
    /// An HTTPie command for bash or zsh.
    Httpie,
    /// JavaScript `fetch`.
    Fetch,
    /// Python with `requests`.
    Python,
    /// Go with `net/http`.
    Go,
    /// Rust with `reqwest`.
    Rust,
    /// HTTP Archive 1.2, one entry.
    Har,
}

impl Language {
    /// The word used in addresses and file names.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Curl => "curl",
            Self::Httpie => "httpie",
            Self::Fetch => "fetch",
            Self::Python => "python",
            Self::Go => "go",
            Self::Rust => "rust",
            Self::Har => "har",
        }
    }
}

/// A request to write down.
#[derive(Clone, Debug)]
pub struct Request {
    /// Method as sent.
    pub method: String,
    /// Absolute URL.
    pub url: String,
    /// Headers in order; those that belong to the old connection are left out.
    pub headers: Vec<(String, Vec<u8>)>,
    /// Exact body.
    pub body: Vec<u8>,
    /// When it came.
    pub received_at: Timestamp,
    /// `HTTP/1.1` and so on.
    pub version: &'static str,
    /// What the sender got.
    pub reply: Reply,
    /// How long things took.
    pub timing: Timing,
}

/// Headers that a client must make anew.
const CONNECTION: &[&str] = &[
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "keep-alive",
    "expect",
    "te",
    "trailer",
    "upgrade",
    "proxy-connection",
];

impl Request {
    /// A stored hit as a request.
    #[must_use]
    pub fn of(hit: &StoredHit) -> Self {
        let headers = Head::new(&hit.head)
            .fields()
            .filter(|(name, _)| name.first() != Some(&b':'))
            .map(|(name, value)| (String::from_utf8_lossy(name).into_owned(), value.to_vec()))
            .filter(|(name, _)| !CONNECTION.contains(&name.to_ascii_lowercase().as_str()))
            .collect();
        Self {
            method: hit.summary.method.clone(),
            url: sender_url(hit.scheme.as_str(), &hit.host, &hit.summary.target),
            headers,
            body: hit.body.clone(),
            received_at: hit.summary.received_at,
            version: hit.version.as_str(),
            reply: hit.reply.clone(),
            timing: hit.timing,
        }
    }

    /// Writes the request in a language.
    #[must_use]
    pub fn write(&self, language: Language) -> String {
        match language {
            Language::Curl => shell::curl(self),
            Language::Httpie => shell::httpie(self),
            Language::Fetch => code::fetch(self),
            Language::Python => code::python(self),
            Language::Go => code::go(self),
            Language::Rust => code::rust(self),
            Language::Har => format!("{:#}", har_log(vec![har_entry(self)])),
        }
    }

    fn has(&self, name: &str) -> bool {
        self.headers
            .iter()
            .any(|(have, _)| have.eq_ignore_ascii_case(name))
    }

    /// The body as text that may stand in source code: UTF-8 without NUL.
    fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.body)
            .ok()
            .filter(|text| !text.contains('\0'))
    }
}
