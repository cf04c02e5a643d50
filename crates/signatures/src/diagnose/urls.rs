//! Mistakes with the URL: what proxies change on the way.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::bodies::forms::{COMPONENT, FORM};
use crate::{
    Certainty, Fault, Request,
    address::Url,
    form,
    verify::{Report, accepted::escaped},
};

/// More readings than this are not tried.
const MAX: usize = 96;

/// A URL the sender may have used instead.
pub(crate) struct UrlVariant {
    pub(crate) code: &'static str,
    pub(crate) url: String,
    what: String,
}

impl UrlVariant {
    pub(crate) fn sentence(&self) -> String {
        format!(
            "The sender signed {}: {}. Check with the URL it was given, not the one seen behind \
             a proxy.",
            self.url, self.what
        )
    }
}

pub(crate) fn report_url(report: &mut Report, variant: &UrlVariant) {
    report.refine(Fault::UrlChanged);
    report.hint(variant.code, Certainty::Proven, variant.sentence());
}

/// URLs to try in place of `url`, likely ones first.
pub(crate) fn urls(request: &Request<'_>, url: Option<&str>) -> Vec<UrlVariant> {
    let Some((text, url)) = url.and_then(|text| Some((text, Url::parse(text)?))) else {
        return Vec::new();
    };
    let mut list = List {
        own: text,
        all: Vec::new(),
    };
    let scheme = other_scheme(&url);
    list.add(
        "U-scheme",
        Url { scheme, ..url },
        format!("{scheme} was used"),
    );
    slash(&mut list, &url);
    ports(&mut list, &url, request);
    queries(&mut list, &url);
    escapes(&mut list, &url);
    hosts(&mut list, &url, request);
    if let Some(given) = request.url {
        list.text("U-host", given, "that is the address it came in at");
    }
    list.all
}

struct List<'a> {
    own: &'a str,
    all: Vec<UrlVariant>,
}

impl List<'_> {
    fn add(&mut self, code: &'static str, url: Url<'_>, what: impl Into<String>) {
        self.text(code, &url.print(), what);
    }

    fn text(&mut self, code: &'static str, url: &str, what: impl Into<String>) {
        let known = url == self.own || self.all.iter().any(|have| have.url == url);
        if !known && self.all.len() < MAX {
            self.all.push(UrlVariant {
                code,
                url: url.to_string(),
                what: what.into(),
            });
        }
    }
}

fn other_scheme(url: &Url<'_>) -> &'static str {
    if url.scheme.eq_ignore_ascii_case("https") {
        "http"
    } else {
        "https"
    }
}

fn slash(list: &mut List<'_>, url: &Url<'_>) {
    let path = match url.path.strip_suffix('/') {
        Some(bare) => bare.to_string(),
        None => format!("{}/", url.path),
    };
    let what = "the slash at the end of the path differs";
    list.add(
        "U-slash",
        Url {
            path: &path,
            ..*url
        },
        what,
    );
}

fn ports(list: &mut List<'_>, url: &Url<'_>, request: &Request<'_>) {
    let forwarded = request.header("x-forwarded-port");
    for port in [
        None,
        Some(url.default_port()),
        Some("443"),
        Some("80"),
        forwarded,
    ] {
        list.add("U-port", Url { port, ..*url }, "the port differs");
    }
}

fn queries(list: &mut List<'_>, url: &Url<'_>) {
    let Some(query) = url.query else { return };
    list.add(
        "U-query",
        Url {
            query: None,
            ..*url
        },
        "without the query",
    );
    let pairs: Vec<&str> = query.split('&').take(16).collect();
    for drop in 0..pairs.len() {
        let kept: Vec<&str> = pairs
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != drop)
            .map(|(_, pair)| *pair)
            .collect();
        let kept = kept.join("&");
        let what = format!("without {} in the query", pairs[drop]);
        let query = (!kept.is_empty()).then_some(&*kept);
        list.add("U-query", Url { query, ..*url }, what);
    }
    let mut sorted = pairs.clone();
    sorted.sort_unstable();
    let sorted = sorted.join("&");
    let what = "the query's parameters are in another order";
    list.add(
        "U-query",
        Url {
            query: Some(&sorted),
            ..*url
        },
        what,
    );
    let mut reversed = pairs;
    reversed.reverse();
    let reversed = reversed.join("&");
    list.add(
        "U-query",
        Url {
            query: Some(&reversed),
            ..*url
        },
        what,
    );
}

fn escapes(list: &mut List<'_>, url: &Url<'_>) {
    let Some(query) = url.query else { return };
    let decoded = String::from_utf8_lossy(&form::decode(query.as_bytes())).into_owned();
    let strict = escaped(query, &FORM);
    for other in [
        query.replace("%20", "+"),
        query.replace('+', "%20"),
        strict.replace("%20", "+"),
        strict,
        escaped(query, &COMPONENT),
        decoded,
        lower_escapes(query),
    ] {
        let what = "characters of the query are escaped differently";
        list.add(
            "U-escape",
            Url {
                query: Some(&other),
                ..*url
            },
            what,
        );
    }
}

/// `%2F` as `%2f`.
fn lower_escapes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut left = 0_u8;
    for c in text.chars() {
        if c == '%' {
            left = 3;
        }
        out.push(if left > 0 { c.to_ascii_lowercase() } else { c });
        left = left.saturating_sub(1);
    }
    out
}

/// Other hosts the request names, with every scheme, port and slash.
fn hosts(list: &mut List<'_>, url: &Url<'_>, request: &Request<'_>) {
    let forwarded = request.header("forwarded").unwrap_or_default();
    let first = forwarded.split(',').next().unwrap_or_default();
    let pair = |key: &str| {
        first.split(';').find_map(|pair| {
            let (name, value) = pair.trim().split_once('=')?;
            name.eq_ignore_ascii_case(key)
                .then(|| value.trim_matches('"'))
        })
    };
    let named = [
        pair("host"),
        request.header("x-forwarded-host"),
        request.header("x-original-host"),
        request.header("host"),
    ];
    let said = pair("proto").or_else(|| request.header("x-forwarded-proto"));
    for host in named.into_iter().flatten() {
        let host = host.split(',').next().unwrap_or_default().trim();
        for scheme in said.into_iter().chain(["https", "http"]) {
            let text = format!("{scheme}://{host}");
            let Some(base) = Url::parse(&text) else {
                continue;
            };
            let whole = Url {
                path: url.path,
                query: url.query,
                user: url.user,
                ..base
            };
            let what = format!("the host was {host}");
            list.add("U-host", whole, &*what);
            list.add(
                "U-host",
                Url {
                    port: None,
                    ..whole
                },
                &*what,
            );
            let port = Some(whole.default_port());
            list.add("U-host", Url { port, ..whole }, &*what);
        }
    }
}
