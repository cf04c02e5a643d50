//! `/metrics`: counters for Prometheus.

use std::sync::atomic::Ordering;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use store::Health;

use crate::auth::Caller;
use crate::capture::Capture;
use crate::state::AppState;

/// The route, for whoever may create endpoints here: anyone, or the admin.
pub fn routes(state: AppState, capture: Capture) -> Router {
    let answer = |State(state): State<AppState>, caller: Caller| async move {
        if state.settings.open() || caller.admin {
            metrics(&state, &capture)
        } else {
            StatusCode::NOT_FOUND.into_response()
        }
    };
    Router::new()
        .route("/metrics", get(answer))
        .with_state(state)
}

fn metrics(state: &AppState, capture: &Capture) -> Response {
    let counters = capture.counters();
    let watchers = u64::try_from(state.hub.watchers()).unwrap_or(u64::MAX);
    let ready = u64::from(state.store.health() == Health::Ready);
    let mut text = String::new();
    for (name, kind, help, value) in [
        (
            "creel_hits_stored_total",
            "counter",
            "Hits stored since the start.",
            counters.stored.load(Ordering::Relaxed),
        ),
        (
            "creel_requests_refused_total",
            "counter",
            "Requests to capture addresses that were not kept.",
            counters.refused.load(Ordering::Relaxed),
        ),
        (
            "creel_body_bytes_total",
            "counter",
            "Bytes of stored bodies as they were received.",
            counters.bytes.load(Ordering::Relaxed),
        ),
        (
            "creel_in_flight_bytes",
            "gauge",
            "Memory reserved for bodies that are being received.",
            capture.budget().taken(),
        ),
        (
            "creel_watchers",
            "gauge",
            "Live views that are open.",
            watchers,
        ),
        ("creel_ready", "gauge", "1 while hits can be stored.", ready),
    ] {
        text.push_str(&format!(
            "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}\n"
        ));
    }
    let headers = [
        (CONTENT_TYPE, "text/plain; version=0.0.4"),
        (CACHE_CONTROL, "no-store"),
    ];
    (headers, text).into_response()
}
