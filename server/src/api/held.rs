//! The memory of what is read. A large hit takes its share of a budget before it is loaded, and
//! its answer keeps the share until it has been sent, however many read at once and however slowly.

use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::Response;
use serde::Serialize;
use store::{StoredHit, Which};
use tokio::sync::Semaphore;

use super::hits::which;
use crate::budget::held::Held;
use crate::budget::{Exhausted, Share};
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;

/// One body is unpacked at a time: a few kilobytes can come to many megabytes.
static SLOT: Semaphore = Semaphore::const_new(1);

/// Loads the hit named in an address, for an answer of so many times its bytes.
pub(super) async fn load(
    state: &AppState,
    endpoint: i64,
    name: &str,
    times: u64,
) -> ApiResult<(StoredHit, Share)> {
    let size = state.store.size(endpoint, which(name)?).await?;
    let (seq, bytes) = size.ok_or_else(ApiError::no_hit)?;
    let share = state.reading.share(bytes.saturating_mul(times)).await;
    let share = share.map_err(too_much)?;
    let hit = state.store.hit(endpoint, Which::Seq(seq)).await?;
    Ok((hit.ok_or_else(ApiError::no_hit)?, share))
}

fn too_much(_: Exhausted) -> ApiError {
    ApiError::busy(1, "Too much is being read at once. Try again soon.")
}

/// Runs what may unpack bodies, and takes a share for what it came to.
pub(super) async fn unpacking<T: Send + 'static>(
    state: &AppState,
    loaded: (StoredHit, Share),
    size: fn(&T) -> usize,
    work: impl FnOnce(&StoredHit) -> ApiResult<T> + Send + 'static,
) -> ApiResult<(T, Share)> {
    let slot = SLOT.acquire().await.map_err(ApiError::internal)?;
    let result = tokio::task::spawn_blocking(move || work(&loaded.0))
        .await
        .map_err(ApiError::internal)??;
    // Nothing unpacked waits for its share: that would be memory as well.
    let bytes = u64::try_from(size(&result)).unwrap_or(u64::MAX);
    let share = state.reading.share_now(bytes).map_err(too_much)?;
    drop(slot);
    Ok((result, share))
}

/// A JSON answer that keeps its share.
pub(super) fn json_held<T: Serialize>(value: &T, share: Share) -> ApiResult<Response> {
    let bytes = serde_json::to_vec(value).map_err(ApiError::internal)?;
    Ok(written(bytes, share))
}

/// The same of JSON that is written already.
pub(super) fn written(bytes: Vec<u8>, share: Share) -> Response {
    let mut response = Response::new(Held::body(bytes, share));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
