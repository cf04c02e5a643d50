//! Capture in order.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use domain::Timestamp;
use http::{Request, Response};
use http_body_util::Full;
use store::{EndpointRow, NewHit, Store};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use super::draft::{Draft, Ending, owned};
use super::endpoints::EndpointCache;
use super::ids::Ids;
use super::rates::Rates;
use super::refuse::NotKept;
use super::reply::{Asked, choose};
use super::route::{Addresses, Name};
use crate::budget::{Budget, Share};
use crate::checker::Checker;
use crate::config::{CaptureLimits, Settings, TrustedProxies};
use crate::net::{Arrival, Peer, RequestBody};
use crate::sender::Sender;

/// Captures requests. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Capture {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    store: Store,
    checker: Checker,
    endpoints: EndpointCache,
    addresses: Addresses,
    trusted_proxies: TrustedProxies,
    limits: CaptureLimits,
    budget: Budget,
    rates: Rates,
    ids: Ids,
    tasks: TaskTracker,
    counters: Counters,
}

/// What capture has done since the start, for `/metrics`.
#[derive(Debug, Default)]
pub struct Counters {
    /// Hits stored.
    pub stored: AtomicU64,
    /// Requests answered with an error and not kept.
    pub refused: AtomicU64,
    /// Bytes of bodies received.
    pub bytes: AtomicU64,
}

impl Capture {
    /// Capture into `store`. `tasks` owns what outlives a request.
    #[must_use]
    pub fn new(
        settings: &Settings,
        store: Store,
        checker: Checker,
        endpoints: EndpointCache,
        tasks: TaskTracker,
    ) -> Self {
        let limits = settings.capture.clone();
        Self {
            inner: Arc::new(Inner {
                store,
                checker,
                endpoints,
                addresses: Addresses::new(
                    settings.base_path.clone(),
                    settings.capture_domain.clone(),
                ),
                trusted_proxies: settings.trusted_proxies.clone(),
                budget: Budget::new(limits.max_in_flight, limits.in_flight_wait),
                rates: Rates::new(limits.endpoint_rate, limits.client_rate),
                limits,
                ids: Ids::new(),
                tasks,
                counters: Counters::default(),
            }),
        }
    }

    /// What has been done so far.
    #[must_use]
    pub fn counters(&self) -> &Counters {
        &self.inner.counters
    }

    pub(super) fn limits(&self) -> &CaptureLimits {
        &self.inner.limits
    }

    /// The memory of bodies being received.
    #[must_use]
    pub fn budget(&self) -> &Budget {
        &self.inner.budget
    }

    /// A new id for a hit of this moment.
    pub(crate) fn next_id(&self, at: Timestamp) -> Uuid {
        self.inner.ids.next(at)
    }

    /// Keeps counts of strangers small, until `stop`.
    pub async fn housekeeping(&self, stop: CancellationToken) {
        self.inner.rates.keep_small(stop).await;
    }

    /// The endpoint a request is for, or `None` when it is not to be captured.
    #[must_use]
    pub fn name(&self, arrival: &Arrival) -> Option<Name> {
        self.inner.addresses.name(arrival)
    }

    /// Captures a request and answers it.
    pub async fn answer(
        &self,
        peer: Peer,
        arrival: Arrival,
        name: Name,
        request: Request<RequestBody>,
    ) -> Response<Full<Bytes>> {
        let (parts, mut body) = request.into_parts();
        let asked = Asked::of(&parts);
        // The values in it hold on to the connection's buffer.
        drop(parts);
        match self.capture(peer, arrival, name, &asked, &mut body).await {
            Ok(response) => response,
            Err(not_kept) => {
                self.inner.counters.refused.fetch_add(1, Ordering::Relaxed);
                not_kept.response(&asked, &mut body).await
            }
        }
    }

    async fn capture(
        &self,
        peer: Peer,
        arrival: Arrival,
        name: Name,
        asked: &Asked,
        body: &mut RequestBody,
    ) -> Result<Response<Full<Bytes>>, NotKept> {
        let inner = &*self.inner;
        let sender = owned(&Sender::new(peer, &arrival, &inner.trusted_proxies));
        inner.rates.client(sender.0)?;
        let row = self.endpoint(name, arrival.received_at).await?;
        inner.rates.endpoint(row.num)?;

        let mut draft = Draft::new(self.clone(), row, arrival, peer, sender);
        let ending = draft.receive(body, asked.waits_for_100).await?;
        let row = Arc::clone(&draft.row);
        let subject = draft.subject();
        let checked = match ending {
            Ending::Complete => inner.checker.check(&row, subject).await,
            Ending::TooLarge | Ending::TooSlow | Ending::Malformed(_) | Ending::BrokeOff => {
                inner.checker.recognise(&subject)
            }
        };
        let target = draft.arrival.target();
        let chosen = choose(&draft.row.settings, target, asked, ending, checked.outcome);
        let wait_us = u64::try_from(chosen.delay.as_micros()).unwrap_or(u64::MAX);
        let (reply, answer) = chosen.split(asked);
        let (hit, share) = draft.take_hit(ending, reply, wait_us, checked);

        let seq = self.store(hit, share).await?;
        if !answer.delay.is_zero() {
            sleep(answer.delay).await;
        }
        Ok(answer.with_number(seq))
    }

    async fn endpoint(&self, name: Name, now: Timestamp) -> Result<Arc<EndpointRow>, NotKept> {
        let row = self.inner.endpoints.find(&self.inner.store, name).await?;
        let row = row.ok_or(NotKept::NoEndpoint)?;
        match row.expires_at {
            Some(end) if end <= now => Err(NotKept::Expired),
            _ => Ok(row),
        }
    }

    /// Stores a hit; its share of memory is free again afterwards.
    async fn store(&self, hit: Box<NewHit>, share: Option<Share>) -> Result<u64, NotKept> {
        let size = hit.size;
        let recorded = self.inner.store.record(hit).await?;
        drop(share);
        let counters = &self.inner.counters;
        counters.stored.fetch_add(1, Ordering::Relaxed);
        counters.bytes.fetch_add(size, Ordering::Relaxed);
        Ok(recorded.seq)
    }

    /// Stores a hit whose sender has gone.
    pub(super) fn store_in_background(&self, hit: Box<NewHit>, share: Option<Share>) {
        let capture = self.clone();
        self.inner.tasks.spawn(async move {
            if let Err(error) = capture.store(hit, share).await {
                tracing::warn!(%error, "a hit whose sender hung up was not kept");
            }
        });
    }
}
