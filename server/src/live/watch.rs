//! One watcher's view: what it missed, then what happens, in order and once.

use std::time::Duration;

use domain::{Frame, Timestamp};
use store::{EndpointRow, ListQuery, Order};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::frame::encode;
use super::hub::Encoded;
use crate::access::{Reads, reads};
use crate::api::BaseUrl;
use crate::auth::Caller;
use crate::clock;
use crate::error::{ApiError, ApiResult};
use crate::state::AppState;

/// Hits in a snapshot and in one frame of the backlog.
const PAGE: usize = 200;

/// Where a reconnecting watcher left off.
#[derive(Clone, Copy, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Resume {
    /// Highest hit number it has seen; without it, it starts from a snapshot.
    pub(crate) since: Option<u64>,
    /// Revision it knows. When it is not the present one, a snapshot follows the hits.
    pub(crate) rev: Option<u64>,
    /// Share link, read by [`crate::auth::Caller`].
    #[serde(default, rename = "share")]
    pub(crate) _share: Option<Ignored>,
}

/// A value somebody else reads.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ignored;

impl<'de> serde::Deserialize<'de> for Ignored {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde::de::IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

impl Resume {
    /// Nothing is known of hits that are yet to come: a number beyond the last one is of another
    /// database (an older backup, say), and the watcher starts over.
    pub(crate) fn within(self, last_seq: u64) -> Self {
        match self.since {
            Some(since) if since > last_seq => Self {
                since: None,
                rev: None,
                ..self
            },
            _ => self,
        }
    }

    /// Where a `Last-Event-ID` of ours (`{last_seq}-{rev}`) left off; anything else is ignored.
    pub(crate) fn or_event_id(self, id: &str) -> Self {
        let parsed = id
            .split_once('-')
            .and_then(|(since, rev)| Some((since.parse().ok()?, rev.parse().ok()?)));
        match parsed {
            Some((since, rev)) => Self {
                since: Some(since),
                rev: Some(rev),
                ..self
            },
            None => self,
        }
    }
}

enum Stage {
    /// Reading what was missed, page by page.
    Backlog,
    /// A snapshot is due.
    Snapshot,
    /// Passing on what happens.
    Live,
}

/// The sequence of frames for one watcher.
pub(crate) struct Watch {
    state: AppState,
    caller: Caller,
    base: BaseUrl,
    endpoint: i64,
    /// Whether the watcher may read is to be asked before anything is sent.
    ask: bool,
    /// The endpoint may have changed: it is to be told once that is known.
    tell: bool,
    /// When the right to read ends by itself.
    until: Option<Timestamp>,
    receiver: Receiver<Encoded>,
    stage: Stage,
    last_seq: u64,
    rev: u64,
    snapshot_after_backlog: bool,
}

impl Watch {
    /// Subscribes first and reads afterwards, so that nothing falls between the two.
    pub(crate) fn start(
        state: AppState,
        caller: Caller,
        base: BaseUrl,
        endpoint: i64,
        resume: Resume,
    ) -> Self {
        let receiver = state.hub.subscribe(endpoint);
        let stage = if resume.since.is_some() {
            Stage::Backlog
        } else {
            Stage::Snapshot
        };
        let snapshot_after_backlog = resume.rev.is_some_and(|rev| rev != state.hub.revision());
        let last_seq = resume.since.unwrap_or(0);
        let rev = resume.rev.unwrap_or_else(|| state.hub.revision());
        Self {
            state,
            caller,
            base,
            endpoint,
            until: None,
            receiver,
            stage,
            ask: true,
            tell: false,
            last_seq,
            rev,
            snapshot_after_backlog,
        }
    }

    /// Highest hit number the watcher knows after the frame that came last.
    pub(crate) const fn last_seq(&self) -> u64 {
        self.last_seq
    }

    /// Revision the watcher knows after the frame that came last.
    pub(crate) const fn rev(&self) -> u64 {
        self.rev
    }

    /// The next frame; `None` when the endpoint is gone, or may not be read any more. Dropping the future loses nothing.
    pub(crate) async fn next(&mut self) -> ApiResult<Option<Encoded>> {
        loop {
            if self.ask {
                let Some(row) = self.may_read().await? else {
                    return Ok(None);
                };
                if core::mem::take(&mut self.tell) {
                    let endpoint = Box::new(self.base.endpoint(row));
                    if let Some(frame) = encode(&Frame::Endpoint { endpoint }) {
                        return Ok(Some(frame));
                    }
                }
            }
            match self.stage {
                Stage::Backlog => {
                    if let Some(frame) = self.backlog().await? {
                        return Ok(Some(frame));
                    }
                }
                Stage::Snapshot => return self.snapshot().await.map(Some),
                Stage::Live => match self.receive().await {
                    Ok(frame) if frame.end => return Ok(None),
                    Ok(frame) if frame.rights => {
                        self.ask = true;
                        self.tell |= frame.endpoint;
                    }
                    Ok(frame) if frame.last_seq.is_some_and(|seq| seq <= self.last_seq) => {}
                    // Part of it is known already, or something before it is not: the store knows
                    // what is to come next.
                    Ok(frame) if frame.first_seq.is_some_and(|seq| seq != self.last_seq + 1) => {
                        self.stage = Stage::Backlog;
                    }
                    Ok(frame) => {
                        self.last_seq = frame.last_seq.unwrap_or(self.last_seq);
                        self.rev = frame.rev.unwrap_or(self.rev);
                        return Ok(Some(frame));
                    }
                    // What was missed may have been about the endpoint or rights.
                    Err(RecvError::Lagged(_)) => {
                        (self.ask, self.tell, self.stage) = (true, true, Stage::Snapshot);
                    }
                    Err(RecvError::Closed) => return Ok(None),
                },
            }
        }
    }

    /// What comes next; when the right to read ends before that, the sign to ask for it again.
    async fn receive(&mut self) -> Result<Encoded, RecvError> {
        let Some(end) = self.until else {
            return self.receiver.recv().await;
        };
        let left = end.micros().saturating_sub(clock::now().micros());
        let left = Duration::from_micros(u64::try_from(left).unwrap_or(0));
        tokio::select! {
            biased;
            () = tokio::time::sleep(left) => Ok(Encoded { rights: true, ..Encoded::sign() }),
            frame = self.receiver.recv() => frame,
        }
    }

    /// The endpoint, if it may be read.
    async fn may_read(&mut self) -> ApiResult<Option<EndpointRow>> {
        let row = self.state.store.endpoint_by_num(self.endpoint).await;
        let Some(row) = row.map_err(ApiError::from)? else {
            return Ok(None);
        };
        self.until = match reads(&self.state, &self.caller, &row).await? {
            Reads::Never => return Ok(None),
            Reads::Now => None,
            Reads::Until(end) => Some(end),
        };
        self.ask = false;
        Ok(Some(row))
    }

    /// A page of missed hits, or `None` when there is no more and the stage has changed.
    async fn backlog(&mut self) -> ApiResult<Option<Encoded>> {
        let hits = self
            .state
            .store
            .hits_after(self.endpoint, self.last_seq, PAGE)
            .await
            .map_err(ApiError::from)?;
        let Some(last) = hits.last() else {
            self.stage = if core::mem::take(&mut self.snapshot_after_backlog) {
                (self.ask, self.tell) = (true, true);
                Stage::Snapshot
            } else {
                Stage::Live
            };
            return Ok(None);
        };
        self.last_seq = last.seq;
        Ok(encode(&Frame::Hits { hits }))
    }

    async fn snapshot(&mut self) -> ApiResult<Encoded> {
        // The revision is read before the list: a change in between makes the watcher's
        // number old, which costs a snapshot later and loses nothing.
        let rev = self.state.hub.revision();
        let query = ListQuery {
            limit: PAGE,
            order: Order::Newest,
            ..ListQuery::default()
        };
        let row = self
            .state
            .store
            .endpoint_by_num(self.endpoint)
            .await
            .map_err(ApiError::from)?
            .ok_or_else(ApiError::no_endpoint)?;
        let page = self
            .state
            .store
            .list(self.endpoint, query)
            .await
            .map_err(ApiError::from)?;
        self.last_seq = page
            .items
            .first()
            .map_or(row.last_seq, |hit| hit.seq.max(row.last_seq));
        self.rev = rev;
        self.stage = Stage::Live;
        let frame = Frame::Snapshot {
            hits: page.items,
            last_seq: self.last_seq,
            total: page.total.unwrap_or(row.hits),
            rev,
        };
        encode(&frame).ok_or_else(|| ApiError::internal("a snapshot could not be encoded"))
    }
}
