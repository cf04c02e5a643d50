//! All hits of an endpoint out, and back in.

use std::collections::VecDeque;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bytes::{Buf as _, BytesMut};
use domain::HitChange;
use futures_util::StreamExt as _;
use serde::{Deserialize, Serialize};
use store::{EndpointRow, Full, RecordError, Recorded, Recording};
use tokio::sync::OwnedSemaphorePermit;

use super::bytes::saved;
use super::checks::write_error;
use super::hits::filter;
use crate::access::{Readable, Writable};
use crate::checker::{Subject, sender_url};
use crate::error::{ApiError, ApiResult, json};
use crate::export::line::{self, Imported};
use crate::export::stream::{self, Choice, Format};
use crate::extract::Query;
use crate::state::AppState;

/// Bytes of an import.
const MAX_IMPORT: u64 = 1 << 30;

/// Bytes of a line beyond three times the largest body: a body in base64 or with everything escaped,
/// and all that describes it.
const LINE_EXTRA: u64 = 1 << 20;

/// Hits handed to the writer and not committed yet, and bytes of them.
const AHEAD: usize = 64;
const AHEAD_BYTES: u64 = 4 << 20;

/// Query of the export call.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExportQuery {
    r#as: Format,
    #[serde(default)]
    q: Option<String>,
    #[serde(rename = "share")]
    _share: Option<String>,
}

/// `GET …/export?as=ndjson|har|csv&q=`: every hit there is now, or those that match, oldest first,
/// as a file that is written while it is sent.
pub(super) async fn export(
    State(state): State<AppState>,
    Readable(row): Readable,
    Query(query): Query<ExportQuery>,
) -> ApiResult<Response> {
    let permit = permit(&state)?;
    let choice = Choice {
        endpoint: row.num,
        filter: filter(query.q.as_deref())?,
        through: row.last_seq,
    };
    let format = query.r#as;
    let (pieces, filling) =
        stream::open(state.store.clone(), state.exporting.clone(), format, choice);
    let stop = state.shutdown.clone();
    state.tasks.spawn(async move {
        let _permit = permit;
        tokio::select! {
            () = stop.cancelled() => {}
            () = filling => {}
        }
    });
    let pieces = pieces.map(|piece| {
        piece.map_err(|error| {
            tracing::error!(%error, "an export broke off");
            error.to_string()
        })
    });
    let body = Body::from_stream(pieces);
    let name = format!("creel-{}.{}", name(&row), format.word());
    saved(&name, format.media_type(), body)
}

fn name(row: &EndpointRow) -> String {
    row.slug
        .as_ref()
        .map_or_else(|| row.id.to_string(), ToString::to_string)
}

fn permit(state: &AppState) -> ApiResult<OwnedSemaphorePermit> {
    Arc::clone(&state.transfers)
        .try_acquire_owned()
        .map_err(|_| {
            ApiError::busy(
                5,
                "Too many exports and imports are running. Try again soon.",
            )
        })
}

/// Answer to an import.
#[derive(Debug, Default, Serialize)]
pub(super) struct ImportResult {
    /// Hits stored.
    hits: u64,
    /// Number of the first of them.
    first: Option<u64>,
    /// Number of the last of them.
    last: Option<u64>,
}

/// `POST …/import`: hits as `export?as=ndjson` wrote them, one per line. They get the next numbers in
/// the order of the lines, keep their time, pin and note, and are checked against the secrets of this
/// endpoint: what a file says of its signatures is not believed. Lines before a bad one stay.
pub(super) async fn import(
    State(state): State<AppState>,
    Writable(row): Writable,
    body: Body,
) -> ApiResult<Response> {
    let _permit = permit(&state)?;
    let max_body = state.settings.capture.max_body;
    let mut import = Import {
        row: Arc::new(row),
        state: &state,
        waiting: VecDeque::new(),
        bytes: 0,
        result: ImportResult::default(),
    };
    let longest = max_body.saturating_mul(3).saturating_add(LINE_EXTRA);
    let outcome = import.read(body, longest, max_body).await;
    // What was handed over is stored either way, and counts.
    let settled = import.settle(0, 0).await;
    match outcome.and(settled) {
        Ok(()) => Ok(json(StatusCode::OK, &import.result)),
        Err(error) => Err(error.with_note(&format!(
            "{} hits before it were imported.",
            import.result.hits
        ))),
    }
}

/// A hit on its way to the disk.
struct Waiting {
    recording: Recording,
    change: Option<HitChange>,
    bytes: u64,
}

/// An import under way.
struct Import<'a> {
    state: &'a AppState,
    row: Arc<EndpointRow>,
    waiting: VecDeque<Waiting>,
    /// Their bytes.
    bytes: u64,
    result: ImportResult,
}

impl Import<'_> {
    /// Takes lines from the body until its end.
    async fn read(&mut self, body: Body, longest: u64, max_body: u64) -> ApiResult<()> {
        let mut pieces = body.into_data_stream();
        let (mut held, mut seen) = (BytesMut::new(), 0_usize);
        let (mut total, mut number) = (0_u64, 0_u64);
        loop {
            while let Some(end) = memchr::memchr(b'\n', held.get(seen..).unwrap_or_default()) {
                let line = held.split_to(seen + end);
                held.advance(1);
                (seen, number) = (0, number + 1);
                self.line(&line, number, max_body).await?;
            }
            seen = held.len();
            if seen as u64 > longest {
                return Err(too_large(format!("Line {} is too long.", number + 1)));
            }
            let Some(piece) = pieces.next().await else {
                break;
            };
            let piece = piece
                .map_err(|_| ApiError::bad_request("The body could not be read to its end."))?;
            total += piece.len() as u64;
            if total > MAX_IMPORT {
                return Err(too_large(format!(
                    "An import has up to {MAX_IMPORT} bytes."
                )));
            }
            held.extend_from_slice(&piece);
        }
        // The last line may lack its end.
        self.line(&held, number + 1, max_body).await
    }

    async fn line(&mut self, line: &[u8], number: u64, max_body: u64) -> ApiResult<()> {
        let line = line.trim_ascii();
        if line.is_empty() {
            return Ok(());
        }
        let Imported { mut hit, change } =
            line::read(line, self.row.num, max_body).map_err(|error| {
                ApiError::new(
                    StatusCode::BAD_REQUEST,
                    "bad_line",
                    format!("Line {number}: {error}."),
                )
            })?;
        hit.id = self.state.capture.next_id(hit.received_at);
        let target = String::from_utf8_lossy(&hit.target);
        let subject = Subject {
            method: hit.method.as_str().into(),
            url: sender_url(hit.scheme.as_str(), &hit.host, &target).into(),
            head: (&*hit.head).into(),
            body: hit.body.clone(),
            received_at: hit.received_at,
        };
        let checked = if hit.incomplete || hit.truncated {
            self.state.checker.recognise(&subject)
        } else {
            self.state.checker.check(&self.row, subject).await
        };
        hit.provider = checked.provider;
        hit.event = checked.event;
        hit.delivery_id = checked.delivery_id;
        hit.verdict = checked.outcome;
        hit.verdicts = checked.verdicts;
        let bytes = hit.bytes();
        let recording = self.state.store.enqueue(hit).map_err(not_kept)?;
        self.bytes += bytes;
        self.waiting.push_back(Waiting {
            recording,
            change,
            bytes,
        });
        self.settle(AHEAD, AHEAD_BYTES).await
    }

    /// Waits until no more than so many hits, and bytes of them, are on their way to the disk.
    async fn settle(&mut self, most: usize, most_bytes: u64) -> ApiResult<()> {
        while self.waiting.len() > most || self.bytes > most_bytes {
            let Some(Waiting {
                recording,
                change,
                bytes,
            }) = self.waiting.pop_front()
            else {
                break;
            };
            self.bytes -= bytes;
            let Recorded { seq, .. } = recording.wait().await.map_err(not_kept)?;
            self.result.hits += 1;
            self.result.first.get_or_insert(seq);
            self.result.last = Some(seq);
            if let Some(change) = change {
                let changed = self.state.store.change_hit(self.row.num, seq, change).await;
                changed.map_err(write_error)?;
            }
        }
        Ok(())
    }
}

fn too_large(message: String) -> ApiError {
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message)
}

fn not_kept(error: RecordError) -> ApiError {
    match error {
        RecordError::QueueFull => ApiError::busy(1, "Too much is being stored. Try again soon."),
        RecordError::EndpointGone => ApiError::no_endpoint(),
        RecordError::Full(full) => ApiError::new(
            StatusCode::INSUFFICIENT_STORAGE,
            "full",
            match full {
                Full::Total => "The database is full.",
                Full::Hits | Full::Bytes => "The endpoint is full and everything in it is pinned.",
            },
        ),
        RecordError::DiskFull => ApiError::new(
            StatusCode::INSUFFICIENT_STORAGE,
            "disk_full",
            "The server's disk is full.",
        ),
        RecordError::Io(_) | RecordError::Closed => {
            ApiError::busy(10, "The server cannot store hits at the moment.").with_cause(error)
        }
    }
}
