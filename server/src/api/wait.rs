//! `GET /api/endpoints/{id}/wait`: the next matching hit, or 204. For tests in CI.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use store::{ListQuery, Order, Which};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, timeout_at};

use super::hits::filter;
use super::view;
use crate::access::{Readable, Reads, find, reads};
use crate::auth::Caller;
use crate::error::{ApiError, ApiResult, json};
use crate::extract::Query;
use crate::state::AppState;

/// Seconds a call waits when it does not say.
const TIMEOUT: u64 = 30;
/// Seconds a call waits at the most.
const MAX_TIMEOUT: u64 = 300;

/// Query of the wait call.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct WaitQuery {
    /// Filter.
    q: Option<String>,
    /// Only hits with a higher number; without it, only hits that are yet to come.
    after: Option<u64>,
    /// Seconds.
    timeout: Option<u64>,
    #[serde(rename = "share")]
    _share: Option<String>,
}

/// Answers with the oldest hit after `after` that matches, as soon as there is one.
pub(super) async fn wait(
    State(state): State<AppState>,
    caller: Caller,
    Readable(row): Readable,
    Query(query): Query<WaitQuery>,
) -> ApiResult<Response> {
    let filter = filter(query.q.as_deref())?;
    let seconds = query.timeout.unwrap_or(TIMEOUT).min(MAX_TIMEOUT);
    let deadline = Instant::now() + Duration::from_secs(seconds);
    let mut after = query.after.unwrap_or(row.last_seq);
    // Watching starts before reading, so that no hit falls between the two.
    let mut changes = state.hub.subscribe(row.num);
    loop {
        loop {
            let page = ListQuery {
                filter: filter.clone(),
                after: Some(after),
                limit: 1,
                order: Order::Oldest,
                ..ListQuery::default()
            };
            let page = state.store.list(row.num, page).await?;
            if let Some(found) = page.items.first() {
                let hit = state.store.hit(row.num, Which::Seq(found.seq)).await?;
                if let Some(hit) = hit {
                    // A right to read may have ended meanwhile.
                    let row = find(&state, &row.id.to_string()).await?;
                    if reads(&state, &caller, &row).await? == Reads::Never {
                        return Err(ApiError::no_endpoint());
                    }
                    return Ok(json(StatusCode::OK, &view::hit(hit)?));
                }
                after = found.seq;
                continue;
            }
            // A page can end early when much was read and nothing matched.
            match page.next {
                Some(next) => after = next,
                None => break,
            }
        }
        let change = tokio::select! {
            () = state.shutdown.cancelled() => {
                return Err(ApiError::busy(1, "The server is stopping; ask again."));
            }
            change = timeout_at(deadline, changes.recv()) => change,
        };
        match change {
            Err(_) => return Ok(StatusCode::NO_CONTENT.into_response()),
            Ok(Err(RecvError::Closed)) => return Err(ApiError::no_endpoint()),
            Ok(Ok(change)) if change.end => return Err(ApiError::no_endpoint()),
            Ok(Ok(_) | Err(RecvError::Lagged(_))) => {}
        }
    }
}
