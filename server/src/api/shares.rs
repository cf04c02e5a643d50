//! Share links: reading without a key, until they end or are taken back.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::Timestamp;
use serde::{Deserialize, Serialize};
use store::ShareRow;

use super::base::BaseUrl;
use super::checks;
use crate::access::Writable;
use crate::auth::new_token;
use crate::clock;
use crate::error::{ApiError, ApiResult, json};
use crate::extract::{Json, Path};
use crate::state::AppState;

/// Share links an endpoint may have.
const MAX_SHARES: usize = 100;

/// A share link as the API shows it.
#[derive(Debug, Serialize)]
struct Share {
    /// What stands in the link.
    id: String,
    /// The link.
    url: String,
    /// Name for people.
    label: Option<String>,
    /// When it was made.
    created_at: Timestamp,
    /// When it stops working.
    expires_at: Option<Timestamp>,
}

impl Share {
    fn new(base: &BaseUrl, row: ShareRow) -> Self {
        let url = format!("{}/s/{}", base.as_str(), row.id);
        Self {
            url,
            id: row.id,
            label: row.label,
            created_at: row.created_at,
            expires_at: row.expires_at,
        }
    }
}

/// Body of the create call.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct NewShare {
    label: Option<String>,
    expires_at: Option<Timestamp>,
}

/// `POST …/shares`.
pub(super) async fn create(
    State(state): State<AppState>,
    base: BaseUrl,
    Writable(row): Writable,
    Json(new): Json<NewShare>,
) -> ApiResult<Response> {
    checks::share(new.label.as_deref(), new.expires_at, clock::now())?;
    if state.store.shares(row.num).await?.len() >= MAX_SHARES {
        return Err(ApiError::conflict(
            "too_many_shares",
            "This endpoint has 100 share links; take one back first.",
        ));
    }
    let share = ShareRow {
        id: new_token("")?,
        endpoint: row.num,
        label: new.label,
        created_at: clock::now(),
        expires_at: new.expires_at,
    };
    state
        .store
        .create_share(share.clone())
        .await
        .map_err(checks::write_error)?;
    Ok(json(StatusCode::CREATED, &Share::new(&base, share)))
}

/// `GET …/shares`.
pub(super) async fn list(
    State(state): State<AppState>,
    base: BaseUrl,
    Writable(row): Writable,
) -> ApiResult<Response> {
    let rows = state.store.shares(row.num).await?;
    let items: Vec<Share> = rows.into_iter().map(|row| Share::new(&base, row)).collect();
    Ok(json(StatusCode::OK, &serde_json::json!({ "items": items })))
}

/// `DELETE …/shares/{share}`.
pub(super) async fn delete(
    State(state): State<AppState>,
    Writable(row): Writable,
    Path((_, share)): Path<(String, String)>,
) -> ApiResult<StatusCode> {
    state
        .store
        .delete_share(row.num, share)
        .await
        .map_err(|error| match error {
            store::WriteError::NotFound => no_share(),
            other => checks::write_error(other),
        })?;
    state.hub.rights_changed(row.num);
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/shares/{share}`: the endpoint a link opens, for whoever holds the link.
pub(super) async fn show(
    State(state): State<AppState>,
    base: BaseUrl,
    Path(id): Path<String>,
) -> ApiResult<Response> {
    let share = state.store.share(id).await?.ok_or_else(no_share)?;
    if share.expires_at.is_some_and(|end| end <= clock::now()) {
        return Err(no_share());
    }
    let row = state
        .store
        .endpoint_by_num(share.endpoint)
        .await?
        .ok_or_else(no_share)?;
    let endpoint = base.endpoint(row);
    let share = Share::new(&base, share);
    Ok(json(
        StatusCode::OK,
        &serde_json::json!({ "share": share, "endpoint": endpoint }),
    ))
}

fn no_share() -> ApiError {
    ApiError::new(
        StatusCode::NOT_FOUND,
        "not_found",
        "This share link does not exist, or has ended. Ask for a new one.",
    )
}
