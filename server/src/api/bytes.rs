//! Captured bytes, exactly as they came. They are hostile: always a download, always sandboxed.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use domain::head::Head;
use serde::Deserialize;
use store::StoredHit;

use super::hits::stored;
use crate::access::Readable;
use crate::decode;
use crate::error::{ApiError, ApiResult};
use crate::export::{self, Language};
use crate::extract::Query;
use crate::state::AppState;

/// Query of the body call.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct BodyQuery {
    /// `1`: without content codings.
    decoded: Option<u8>,
    /// `1`: also as UTF-8, by the charset of its content type.
    text: Option<u8>,
    #[serde(rename = "share")]
    _share: Option<String>,
}

/// `GET …/hits/{seq}/body`: the body's exact bytes; `?decoded=1` undoes content codings, `?text=1`
/// the charset as well.
pub(super) async fn body(
    State(state): State<AppState>,
    Readable(row): Readable,
    Path((_, seq)): Path<(String, String)>,
    Query(query): Query<BodyQuery>,
) -> ApiResult<Response> {
    let hit = stored(&state, row.num, &seq).await?;
    let name = format!("hit-{}-body", hit.seq());
    if query.decoded != Some(1) && query.text != Some(1) {
        return download(&name, hit.body);
    }
    let as_text = query.text == Some(1);
    let bytes = tokio::task::spawn_blocking(move || decoded(&hit, as_text))
        .await
        .map_err(ApiError::internal)??;
    download(&name, bytes)
}

fn decoded(hit: &StoredHit, as_text: bool) -> ApiResult<Vec<u8>> {
    let codings = Head::new(&hit.head)
        .get("content-encoding")
        .unwrap_or_default();
    let bytes = decode::content(&hit.body, codings).map_err(|error| {
        ApiError::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "cannot_decode",
            format!("Not decoded: {error}."),
        )
    })?;
    if as_text {
        return Ok(decode::text(&bytes, hit.summary.content_type.as_deref()).into_bytes());
    }
    Ok(bytes)
}

/// Query of the export call.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExportQuery {
    r#as: Language,
    #[serde(rename = "share")]
    _share: Option<String>,
}

/// `GET …/hits/{seq}/export?as=curl`: code that sends the hit again.
pub(super) async fn export(
    State(state): State<AppState>,
    Readable(row): Readable,
    Path((_, seq)): Path<(String, String)>,
    Query(query): Query<ExportQuery>,
) -> ApiResult<Response> {
    let hit = stored(&state, row.num, &seq).await?;
    let text = export::Request::of(&hit).write(query.r#as);
    download(
        &format!("hit-{}-{}.txt", hit.seq(), query.r#as.word()),
        text.into_bytes(),
    )
}

/// `GET …/hits/{seq}/raw`: head, body and trailers as they were on the wire, without chunk sizes.
pub(super) async fn raw(
    State(state): State<AppState>,
    Readable(row): Readable,
    Path((_, seq)): Path<(String, String)>,
) -> ApiResult<Response> {
    let hit = stored(&state, row.num, &seq).await?;
    let name = format!("hit-{}-raw", hit.seq());
    download(&name, wire(hit))
}

/// The request as one piece.
pub(super) fn wire(hit: StoredHit) -> Vec<u8> {
    let mut bytes = hit.head;
    bytes.reserve(hit.body.len() + hit.trailers.len());
    bytes.extend_from_slice(&hit.body);
    if Head::trailers(&hit.trailers).fields().next().is_some() {
        bytes.extend_from_slice(&hit.trailers);
    }
    bytes
}

/// Bytes that a browser saves and never shows, runs or guesses the type of. `name` is ours,
/// never the sender's.
pub(super) fn download(name: &str, bytes: Vec<u8>) -> ApiResult<Response> {
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}\""))
        .map_err(ApiError::internal)?;
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/octet-stream"),
    );
    headers.insert(CONTENT_DISPOSITION, disposition);
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("sandbox; default-src 'none'"),
    );
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}
