//! Who sent a request, and how, seen past the proxies that are trusted.

use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;

use domain::head::Head;

use crate::config::TrustedProxies;
use net::{Arrival, Peer};

/// Address of the sender. A request extension of everything that is not captured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

/// How the sender reached us. A request extension of everything that is not captured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectionFacts {
    /// The sender spoke TLS, with us or with a trusted proxy.
    pub tls: bool,
    /// Host and port it asked for, however its HTTP version says it; empty when it named none.
    pub host: Arc<str>,
}

impl ConnectionFacts {
    /// What everything that is not captured is told about its sender.
    #[must_use]
    pub fn of(sender: &Sender<'_>) -> Self {
        Self {
            tls: sender.tls,
            host: core::str::from_utf8(&sender.host)
                .unwrap_or_default()
                .into(),
        }
    }

    /// Scheme, host and port from outside.
    #[must_use]
    pub fn origin(&self) -> String {
        let scheme = if self.tls { "https" } else { "http" };
        let host = if self.host.is_empty() {
            "localhost"
        } else {
            &*self.host
        };
        format!("{scheme}://{host}")
    }
}

/// The sender's side of a request.
#[derive(Debug, PartialEq, Eq)]
pub struct Sender<'a> {
    /// Its address.
    pub address: IpAddr,
    /// It spoke TLS.
    pub tls: bool,
    /// The host it asked for; empty when it named none.
    pub host: Cow<'a, [u8]>,
}

impl<'a> Sender<'a> {
    /// Reads what trusted proxies say. Nobody else is believed.
    #[must_use]
    pub fn new(peer: Peer, arrival: &'a Arrival, trusted: &TrustedProxies) -> Self {
        let direct = peer.address.ip().to_canonical();
        let mut sender = Self {
            address: direct,
            tls: peer.tls,
            host: Cow::Borrowed(arrival.host()),
        };
        if !trusted.trusts(direct, 0) {
            return sender;
        }
        let forwarded = Forwarded::read(&Head::new(&arrival.head));
        for (place, said) in forwarded.path.iter().rev().enumerate() {
            let Some(address) = address(said) else { break };
            sender.address = address;
            if !trusted.trusts(address, place + 1) {
                break;
            }
        }
        match forwarded.proto.as_deref() {
            Some(proto) if proto.eq_ignore_ascii_case("https") => sender.tls = true,
            Some(proto) if proto.eq_ignore_ascii_case("http") => sender.tls = false,
            _ => {}
        }
        if let Some(host) = forwarded.host {
            sender.host = Cow::Owned(host.into_bytes());
        }
        sender
    }
}

/// What the forwarding headers say; `X-Forwarded-…` wins over `Forwarded`.
#[derive(Default)]
struct Forwarded {
    /// Senders in the order of the headers: the nearest is last.
    path: Vec<String>,
    proto: Option<String>,
    host: Option<String>,
}

impl Forwarded {
    fn read(head: &Head<'_>) -> Self {
        let (mut old, mut new) = (Self::default(), Self::default());
        for (name, value) in head.fields() {
            let Ok(value) = core::str::from_utf8(value) else {
                continue;
            };
            let first = || value.split(',').next().map(|part| part.trim().to_owned());
            match name.len() {
                15 if name.eq_ignore_ascii_case(b"x-forwarded-for") => {
                    old.path
                        .extend(value.split(',').map(|part| part.trim().to_owned()));
                }
                17 if name.eq_ignore_ascii_case(b"x-forwarded-proto") => old.proto = first(),
                16 if name.eq_ignore_ascii_case(b"x-forwarded-host") => old.host = first(),
                9 if name.eq_ignore_ascii_case(b"forwarded") => new.add(value),
                _ => {}
            }
        }
        Self {
            path: if old.path.is_empty() {
                new.path
            } else {
                old.path
            },
            proto: old.proto.or(new.proto),
            host: old.host.or(new.host),
        }
    }

    /// RFC 7239: `for=192.0.2.1;proto=https, for="[2001:db8::1]:4711"`.
    fn add(&mut self, value: &str) {
        for element in value.split(',') {
            let mut from = String::from("unknown");
            for pair in element.split(';') {
                let Some((name, value)) = pair.split_once('=') else {
                    continue;
                };
                let value = value.trim().trim_matches('"').to_owned();
                match name.trim().to_ascii_lowercase().as_str() {
                    "for" => from = value,
                    "proto" => self.proto.get_or_insert(value).truncate(16),
                    "host" => self.host.get_or_insert(value).truncate(255),
                    _ => {}
                }
            }
            self.path.push(from);
        }
    }
}

/// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1` or `[2001:db8::1]:80`.
fn address(text: &str) -> Option<IpAddr> {
    let bare = match text.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?.0,
        None => match text.split_once(':') {
            Some((host, port)) if !port.contains(':') => host,
            _ => text,
        },
    };
    bare.parse()
        .ok()
        .map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a request from 10.0.0.1 with these header lines comes to.
    fn check(trusted: &str, lines: &str, address: &str, tls: bool, host: &str) {
        let peer = Peer {
            address: "10.0.0.1:5".parse().unwrap(),
            tls: false,
        };
        let mut arrival =
            Arrival::of_head(b"GET /x HTTP/1.1\r\nHost: front\r\n\r\n".to_vec()).unwrap();
        arrival.head.truncate(arrival.head.len() - 2);
        arrival
            .head
            .extend_from_slice(format!("{lines}\r\n").as_bytes());
        let sender = Sender::new(peer, &arrival, &trusted.parse().unwrap());
        let expected = Sender {
            address: address.parse().unwrap(),
            tls,
            host: Cow::Borrowed(host.as_bytes()),
        };
        assert_eq!(sender, expected, "{trusted} {lines:?}");
    }

    #[test]
    fn nobody_is_believed_by_default() {
        check(
            "0",
            "X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-Proto: https\r\n",
            "10.0.0.1",
            false,
            "front",
        );
        check(
            "192.0.2.0/24",
            "X-Forwarded-For: 1.1.1.1\r\n",
            "10.0.0.1",
            false,
            "front",
        );
    }

    #[test]
    fn so_many_proxies() {
        let lines = "X-Forwarded-For: 6.6.6.6, 1.1.1.1\r\nx-forwarded-for: 2.2.2.2\r\n";
        check("1", lines, "2.2.2.2", false, "front");
        check("2", lines, "1.1.1.1", false, "front");
        check("9", lines, "6.6.6.6", false, "front");
        check("1", "", "10.0.0.1", false, "front");
    }

    #[test]
    fn proxies_by_address() {
        let lines = "X-Forwarded-For: 6.6.6.6, 1.1.1.1, 10.2.0.1:99\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: shop.example\r\n";
        check("10.0.0.0/8", lines, "1.1.1.1", true, "shop.example");
        check(
            "10.0.0.0/8",
            "X-Forwarded-For: 1.1.1.1, unknown\r\n",
            "10.0.0.1",
            false,
            "front",
        );
    }

    #[test]
    fn the_standard_header() {
        let lines =
            "Forwarded: for=6.6.6.6, for=\"[2001:db8::1]:47\";proto=https;host=\"a.example\"\r\n";
        check("1", lines, "2001:db8::1", true, "a.example");
    }
}
