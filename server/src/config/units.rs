//! Values of flags: sizes, durations, secrets, sets of addresses.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;

use ipnet::IpNet;

/// A number of bytes: `65536`, `64KiB`, `10MiB`, `2GB`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bytes(pub u64);

impl Bytes {
    /// As a length in memory; the largest where the number does not fit.
    #[must_use]
    pub fn len(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }

    /// Whether this is no byte at all.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromStr for Bytes {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (number, unit) = split_unit(text);
        let unit: u64 = match unit.to_ascii_lowercase().as_str() {
            "" | "b" => 1,
            "k" | "kib" => 1 << 10,
            "m" | "mib" => 1 << 20,
            "g" | "gib" => 1 << 30,
            "t" | "tib" => 1 << 40,
            "kb" => 1_000,
            "mb" => 1_000_000,
            "gb" => 1_000_000_000,
            "tb" => 1_000_000_000_000,
            _ => return Err("a size looks like 64KiB, 10MiB or 2GB"),
        };
        let number: u64 = number
            .parse()
            .map_err(|_| "a size looks like 64KiB, 10MiB or 2GB")?;
        number
            .checked_mul(unit)
            .map(Self)
            .ok_or("this size is too large")
    }
}

/// A time span: `500ms`, `15s`, `10m`, `12h`, `30d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span(pub Duration);

impl FromStr for Span {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "a time span looks like 500ms, 15s, 10m, 12h or 30d";
        let (number, unit) = split_unit(text);
        let number: u64 = number.parse().map_err(|_| wrong)?;
        let seconds = match unit {
            "ms" => return Ok(Self(Duration::from_millis(number))),
            "s" => 1,
            "m" | "min" => 60,
            "h" => 3_600,
            "d" => 86_400,
            _ => return Err(wrong),
        };
        let seconds = number
            .checked_mul(seconds)
            .ok_or("this time span is too long")?;
        Ok(Self(Duration::from_secs(seconds)))
    }
}

fn split_unit(text: &str) -> (&str, &str) {
    let text = text.trim();
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    (number, unit.trim())
}

/// A secret from the command line or the environment; never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The secret itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl FromStr for Secret {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() < 16 {
            return Err("a token has at least 16 characters");
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err("a token has no spaces and no letters beyond ASCII");
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Which proxies' word about the sender is taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum TrustedProxies {
    /// Nobody's: the peer is the sender.
    #[default]
    None,
    /// So many proxies stand between the sender and us.
    Count(usize),
    /// Proxies with these addresses.
    Networks(Vec<IpNet>),
}

impl TrustedProxies {
    /// Whether the address is that of a trusted proxy, `hop` steps away from us.
    #[must_use]
    pub fn trusts(&self, address: IpAddr, hop: usize) -> bool {
        match self {
            Self::None => false,
            Self::Count(count) => hop < *count,
            Self::Networks(networks) => networks
                .iter()
                .any(|network| network.contains(&address.to_canonical())),
        }
    }
}

impl FromStr for TrustedProxies {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(count) = text.trim().parse() {
            return Ok(if count == 0 {
                Self::None
            } else {
                Self::Count(count)
            });
        }
        text.split(',')
            .map(|part| {
                let part = part.trim();
                part.parse::<IpNet>()
                    .or_else(|_| part.parse::<IpAddr>().map(IpNet::from))
                    .map_err(|_| "give a number of proxies, or their addresses: 10.0.0.0/8,::1")
            })
            .collect::<Result<_, _>>()
            .map(Self::Networks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        for (text, bytes) in [
            ("0", 0),
            ("65536", 65_536),
            ("64KiB", 65_536),
            ("10 MiB", 10 << 20),
            ("2gb", 2_000_000_000),
        ] {
            assert_eq!(text.parse(), Ok(Bytes(bytes)), "{text}");
        }
        for text in ["", "MiB", "-1", "1.5MiB", "10 elephants", "99999999999TiB"] {
            assert!(text.parse::<Bytes>().is_err(), "{text}");
        }
    }

    #[test]
    fn spans() {
        for (text, ms) in [
            ("250ms", 250),
            ("15s", 15_000),
            ("2m", 120_000),
            ("1d", 86_400_000),
        ] {
            assert_eq!(text.parse(), Ok(Span(Duration::from_millis(ms))), "{text}");
        }
        assert!("15".parse::<Span>().is_err());
    }

    #[test]
    fn proxies() {
        let trusts = |text: &str, address: &str, hop| {
            text.parse::<TrustedProxies>()
                .unwrap()
                .trusts(address.parse().unwrap(), hop)
        };
        assert!(!trusts("0", "10.0.0.1", 0));
        assert!(trusts("2", "10.0.0.1", 1));
        assert!(!trusts("2", "10.0.0.1", 2));
        assert!(trusts("10.0.0.0/8, ::1", "::ffff:10.1.2.3", 5));
        assert!(!trusts("10.0.0.0/8", "11.1.2.3", 0));
        assert!("proxy.example".parse::<TrustedProxies>().is_err());
    }

    #[test]
    fn secrets_are_not_printed() {
        let secret: Secret = "0123456789abcdef".parse().unwrap();
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        assert!("short".parse::<Secret>().is_err());
    }
}
