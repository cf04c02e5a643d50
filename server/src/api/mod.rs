//! The one JSON API: the page, the command line and scripts all use it.

mod base;
mod bytes;
mod checks;
mod compare;
mod endpoints;
mod held;
mod hits;
mod samples;
mod secrets;
mod shares;
mod transfer;
mod verify;
mod view;
mod wait;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode};
use axum::routing::{get, post, put};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::error::ApiError;
use crate::live;
use crate::state::AppState;

pub use base::BaseUrl;
pub(crate) use checks::write_error;
pub(crate) use view::hit as hit_view;

/// Largest body of an API call that is not an import.
const MAX_BODY: usize = 1 << 20;

/// Every route below `/api`.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/endpoints", get(endpoints::list).post(endpoints::create))
        .route(
            "/endpoints/{id}",
            get(endpoints::show)
                .put(endpoints::put)
                .patch(endpoints::change)
                .delete(endpoints::delete),
        )
        .route("/endpoints/{id}/claim", post(endpoints::claim))
        .route("/endpoints/{id}/activity", get(endpoints::activity))
        .route("/endpoints/{id}/hits", get(hits::list).delete(hits::clear))
        .route(
            "/endpoints/{id}/hits/{seq}",
            get(hits::show).patch(hits::change).delete(hits::delete),
        )
        .route("/endpoints/{id}/hits/{seq}/body", get(bytes::body))
        .route("/endpoints/{id}/hits/{seq}/parts/{n}", get(bytes::part))
        .route("/endpoints/{id}/hits/{seq}/view", get(bytes::view))
        .route("/endpoints/{id}/hits/{seq}/raw", get(bytes::raw))
        .route("/endpoints/{id}/hits/{seq}/export", get(bytes::export))
        .route(
            "/endpoints/{id}/hits/{seq}/compare/{other}",
            get(compare::compare),
        )
        .route("/endpoints/{id}/hits/{seq}/verify", post(verify::verify))
        .route("/endpoints/{id}/hits/{seq}/check", post(verify::check))
        .route(
            "/endpoints/{id}/secrets",
            get(secrets::list).post(secrets::create),
        )
        .route(
            "/endpoints/{id}/secrets/{secret}",
            put(secrets::replace).delete(secrets::delete),
        )
        .route("/endpoints/{id}/samples", post(samples::send))
        .route("/samples", get(samples::list))
        .route("/providers", get(verify::providers))
        .route("/endpoints/{id}/export", get(transfer::export))
        .route(
            "/endpoints/{id}/import",
            // It reads line by line, under limits of its own.
            post(transfer::import).layer(DefaultBodyLimit::disable()),
        )
        .route("/endpoints/{id}/wait", get(wait::wait))
        .route("/endpoints/{id}/live", get(live::socket::live))
        .route("/endpoints/{id}/events", get(live::events::events))
        .route(
            "/endpoints/{id}/shares",
            get(shares::list).post(shares::create),
        )
        .route(
            "/endpoints/{id}/shares/{share}",
            axum::routing::delete(shares::delete),
        )
        .route("/shares/{share}", get(shares::show))
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        // Every answer depends on who asks and when, also those without a body.
        .layer(SetResponseHeaderLayer::if_not_present(
            CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ))
}

async fn unknown() -> ApiError {
    ApiError::new(
        StatusCode::NOT_FOUND,
        "no_such_call",
        "The API has no such call; the README lists what it has.",
    )
}

async fn wrong_method() -> ApiError {
    ApiError::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "wrong_method",
        "This address does not take this method; the README lists what it takes.",
    )
}
