//! Sample events: real shapes, signed on the spot, sent to the endpoint like any hit.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::Outcome;
use serde::Deserialize;
use serde_json::json;
use signatures::{Clock, Event, Keys, Sample, Secret};
use store::Which;
use uuid::Uuid;

use super::base::BaseUrl;
use crate::access::Writable;
use crate::capture::Direct;
use crate::checker::Subject;
use crate::clock;
use crate::error::{ApiError, ApiResult, json};
use crate::extract::Json;
use crate::net::{Peer, send_locally};
use crate::sender::ClientAddress;
use crate::state::AppState;

/// Body of the send call.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Send {
    provider: String,
    /// Which event, when the provider has several samples.
    event: Option<String>,
    /// The secret to sign with, as the provider shows it. Without it one is made up, the
    /// sample is checked with it, and it is forgotten.
    secret: Option<String>,
    /// Path below the capture URL.
    path: Option<String>,
}

/// `GET /api/samples`: what can be sent.
pub(super) async fn list() -> Response {
    let items: Vec<_> = signatures::samples()
        .iter()
        .map(|sample| {
            json!({ "provider": sample.provider, "event": sample.event, "title": sample.title })
        })
        .collect();
    json(StatusCode::OK, &json!({ "items": items }))
}

/// `POST …/samples`: 201 with the number of the hit.
pub(super) async fn send(
    State(state): State<AppState>,
    Extension(client): Extension<ClientAddress>,
    base: BaseUrl,
    Writable(row): Writable,
    Json(send): Json<Send>,
) -> ApiResult<Response> {
    let sample = find(&send)?;
    let num = row.num;
    let name = base.endpoint(row).name();
    let path = send.path.as_deref().unwrap_or_default();
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/-_.~".contains(&b);
    if !path.bytes().all(plain) || !(path.is_empty() || path.starts_with('/')) {
        return Err(bad("path: a slash, then letters, digits, and / - _ . ~"));
    }
    let url = format!("{}{path}", base.capture(&name));
    let id = format!("msg_{}", Uuid::new_v4().simple());
    let keys = Keys {
        secrets: vec![Secret::new(
            "sample secret",
            match &send.secret {
                Some(secret) => secret.clone(),
                None => made_up()?,
            },
        )],
        ..Keys::default()
    };
    let event = sample
        .sign(&url, &keys, clock::now().micros(), &id)
        .map_err(|error| bad(&format!("secret: {error}")))?;
    let peer = Peer {
        address: (client.0, 0).into(),
        tls: url.starts_with("https:"),
    };
    let answer = send_locally(
        Direct(state.capture.clone()),
        std::sync::Arc::new(state.settings.net.clone()),
        peer,
        &wire(&event)?,
        state.shutdown.clone(),
    )
    .await
    .map_err(ApiError::internal)?;
    let seq = answer.seq.ok_or_else(|| {
        ApiError::conflict(
            "not_kept",
            format!(
                "The sample was answered with {} and not kept.",
                answer.status
            ),
        )
    })?;
    if send.secret.is_none() {
        judge(&state, num, seq, sample.provider, &keys).await?;
    }
    Ok(json(
        StatusCode::CREATED,
        &json!({ "seq": seq, "status": answer.status }),
    ))
}

/// A secret of the shape that every sample's sender takes.
fn made_up() -> ApiResult<String> {
    let mut bytes = [0; 24];
    getrandom::fill(&mut bytes).map_err(|error| ApiError::internal(error.to_string()))?;
    Ok(format!("whsec_{}", STANDARD.encode(bytes)))
}

/// Checks a stored sample with the secret that only this call knows. One that is gone
/// already is left alone.
async fn judge(state: &AppState, num: i64, seq: u64, provider: &str, keys: &Keys) -> ApiResult<()> {
    let Some(hit) = state.store.hit(num, Which::Seq(seq)).await? else {
        return Ok(());
    };
    let subject = Subject::of(hit);
    let received = subject.received_at.micros();
    let clock = Clock {
        now: received,
        received_at: Some(received),
    };
    let verdict = subject
        .with_url(None, |request| {
            signatures::verify(provider, None, request, keys, clock)
        })
        .map_err(|error| ApiError::internal(error.to_string()))?;
    let verdicts = serde_json::to_vec(&[&verdict]).map_err(ApiError::internal)?;
    let outcome = Outcome::from_word(verdict.outcome.name());
    match state
        .store
        .set_verdict(num, seq, outcome, Some(verdicts))
        .await
    {
        Ok(_) | Err(store::WriteError::NotFound) => Ok(()),
        Err(error) => Err(super::write_error(error)),
    }
}

fn find(send: &Send) -> ApiResult<&'static Sample> {
    signatures::samples()
        .iter()
        .find(|sample| {
            sample.provider == send.provider
                && send
                    .event
                    .as_ref()
                    .is_none_or(|event| event == sample.event)
        })
        .ok_or_else(|| bad("provider: no such sample; GET /api/samples lists them"))
}

fn bad(message: &str) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, "bad_field", message)
}

/// The event's exact bytes. Its URL is ours: scheme, host and a checked path.
fn wire(event: &Event) -> ApiResult<Vec<u8>> {
    let rest = event
        .url
        .split_once("://")
        .map_or(event.url.as_str(), |(_, rest)| rest);
    let (host, target) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
    let mut bytes = format!("{} {target} HTTP/1.1\r\nHost: {host}\r\n", event.method).into_bytes();
    for (name, value) in &event.headers {
        if value.contains(['\r', '\n', '\0']) {
            return Err(bad("secret: it does not fit into a header"));
        }
        bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    let length = event.body.len();
    bytes.extend_from_slice(
        format!("Content-Length: {length}\r\nConnection: close\r\n\r\n").as_bytes(),
    );
    bytes.extend_from_slice(&event.body);
    Ok(bytes)
}
