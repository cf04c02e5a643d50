//! All hits of an endpoint, or those that match, as one stream of a format.
//!
//! One hit is in memory at a time, and nothing is read that the format does not show: a table is
//! made from the rows of the list and never opens a body. What comes in meanwhile is not part of it.

use axum::body::Bytes;
use domain::filter::Filter;
use store::{ListQuery, Order, Store, Which};
use tokio::sync::mpsc;

use super::{Request, har, line, table};
use crate::error::{ApiError, ApiResult};

/// Rows read at a time.
const PAGE: usize = 200;

/// Pieces on their way to a slow reader.
const AHEAD: usize = 2;

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

/// Where the pieces go. An error ends the answer in the middle, so that the reader does not take
/// a part for the whole.
pub type Pieces = mpsc::Receiver<ApiResult<Bytes>>;

/// A stream and what fills it. The filling ends when the reader goes away.
pub fn open(store: Store, format: Format, choice: Choice) -> (Pieces, impl Future<Output = ()>) {
    let (pieces, stream) = mpsc::channel(AHEAD);
    let filling = async move {
        let writer = Writer {
            store,
            format,
            pieces,
        };
        if let Err(Stop::Failed(error)) = writer.write(choice).await {
            drop(writer.pieces.send(Err(error)).await);
        }
    };
    (stream, filling)
}

struct Writer {
    store: Store,
    format: Format,
    pieces: mpsc::Sender<ApiResult<Bytes>>,
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
        let Some(hit) = self.store.hit(endpoint, Which::Seq(seq)).await? else {
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
        let piece = written.await.map_err(ApiError::internal)??;
        self.send(piece).await
    }

    async fn send(&self, piece: Vec<u8>) -> Result<(), Stop> {
        if piece.is_empty() {
            return Ok(());
        }
        let sent = self.pieces.send(Ok(piece.into())).await;
        sent.map_err(|_| Stop::Left)
    }
}
