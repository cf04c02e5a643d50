//! A connection's bytes: the recorder must make the same of them however they are cut, and hyper,
//! which parses what it lets through, must see the same requests.
#![no_main]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use domain::head::Head;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use libfuzzer_sys::fuzz_target;
use net::recorder::outcome::{observe, serve};
use net::{Arrival, Peer, Refusal, RequestBody, Service};
use tokio::runtime::{Builder, Runtime};

/// Compares what hyper parsed with what was recorded.
#[derive(Clone, Default)]
struct Compare {
    served: Arc<AtomicUsize>,
}

impl Service for Compare {
    type Body = Full<Bytes>;

    async fn call(
        &self,
        _: Peer,
        arrival: Arrival,
        request: Request<RequestBody>,
    ) -> Response<Self::Body> {
        self.served.fetch_add(1, Ordering::Relaxed);
        assert_eq!(request.method().as_str().as_bytes(), arrival.method());
        let fields: Vec<_> = Head::new(&arrival.head).fields().collect();
        assert_eq!(request.headers().len(), fields.len());
        for (name, value) in fields {
            let name = str::from_utf8(name).expect("a name is ASCII");
            let mut told = request.headers().get_all(name).into_iter();
            assert!(told.any(|told| told.as_bytes() == value), "{name}");
        }
        let length = arrival.facts.length;
        if let Ok(body) = request.into_body().collect().await
            && arrival.facts.framing == domain::Framing::Length
        {
            assert_eq!(body.to_bytes().len() as u64, length);
        }
        Response::new(Full::default())
    }

    fn refuse(&self, refusal: Refusal) -> Response<Self::Body> {
        assert_ne!(refusal, Refusal::Malformed("it was not recorded"));
        Response::new(Full::default())
    }
}

thread_local! {
    static TIMERS: Runtime = Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime");
}

fuzz_target!(|input: &[u8]| {
    let Some((&seed, bytes)) = input.split_first() else {
        return;
    };
    let seed = u64::from(seed) + 1;
    let whole = observe(bytes, 1 << 20, 8192, 1);
    for (most, room) in [(1, 8192), (7, 24), (40, 1500)] {
        assert_eq!(observe(bytes, most, room, seed), whole, "{most}, {room}");
    }
    let compare = Compare::default();
    TIMERS.with(|timers| {
        let _within = timers.enter();
        serve(bytes, 64, seed, compare.clone());
    });
    assert!(compare.served.load(Ordering::Relaxed) <= whole.handed.len());
});
