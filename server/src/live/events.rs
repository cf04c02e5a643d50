//! `GET /api/endpoints/{id}/events`: the same frames as server-sent events.
//!
//! The id of an event is `{last_seq}-{rev}`; a browser sends it back as `Last-Event-ID`.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{Stream, unfold};

use super::watch::{Resume, Watch};
use crate::access::Readable;
use crate::api::BaseUrl;
use crate::auth::Caller;
use crate::error::ApiResult;
use crate::extract::Query;
use crate::state::AppState;

/// Streams frames until the watcher leaves, the endpoint is deleted or the server stops.
pub(crate) async fn events(
    State(state): State<AppState>,
    caller: Caller,
    base: BaseUrl,
    Readable(row): Readable,
    Query(mut resume): Query<Resume>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    if let Some(id) = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok())
    {
        resume = resume.or_event_id(id);
    }
    let resume = resume.within(row.last_seq);
    let watch = Watch::start(state.clone(), caller, base, row.num, resume);
    let keep_alive = KeepAlive::new().interval(Duration::from_secs(15));
    let mut response = Sse::new(stream(state, watch))
        .keep_alive(keep_alive)
        .into_response();
    // Proxies that buffer would hold frames back.
    response
        .headers_mut()
        .insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}

fn stream(state: AppState, watch: Watch) -> impl Stream<Item = Result<Event, Infallible>> {
    unfold(watch, move |mut watch| {
        let state = state.clone();
        async move {
            let frame = tokio::select! {
                () = state.shutdown.cancelled() => return None,
                frame = watch.next() => frame,
            };
            match frame {
                Ok(Some(frame)) => {
                    let id = format!("{}-{}", watch.last_seq(), watch.rev());
                    Some((Ok(Event::default().id(id).data(frame.text.as_str())), watch))
                }
                Ok(None) => None,
                Err(error) => {
                    tracing::warn!(%error, "an event stream ended early");
                    None
                }
            }
        }
    })
}
