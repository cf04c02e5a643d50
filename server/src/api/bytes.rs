//! Captured bytes, exactly as they came. They are hostile: always a download, always sandboxed.

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use domain::BodyView;
use domain::head::Head;
use domain::media;
use domain::multipart::{self, Part};
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use serde::Deserialize;
use store::StoredHit;

use super::held::{load, unpacking, written};
use crate::access::Readable;
use crate::budget::held::Held;
use crate::budget::{AS_IT_IS, AS_JSON};
use crate::decode;
use crate::error::{ApiError, ApiResult};
use crate::export::{self, Language};
use crate::extract::{Path, Query};
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
    let (hit, share) = load(&state, row.num, &seq, AS_IT_IS).await?;
    let name = format!("hit-{}-body", hit.seq());
    if query.decoded != Some(1) && query.text != Some(1) {
        return download(&name, Held::body(hit.body, share));
    }
    let as_text = query.text == Some(1);
    let work = move |hit: &StoredHit| decoded(hit, as_text);
    let (bytes, share) = unpacking(&state, (hit, share), Vec::len, work).await?;
    download(&name, Held::body(bytes, share))
}

fn decoded(hit: &StoredHit, as_text: bool) -> ApiResult<Vec<u8>> {
    let codings = Head::new(&hit.head).list("content-encoding");
    let bytes = decode::content(&hit.body, &codings).map_err(|error| {
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

/// Query of the part call.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct PartQuery {
    #[serde(rename = "share")]
    _share: Option<String>,
}

/// `GET …/hits/{seq}/parts/{n}`: the exact bytes of one multipart part, counted from 1. A picture
/// by its first bytes may be shown where it is asked for; everything else is saved.
pub(super) async fn part(
    State(state): State<AppState>,
    Readable(row): Readable,
    Path((_, seq, number)): Path<(String, String, String)>,
    Query(_): Query<PartQuery>,
) -> ApiResult<Response> {
    let number: usize = number.parse().map_err(|_| no_part())?;
    let loaded = load(&state, row.num, &seq, AS_IT_IS).await?;
    let fallback = format!("hit-{}-part-{number}", loaded.0.seq());
    let size = |(_, content): &(Part, Vec<u8>)| content.len();
    let work = move |hit: &StoredHit| cut(hit, number);
    let ((part, content), share) = unpacking(&state, loaded, size, work).await?;
    let name = part.file.as_deref().map(safe_name).unwrap_or_default();
    let name = if name.is_empty() { fallback } else { name };
    let image = media::image_type(&content);
    let mut response = download(&name, Held::body(content, share))?;
    if let Some(kind) = image {
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        headers.insert(CONTENT_DISPOSITION, disposition("inline", &name)?);
    }
    Ok(response)
}

fn no_part() -> ApiError {
    ApiError::new(
        StatusCode::NOT_FOUND,
        "not_found",
        "This hit has no such part; parts are counted from 1, and only a multipart body has them.",
    )
}

/// A part and its content.
fn cut(hit: &StoredHit, number: usize) -> ApiResult<(Part, Vec<u8>)> {
    let kind = hit.summary.content_type.as_deref().unwrap_or_default();
    let boundary = multipart::boundary(kind).ok_or_else(no_part)?;
    let body = decoded(hit, false)?;
    let place = number.checked_sub(1).ok_or_else(no_part)?;
    let mut parts = multipart::parts(&body, &boundary).into_iter();
    let part = parts.nth(place).ok_or_else(no_part)?;
    let content = body.get(part.content.clone()).unwrap_or_default().to_vec();
    Ok((part, content))
}

/// Longest file name offered, in characters.
const LONGEST_NAME: usize = 120;

/// A file name that a sender gave, as one that may be offered: no folders, nothing that is not
/// drawn or that turns the text around, no leading dot.
fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last
        .chars()
        .filter(|c| !c.is_control() && !turns_text(*c))
        .map(|c| if "\"<>:|?*".contains(c) { '_' } else { c })
        .take(LONGEST_NAME)
        .collect();
    kept.trim_matches(|c: char| c == '.' || c.is_whitespace())
        .to_owned()
}

/// Characters that are not seen and change how those around them are shown.
const fn turns_text(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// `Content-Disposition` with a name that every browser reads (RFC 6266).
fn disposition(kind: &str, name: &str) -> ApiResult<HeaderValue> {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii() { c } else { '_' })
        .collect();
    let mut text = format!("{kind}; filename=\"{plain}\"");
    if plain != name {
        let coded = percent_encode(name.as_bytes(), NON_ALPHANUMERIC);
        text = format!("{text}; filename*=UTF-8''{coded}");
    }
    HeaderValue::try_from(text).map_err(ApiError::internal)
}

/// Query of the view call.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ViewQuery {
    /// First byte, of the body as it can be read.
    offset: u64,
    /// Most bytes of the piece; a megabyte when it is not said.
    limit: Option<u64>,
    #[serde(rename = "share")]
    _share: Option<String>,
}

/// Bytes of a piece when the call does not say.
const PIECE: u64 = 1 << 20;

/// Bytes of the longest piece. Shorter than a character it cannot be either, or reading would not go on.
const LONGEST_PIECE: u64 = 16 << 20;

/// `GET …/hits/{seq}/view`: a piece of the body as it can be read, in JSON.
pub(super) async fn view(
    State(state): State<AppState>,
    Readable(row): Readable,
    Path((_, seq)): Path<(String, String)>,
    Query(query): Query<ViewQuery>,
) -> ApiResult<Response> {
    let loaded = load(&state, row.num, &seq, AS_IT_IS).await?;
    let limit = query.limit.unwrap_or(PIECE).clamp(4, LONGEST_PIECE);
    let work = move |hit: &StoredHit| {
        serde_json::to_vec(&piece(hit, query.offset, limit)).map_err(ApiError::internal)
    };
    let (bytes, share) = unpacking(&state, loaded, Vec::len, work).await?;
    Ok(written(bytes, share))
}

fn piece(hit: &StoredHit, offset: u64, limit: u64) -> BodyView {
    let codings = Head::new(&hit.head).list("content-encoding");
    let coded = !codings.is_empty() && !codings.eq_ignore_ascii_case(b"identity");
    let (bytes, failed) = match decode::content(&hit.body, &codings) {
        Ok(bytes) => (bytes, None),
        Err(error) => (hit.body.clone(), Some(error.to_string())),
    };
    let converted = decode::converted(&bytes, hit.summary.content_type.as_deref());
    let (charset, bytes) = match converted {
        Some((charset, text)) => (Some(charset.to_owned()), text.into_bytes()),
        None => (None, bytes),
    };
    let undone = coded && failed.is_none();
    BodyView {
        codings: undone.then(|| String::from_utf8_lossy(&codings).into_owned()),
        charset,
        failed,
        ..BodyView::piece(&bytes, offset, limit)
    }
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
    let (hit, share) = load(&state, row.num, &seq, AS_JSON).await?;
    let text = export::Request::of(&hit).write(query.r#as);
    download(
        &format!("hit-{}-{}.txt", hit.seq(), query.r#as.word()),
        Held::body(text, share),
    )
}

/// `GET …/hits/{seq}/raw`: head, body and trailers as they were on the wire, without chunk sizes.
pub(super) async fn raw(
    State(state): State<AppState>,
    Readable(row): Readable,
    Path((_, seq)): Path<(String, String)>,
) -> ApiResult<Response> {
    let (hit, share) = load(&state, row.num, &seq, AS_IT_IS).await?;
    let name = format!("hit-{}-raw", hit.seq());
    download(&name, Held::body(wire(hit), share))
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

/// Bytes that a browser saves and never shows, runs or guesses the type of. `name` is one of ours,
/// or has been made safe.
pub(super) fn download(name: &str, body: Body) -> ApiResult<Response> {
    saved(name, "application/octet-stream", body)
}

/// The same for any body and a type that nothing can run in.
pub(super) fn saved(name: &str, kind: &'static str, body: Body) -> ApiResult<Response> {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CONTENT_DISPOSITION, disposition("attachment", name)?);
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("sandbox; default-src 'none'"),
    );
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expected: &str) {
        assert_eq!(safe_name(name), expected, "{name:?}");
    }

    #[test]
    fn file_names_are_made_safe() {
        check("photo.png", "photo.png");
        check("../../etc/passwd", "passwd");
        check(r"C:\Users\me\a.txt", "a.txt");
        check("a\"; filename=\"evil.html", "a_; filename=_evil.html");
        check("a\r\nSet-Cookie: x=1", "aSet-Cookie_ x=1");
        check("invoice\u{202e}fdp.exe", "invoicefdp.exe");
        check(".htaccess", "htaccess");
        check(" .. ", "");
        check("caf\u{e9} ☕.txt", "caf\u{e9} ☕.txt");
        assert_eq!(safe_name(&"x".repeat(500)).len(), LONGEST_NAME);
    }

    #[test]
    fn other_alphabets_are_named_twice() {
        let value = disposition("attachment", "caf\u{e9}.txt").unwrap();
        assert_eq!(
            value,
            "attachment; filename=\"caf_.txt\"; filename*=UTF-8''caf%C3%A9%2Etxt"
        );
    }
}
