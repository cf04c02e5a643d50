//! Calls on hits.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use domain::HitChange;
use domain::filter::Filter;
use serde::Deserialize;
use store::{ListQuery, Order, StoredHit, Which};

use super::held::{json_held, load};
use super::{checks, view};
use crate::access::{Readable, Writable};
use crate::budget::{AS_IT_IS, AS_JSON};
use crate::clock;
use crate::error::{ApiError, ApiResult, json};
use crate::extract::{Json, Path, Query};
use crate::state::AppState;

/// Hits on a page when the caller does not say.
const LIMIT: usize = 50;
/// Hits on a page at the most.
const MAX_LIMIT: usize = 500;

/// Query of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct HitsQuery {
    q: Option<String>,
    before: Option<u64>,
    after: Option<u64>,
    limit: Option<usize>,
    order: Option<ListOrder>,
    #[serde(rename = "share")]
    _share: Option<String>,
}

/// Order of a list.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum ListOrder {
    /// Newest first.
    Desc,
    /// Oldest first.
    Asc,
}

/// `GET …/hits?q=&before=&after=&limit=&order=`: a page of rows, newest first unless asked.
pub(super) async fn list(
    State(state): State<AppState>,
    Readable(row): Readable,
    Query(query): Query<HitsQuery>,
) -> ApiResult<Response> {
    let limit = query.limit.unwrap_or(LIMIT);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(ApiError::new(
            StatusCode::BAD_REQUEST,
            "bad_query",
            format!("limit: 1 to {MAX_LIMIT}"),
        ));
    }
    let query = ListQuery {
        filter: filter(query.q.as_deref())?,
        before: query.before,
        after: query.after,
        limit,
        order: match query.order {
            Some(ListOrder::Asc) => Order::Oldest,
            Some(ListOrder::Desc) | None => Order::Newest,
        },
    };
    let page = state.store.list(row.num, query).await?;
    Ok(json(StatusCode::OK, &page))
}

/// Reads a filter; an empty one is none.
pub(super) fn filter(text: Option<&str>) -> ApiResult<Option<Filter>> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    Filter::parse(text, clock::now())
        .map(Some)
        .map_err(|error| ApiError::new(StatusCode::BAD_REQUEST, "bad_filter", error.to_string()))
}

/// The hit named in an address: a number, or `latest`.
pub(super) fn which(text: &str) -> ApiResult<Which> {
    if text == "latest" {
        return Ok(Which::Latest);
    }
    text.parse().map(Which::Seq).map_err(|_| ApiError::no_hit())
}

/// Reads the hit named in an address.
pub(super) async fn stored(state: &AppState, endpoint: i64, name: &str) -> ApiResult<StoredHit> {
    state
        .store
        .hit(endpoint, which(name)?)
        .await?
        .ok_or_else(ApiError::no_hit)
}

/// Query of the call for one hit.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct HitQuery {
    /// `0`: without the bytes of the body.
    body: Option<u8>,
    #[serde(rename = "share")]
    _share: Option<String>,
}

/// `GET …/hits/{seq}`: everything about one hit.
pub(super) async fn show(
    State(state): State<AppState>,
    Readable(row): Readable,
    Path((_, seq)): Path<(String, String)>,
    Query(query): Query<HitQuery>,
) -> ApiResult<Response> {
    let without_body = query.body == Some(0);
    let times = if without_body { AS_IT_IS } else { AS_JSON };
    let (hit, share) = load(&state, row.num, &seq, times).await?;
    let mut hit = view::hit(hit)?;
    if without_body {
        (hit.body.text, hit.body.base64) = (None, None);
    }
    json_held(&hit, share)
}

/// `PATCH …/hits/{seq}`: note and pin.
pub(super) async fn change(
    State(state): State<AppState>,
    Writable(row): Writable,
    Path((_, seq)): Path<(String, String)>,
    Json(change): Json<HitChange>,
) -> ApiResult<Response> {
    checks::note(change.note.as_ref().and_then(Option::as_deref))?;
    let seq = number(&state, row.num, &seq).await?;
    let hit = state
        .store
        .change_hit(row.num, seq, change)
        .await
        .map_err(hit_error)?;
    Ok(json(StatusCode::OK, &hit))
}

/// `DELETE …/hits/{seq}`.
pub(super) async fn delete(
    State(state): State<AppState>,
    Writable(row): Writable,
    Path((_, seq)): Path<(String, String)>,
) -> ApiResult<StatusCode> {
    let seq = number(&state, row.num, &seq).await?;
    let gone = state
        .store
        .delete_hits(row.num, &[seq])
        .await
        .map_err(hit_error)?;
    if gone.hits == 0 {
        Err(ApiError::no_hit())
    } else {
        Ok(StatusCode::NO_CONTENT)
    }
}

/// Query of the clear call.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ClearQuery {
    q: Option<String>,
    /// Only hits up to this number: what the caller saw when it decided.
    through: Option<u64>,
}

/// `DELETE …/hits?q=`: all hits, or those that match. Numbering goes on.
pub(super) async fn clear(
    State(state): State<AppState>,
    Writable(row): Writable,
    Query(query): Query<ClearQuery>,
) -> ApiResult<Response> {
    let filter = filter(query.q.as_deref())?;
    let deleted = state
        .store
        .clear(row.num, filter, query.through)
        .await
        .map_err(hit_error)?;
    Ok(json(
        StatusCode::OK,
        &serde_json::json!({ "hits": deleted.hits, "bytes": deleted.bytes }),
    ))
}

async fn number(state: &AppState, endpoint: i64, name: &str) -> ApiResult<u64> {
    match which(name)? {
        Which::Seq(seq) => Ok(seq),
        latest @ Which::Latest => {
            let size = state.store.size(endpoint, latest).await?;
            size.map(|(seq, _)| seq).ok_or_else(ApiError::no_hit)
        }
    }
}

fn hit_error(error: store::WriteError) -> ApiError {
    match error {
        store::WriteError::NotFound => ApiError::no_hit(),
        other => checks::write_error(other),
    }
}
