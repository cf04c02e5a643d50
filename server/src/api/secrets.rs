//! Secrets saved on the server: they go in, are used, replaced and deleted, and never come out.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::Timestamp;
use serde::{Deserialize, Serialize};
use store::{EndpointRow, SecretRow};
use uuid::Uuid;

use super::checks;
use crate::access::Writable;
use crate::checker::SavedSecret;
use crate::clock;
use crate::error::{ApiError, ApiResult, json};
use crate::extract::{Json, Path};
use crate::recheck;
use crate::state::AppState;

/// Secrets an endpoint may have.
const MAX_SECRETS: usize = 50;
/// Bytes of a secret, key or parameter together.
const MAX_SIZE: usize = 64 * 1024;

/// Body of the create and replace calls.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSecret {
    /// One of `GET /api/providers`.
    provider: String,
    /// Name for people; shown in verdicts.
    name: Option<String>,
    secret: Option<String>,
    public_key: Option<String>,
    scheme: Option<String>,
    #[serde(default)]
    params: std::collections::BTreeMap<String, signatures::Param>,
}

/// A saved secret as the API shows it: everything but the secret.
#[derive(Debug, Serialize)]
struct Listed {
    id: Uuid,
    provider: String,
    name: String,
    created_at: Timestamp,
}

impl From<SecretRow> for Listed {
    fn from(row: SecretRow) -> Self {
        Self {
            id: row.id,
            provider: row.provider,
            name: row.name,
            created_at: row.created_at,
        }
    }
}

/// `GET …/secrets`.
pub(super) async fn list(
    State(state): State<AppState>,
    Writable(row): Writable,
) -> ApiResult<Response> {
    let items: Vec<Listed> = state
        .store
        .secrets(row.num)
        .await?
        .into_iter()
        .map(Listed::from)
        .collect();
    Ok(json(StatusCode::OK, &serde_json::json!({ "items": items })))
}

/// `POST …/secrets`: seals and saves; hits already here are checked with it in the background.
pub(super) async fn create(
    State(state): State<AppState>,
    Writable(row): Writable,
    Json(new): Json<NewSecret>,
) -> ApiResult<Response> {
    if state.store.secrets(row.num).await?.len() >= MAX_SECRETS {
        return Err(ApiError::conflict(
            "too_many_secrets",
            "This endpoint has 50 secrets; delete one first.",
        ));
    }
    let secret = seal(&state, &row, Uuid::new_v4(), new)?;
    let shown = Listed::from(secret.clone());
    state
        .store
        .create_secret(secret)
        .await
        .map_err(checks::write_error)?;
    Ok(use_from_now(state, row, StatusCode::CREATED, &shown))
}

/// `PUT …/secrets/{secret}`: replaces one, in one write.
pub(super) async fn replace(
    State(state): State<AppState>,
    Writable(row): Writable,
    Path((_, id)): Path<(String, String)>,
    Json(new): Json<NewSecret>,
) -> ApiResult<Response> {
    let id = Uuid::try_parse(&id).map_err(|_| no_secret())?;
    let saved = state.store.secrets(row.num).await?;
    let old = saved.into_iter().find(|secret| secret.id == id);
    let old = old.ok_or_else(no_secret)?;
    let mut secret = seal(&state, &row, id, new)?;
    secret.created_at = old.created_at;
    let shown = Listed::from(secret.clone());
    state
        .store
        .replace_secret(secret)
        .await
        .map_err(write_error)?;
    Ok(use_from_now(state, row, StatusCode::OK, &shown))
}

/// `DELETE …/secrets/{secret}`.
pub(super) async fn delete(
    State(state): State<AppState>,
    Writable(row): Writable,
    Path((_, id)): Path<(String, String)>,
) -> ApiResult<StatusCode> {
    let id = Uuid::try_parse(&id).map_err(|_| no_secret())?;
    state
        .store
        .delete_secret(row.num, id)
        .await
        .map_err(write_error)?;
    state.checker.forget(row.num);
    Ok(StatusCode::NO_CONTENT)
}

/// The row to keep, its secret sealed.
fn seal(state: &AppState, row: &EndpointRow, id: Uuid, new: NewSecret) -> ApiResult<SecretRow> {
    check(&new)?;
    let name = new.name.clone().unwrap_or_else(|| new.provider.clone());
    let saved = SavedSecret {
        secret: new.secret,
        public_key: new.public_key,
        scheme: new.scheme,
        params: new.params,
    };
    let plain = serde_json::to_vec(&saved).map_err(ApiError::internal)?;
    let ciphertext = state
        .checker
        .vault()
        .seal(row.id, &new.provider, &plain)
        .map_err(ApiError::internal)?;
    Ok(SecretRow {
        id,
        endpoint: row.num,
        provider: new.provider,
        name,
        created_at: clock::now(),
        ciphertext,
    })
}

/// Answers, and has hits already here checked with the secret in the background.
fn use_from_now(state: AppState, row: EndpointRow, status: StatusCode, shown: &Listed) -> Response {
    state.checker.forget(row.num);
    recheck::start(&state, row);
    json(status, shown)
}

fn write_error(error: store::WriteError) -> ApiError {
    match error {
        store::WriteError::NotFound => no_secret(),
        other => checks::write_error(other),
    }
}

fn check(new: &NewSecret) -> ApiResult<()> {
    checks::share(new.name.as_deref(), None, Timestamp::default())?;
    let known = signatures::providers()
        .into_iter()
        .find(|provider| provider.id == new.provider);
    let Some(known) = known else {
        return Err(bad(format!(
            "provider: “{}” is not known; GET /api/providers lists them",
            new.provider
        )));
    };
    if let Some(scheme) = &new.scheme
        && !known.schemes.iter().any(|have| have.name == scheme)
    {
        return Err(bad(format!(
            "scheme: {} has no scheme “{scheme}”",
            known.id
        )));
    }
    // Anyone could sign with an empty secret.
    let given = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
    if !given(&new.secret) && !given(&new.public_key) {
        return Err(bad("secret: give the secret, or a public_key".to_owned()));
    }
    let size = new.secret.as_ref().map_or(0, String::len)
        + new.public_key.as_ref().map_or(0, String::len)
        + new
            .params
            .iter()
            .map(|(name, param)| name.len() + param.values().map(str::len).sum::<usize>())
            .sum::<usize>();
    if size > MAX_SIZE {
        return Err(bad(
            "secret: at most 64 kB with its key and parameters".to_owned()
        ));
    }
    Ok(())
}

fn bad(message: String) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, "bad_field", message)
}

fn no_secret() -> ApiError {
    ApiError::new(
        StatusCode::NOT_FOUND,
        "not_found",
        "This endpoint has no such saved secret.",
    )
}
