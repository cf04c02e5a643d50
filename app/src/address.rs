//! Addresses of the page, and the parts of a captured target.

use domain::compare::Part;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stays readable in a query value.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b':')
    .remove(b'/')
    .remove(b'*')
    .remove(b',');

/// A value for a query string.
#[must_use]
pub fn encode(value: &str) -> String {
    utf8_percent_encode(value, VALUE).to_string()
}

/// The part of a hit that is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// The body through a lens.
    #[default]
    Body,
    /// Headers in order.
    Headers,
    /// Query and form fields.
    Query,
    /// The signature check.
    Signature,
    /// What the sender got.
    Reply,
    /// The request as text.
    Raw,
}

impl Tab {
    /// All tabs in order; the key of each is its place.
    pub const ALL: [Self; 6] = [
        Self::Body,
        Self::Headers,
        Self::Query,
        Self::Signature,
        Self::Reply,
        Self::Raw,
    ];

    /// The word in the address; empty for the first.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Body => "",
            Self::Headers => "headers",
            Self::Query => "query",
            Self::Signature => "signature",
            Self::Reply => "reply",
            Self::Raw => "raw",
        }
    }

    /// The word on the page.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Body => "Body",
            Self::Headers => "Headers",
            Self::Query => "Query & form",
            Self::Signature => "Signature",
            Self::Reply => "Reply",
            Self::Raw => "Raw",
        }
    }

    /// Reads [`Tab::word`]; what is unknown is the body.
    #[must_use]
    pub fn from_word(word: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|tab| tab.word() == word)
            .unwrap_or_default()
    }
}

/// What the open hit is compared with, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Against {
    /// The other hit.
    pub with: u64,
    /// What is compared.
    pub part: Part,
    /// Show what is equal as well.
    pub equal: bool,
    /// Items of a JSON array may stand in any order.
    pub any_order: bool,
}

impl Against {
    /// A hit; the body, and what differs in it.
    #[must_use]
    pub const fn hit(with: u64) -> Self {
        Self {
            with,
            part: Part::Body,
            equal: false,
            any_order: false,
        }
    }

    /// Reads what [`Place::link`] wrote; `word` gives a value of the query.
    #[must_use]
    pub fn read(word: impl Fn(&str) -> String) -> Option<Self> {
        Some(Self {
            with: word("with").parse().ok()?,
            part: Part::from_word(&word("part")),
            equal: !word("equal").is_empty(),
            any_order: !word("any_order").is_empty(),
        })
    }
}

/// Where the inspector stands: everything that its address says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Path in front of everything about this endpoint: `/e/{id}` or `/s/{share}`, with the base.
    pub root: String,
    /// The hit chosen.
    pub seq: Option<u64>,
    /// The tab.
    pub tab: Tab,
    /// The lens of the body, when it is not the best one.
    pub lens: Option<&'static str>,
    /// The comparison that is open instead of a tab.
    pub against: Option<Against>,
    /// The filter.
    pub q: String,
    /// Cursor of a page of older hits, for reading without scripts.
    pub before: Option<u64>,
}

impl Place {
    /// The address.
    #[must_use]
    pub fn link(&self) -> String {
        let mut out = self.root.clone();
        if let Some(seq) = self.seq {
            out.push_str(&format!("/{seq}"));
        }
        let mut sign = '?';
        let mut pair = |name: &str, value: &str| {
            if !value.is_empty() {
                out.push(sign);
                out.push_str(name);
                out.push('=');
                out.push_str(&encode(value));
                sign = '&';
            }
        };
        pair("tab", self.tab.word());
        pair("lens", self.lens.unwrap_or_default());
        if let Some(against) = self.against {
            pair("with", &against.with.to_string());
            if against.part != Part::Body {
                pair("part", against.part.word());
            }
            pair("equal", if against.equal { "1" } else { "" });
            pair("any_order", if against.any_order { "1" } else { "" });
        }
        pair("q", &self.q);
        pair(
            "before",
            &self.before.map(|seq| seq.to_string()).unwrap_or_default(),
        );
        out
    }

    /// The same place with another hit.
    #[must_use]
    pub fn at(&self, seq: Option<u64>) -> Self {
        Self {
            seq,
            against: None,
            ..self.clone()
        }
    }

    /// The same hit compared with another.
    #[must_use]
    pub fn compared(&self, against: Against) -> Self {
        Self {
            against: Some(against),
            before: None,
            ..self.clone()
        }
    }

    /// The same hit with another tab.
    #[must_use]
    pub fn on(&self, tab: Tab) -> Self {
        Self {
            tab,
            lens: None,
            against: None,
            ..self.clone()
        }
    }
}

/// A captured target in the pieces that are drawn differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target<'a> {
    /// `/harbour-orders`: the endpoint itself.
    pub prefix: &'a str,
    /// `/stripe/events`: what the sender added.
    pub path: &'a str,
    /// What follows the question mark.
    pub query: Option<&'a str>,
}

/// Splits a raw target. `names` are the segments that stand for the endpoint.
#[must_use]
pub fn target<'a>(raw: &'a str, names: &[&str]) -> Target<'a> {
    let (path, query) = match raw.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (raw, None),
    };
    let inner = path.strip_prefix('/').unwrap_or(path);
    let first = inner.split('/').next().unwrap_or_default();
    let cut = if path.starts_with('/') && names.contains(&first) {
        first.len() + 1
    } else {
        0
    };
    let (prefix, path) = path.split_at(cut);
    Target {
        prefix,
        path,
        query,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_say_only_what_differs_from_the_usual() {
        let mut place = Place {
            root: "/e/abc".to_owned(),
            ..Place::default()
        };
        assert_eq!(place.link(), "/e/abc");
        place = place.at(Some(7)).on(Tab::Headers);
        place.q = "path:/a b&c".to_owned();
        assert_eq!(place.link(), "/e/abc/7?tab=headers&q=path:/a%20b%26c");
        assert_eq!(place.on(Tab::Body).link(), "/e/abc/7?q=path:/a%20b%26c");
    }

    #[test]
    fn a_comparison_has_an_address() {
        let place = Place {
            root: "/e/abc".to_owned(),
            seq: Some(9),
            ..Place::default()
        };
        let against = Against {
            part: Part::Headers,
            any_order: true,
            ..Against::hit(4)
        };
        let link = place.compared(against).link();
        assert_eq!(link, "/e/abc/9?with=4&part=headers&any_order=1");
        let read = Against::read(|name| {
            let query = link.split_once('?').map_or("", |(_, query)| query);
            query
                .split('&')
                .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
                .unwrap_or_default()
                .to_owned()
        });
        assert_eq!(read, Some(against));
        assert_eq!(place.compared(Against::hit(4)).at(Some(8)).against, None);
        assert_eq!(Against::read(|_| String::new()), None);
    }

    #[test]
    fn tabs_are_read_back() {
        for tab in Tab::ALL {
            assert_eq!(Tab::from_word(tab.word()), tab);
        }
        assert_eq!(Tab::from_word("no such"), Tab::Body);
    }

    #[test]
    fn the_endpoint_is_told_from_what_the_sender_added() {
        for (raw, prefix, path, query) in [
            ("/orders/stripe?a=1?b", "/orders", "/stripe", Some("a=1?b")),
            ("/orders", "/orders", "", None),
            ("/other/orders", "", "/other/orders", None),
            ("*", "", "*", None),
            ("http://x/orders", "", "http://x/orders", None),
        ] {
            assert_eq!(
                target(raw, &["orders"]),
                Target {
                    prefix,
                    path,
                    query
                }
            );
        }
    }
}
