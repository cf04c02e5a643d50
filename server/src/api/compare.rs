//! Comparing two hits.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use compare::Options;
use domain::compare::{Comparison, Differences, Part};
use domain::head::Head;
use domain::{Header, Hit};
use serde::Deserialize;
use store::StoredHit;
use tokio::sync::Semaphore;

use super::hits::stored;
use super::view;
use crate::access::Readable;
use crate::error::{ApiError, ApiResult, json};
use crate::extract::{Path, Query};
use crate::state::AppState;

/// Comparisons made at once: each may hold two bodies as trees.
static SLOTS: Semaphore = Semaphore::const_new(2);

/// Query of the compare call.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct CompareQuery {
    part: Part,
    /// `1`: what is equal as well.
    equal: Option<u8>,
    /// `1`: items of a JSON array in any order.
    any_order: Option<u8>,
    #[serde(rename = "share")]
    _share: Option<String>,
}

/// `GET …/hits/{seq}/compare/{other}?part=&equal=1&any_order=1`: what differs in `seq` from `other`.
pub(super) async fn compare(
    State(state): State<AppState>,
    Readable(row): Readable,
    Path((_, seq, other)): Path<(String, String, String)>,
    Query(query): Query<CompareQuery>,
) -> ApiResult<Response> {
    let options = Options {
        equal: query.equal == Some(1),
        any_order: query.any_order == Some(1),
    };
    let part = query.part;
    let slot = SLOTS.acquire().await.map_err(ApiError::internal)?;
    let b = stored(&state, row.num, &seq).await?;
    let a = stored(&state, row.num, &other).await?;
    let comparison = tokio::task::spawn_blocking(move || {
        let _slot = slot;
        whole(a, b, part, options)
    })
    .await
    .map_err(ApiError::internal)??;
    Ok(json(StatusCode::OK, &comparison))
}

fn whole(a: StoredHit, b: StoredHit, part: Part, options: Options) -> ApiResult<Comparison> {
    let found =
        (part == Part::Body).then(|| compare::bodies(&readable(&a), &readable(&b), options));
    let (a, b) = (view::hit(a)?, view::hit(b)?);
    let found = found.unwrap_or_else(|| lists(&a, &b, part, options));
    Ok(Comparison {
        a: a.summary,
        b: b.summary,
        part,
        found,
    })
}

/// The body without content codings; as it was sent where they cannot be undone.
fn readable(hit: &StoredHit) -> Vec<u8> {
    let codings = Head::new(&hit.head).list("content-encoding");
    decode::content(&hit.body, &codings).unwrap_or_else(|_| hit.body.clone())
}

fn lists(a: &Hit, b: &Hit, part: Part, options: Options) -> Differences {
    match part {
        Part::Query => compare::pairs(&query(a), &query(b), false, "pair", options),
        Part::Reply => compare::pairs(&reply(a), &reply(b), true, "line", options),
        Part::Headers | Part::Body => compare::pairs(
            &named(&a.headers),
            &named(&b.headers),
            true,
            "header",
            options,
        ),
    }
}

fn query(hit: &Hit) -> Vec<(String, String)> {
    hit.query
        .iter()
        .map(|pair| (pair.name.clone(), pair.value.clone()))
        .collect()
}

fn named(headers: &[Header]) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|header| {
            let value = String::from_utf8_lossy(&header.bytes()).into_owned();
            (header.name.clone(), value)
        })
        .collect()
}

/// The reply as one list: its status, its headers, the lines of its body.
fn reply(hit: &Hit) -> Vec<(String, String)> {
    let reply = &hit.reply;
    let status = reply
        .status
        .map_or_else(|| "none".to_owned(), |status| status.to_string());
    let body = reply
        .body
        .lines()
        .map(|line| ("Body".to_owned(), line.to_owned()));
    core::iter::once(("Status".to_owned(), status))
        .chain(named(&reply.headers))
        .chain(body)
        .collect()
}
