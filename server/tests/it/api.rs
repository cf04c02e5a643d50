//! A client of the JSON API.

use domain::{Endpoint, HitSummary, Page};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::creel::Creel;
use crate::wire::Answer;

/// An answer's body as this type.
pub(crate) fn read<T: DeserializeOwned>(answer: &Answer) -> T {
    serde_json::from_slice(&answer.body)
        .unwrap_or_else(|error| panic!("{error}: {} {}", answer.status, answer.text()))
}

/// The stable code of a refusal.
pub(crate) fn code(answer: &Answer) -> String {
    let body: Value = read(answer);
    body["error"]["code"].as_str().unwrap().to_owned()
}

/// The content of chunks.
fn unchunked(mut chunks: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let end = chunks.windows(2).position(|pair| pair == b"\r\n").unwrap();
        let size = std::str::from_utf8(&chunks[..end]).unwrap();
        let size = usize::from_str_radix(size, 16).unwrap();
        if size == 0 {
            return body;
        }
        body.extend_from_slice(&chunks[end + 2..end + 2 + size]);
        chunks = &chunks[end + 4 + size..];
    }
}

impl Creel {
    /// Calls the API: `call("GET", "/api/…", headers, body)`.
    pub(crate) async fn call(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let lines: String = headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect();
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: creel.test\r\nConnection: close\r\n{lines}\
             Content-Length: {length}\r\n\r\n{body}"
        );
        let mut wire = self.connect().await;
        wire.send(request).await;
        let mut answer = wire.answer_to(method).await.expect("an answer");
        if answer.header("transfer-encoding") == Some("chunked") {
            answer.body = unchunked(&wire.rest().await);
        }
        answer
    }

    /// Creates an endpoint as a script would.
    pub(crate) async fn create(&self, body: &str) -> Owned {
        let answer = self.call("POST", "/api/endpoints", &[], body).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        let endpoint: Endpoint = read(&answer);
        let bearer = format!("Bearer {}", endpoint.key.as_deref().unwrap());
        Owned { endpoint, bearer }
    }
}

/// An endpoint and what opens it.
pub(crate) struct Owned {
    pub(crate) endpoint: Endpoint,
    pub(crate) bearer: String,
}

impl Owned {
    /// Calls below `/api/endpoints/{id}` with the key.
    pub(crate) async fn call(&self, creel: &Creel, method: &str, rest: &str, body: &str) -> Answer {
        let path = self.path(rest);
        creel
            .call(method, &path, &[("Authorization", &self.bearer)], body)
            .await
    }

    /// Calls any address with the key.
    pub(crate) async fn bearing(&self, creel: &Creel, method: &str, path: &str) -> Answer {
        let key = ("Authorization", &*self.bearer);
        creel.call(method, path, &[key], "").await
    }

    /// The address of a call.
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/api/endpoints/{}{rest}", self.endpoint.id)
    }

    /// Sends a POST to the capture URL and returns the number of the hit.
    pub(crate) async fn hit(&self, creel: &Creel, body: &str) -> u64 {
        let answer = creel
            .call("POST", &format!("/{}", self.endpoint.id), &[], body)
            .await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.header("x-creel-hit").unwrap().parse().unwrap()
    }

    /// A page of the list.
    pub(crate) async fn list(&self, creel: &Creel, query: &str) -> Page<HitSummary> {
        let answer = self.call(creel, "GET", &format!("/hits{query}"), "").await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        read(&answer)
    }

    /// The numbers on a page of the list.
    pub(crate) async fn numbers(&self, creel: &Creel, query: &str) -> Vec<u64> {
        let page = self.list(creel, query).await;
        page.items.iter().map(|hit| hit.seq).collect()
    }
}
