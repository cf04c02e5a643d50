//! All hits of an endpoint, or those that match, as one stream of a format.
//!
//! One hit is in memory at a time, with a share of the memory of all exports, and nothing is read
//! that the format does not show: a table is made from the rows of the list and never opens a body.
//! What comes in meanwhile is not part of it.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::Bytes;
use domain::filter::Filter;
use futures_util::Stream;
use store::{ListQuery, Order, Store, Which};
use tokio::sync::mpsc;

use super::{Request, har, line, table};
use crate::budget::held::Held;
use crate::budget::{AS_JSON, Budget, Share};
use crate::error::{ApiError, ApiResult};

/// Rows read at a time.
const PAGE: usize = 200;

/// Pieces ready for a slow reader, beside the one being sent.
const AHEAD: usize = 1;

/// What the stream is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// A line of JSON per hit; can be imported.
    Ndjson,
    /// HTTP Archive 1.2.
    Har,
    /// A table of what the list shows.
    Csv,
}

impl Format {
    /// The word used in addresses and file names.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::Har => "har",
            Self::Csv => "csv",
        }
    }

    /// Media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Ndjson => "application/x-ndjson",
            Self::Har => "application/json",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// Which hits.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Number of the endpoint's row.
    pub endpoint: i64,
    /// Only those that match.
    pub filter: Option<Filter>,
    /// Only up to this number.
    pub through: u64,
}

/// What an export consists of. An error ends the answer in the middle, so that the reader does not
/// take a part for the whole.
#[derive(Debug)]
pub struct Pieces {
    coming: mpsc::Receiver<ApiResult<Held>>,
    /// The one being sent.
    now: Option<Held>,
}

impl Stream for Pieces {
    type Item = ApiResult<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(bytes) = self.now.as_mut().and_then(Held::next_piece) {
                return Poll::Ready(Some(Ok(bytes)));
            }
            // Before the next comes, which may wait for this one's share.
            self.now = None;
            match ready!(self.coming.poll_recv(cx)) {
                Some(Ok(piece)) => self.now = Some(piece),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

/// A stream and what fills it, with shares of `memory`. The filling ends when the reader goes away.
pub fn open(
    store: Store,
    memory: Budget,
    format: Format,
    choice: Choice,
) -> (Pieces, impl Future<Output = ()>) {
    let (pieces, coming) = mpsc::channel(AHEAD);
    let filling = async move {
        let writer = Writer {
            store,
            memory,
            format,
            pieces,
        };
        if let Err(Stop::Failed(error)) = writer.write(choice).await {
            drop(writer.pieces.send(Err(error)).await);
        }
    };
    (Pieces { coming, now: None }, filling)
}

struct Writer {
    store: Store,
    memory: Budget,
    format: Format,
    pieces: mpsc::Sender<ApiResult<Held>>,
}

/// Why a stream ended early.
enum Stop {
    /// The reader has gone.
    Left,
    Failed(ApiError),
}

impl<E: Into<ApiError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl Writer {
    async fn write(&self, choice: Choice) -> Result<(), Stop> {
        match self.format {
            Format::Ndjson => {}
            Format::Csv => self.send(table::names()?).await?,
            Format::Har => self.send(har::START.into()).await?,
        }
        let mut after = Some(0);
        let mut first = true;
        while let Some(last) = after {
            let query = ListQuery {
                filter: choice.filter.clone(),
                after: Some(last),
                before: choice.through.checked_add(1),
                limit: PAGE,
                order: Order::Oldest,
            };
            let page = self.store.list(choice.endpoint, query).await?;
            if self.format == Format::Csv {
                let rows = page.items.iter().map(table::row);
                self.send(rows.collect::<ApiResult<Vec<_>>>()?.concat())
                    .await?;
            } else {
                for hit in &page.items {
                    self.whole(choice.endpoint, hit.seq, &mut first).await?;
                }
            }
            after = page.next;
        }
        if self.format == Format::Har {
            self.send(har::END.into()).await?;
        }
        Ok(())
    }

    /// One hit with its body, if it is still there.
    async fn whole(&self, endpoint: i64, seq: u64, first: &mut bool) -> Result<(), Stop> {
        // Nothing is read for which there is no place.
        let place = self.pieces.reserve().await.map_err(|_| Stop::Left)?;
        let which = Which::Seq(seq);
        let Some((_, bytes)) = self.store.size(endpoint, which).await? else {
            return Ok(());
        };
        let mut share = self.share(bytes.saturating_mul(AS_JSON)).await?;
        let Some(hit) = self.store.hit(endpoint, which).await? else {
            return Ok(());
        };
        let format = self.format;
        let comma = !core::mem::replace(first, false);
        // A large body takes a while to write.
        let written = tokio::task::spawn_blocking(move || -> ApiResult<Vec<u8>> {
            if format == Format::Ndjson {
                return line::write(hit);
            }
            let entry = har::entry(&Request::of(&hit));
            let mut piece = if comma { b",\n".to_vec() } else { Vec::new() };
            serde_json::to_writer(&mut piece, &entry).map_err(ApiError::internal)?;
            Ok(piece)
        });
        let mut piece = written.await.map_err(ApiError::internal)??;
        // What stays is the piece alone.
        piece.shrink_to_fit();
        share.lessen(piece.len() as u64);
        place.send(Ok(Held::new(piece, Some(share))));
        Ok(())
    }

    /// A share of the memory, however long it takes: the pieces of others are on their way.
    async fn share(&self, bytes: u64) -> Result<Share, Stop> {
        let share = async {
            loop {
                if let Ok(share) = self.memory.share(bytes).await {
                    return share;
                }
            }
        };
        tokio::select! {
            share = share => Ok(share),
            () = self.pieces.closed() => Err(Stop::Left),
        }
    }

    /// Sends what is always small.
    async fn send(&self, piece: Vec<u8>) -> Result<(), Stop> {
        if piece.is_empty() {
            return Ok(());
        }
        let sent = self.pieces.send(Ok(Held::new(piece, None))).await;
        sent.map_err(|_| Stop::Left)
    }
}
