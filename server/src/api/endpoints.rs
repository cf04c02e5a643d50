//! Calls on endpoints.

use axum::Extension;
use axum::extract::State;
use axum::http::header::{ORIGIN, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::{Endpoint, EndpointChange, NewEndpoint};
use serde::Deserialize;
use store::{Creator, EndpointRow, NewEndpointRow, Put};
use uuid::Uuid;

use super::base::BaseUrl;
use super::checks;
use crate::access::{Readable, Writable, find, may_change};
use crate::auth::{Caller, OWNER_COOKIE, hash_token, new_token};
use crate::clock;
use crate::error::{ApiError, ApiResult, json};
use crate::extract::{Json, Path, Query};
use crate::sender::ClientAddress;
use crate::state::AppState;

/// `POST /api/endpoints`: 201 with the key, shown this once. A browser also becomes its owner.
pub(super) async fn create(
    State(state): State<AppState>,
    caller: Caller,
    Extension(client): Extension<ClientAddress>,
    base: BaseUrl,
    headers: HeaderMap,
    Json(new): Json<NewEndpoint>,
) -> ApiResult<Response> {
    may_create(&state, &caller)?;
    let owner = Owner::of(&caller, &headers)?;
    let (row, key) = new_row(&state, Uuid::new_v4(), new, &client, owner.hash)?;
    let row = state
        .store
        .create_endpoint(row)
        .await
        .map_err(checks::write_error)?;
    Ok(owner.answer(StatusCode::CREATED, with_key(&base, row, key)))
}

/// `PUT /api/endpoints/{id}`: makes the endpoint with this id, or replaces its settings.
pub(super) async fn put(
    State(state): State<AppState>,
    caller: Caller,
    Extension(client): Extension<ClientAddress>,
    base: BaseUrl,
    headers: HeaderMap,
    Path(id): Path<String>,
    Json(new): Json<NewEndpoint>,
) -> ApiResult<Response> {
    let id = Uuid::try_parse(&id).map_err(|_| {
        ApiError::bad_request("PUT needs a UUID in the address; choose a slug in the body.")
    })?;
    match state.store.endpoint(id).await? {
        Some(row) if !may_change(&caller, &row) => return Err(ApiError::no_endpoint()),
        Some(_) => {}
        None => may_create(&state, &caller)?,
    }
    let owner = Owner::of(&caller, &headers)?;
    let (row, key) = new_row(&state, id, new, &client, owner.hash)?;
    match state
        .store
        .put_endpoint(row)
        .await
        .map_err(checks::write_error)?
    {
        Put::Created(row) => Ok(owner.answer(StatusCode::CREATED, with_key(&base, row, key))),
        Put::Replaced(row) => Ok(json(StatusCode::OK, &base.endpoint(row))),
    }
}

/// `GET /api/endpoints`: the caller's, newest first.
pub(super) async fn list(
    State(state): State<AppState>,
    caller: Caller,
    base: BaseUrl,
) -> ApiResult<Response> {
    let rows = match caller.owner {
        Some(owner) => state.store.endpoints_of_owner(owner).await?,
        None => Vec::new(),
    };
    let items: Vec<Endpoint> = rows.into_iter().map(|row| base.endpoint(row)).collect();
    Ok(json(StatusCode::OK, &serde_json::json!({ "items": items })))
}

/// `GET /api/endpoints/{id}`.
pub(super) async fn show(base: BaseUrl, Readable(row): Readable) -> Response {
    json(StatusCode::OK, &base.endpoint(row))
}

/// `PATCH /api/endpoints/{id}`: changes what is named.
pub(super) async fn change(
    State(state): State<AppState>,
    base: BaseUrl,
    Writable(row): Writable,
    Json(change): Json<EndpointChange>,
) -> ApiResult<Response> {
    checks::change(&change, clock::now())?;
    let row = state
        .store
        .change_endpoint(row.id, change)
        .await
        .map_err(checks::write_error)?;
    Ok(json(StatusCode::OK, &base.endpoint(row)))
}

/// `DELETE /api/endpoints/{id}`: the endpoint and all it kept, for good.
pub(super) async fn delete(
    State(state): State<AppState>,
    Writable(row): Writable,
) -> ApiResult<StatusCode> {
    state
        .store
        .delete_endpoint(row.id)
        .await
        .map_err(checks::write_error)?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/endpoints/{id}/claim`: makes this browser an owner of an endpoint whose key it sends.
pub(super) async fn claim(
    State(state): State<AppState>,
    caller: Caller,
    base: BaseUrl,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> ApiResult<Response> {
    let row = find(&state, &id).await?;
    if !may_change(&caller, &row) {
        return Err(ApiError::no_endpoint());
    }
    let owner = Owner::of(&caller, &headers)?;
    if let Some(hash) = owner.hash {
        state
            .store
            .add_owner(row.num, hash)
            .await
            .map_err(checks::write_error)?;
    }
    Ok(owner.answer(StatusCode::OK, base.endpoint(row)))
}

/// Query of the activity call.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ActivityQuery {
    /// Seconds before now; 60 to 2,592,000.
    seconds: Option<u64>,
    /// Number of buckets, 1 to 200.
    buckets: Option<usize>,
    #[serde(rename = "share")]
    _share: Option<String>,
}

/// `GET /api/endpoints/{id}/activity?seconds=3600&buckets=60`: hits and failed checks over time, and the
/// bytes that are stored now.
pub(super) async fn activity(
    State(state): State<AppState>,
    Readable(row): Readable,
    Query(query): Query<ActivityQuery>,
) -> ApiResult<Response> {
    let seconds = query.seconds.unwrap_or(3600).clamp(60, 2_592_000);
    let buckets = query.buckets.unwrap_or(60).clamp(1, 200);
    let to = clock::now();
    let span = i64::try_from(seconds * 1_000_000).unwrap_or(i64::MAX);
    let width = span / i64::try_from(buckets).unwrap_or(1);
    let from = to.plus_micros(-span);
    let activity = state.store.activity(row.num, from, width, buckets).await?;
    let counts: Vec<_> = activity
        .buckets
        .iter()
        .map(|bucket| serde_json::json!({ "hits": bucket.hits, "failed": bucket.failed }))
        .collect();
    Ok(json(
        StatusCode::OK,
        &serde_json::json!({ "from": from, "to": to, "complete": activity.complete, "buckets": counts, "bytes": row.bytes }),
    ))
}

fn may_create(state: &AppState, caller: &Caller) -> ApiResult<()> {
    if state.settings.open() || caller.admin {
        return Ok(());
    }
    Err(ApiError::new(
        StatusCode::UNAUTHORIZED,
        "admin_token_needed",
        "This server creates endpoints only for its admin: send 'Authorization: Bearer <admin token>'.",
    ))
}

fn new_row(
    state: &AppState,
    id: Uuid,
    new: NewEndpoint,
    client: &ClientAddress,
    owner_hash: Option<[u8; 32]>,
) -> ApiResult<(NewEndpointRow, String)> {
    let now = clock::now();
    checks::new_endpoint(&new, now)?;
    let key = new_token("ck_")?;
    let creator = Creator {
        name: client.0.to_string(),
        limit: state.settings.endpoints_per_client,
    };
    let row = NewEndpointRow {
        id,
        slug: new.slug,
        label: new.label,
        visibility: new.visibility,
        expires_at: new.expires_at,
        settings: new.settings,
        key_hash: hash_token(&key),
        owner_hash,
        creator: Some(creator),
        now,
    };
    Ok((row, key))
}

fn with_key(base: &BaseUrl, row: EndpointRow, key: String) -> Endpoint {
    Endpoint {
        key: Some(key),
        ..base.endpoint(row)
    }
}

/// The browser that becomes owner, and the cookie that tells it so when it has none yet.
struct Owner {
    hash: Option<[u8; 32]>,
    cookie: Option<String>,
}

impl Owner {
    /// A caller with an owner cookie keeps it. A browser (it sends `Origin`) gets one; scripts,
    /// which hold the key, do not.
    fn of(caller: &Caller, headers: &HeaderMap) -> ApiResult<Self> {
        if caller.owner.is_some() {
            return Ok(Self {
                hash: caller.owner,
                cookie: None,
            });
        }
        let Some(origin) = headers.get(ORIGIN).filter(|_| !caller.is_foreign()) else {
            return Ok(Self {
                hash: None,
                cookie: None,
            });
        };
        let token = new_token("co_")?;
        let secure = if origin.as_bytes().starts_with(b"https:") {
            "; Secure"
        } else {
            ""
        };
        let cookie = format!(
            "{OWNER_COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=34560000{secure}"
        );
        Ok(Self {
            hash: Some(hash_token(&token)),
            cookie: Some(cookie),
        })
    }

    fn answer(self, status: StatusCode, endpoint: Endpoint) -> Response {
        let mut response = json(status, &endpoint);
        let cookie = self
            .cookie
            .and_then(|text| HeaderValue::try_from(text).ok());
        if let Some(cookie) = cookie {
            response.headers_mut().insert(SET_COOKIE, cookie);
        }
        response.into_response()
    }
}
