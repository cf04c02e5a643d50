//! Readings of one template that the provider's own verifiers accept as well.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{address::Url, form, scheme::Accept, verify::View};

/// One accepted reading.
pub(crate) struct Reading {
    pub(crate) url: Option<String>,
    pub(crate) second: bool,
    /// What is special about it, for the step's detail.
    pub(crate) note: String,
}

/// The readings, the expected one first.
pub(crate) fn readings(accept: Accept, view: &View<'_>) -> Vec<Reading> {
    let plain = Reading {
        url: None,
        second: false,
        note: String::new(),
    };
    let mut all = alloc::vec![plain];
    match accept {
        Accept::Exact => {}
        Accept::Newline | Accept::SnsOrder => all.push(Reading {
            url: None,
            second: true,
            note: match accept {
                Accept::Newline => "with one newline after the payload".to_string(),
                _ => "with the field list of the JavaScript validator".to_string(),
            },
        }),
        Accept::UrlForms | Accept::UrlFormsBodyHash => {
            for url in url_forms(view.url.unwrap_or_default()) {
                all.push(Reading {
                    note: format!("with the URL written {url}"),
                    url: Some(url),
                    second: false,
                });
            }
        }
    }
    all
}

/// Left alone by JavaScript's `querystring`.
const QUERY: AsciiSet = NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// The port kept, removed and added; the query raw and escaped.
fn url_forms(text: &str) -> Vec<String> {
    let Some(url) = Url::parse(text) else {
        return Vec::new();
    };
    let mut queries: Vec<Option<String>> = alloc::vec![url.query.map(ToString::to_string)];
    if let Some(query) = url.query {
        queries.push(Some(query.replace('\'', "%27")));
        queries.push(Some(query.replace("%27", "'")));
        queries.push(Some(escaped(query, &QUERY)));
        queries.push(Some(
            String::from_utf8_lossy(&form::decode(query.as_bytes())).into_owned(),
        ));
    }
    let ports = [url.port, None, Some(url.default_port())];
    let mut forms = Vec::new();
    for query in &queries {
        for port in ports {
            let form = Url {
                port,
                query: query.as_deref(),
                ..url
            }
            .print();
            if form != text && !forms.contains(&form) {
                forms.push(form);
            }
        }
    }
    forms
}

/// Names and values of a query, decoded and escaped again.
pub(crate) fn escaped(query: &str, set: &'static AsciiSet) -> String {
    let once = |text: &str| {
        let decoded = form::decode(text.as_bytes());
        match core::str::from_utf8(&decoded) {
            Ok(decoded) => utf8_percent_encode(decoded, set).to_string(),
            Err(_) => text.to_string(),
        }
    };
    let pairs: Vec<String> = query
        .split('&')
        .map(|pair| match pair.split_once('=') {
            Some((name, value)) => format!("{}={}", once(name), once(value)),
            None => once(pair),
        })
        .collect();
    pairs.join("&")
}
