//! URLs as text. They were signed as text, so nothing is normalised here.

use alloc::{format, string::String, vec::Vec};

/// The parts of an absolute URL, as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Url<'a> {
    pub(crate) scheme: &'a str,
    /// With its `@`, empty when there is none.
    pub(crate) user: &'a str,
    pub(crate) host: &'a str,
    pub(crate) port: Option<&'a str>,
    pub(crate) path: &'a str,
    /// Without the `?`.
    pub(crate) query: Option<&'a str>,
}

impl<'a> Url<'a> {
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let rest = rest.split('#').next()?;
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at(end);
        let (user, host) = authority
            .rfind('@')
            .map_or(("", authority), |at| authority.split_at(at + 1));
        let (host, port) = match host.rfind(':') {
            Some(at) if !host[at..].contains(']') => (&host[..at], Some(&host[at + 1..])),
            _ => (host, None),
        };
        let (path, query) = match rest.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (rest, None),
        };
        Some(Self {
            scheme,
            user,
            host,
            port,
            path,
            query,
        })
    }

    pub(crate) fn print(&self) -> String {
        let mut text = format!("{}://{}{}", self.scheme, self.user, self.host);
        if let Some(port) = self.port {
            text.push(':');
            text.push_str(port);
        }
        text.push_str(self.path);
        if let Some(query) = self.query {
            text.push('?');
            text.push_str(query);
        }
        text
    }

    pub(crate) fn default_port(&self) -> &'static str {
        if self.scheme.eq_ignore_ascii_case("https") {
            "443"
        } else {
            "80"
        }
    }

    /// The pairs of the query, as written.
    pub(crate) fn query_pairs(&self) -> Vec<(&'a str, &'a str)> {
        self.query
            .unwrap_or_default()
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .collect()
    }

    /// The raw value of a query parameter.
    pub(crate) fn query_value(&self, name: &str) -> Option<&'a str> {
        self.query_pairs()
            .into_iter()
            .find(|(have, _)| *have == name)
            .map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests;
