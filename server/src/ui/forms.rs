//! Forms that work without scripts.

use app::transport::ApiRequest;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::Endpoint;

use super::Pages;
use super::inner::Visitor;

/// An endpoint with its settings in JSON is far below this.
const MOST: usize = 1 << 20;

/// `POST /new`: creates an endpoint and goes to it.
pub(super) async fn new_endpoint(State(pages): State<Pages>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let call = ApiRequest {
        method: "POST",
        path: "/api/endpoints".to_owned(),
        body: Some("{}".to_owned()),
    };
    let Some(answer) = Visitor::of(&parts).call(pages.api.clone(), call).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    if !answer.status().is_success() {
        // Code and message of the API, with its status.
        return answer;
    }
    let cookies: Vec<HeaderValue> = answer
        .headers()
        .get_all(SET_COOKIE)
        .iter()
        .cloned()
        .collect();
    let endpoint = to_bytes(answer.into_body(), MOST)
        .await
        .ok()
        .and_then(|bytes| serde_json::from_slice::<Endpoint>(&bytes).ok());
    let place = endpoint.map(|endpoint| format!("{}/e/{}", pages.base, endpoint.name()));
    let Some(place) = place.and_then(|place| HeaderValue::try_from(place).ok()) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let mut response = StatusCode::SEE_OTHER.into_response();
    response.headers_mut().insert(LOCATION, place);
    for cookie in cookies {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}
