//! All routes but capture, which takes a shorter way (see `capture`).

use axum::Router;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, HeaderName, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::api;
use crate::error::ApiError;
use crate::state::AppState;
use crate::ui;

/// API, pages and operation.
pub fn router(state: AppState) -> Router {
    let api = Router::new().nest("/api", api::routes());
    let pages = ui::routes(ui::Ui {
        api: api.clone().with_state(state.clone()),
        base: state.settings.base_path.clone(),
        public_url: state.settings.public_url.clone(),
    });
    Router::new()
        .merge(api)
        .merge(pages)
        .route("/livez", get(livez))
        .route("/readyz", get(readyz))
        .layer(CatchPanicLayer::custom(|_| {
            ApiError::internal("a handler panicked").into_response()
        }))
        .layer(SetResponseHeaderLayer::if_not_present(
            X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ))
        .layer(SetResponseHeaderLayer::if_not_present(
            HeaderName::from_static("referrer-policy"),
            // Not `no-referrer`: forms without scripts need their `Origin` to be told apart.
            HeaderValue::from_static("same-origin"),
        ))
        .with_state(state)
}

/// 200 as long as the process answers.
async fn livez() -> &'static str {
    "alive\n"
}

/// 200 when hits can be stored, else 503 with the reason's kind.
async fn readyz(State(state): State<AppState>) -> Response {
    let (status, text) = match state.store.health() {
        store::Health::Ready => (StatusCode::OK, "ready\n"),
        store::Health::Failing(reason) => {
            tracing::warn!(?reason, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "storing fails\n")
        }
    };
    (status, [(CACHE_CONTROL, "no-store")], text).into_response()
}
