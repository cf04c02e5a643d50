//! A store in a temporary folder, with a clock the test sets and the changes it published.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use domain::{Connection, Framing, HitSummary, Reply, Settings, Timestamp, Timing, Visibility};
use store::{
    Change, EndpointRow, ListQuery, NewEndpointRow, NewHit, Options, Publish, RecordError,
    Recorded, Scheme, Store, Version, Which,
};
use tempfile::TempDir;
use uuid::Uuid;

/// 2026-01-02T00:00:00Z, where every test's clock starts.
pub(crate) const START: Timestamp = Timestamp(1_767_312_000_000_000);

/// A published change, owned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    Hits(i64, Vec<u64>),
    Deleted(i64, Vec<u64>),
    Cleared(i64, u64),
    Updated(i64, Vec<u64>),
    Endpoint(i64),
    EndpointDeleted(i64),
}

fn seqs(hits: &[HitSummary]) -> Vec<u64> {
    hits.iter().map(|hit| hit.seq).collect()
}

impl Seen {
    fn new(change: &Change<'_>) -> Self {
        match change {
            Change::Hits { endpoint, hits } => Self::Hits(endpoint.num, seqs(hits)),
            Change::Deleted { endpoint, seqs } => Self::Deleted(endpoint.num, seqs.to_vec()),
            Change::Cleared { endpoint, through } => Self::Cleared(endpoint.num, *through),
            Change::Updated { endpoint, hits } => Self::Updated(endpoint.num, seqs(hits)),
            Change::Endpoint(row) => Self::Endpoint(row.num),
            Change::EndpointDeleted(endpoint) => Self::EndpointDeleted(endpoint.num),
        }
    }
}

/// Stops the writer at its next publish while it is closed.
#[derive(Default)]
pub(crate) struct Gate {
    closed: Mutex<bool>,
    opened: Condvar,
}

impl Gate {
    fn pass(&self) {
        let closed = self.closed.lock().unwrap();
        drop(self.opened.wait_while(closed, |closed| *closed).unwrap());
    }

    pub(crate) fn open(&self) {
        *self.closed.lock().unwrap() = false;
        self.opened.notify_all();
    }
}

pub(crate) type Answer = Pin<Box<dyn Future<Output = Result<Recorded, RecordError>>>>;

/// A hit that is in the queue when this returns, or was refused.
pub(crate) fn queue(store: &Store, hit: NewHit) -> Answer {
    let store = store.clone();
    let mut recording = Box::pin(async move { store.record(hit).await });
    let mut context = Context::from_waker(Waker::noop());
    match recording.as_mut().poll(&mut context) {
        Poll::Ready(answer) => Box::pin(std::future::ready(answer)),
        Poll::Pending => recording,
    }
}

/// A folder that may be opened again and again.
pub(crate) struct Folder {
    pub(crate) dir: TempDir,
    pub(crate) now: Arc<AtomicI64>,
    pub(crate) seen: Arc<Mutex<Vec<Seen>>>,
    pub(crate) gate: Arc<Gate>,
}

impl Folder {
    pub(crate) fn new() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
            now: Arc::new(AtomicI64::new(START.micros())),
            seen: Arc::default(),
            gate: Arc::default(),
        }
    }

    pub(crate) fn options(&self) -> Options {
        let now = Arc::clone(&self.now);
        Options {
            path: self.dir.path().to_owned(),
            durability: store::Durability::Process,
            limits: store::Limits::default(),
            clock: Arc::new(move || Timestamp(now.load(Ordering::Relaxed))),
        }
    }

    pub(crate) fn publish(&self) -> Publish {
        let (seen, gate) = (Arc::clone(&self.seen), Arc::clone(&self.gate));
        Arc::new(move |change| {
            gate.pass();
            seen.lock().unwrap().push(Seen::new(change));
        })
    }

    /// Closes the gate and returns when the writer stands before it, with hit 1 committed: what is
    /// queued now waits together.
    pub(crate) async fn hold(&self, store: &Store, num: i64) -> Answer {
        *self.gate.closed.lock().unwrap() = true;
        let first = queue(store, hit(num, "first"));
        while store.hit(num, Which::Seq(1)).await.unwrap().is_none() {
            tokio::task::yield_now().await;
        }
        first
    }

    pub(crate) fn open(&self) -> Store {
        Store::open(self.options(), self.publish()).unwrap()
    }

    pub(crate) fn open_with(&self, change: impl FnOnce(&mut store::Limits)) -> Store {
        let mut options = self.options();
        change(&mut options.limits);
        Store::open(options, self.publish()).unwrap()
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        std::mem::take(&mut *self.seen.lock().unwrap())
    }

    pub(crate) fn advance(&self, seconds: i64) {
        self.now.fetch_add(seconds * 1_000_000, Ordering::Relaxed);
    }
}

pub(crate) fn new_endpoint() -> NewEndpointRow {
    NewEndpointRow {
        id: Uuid::new_v4(),
        slug: None,
        label: None,
        visibility: Visibility::Private,
        expires_at: None,
        settings: Settings::default(),
        key_hash: [7; 32],
        owner_hash: None,
        creator: None,
        now: START,
    }
}

pub(crate) async fn endpoint(store: &Store) -> EndpointRow {
    store.create_endpoint(new_endpoint()).await.unwrap()
}

pub(crate) async fn endpoint_with(store: &Store, settings: Settings) -> EndpointRow {
    let new = NewEndpointRow {
        settings,
        ..new_endpoint()
    };
    store.create_endpoint(new).await.unwrap()
}

pub(crate) fn hit(endpoint: i64, body: impl Into<Bytes>) -> NewHit {
    let body = body.into();
    NewHit {
        endpoint,
        id: Uuid::now_v7(),
        received_at: START,
        method: "POST".to_owned(),
        target: b"/hook?a=1".to_vec(),
        version: Version::Http11,
        scheme: Scheme::Http,
        host: "localhost:3000".to_owned(),
        peer: SocketAddr::from(([127, 0, 0, 1], 40_000)),
        client_ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
        content_type: Some("application/json".to_owned()),
        head: Bytes::from_static(b"POST /hook?a=1 HTTP/1.1\r\nHost: localhost:3000\r\n\r\n"),
        trailers: Bytes::new(),
        size: body.len() as u64,
        body,
        truncated: false,
        incomplete: false,
        provider: None,
        event: None,
        delivery_id: None,
        verdict: None,
        verdicts: None,
        reply: Reply {
            status: Some(200),
            rule: "default".to_owned(),
            ..Reply::default()
        },
        timing: Timing::default(),
        connection: Connection {
            tls: false,
            request: 1,
            framing: Framing::Length,
        },
    }
}

/// Stores `count` hits with the bodies `0`, `1`, … and returns their numbers.
pub(crate) async fn record(store: &Store, endpoint: i64, count: usize) -> Vec<u64> {
    let mut seqs = Vec::new();
    for body in 0..count {
        let recorded = store.record(hit(endpoint, body.to_string())).await.unwrap();
        seqs.push(recorded.seq);
    }
    seqs
}

/// Numbers of all hits, newest first.
pub(crate) async fn listed(store: &Store, endpoint: i64) -> Vec<u64> {
    let query = ListQuery {
        limit: 1000,
        ..ListQuery::default()
    };
    let page = store.list(endpoint, query).await.unwrap();
    assert_eq!(page.next, None);
    assert_eq!(page.total, Some(page.items.len() as u64));
    page.items.iter().map(|hit| hit.seq).collect()
}
