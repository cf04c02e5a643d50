//! Which requests are captured, and for which endpoint.

use domain::Slug;
use uuid::Uuid;

use crate::net::Arrival;

/// What an endpoint is called in an address.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Name {
    /// Its permanent id.
    Id(Uuid),
    /// Its chosen name.
    Slug(Slug),
}

impl Name {
    /// Reads a segment of a path, or a label of a host name.
    #[must_use]
    pub fn parse(text: &[u8]) -> Option<Self> {
        // Only the usual form: 36 characters with hyphens, in either case.
        if text.len() == 36
            && let Ok(id) = Uuid::try_parse_ascii(text)
        {
            return Some(Self::Id(id));
        }
        let text = core::str::from_utf8(text).ok()?;
        Slug::parse(text).ok().map(Self::Slug)
    }
}

/// Whether a path (with or without a query) is a capture address: its first segment.
#[must_use]
pub fn is_capture(path: &[u8]) -> Option<Name> {
    let segment = path.strip_prefix(b"/")?;
    let end = memchr::memchr3(b'/', b'?', b'#', segment).unwrap_or(segment.len());
    Name::parse(segment.get(..end)?)
}

/// Where capture addresses are: paths under a base, and host names under a domain.
#[derive(Clone, Debug, Default)]
pub struct Addresses {
    base_path: String,
    domain: Option<String>,
}

impl Addresses {
    /// From `--base-path` (empty, or `/path`) and `--capture-domain` (lower case).
    #[must_use]
    pub const fn new(base_path: String, domain: Option<String>) -> Self {
        Self { base_path, domain }
    }

    /// The endpoint this request is for, or `None` when it is not to be captured.
    #[must_use]
    pub fn name(&self, arrival: &Arrival) -> Option<Name> {
        if let Some(domain) = &self.domain
            && let Some(label) = label(arrival.host(), domain)
        {
            return Name::parse(label.to_ascii_lowercase().as_slice());
        }
        is_capture(self.inner(path(arrival.target()))?)
    }

    /// The part of a path below the base; `None` when it is elsewhere.
    fn inner<'a>(&self, path: &'a [u8]) -> Option<&'a [u8]> {
        let inner = path.strip_prefix(self.base_path.as_bytes())?;
        (self.base_path.is_empty() || inner.starts_with(b"/")).then_some(inner)
    }
}

/// The path (and query) of a target, whether it is `/path` or `http://host/path`.
fn path(target: &[u8]) -> &[u8] {
    if target.starts_with(b"/") {
        return target;
    }
    let Some(scheme) = memchr::memmem::find(target, b"://") else {
        return &[];
    };
    let authority = target.get(scheme + 3..).unwrap_or_default();
    memchr::memchr(b'/', authority)
        .and_then(|slash| authority.get(slash..))
        .unwrap_or_default()
}

/// The single label before the domain in a `Host`, whose port does not matter.
fn label<'a>(host: &'a [u8], domain: &str) -> Option<&'a [u8]> {
    let end = memchr::memrchr(b':', host).unwrap_or(host.len());
    let name = host.get(..end)?;
    let (label, rest) = name.split_at_checked(name.len().checked_sub(domain.len() + 1)?)?;
    let (dot, tail) = rest.split_first()?;
    let fits = *dot == b'.' && tail.eq_ignore_ascii_case(domain.as_bytes());
    (fits && !label.contains(&b'.')).then_some(label)
}

/// A status asked for by the sender: `?creel-status=503`, or a path that ends in `/status/503`.
#[must_use]
pub fn forced_status(target: &[u8]) -> Option<u16> {
    let (path, query) = match memchr::memchr(b'?', target) {
        Some(mark) => (target.get(..mark)?, target.get(mark + 1..)?),
        None => (target, &[][..]),
    };
    let asked = query
        .split(|&byte| byte == b'&')
        .find_map(|pair| pair.strip_prefix(b"creel-status="))
        .or_else(|| {
            let last = memchr::memrchr(b'/', path)?;
            path.get(..last)?
                .ends_with(b"/status")
                .then(|| path.get(last + 1..))?
        })?;
    let status: u16 = core::str::from_utf8(asked)
        .ok()
        .filter(|text| text.len() == 3)?
        .parse()
        .ok()?;
    (200..600).contains(&status).then_some(status)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0192d4e0-0000-4000-8000-00000000000a";

    fn addressed(base: &str, domain: Option<&str>, host: &str, target: &str) -> Option<String> {
        let addresses = Addresses::new(base.to_owned(), domain.map(str::to_owned));
        let arrival =
            Arrival::of_head(format!("GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n").into_bytes())
                .unwrap();
        addresses.name(&arrival).map(|name| match name {
            Name::Id(id) => id.to_string(),
            Name::Slug(slug) => slug.to_string(),
        })
    }

    #[test]
    fn paths() {
        let id = Some(ID.to_owned());
        for target in ["/ID", "/ID/", "/ID/deep/er?x", "/ID?x", "http://h/ID/x"] {
            assert_eq!(
                addressed("", None, "h", &target.replace("ID", ID)),
                id,
                "{target}"
            );
        }
        assert_eq!(
            addressed("", None, "h", &format!("/{}", ID.to_uppercase())),
            id
        );
        assert_eq!(
            addressed("", None, "h", "/my-shop/orders"),
            Some("my-shop".to_owned())
        );
        for target in [
            "/",
            "*",
            "/api/endpoints",
            "/e/ID",
            "/pkg/x.js",
            "/livez",
            "h:443",
            "/{ID}",
            "//ID",
        ] {
            assert_eq!(
                addressed("", None, "h", &target.replace("ID", ID)),
                None,
                "{target}"
            );
        }
    }

    #[test]
    fn below_a_base_path() {
        assert_eq!(
            addressed("/hooks", None, "h", "/hooks/shop"),
            Some("shop".to_owned())
        );
        for target in ["/shop", "/hooks", "/hooksshop", "/hooks/api"] {
            assert_eq!(addressed("/hooks", None, "h", target), None, "{target}");
        }
    }

    #[test]
    fn by_host_name() {
        let by = |host: &str| addressed("", Some("in.example"), host, "/any/thing");
        assert_eq!(by("shop.in.example"), Some("shop".to_owned()));
        assert_eq!(by("Shop.IN.example:8080"), Some("shop".to_owned()));
        for host in [
            "in.example",
            "a.shop.in.example",
            "shopin.example",
            "x",
            "",
            "shop.in.example.org",
        ] {
            // The path names an endpoint here: `/any`.
            assert_eq!(by(host), Some("any".to_owned()), "{host}");
        }
        assert_eq!(
            addressed("", Some("in.example"), "shop.in.example", "*"),
            Some("shop".to_owned())
        );
    }

    #[test]
    fn statuses() {
        for (target, status) in [
            ("/x?creel-status=503", Some(503)),
            ("/x?a=b&creel-status=201&c", Some(201)),
            ("/x/status/404", Some(404)),
            ("/x/status/404?y", Some(404)),
            ("/x/status/404/", None),
            ("/x/mystatus/404", None),
            ("/x?creel-status=99", None),
            ("/x?creel-status=600", None),
            ("/x?creel-status=+50", None),
            ("/x?creel-status=101", None),
            ("/x?xcreel-status=500", None),
        ] {
            assert_eq!(forced_status(target.as_bytes()), status, "{target}");
        }
    }
}
