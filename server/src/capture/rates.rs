//! Requests per second, per endpoint and per client.

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

/// How often counts that no longer matter are dropped.
const HOUSEKEEPING: Duration = Duration::from_secs(60);

/// Both limits. A limit that is off costs nothing.
#[derive(Debug)]
pub struct Rates {
    clock: DefaultClock,
    endpoints: Option<DefaultKeyedRateLimiter<i64>>,
    clients: Option<DefaultKeyedRateLimiter<IpAddr>>,
}

/// Too fast: the whole seconds to wait, at least 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooFast(pub u64);

impl Rates {
    /// Limits in requests per second, with bursts of as much.
    #[must_use]
    pub fn new(endpoint: Option<NonZeroU32>, client: Option<NonZeroU32>) -> Self {
        let limit = |rate: NonZeroU32| Quota::per_second(rate);
        Self {
            clock: DefaultClock::default(),
            endpoints: endpoint.map(|rate| RateLimiter::keyed(limit(rate))),
            clients: client.map(|rate| RateLimiter::keyed(limit(rate))),
        }
    }

    /// Counts a request to an endpoint, by its number.
    ///
    /// # Errors
    /// [`TooFast`] when it is one too many.
    pub fn endpoint(&self, num: i64) -> Result<(), TooFast> {
        self.check(self.endpoints.as_ref(), &num)
    }

    /// Counts a request of a client. IPv6 clients are told apart by their /64.
    ///
    /// # Errors
    /// [`TooFast`] when it is one too many.
    pub fn client(&self, address: IpAddr) -> Result<(), TooFast> {
        if self.clients.is_none() {
            return Ok(());
        }
        let network = match address.to_canonical() {
            IpAddr::V6(v6) => IpAddr::from((v6.to_bits() >> 64 << 64).to_be_bytes()),
            v4 @ IpAddr::V4(_) => v4,
        };
        self.check(self.clients.as_ref(), &network)
    }

    fn check<K: Clone + Eq + Hash>(
        &self,
        limiter: Option<&DefaultKeyedRateLimiter<K>>,
        key: &K,
    ) -> Result<(), TooFast> {
        let Some(limiter) = limiter else {
            return Ok(());
        };
        limiter.check_key(key).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.clock.now());
            TooFast(
                wait.as_millis()
                    .div_ceil(1000)
                    .try_into()
                    .unwrap_or(u64::MAX)
                    .max(1),
            )
        })
    }

    /// Drops counts that no longer matter, until `stop`: what is keyed by strangers grows.
    pub async fn keep_small(&self, stop: CancellationToken) {
        let mut ticks = interval(HOUSEKEEPING);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while stop.run_until_cancelled(ticks.tick()).await.is_some() {
            if let Some(endpoints) = &self.endpoints {
                endpoints.retain_recent();
                endpoints.shrink_to_fit();
            }
            if let Some(clients) = &self.clients {
                clients.retain_recent();
                clients.shrink_to_fit();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_too_many_is_told_how_long_to_wait() {
        let rates = Rates::new(NonZeroU32::new(2), NonZeroU32::new(1));
        assert_eq!([rates.endpoint(1), rates.endpoint(1)], [Ok(()), Ok(())]);
        assert_eq!(rates.endpoint(1), Err(TooFast(1)));
        assert_eq!(rates.endpoint(2), Ok(()));
        let client = |text: &str| rates.client(text.parse().unwrap());
        assert_eq!(client("2001:db8::1"), Ok(()));
        assert_eq!(client("2001:db8::2"), Err(TooFast(1)));
        assert_eq!(client("2001:db8:0:1::1"), Ok(()));
        assert_eq!(client("::ffff:192.0.2.1"), Ok(()));
        assert_eq!(client("192.0.2.1"), Err(TooFast(1)));
    }

    #[test]
    fn off_is_off() {
        let rates = Rates::new(None, None);
        assert!((0..1000).all(|_| rates.endpoint(1).is_ok()));
    }
}
