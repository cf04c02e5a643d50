//! Checking on request, and what can be checked.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::held::{json_held, load};
use crate::access::{Readable, Writable};
use crate::budget::AS_JSON;
use crate::checker::Subject;
use crate::clock;
use crate::error::{ApiError, ApiResult, json};
use crate::extract::{Json, Path};
use crate::recheck;
use crate::state::AppState;
use signatures::{Clock, Keys, Param, Secret};

/// Body of the verify call.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {
    /// Who sent it; without it, who is recognised.
    provider: Option<String>,
    scheme: Option<String>,
    /// The secret as the provider shows it.
    secret: Option<String>,
    /// Several secrets, while one is being replaced.
    #[serde(default)]
    secrets: Vec<String>,
    public_key: Option<String>,
    #[serde(default)]
    params: BTreeMap<String, Param>,
    /// The URL the sender was given, when a proxy changed it.
    url: Option<String>,
    /// The clock in Unix seconds; without it, the server's.
    now: Option<i64>,
}

/// `POST …/hits/{seq}/verify`: a verdict with its steps. Nothing is saved.
pub(super) async fn verify(
    State(state): State<AppState>,
    Readable(row): Readable,
    Path((_, seq)): Path<(String, String)>,
    Json(check): Json<Check>,
) -> ApiResult<Response> {
    let (hit, share) = load(&state, row.num, &seq, AS_JSON).await?;
    let subject = Subject::of(hit);
    let verdict = tokio::task::spawn_blocking(move || check.run(&subject))
        .await
        .map_err(ApiError::internal)??;
    json_held(&verdict, share)
}

/// `POST …/hits/{seq}/check`: the verdict with the secrets saved now, kept and answered.
pub(super) async fn check(
    State(state): State<AppState>,
    Writable(row): Writable,
    Path((_, seq)): Path<(String, String)>,
) -> ApiResult<Response> {
    let (hit, _share) = load(&state, row.num, &seq, AS_JSON).await?;
    if !recheck::is_whole(&hit) {
        return Err(ApiError::conflict(
            "not_whole",
            "The body of this hit did not come in whole, so its signature cannot be checked.",
        ));
    }
    let checked = recheck::one(&state, &row, hit).await?;
    let verdicts = checked.verdicts.map(|json| serde_json::from_slice(&json));
    let answer = Kept {
        verdict: checked.outcome,
        verdicts: verdicts
            .transpose()
            .map_err(ApiError::internal)?
            .unwrap_or_default(),
    };
    Ok(json(StatusCode::OK, &answer))
}

/// What a stored hit's checks came to.
#[derive(Serialize)]
struct Kept {
    verdict: Option<domain::Outcome>,
    verdicts: Vec<serde_json::Value>,
}

impl Check {
    fn run(self, subject: &Subject<'_>) -> ApiResult<signatures::Verdict> {
        let received = subject.received_at.micros();
        // A given clock stands for the moment of checking; ages count from the arrival otherwise.
        let clock = match self.now {
            Some(seconds) => Clock::at(seconds.saturating_mul(1_000_000)),
            None => Clock {
                now: clock::now().micros(),
                received_at: Some(received),
            },
        };
        let mut keys = Keys {
            public_key: self.public_key.clone(),
            params: self.params,
            ..Keys::default()
        };
        keys.secrets = self
            .secret
            .into_iter()
            .chain(self.secrets)
            .enumerate()
            .map(|(n, text)| {
                Secret::new(
                    if n == 0 {
                        "secret".to_owned()
                    } else {
                        format!("secret {}", n + 1)
                    },
                    text,
                )
            })
            .collect();
        let scheme = self.scheme.as_deref();
        subject.with_url(self.url.as_deref(), |request| {
            let provider = match &self.provider {
                Some(name) => name.clone(),
                None => signatures::recognise(request).map(|seen| seen.provider.to_owned()).ok_or_else(|| {
                    ApiError::new(
                        StatusCode::BAD_REQUEST,
                        "provider_needed",
                        "The sender was not recognised; name one of GET /api/providers in 'provider'.",
                    )
                })?,
            };
            signatures::verify(&provider, scheme, request, &keys, clock)
                .map_err(|error| ApiError::new(StatusCode::BAD_REQUEST, "cannot_check", error.to_string()))
        })
    }
}

/// `GET /api/providers`: what can be recognised and checked.
pub(super) async fn providers() -> Response {
    json(
        StatusCode::OK,
        &serde_json::json!({ "items": signatures::providers() }),
    )
}
