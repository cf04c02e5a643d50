//! How many hits per second the store keeps, and how fast it lists and searches.
//!
//! `cargo run --release -p store --example throughput -- [senders] [hits] [body bytes] [endpoints]`
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program for people at a terminal"
)]

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use domain::filter::Filter;
use domain::{Connection, Reply, Settings, Timestamp, Timing, Visibility};
use store::{
    Change, Limits, ListQuery, NewEndpointRow, NewHit, Options, Scheme, Store, Version, Which,
};
use uuid::Uuid;

const NOW: Timestamp = Timestamp(1_767_312_000_000_000);

const HEAD: &[u8] = b"POST /0b5b8a0e-4a63-4c0e-9a43-0d2c5f0a7b11/orders HTTP/1.1\r\n\
    Host: hooks.example.com\r\nUser-Agent: Stripe/1.0 (+https://stripe.com/docs/webhooks)\r\n\
    Content-Type: application/json; charset=utf-8\r\nContent-Length: 1100\r\n\
    Stripe-Signature: t=1767312000,v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd\r\n\
    Accept: */*; q=0.5, application/xml\r\nCache-Control: no-cache\r\n\r\n";

fn argument(at: usize, default: usize) -> usize {
    std::env::args()
        .nth(at)
        .map_or(default, |text| text.parse().unwrap())
}

fn hit(endpoint: i64, body: Bytes) -> NewHit {
    NewHit {
        endpoint,
        id: Uuid::now_v7(),
        received_at: NOW,
        method: "POST".to_owned(),
        target: b"/0b5b8a0e-4a63-4c0e-9a43-0d2c5f0a7b11/orders".to_vec(),
        version: Version::Http11,
        scheme: Scheme::Http,
        host: "hooks.example.com".to_owned(),
        peer: SocketAddr::from(([127, 0, 0, 1], 40_000)),
        client_ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
        content_type: Some("application/json; charset=utf-8".to_owned()),
        head: Bytes::from_static(HEAD),
        trailers: Bytes::new(),
        size: body.len() as u64,
        body,
        truncated: false,
        incomplete: false,
        provider: Some("stripe".to_owned()),
        event: Some("invoice.paid".to_owned()),
        delivery_id: Some("evt_1".to_owned()),
        verdict: None,
        verdicts: None,
        reply: Reply {
            status: Some(200),
            rule: "default".to_owned(),
            ..Reply::default()
        },
        timing: Timing::default(),
        connection: Connection::default(),
    }
}

fn body(bytes: usize) -> Bytes {
    let mut text = String::from(r#"{"id":"evt_1","order":{"id":123,"total":12.50},"lines":["#);
    while text.len() + 12 < bytes {
        text.push_str(r#"{"sku":"a"},"#);
    }
    text.push_str("{}]}");
    Bytes::from(text)
}

async fn endpoint(store: &Store) -> i64 {
    let new = NewEndpointRow {
        id: Uuid::new_v4(),
        slug: None,
        label: None,
        visibility: Visibility::Private,
        expires_at: None,
        settings: Settings::default(),
        key_hash: [0; 32],
        owner_hash: None,
        creator: None,
        now: NOW,
    };
    store.create_endpoint(new).await.unwrap().num
}

fn percentile(sorted: &[Duration], part: usize) -> Duration {
    sorted[(sorted.len() - 1) * part / 100]
}

#[tokio::main]
async fn main() {
    let (senders, hits) = (argument(1, 64), argument(2, 200_000));
    let (size, endpoints) = (argument(3, 1100), argument(4, 1));
    let dir = match std::env::var_os("CREEL_BENCH_DIR") {
        Some(dir) => tempfile::tempdir_in(dir).unwrap(),
        None => tempfile::tempdir().unwrap(),
    };
    let options = Options {
        path: dir.path().to_owned(),
        durability: store::Durability::Full,
        limits: Limits::default(),
        clock: Arc::new(|| NOW),
    };
    let batches = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&batches);
    let publish = move |change: &Change<'_>| {
        if matches!(change, Change::Hits { .. }) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    };
    let store = Store::open(options.clone(), Arc::new(publish)).unwrap();
    let mut nums = Vec::new();
    for _ in 0..endpoints {
        nums.push(endpoint(&store).await);
    }

    let body = body(size);
    let started = Instant::now();
    let tasks: Vec<_> = (0..senders)
        .map(|sender| {
            let (store, body, nums) = (store.clone(), body.clone(), nums.clone());
            tokio::spawn(async move {
                let mut times = Vec::with_capacity(hits / senders);
                for n in 0..hits / senders {
                    let num = nums[(sender + n * senders) % nums.len()];
                    let sent = Instant::now();
                    store.record(hit(num, body.clone())).await.unwrap();
                    times.push(sent.elapsed());
                }
                times
            })
        })
        .collect();
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await.unwrap());
    }
    let took = started.elapsed();
    times.sort_unstable();
    let per_second = times.len() as f64 / took.as_secs_f64();
    println!(
        "{senders} senders, {} hits of {} bytes, {endpoints} endpoints: {per_second:.0}/s, {:.1} MB/s, \
         {} changes; p50 {:?}, p99 {:?}, most {:?}",
        times.len(),
        body.len(),
        per_second * body.len() as f64 / 1e6,
        batches.load(Ordering::Relaxed),
        percentile(&times, 50),
        percentile(&times, 99),
        percentile(&times, 100),
    );
    read(&store, nums[0]).await;
    let file = std::fs::metadata(store.path()).unwrap().len();
    println!(
        "file {:.1} MB, {} bytes a hit",
        file as f64 / 1e6,
        file / times.len() as u64
    );
    store.close().await.unwrap();
    let started = Instant::now();
    let store = Store::open(options, Arc::new(|_| {})).unwrap();
    println!("open: {:?}", started.elapsed());
    store.close().await.unwrap();
}

/// Best of a few runs each.
async fn read(store: &Store, num: i64) {
    let last = store.endpoint_by_num(num).await.unwrap().unwrap().last_seq;
    let page = |filter: Option<&str>, before: Option<u64>| ListQuery {
        filter: filter.map(|text| Filter::parse(text, NOW).unwrap()),
        before,
        limit: 50,
        ..ListQuery::default()
    };
    let queries = [
        ("first page", page(None, None)),
        ("page in the middle", page(None, Some(last / 2))),
        ("status:500", page(Some("status:500"), None)),
        ("header.x-none:1", page(Some("header.x-none:1"), None)),
        ("body.order.id:124", page(Some("body.order.id:124"), None)),
        ("free text", page(Some("nowhere"), None)),
    ];
    for (name, query) in queries {
        let mut best = Duration::MAX;
        let mut seen = 0;
        for _ in 0..5 {
            let started = Instant::now();
            let found = store.list(num, query.clone()).await.unwrap();
            best = best.min(started.elapsed());
            seen = found.next.map_or(last, |next| last - next);
        }
        println!("{name}: {best:?} over {seen} hits");
    }
    let started = Instant::now();
    let hit = store.hit(num, Which::Seq(last / 2)).await.unwrap();
    println!("one hit: {:?} ({})", started.elapsed(), hit.is_some());
}
