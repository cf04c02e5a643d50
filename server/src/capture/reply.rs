//! What the sender gets.

use std::time::Duration;

use bytes::Bytes;
use domain::{Header, Outcome, Reply, ReplyRule, Settings};
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, CACHE_CONTROL, CONNECTION, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, EXPECT, ORIGIN, SET_COOKIE, X_CONTENT_TYPE_OPTIONS,
};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, Version};
use http_body_util::Full;

use super::draft::Ending;
use super::refuse::{ALLOWED, words};
use super::route::forced_status;

/// Number of the hit that the request became.
const X_CREEL_HIT: HeaderName = HeaderName::from_static("x-creel-hit");

/// What a reply depends on besides the endpoint's rule.
#[derive(Debug)]
pub(super) struct Asked {
    version: Version,
    /// A page of another site sent this and may read the answer.
    from_page: bool,
    /// A browser asks whether a page may send something.
    preflight: Option<Preflight>,
    is_connect: bool,
    /// The body comes only after we say so.
    pub(super) waits_for_100: bool,
    accepts_json: bool,
}

#[derive(Debug)]
struct Preflight {
    method: HeaderValue,
    headers: Option<HeaderValue>,
}

impl Asked {
    pub(super) fn of(parts: &Parts) -> Self {
        let headers = &parts.headers;
        let from_page = headers.contains_key(ORIGIN);
        let preflight = if from_page && parts.method == Method::OPTIONS {
            headers
                .get(ACCESS_CONTROL_REQUEST_METHOD)
                .map(|method| Preflight {
                    method: method.clone(),
                    headers: headers.get(ACCESS_CONTROL_REQUEST_HEADERS).cloned(),
                })
        } else {
            None
        };
        Self {
            version: parts.version,
            from_page,
            preflight,
            is_connect: parts.method == Method::CONNECT,
            waits_for_100: headers
                .get(EXPECT)
                .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"100-continue")),
            accepts_json: accepts_json(headers),
        }
    }

    /// Whether an error is to be JSON; else it is text for a person.
    pub(super) const fn accepts_json(&self) -> bool {
        self.accepts_json
    }

    /// Tells an HTTP/1.x sender that the connection ends here. HTTP/2 has streams for that.
    pub(super) fn close(&self, headers: &mut HeaderMap) {
        if self.version < Version::HTTP_2 {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
    }

    /// Lets pages of other sites read the answer: there are no cookies to abuse here.
    pub(super) fn allow_pages(&self, headers: &mut HeaderMap) {
        if !self.from_page {
            return;
        }
        let any = HeaderValue::from_static("*");
        headers
            .entry(ACCESS_CONTROL_ALLOW_ORIGIN)
            .or_insert_with(|| any.clone());
        headers.entry(ACCESS_CONTROL_EXPOSE_HEADERS).or_insert(any);
        if let Some(preflight) = &self.preflight {
            headers
                .entry(ACCESS_CONTROL_ALLOW_METHODS)
                .or_insert_with(|| preflight.method.clone());
            if let Some(asked) = &preflight.headers {
                headers
                    .entry(ACCESS_CONTROL_ALLOW_HEADERS)
                    .or_insert_with(|| asked.clone());
            }
            headers
                .entry(ACCESS_CONTROL_MAX_AGE)
                .or_insert(HeaderValue::from_static("600"));
        }
    }
}

/// JSON unless the sender names a kind of text and not JSON.
fn accepts_json(headers: &HeaderMap) -> bool {
    let mut text = false;
    for value in headers.get_all(http::header::ACCEPT) {
        let names = |part: &[u8]| {
            let mut windows = value.as_bytes().windows(part.len());
            windows.any(|window| window.eq_ignore_ascii_case(part))
        };
        if names(b"json") {
            return true;
        }
        text |= names(b"text/");
    }
    !text
}

/// A chosen reply.
#[derive(Debug)]
pub(super) struct Chosen {
    reply: Reply,
    /// To be waited for after the hit is stored.
    pub(super) delay: Duration,
    closes: bool,
}

/// Chooses the reply: a reason to refuse comes first, then the sender's wish, then the
/// endpoint's rule.
pub(super) fn choose(
    settings: &Settings,
    target: &[u8],
    asked: &Asked,
    ending: Ending,
    outcome: Option<Outcome>,
) -> Chosen {
    match ending {
        Ending::Complete => {}
        Ending::TooLarge => {
            let message = "The body is larger than this server takes. Its beginning was kept.";
            return cut_short(413, "too_large", message, asked);
        }
        Ending::TooSlow => {
            let message = "The body did not arrive in time. What came of it was kept.";
            return cut_short(408, "too_slow", message, asked);
        }
        Ending::Malformed(bad) => {
            let message = format!("Of the body only a part was kept: {bad}.");
            return cut_short(400, "malformed", &message, asked);
        }
        // Whether anyone still listens cannot be told; if so, this is what they get.
        Ending::BrokeOff => {
            return Chosen {
                reply: nobody_there(),
                delay: Duration::ZERO,
                closes: true,
            };
        }
    }
    if settings.reject_failed && outcome == Some(Outcome::Failed) {
        return refusing(401, "rejected", "The signature does not verify.", asked);
    }
    if asked.preflight.is_some() {
        return plain(204, "preflight");
    }
    let rule = &settings.reply;
    let forced = forced_status(target);
    let status = forced.unwrap_or(rule.status);
    if asked.is_connect && (200..300).contains(&status) {
        // A 2xx would turn the connection into a tunnel to nowhere.
        let message = "This server opens no tunnels. The request was kept.";
        let mut chosen = refusing(405, "connect", message, asked);
        let allow = Header::new(b"Allow", ALLOWED.as_bytes());
        chosen.reply.headers.push(allow);
        return chosen;
    }
    let word = match forced {
        Some(_) => "forced",
        None if *rule == ReplyRule::default() => "default",
        None => "settings",
    };
    // By their definition these have none (RFC 9110 §15), whatever the rule says.
    let body = match status {
        204 | 205 | 304 => String::new(),
        _ => rule.body.clone(),
    };
    let mut headers = rule.headers.clone();
    let typed = |header: &Header| header.name.eq_ignore_ascii_case(CONTENT_TYPE.as_str());
    if !body.is_empty() && !headers.iter().any(typed) {
        headers.push(Header::new(b"Content-Type", b"text/plain; charset=utf-8"));
    }
    Chosen {
        reply: Reply {
            status: Some(status),
            headers,
            body,
            rule: word.to_owned(),
        },
        delay: Duration::from_millis(rule.delay_ms.into()),
        closes: false,
    }
}

fn plain(status: u16, rule: &str) -> Chosen {
    let reply = Reply {
        status: Some(status),
        rule: rule.to_owned(),
        ..Reply::default()
    };
    Chosen {
        reply,
        delay: Duration::ZERO,
        closes: false,
    }
}

/// A reply that says why, to a program or to a person.
fn refusing(status: u16, rule: &str, message: &str, asked: &Asked) -> Chosen {
    let (kind, body) = words(rule, message, asked.accepts_json);
    let mut chosen = plain(status, rule);
    chosen.reply.headers = vec![Header::new(b"Content-Type", kind.as_bytes())];
    chosen.reply.body = body;
    chosen
}

fn cut_short(status: u16, rule: &str, message: &str, asked: &Asked) -> Chosen {
    Chosen {
        closes: true,
        ..refusing(status, rule, message, asked)
    }
}

/// The reply of a hit whose sender had gone.
pub(super) fn nobody_there() -> Reply {
    Reply {
        status: None,
        rule: "incomplete".to_owned(),
        ..Reply::default()
    }
}

impl Chosen {
    /// Parts the reply that becomes part of the hit from the answer that will be sent.
    pub(super) fn split(self, asked: &Asked) -> (Reply, Answer) {
        let response = if self.reply.status.is_some() {
            response(&self.reply, self.closes, asked)
        } else {
            let message = "The request broke off. What came of it was kept.";
            let told = cut_short(400, "incomplete", message, asked);
            response(&told.reply, told.closes, asked)
        };
        let answer = Answer {
            response,
            delay: self.delay,
        };
        (self.reply, answer)
    }
}

/// An answer that waits for the hit's number.
#[derive(Debug)]
pub(super) struct Answer {
    response: Response<Full<Bytes>>,
    /// To be waited for after the hit is stored.
    pub(super) delay: Duration,
}

impl Answer {
    /// The answer on the wire.
    pub(super) fn with_number(mut self, seq: u64) -> Response<Full<Bytes>> {
        let headers = self.response.headers_mut();
        headers.insert(X_CREEL_HIT, HeaderValue::from(seq));
        self.response
    }
}

fn response(reply: &Reply, closes: bool, asked: &Asked) -> Response<Full<Bytes>> {
    let mut response = Response::new(if reply.body.is_empty() {
        Full::default()
    } else {
        Full::from(reply.body.clone())
    });
    let status = reply
        .status
        .and_then(|status| StatusCode::from_u16(status).ok());
    *response.status_mut() = status.unwrap_or(StatusCode::BAD_REQUEST);
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for header in &reply.headers {
        let name = HeaderName::from_bytes(header.name.as_bytes());
        let value = HeaderValue::from_maybe_shared(Bytes::from(header.bytes()));
        if let (Ok(name), Ok(value)) = (name, value) {
            if name == CACHE_CONTROL {
                headers.insert(name, value);
            } else if name != SET_COOKIE {
                headers.append(name, value);
            }
        }
    }
    // A configured reply must not act as the page's origin.
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    asked.allow_pages(headers);
    if closes {
        asked.close(headers);
    }
    response
}
