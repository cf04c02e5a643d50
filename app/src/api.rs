//! The calls the page makes, typed.

use core::future::Future;

use domain::{BodyView, Endpoint, ErrorBody, Hit, HitSummary, Page, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::address::{Against, encode};
use crate::site::Site;
use crate::transport::{ApiRequest, ApiResponse, Caller};

/// Hits in a page of the list.
pub const PAGE: usize = 50;

/// A call that did not give what was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// HTTP status; 0 when nothing answered.
    pub status: u16,
    /// Stable code.
    pub code: String,
    /// What to do.
    pub message: String,
    /// What the server's log calls it.
    pub reference: Option<String>,
}

impl Refused {
    /// Nothing answered.
    #[must_use]
    pub const fn is_offline(&self) -> bool {
        self.status == 0
    }

    fn new(status: u16, code: &str, message: &str) -> Self {
        Self {
            status,
            code: code.to_owned(),
            message: message.to_owned(),
            reference: None,
        }
    }

    fn from_response(response: &ApiResponse) -> Self {
        if response.status == 0 {
            return Self::new(0, "offline", "The server did not answer.");
        }
        match read::<ErrorBody>(&response.body) {
            Ok(body) => Self {
                status: response.status,
                code: body.error.code,
                message: body.error.message,
                reference: body.error.reference,
            },
            Err(_) => not_understood(response.status),
        }
    }
}

/// Who reads: the path of the endpoint in the API and what is added to every query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reader {
    /// Id or slug of the endpoint.
    pub id: String,
    /// Share link that gives the right to read.
    pub share: Option<String>,
}

impl Reader {
    /// Path of something of this endpoint, with a query.
    #[must_use]
    pub fn path(&self, tail: &str, query: &[(&str, String)]) -> String {
        let mut out = format!("/api/endpoints/{}{tail}", encode(&self.id));
        let share = self.share.clone().map(|share| ("share", share));
        let mut sign = '?';
        for (name, value) in query.iter().cloned().chain(share) {
            if !value.is_empty() {
                out.push_str(&format!("{sign}{name}={}", encode(&value)));
                sign = '&';
            }
        }
        out
    }
}

/// Reads JSON. All of the page reads it here or from text: what reads from bytes is code of its own,
/// once more for every type.
///
/// # Errors
/// Those of `serde_json`; text that is not UTF-8 is one.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, serde_json::Error> {
    let text = core::str::from_utf8(bytes).map_err(serde::de::Error::custom)?;
    serde_json::from_str(text)
}

/// Reads JSON that was fetched as text.
///
/// # Errors
/// [`Refused`] in the words for an answer that is not understood.
pub fn understood<T: DeserializeOwned>(text: &str) -> Result<T, Refused> {
    read(text.as_bytes()).map_err(|_| not_understood(200))
}

fn not_understood(status: u16) -> Refused {
    Refused::new(
        status,
        "unexpected",
        "The server gave an answer that was not understood.",
    )
}

/// The text of an answer, for [`understood`].
pub fn text(
    caller: &Caller,
    site: &Site,
    path: String,
) -> impl Future<Output = Result<String, Refused>> + Send + use<> {
    let answer = bytes(caller, site, path);
    async move { String::from_utf8(answer.await?).map_err(|_| not_understood(200)) }
}

/// Calls and reads JSON.
fn json<T: DeserializeOwned>(
    caller: &Caller,
    site: &Site,
    method: &'static str,
    path: String,
    body: Option<String>,
) -> impl Future<Output = Result<T, Refused>> + Send + use<T> {
    let answer = caller.call(site, ApiRequest { method, path, body });
    async move {
        let response = answer.await;
        if !(200..300).contains(&response.status) {
            return Err(Refused::from_response(&response));
        }
        let bytes: &[u8] = if response.body.is_empty() {
            b"null"
        } else {
            &response.body
        };
        read(bytes).map_err(|_| not_understood(response.status))
    }
}

/// Path of the reader's endpoints.
pub const ENDPOINTS: &str = "/api/endpoints";

/// The reader's endpoints.
pub fn endpoints(
    caller: &Caller,
    site: &Site,
) -> impl Future<Output = Result<Page<Endpoint>, Refused>> + Send + use<> {
    json(caller, site, "GET", ENDPOINTS.to_owned(), None)
}

/// Creates an endpoint; the answer sets the owner's cookie.
pub fn create(
    caller: &Caller,
    site: &Site,
    body: String,
) -> impl Future<Output = Result<Endpoint, Refused>> + Send + use<> {
    json(
        caller,
        site,
        "POST",
        "/api/endpoints".to_owned(),
        Some(body),
    )
}

/// An endpoint.
pub fn endpoint(
    caller: &Caller,
    site: &Site,
    reader: &Reader,
) -> impl Future<Output = Result<Endpoint, Refused>> + Send + use<> {
    json(caller, site, "GET", reader.path("", &[]), None)
}

/// A page of hits, newest first, older than `before`.
pub fn hits(
    caller: &Caller,
    site: &Site,
    reader: &Reader,
    q: &str,
    before: Option<u64>,
) -> impl Future<Output = Result<Page<HitSummary>, Refused>> + Send + use<> {
    json(caller, site, "GET", hits_path(reader, q, before), None)
}

/// Path of [`hits`].
#[must_use]
pub fn hits_path(reader: &Reader, q: &str, before: Option<u64>) -> String {
    let before = before.map(|seq| seq.to_string()).unwrap_or_default();
    let query = [
        ("limit", PAGE.to_string()),
        ("q", q.to_owned()),
        ("before", before),
    ];
    reader.path("/hits", &query)
}

/// A share link and the endpoint it opens.
#[derive(Clone, Debug, Deserialize)]
pub struct Opened {
    /// The link.
    pub share: ShareLink,
    /// The endpoint.
    pub endpoint: Endpoint,
}

/// A share link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareLink {
    /// What stands in the link.
    pub id: String,
    /// The link.
    pub url: String,
    /// Name for people.
    pub label: Option<String>,
    /// When it stops working.
    pub expires_at: Option<Timestamp>,
}

/// Path of what a share link opens: [`Opened`].
#[must_use]
pub fn share_path(share: &str) -> String {
    format!("/api/shares/{}", encode(share))
}

/// A hit in full.
pub fn hit(
    caller: &Caller,
    site: &Site,
    reader: &Reader,
    seq: u64,
) -> impl Future<Output = Result<Hit, Refused>> + Send + use<> {
    json(
        caller,
        site,
        "GET",
        reader.path(&format!("/hits/{seq}"), &[]),
        None,
    )
}

/// Path of what differs between a hit and another.
#[must_use]
pub fn compare_path(reader: &Reader, seq: u64, against: Against) -> String {
    let on = |on: bool| if on { "1" } else { "" }.to_owned();
    let query = [
        ("part", against.part.word().to_owned()),
        ("equal", on(against.equal)),
        ("any_order", on(against.any_order)),
    ];
    reader.path(&format!("/hits/{seq}/compare/{}", against.with), &query)
}

/// Path of a hit without the bytes of its body.
#[must_use]
pub fn hit_path(reader: &Reader, seq: u64) -> String {
    reader.path(&format!("/hits/{seq}"), &[("body", "0".to_owned())])
}

/// A piece of a body as it can be read.
pub fn view(
    caller: &Caller,
    site: &Site,
    reader: &Reader,
    seq: u64,
    offset: u64,
    limit: u64,
) -> impl Future<Output = Result<BodyView, Refused>> + Send + use<> {
    let query = [("offset", offset.to_string()), ("limit", limit.to_string())];
    let path = reader.path(&format!("/hits/{seq}/view"), &query);
    json(caller, site, "GET", path, None)
}

/// Path of a body exactly as it was sent.
#[must_use]
pub fn body_path(reader: &Reader, seq: u64) -> String {
    reader.path(&format!("/hits/{seq}/body"), &[])
}

/// Path of all of a body as it can be read: as `text`, else its bytes without content codings.
#[must_use]
pub fn readable_path(reader: &Reader, seq: u64, text: bool) -> String {
    let how = if text { "text" } else { "decoded" };
    reader.path(&format!("/hits/{seq}/body"), &[(how, "1".to_owned())])
}

/// All of a body as it can be read.
pub fn readable(
    caller: &Caller,
    site: &Site,
    reader: &Reader,
    seq: u64,
    text: bool,
) -> impl Future<Output = Result<Vec<u8>, Refused>> + Send + use<> {
    bytes(caller, site, readable_path(reader, seq, text))
}

/// Changes an endpoint.
pub fn change_endpoint(
    caller: &Caller,
    site: &Site,
    reader: &Reader,
    body: String,
) -> impl Future<Output = Result<Endpoint, Refused>> + Send + use<> {
    json(caller, site, "PATCH", reader.path("", &[]), Some(body))
}

/// Changes pin or note of a hit.
pub fn change_hit(
    caller: &Caller,
    site: &Site,
    reader: &Reader,
    seq: u64,
    body: String,
) -> impl Future<Output = Result<(), Refused>> + Send + use<> {
    done(
        caller,
        site,
        "PATCH",
        reader.path(&format!("/hits/{seq}"), &[]),
        Some(body),
    )
}

/// Deletes a hit.
pub fn delete_hit(
    caller: &Caller,
    site: &Site,
    reader: &Reader,
    seq: u64,
) -> impl Future<Output = Result<(), Refused>> + Send + use<> {
    done(
        caller,
        site,
        "DELETE",
        reader.path(&format!("/hits/{seq}"), &[]),
        None,
    )
}

/// Sends a signed sample to the endpoint.
pub fn send_sample(
    caller: &Caller,
    site: &Site,
    reader: &Reader,
    provider: &str,
) -> impl Future<Output = Result<(), Refused>> + Send + use<> {
    // Names of providers are plain words.
    let body = format!("{{\"provider\":\"{provider}\"}}");
    done(
        caller,
        site,
        "POST",
        reader.path("/samples", &[]),
        Some(body),
    )
}

/// A list that the API gives as it is.
pub fn list<T: DeserializeOwned>(
    caller: &Caller,
    site: &Site,
    path: String,
) -> impl Future<Output = Result<T, Refused>> + Send + use<T> {
    json(caller, site, "GET", path, None)
}

/// Makes one thing of a list, and gives it as the server made it.
pub fn made<T: DeserializeOwned>(
    caller: &Caller,
    site: &Site,
    path: String,
    body: String,
) -> impl Future<Output = Result<T, Refused>> + Send + use<T> {
    json(caller, site, "POST", path, Some(body))
}

/// Calls for the effect; what the answer holds is not looked at.
pub fn done(
    caller: &Caller,
    site: &Site,
    method: &'static str,
    path: String,
    body: Option<String>,
) -> impl Future<Output = Result<(), Refused>> + Send + use<> {
    let answer = caller.call(site, ApiRequest { method, path, body });
    async move {
        let response = answer.await;
        if (200..300).contains(&response.status) {
            Ok(())
        } else {
            Err(Refused::from_response(&response))
        }
    }
}

/// Bytes from the API as they are: a body, an export.
pub fn bytes(
    caller: &Caller,
    site: &Site,
    path: String,
) -> impl Future<Output = Result<Vec<u8>, Refused>> + Send + use<> {
    let answer = caller.call(
        site,
        ApiRequest {
            method: "GET",
            path,
            body: None,
        },
    );
    async move {
        let response = answer.await;
        if (200..300).contains(&response.status) {
            Ok(response.body)
        } else {
            Err(Refused::from_response(&response))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_link_goes_with_every_call() {
        let reader = Reader {
            id: "abc".to_owned(),
            share: Some("sh 1".to_owned()),
        };
        assert_eq!(
            reader.path("/hits", &[("q", "a b".to_owned())]),
            "/api/endpoints/abc/hits?q=a%20b&share=sh%201"
        );
        let owner = Reader {
            share: None,
            ..reader
        };
        assert_eq!(
            owner.path("", &[("before", String::new())]),
            "/api/endpoints/abc"
        );
    }

    #[test]
    fn refusals_keep_the_servers_words() {
        let body = br#"{"error":{"code":"not_found","message":"No."}}"#.to_vec();
        let refused = Refused::from_response(&ApiResponse { status: 404, body });
        assert_eq!(
            (refused.code.as_str(), refused.message.as_str()),
            ("not_found", "No.")
        );
        assert_eq!(refused.reference, None);
        let body = br#"{"error":{"code":"internal","message":"No.","reference":"req-1"}}"#.to_vec();
        let broken = Refused::from_response(&ApiResponse { status: 500, body });
        assert_eq!(broken.reference.as_deref(), Some("req-1"));
        let odd = Refused::from_response(&ApiResponse {
            status: 502,
            body: b"<html>".to_vec(),
        });
        assert_eq!(odd.code, "unexpected");
        assert!(Refused::from_response(&ApiResponse::default()).is_offline());
    }
}
