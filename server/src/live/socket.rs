//! `GET /api/endpoints/{id}/live`: the websocket.

use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::http::StatusCode;
use axum::http::header::{CONNECTION, UPGRADE};
use axum::response::{IntoResponse as _, Response};
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};
use tokio_util::sync::CancellationToken;

use super::watch::{Resume, Watch};
use crate::access::Readable;
use crate::api::BaseUrl;
use crate::auth::Caller;
use crate::error::{ApiError, ApiResult};
use crate::extract::Query;
use crate::state::AppState;

/// Time between pings.
const PING: Duration = Duration::from_secs(20);
/// A watcher that sent nothing for this long, not even a pong, is gone.
const IDLE: Duration = Duration::from_secs(60);
/// A watcher that does not take a frame for this long is dropped; it can resume.
const SEND: Duration = Duration::from_secs(20);
/// Watchers send nothing but pongs and close.
const MAX_INCOMING: usize = 4 * 1024;
/// Bytes that may wait in one connection before its task waits too.
const MAX_WAITING: usize = 1 << 20;

/// Upgrades, then sends frames until either side ends it.
pub(crate) async fn live(
    State(state): State<AppState>,
    caller: Caller,
    base: BaseUrl,
    Readable(row): Readable,
    Query(resume): Query<Resume>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> ApiResult<Response> {
    if caller.is_foreign() && caller.bearer.is_none() && caller.share.is_none() {
        return Err(ApiError::no_endpoint());
    }
    let Ok(upgrade) = upgrade else {
        let error = ApiError::new(
            StatusCode::UPGRADE_REQUIRED,
            "websocket_needed",
            "This address is a websocket. Connect with one, or read the same as server-sent events at …/events.",
        );
        let wanted = [(CONNECTION, "upgrade"), (UPGRADE, "websocket")];
        return Ok((wanted, error).into_response());
    };
    let resume = resume.within(row.last_seq);
    let tasks = state.tasks.clone();
    Ok(upgrade
        .max_message_size(MAX_INCOMING)
        .max_frame_size(MAX_INCOMING)
        .write_buffer_size(64 * 1024)
        .max_write_buffer_size(MAX_WAITING)
        .on_upgrade(move |socket| {
            let stop = state.shutdown.clone();
            let watch = Watch::start(state, caller, base, row.num, resume);
            tasks.track_future(run(watch, stop, socket))
        }))
}

async fn run(mut watch: Watch, stop: CancellationToken, mut socket: WebSocket) {
    let mut ping = interval(PING);
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut heard = Instant::now();
    let (code, reason) = loop {
        let message = tokio::select! {
            biased;
            () = stop.cancelled() => break (close_code::RESTART, "the server is stopping"),
            incoming = socket.recv() => match incoming {
                None | Some(Err(_) | Ok(Message::Close(_))) => return,
                Some(Ok(_)) => { heard = Instant::now(); continue }
            },
            _ = ping.tick() => {
                if heard.elapsed() > IDLE { break (close_code::POLICY, "no answer to pings") }
                Message::Ping(axum::body::Bytes::new())
            }
            next = watch.next() => match next {
                Ok(Some(frame)) => Message::Text(frame.text),
                Ok(None) => break (close_code::NORMAL, "there is nothing more to read"),
                Err(error) => {
                    tracing::warn!(%error, "a live view ended early");
                    break (close_code::ERROR, "reading failed; connect again")
                }
            },
        };
        if !matches!(timeout(SEND, socket.send(message)).await, Ok(Ok(()))) {
            return;
        }
    };
    let close = Message::Close(Some(CloseFrame {
        code,
        reason: reason.into(),
    }));
    // The other side may be gone already, and then there is nobody to tell.
    drop(timeout(SEND, socket.send(close)).await);
}
