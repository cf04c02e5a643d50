//! What a large database costs: start, memory, reads, capture, and many watchers.
//!
//! The hits are written through the store, in the shape that capture gives them: one
//! endpoint has half of them, the others ten thousand each.

use std::io::{Read, Write, stdout};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use domain::{Connection, Reply, Timestamp, Timing};
use store::{Durability, Limits, NewHit, Options as StoreOptions, Scheme, Store, Version};
use uuid::Uuid;

use crate::Options;
use crate::cells::{json, webhook};
use crate::http;
use crate::load::Load;
use crate::target::{Endpoint, Server, folder};
use crate::watch::Watchers;

/// Hits of each small endpoint.
const SMALL: u64 = 10_000;

/// Bytes of a body.
const BODY: usize = 1_000;

/// Reads of each kind.
const READS: usize = 200;

/// Hits a second that the watchers see.
const WATCHED_RATE: u32 = 100;

/// No limit of the server may get into the way.
const ARGS: [&str; 4] = ["--max-total", "1TiB", "--max-age", "36500d"];

/// Fills a database, then measures and prints a row for each question.
pub(crate) fn run(options: &Options, hits: u64, watchers: usize) -> Result<()> {
    let beside = options.creel.parent().unwrap_or_else(|| Path::new("."));
    let data = folder(options.data.as_deref().unwrap_or(beside))?;
    let args: Vec<String> = ARGS
        .iter()
        .map(ToString::to_string)
        .chain(options.creel_args.iter().cloned())
        .collect();
    let (large, small) = fill(&options.creel, data.path(), &args, hits)?;

    say("| with so many hits stored | measured | goal |\n| --- | --: | --: |")?;
    let server = Server::creel_on(&options.creel, data.path(), &args)?;
    let first = first_accepted(&server, &small)?;
    row("start to first accepted request", millis(first), "150 ms")?;
    if let Some(kilobytes) = server.resident() {
        row(
            "memory after the start",
            format!("{} MB", kilobytes / 1000),
            "30 MB",
        )?;
    }
    reads(&server, &large, &small, hits)?;
    if let Some(kilobytes) = server.resident() {
        row(
            "memory after reading",
            format!("{} MB", kilobytes / 1000),
            "",
        )?;
    }
    drop(server);
    capture(options, data.path(), &args, &large)?;
    watch(options, data.path(), &args, watchers)
}

fn say(line: &str) -> Result<()> {
    Ok(writeln!(stdout().lock(), "{line}")?)
}

fn row(name: &str, measured: String, goal: &str) -> Result<()> {
    say(&format!("| {name} | {measured} | {goal} |"))
}

fn millis(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}

/// The large endpoint and a small one, full of hits.
fn fill(creel: &Path, data: &Path, args: &[String], hits: u64) -> Result<(Endpoint, Endpoint)> {
    let server = Server::creel_on(creel, data, args)?;
    let large = server.endpoint()?;
    let count = (hits / 2).div_ceil(SMALL).max(1);
    let mut small = Vec::new();
    for _ in 0..count {
        small.push(server.endpoint()?);
    }
    drop(server);
    let begun = Instant::now();
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let store = Store::open(
            StoreOptions {
                path: data.to_owned(),
                durability: Durability::Process,
                limits: Limits::default(),
                clock: Arc::new(|| Timestamp(NOW)),
            },
            Arc::new(|_| {}),
        )?;
        put(&store, &large, hits - hits / 2).await?;
        for endpoint in &small {
            put(&store, endpoint, (hits / 2).min(SMALL)).await?;
        }
        store.close().await?;
        anyhow::Ok(())
    })?;
    say(&format!(
        "{hits} hits written in {:.0} s\n",
        begun.elapsed().as_secs_f64()
    ))?;
    let small = small.into_iter().next_back().context("a small endpoint")?;
    Ok((large, small))
}

/// A moment to give to hits.
const NOW: i64 = 1_790_000_000_000_000;

async fn put(store: &Store, endpoint: &Endpoint, hits: u64) -> Result<()> {
    let row = store.endpoint(endpoint.id.parse()?).await?;
    let num = row.context("the endpoint is stored")?.num;
    let body = Bytes::from(json(BODY));
    let head = webhook(&format!("/{}/orders", endpoint.id), 0);
    let mut waiting = std::collections::VecDeque::new();
    for number in 0..hits {
        waiting.push_back(store.enqueue(hit(num, number, &head, &body))?);
        if waiting.len() >= 4096
            && let Some(oldest) = waiting.pop_front()
        {
            oldest.wait().await?;
        }
    }
    for recording in waiting {
        recording.wait().await?;
    }
    Ok(())
}

fn hit(endpoint: i64, number: u64, head: &[u8], body: &Bytes) -> NewHit {
    NewHit {
        endpoint,
        id: Uuid::from_u128(u128::from(number)),
        received_at: Timestamp(NOW),
        method: "POST".to_owned(),
        target: b"/orders".to_vec(),
        version: Version::Http11,
        scheme: Scheme::Http,
        host: "127.0.0.1".to_owned(),
        peer: SocketAddr::from(([127, 0, 0, 1], 40_000)),
        client_ip: [127, 0, 0, 1].into(),
        content_type: Some("application/json".to_owned()),
        head: Bytes::copy_from_slice(head),
        trailers: Bytes::new(),
        body: body.clone(),
        size: body.len() as u64,
        truncated: false,
        incomplete: false,
        provider: Some("github".to_owned()),
        event: Some("push".to_owned()),
        delivery_id: None,
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

/// From the start of the process until a hit was stored and answered.
fn first_accepted(server: &Server, endpoint: &Endpoint) -> Result<Duration> {
    let begun = Instant::now();
    let request = webhook(&format!("/{}/orders", endpoint.id), BODY);
    let (status, _) = http::exchange(server.address, &request)?;
    ensure!(
        status == 200,
        "the first request was answered with {status}"
    );
    Ok(server.started_in + begun.elapsed())
}

/// Reads as the page makes them, one after the other on one connection.
fn reads(server: &Server, large: &Endpoint, small: &Endpoint, hits: u64) -> Result<()> {
    let middle = hits / 4;
    let quarter = hits / 8;
    for (name, endpoint, path, goal) in [
        (
            "first page of 50",
            large,
            "hits?limit=50".to_owned(),
            "5 ms",
        ),
        ("one hit", large, format!("hits/{middle}"), "5 ms"),
        (
            "a page deep in the middle",
            large,
            format!("hits?limit=50&before={quarter}"),
            "5 ms",
        ),
        (
            "10,000 hits searched by header",
            small,
            "hits?q=header.x-none:1".to_owned(),
            "100 ms",
        ),
        (
            "10,000 hits searched by a field of the body",
            small,
            "hits?q=body.action:closed".to_owned(),
            "100 ms",
        ),
        (
            "10,000 hits searched for a word",
            small,
            "hits?q=nowhere".to_owned(),
            "100 ms",
        ),
    ] {
        let request = format!(
            "GET /api/endpoints/{}/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\n\r\n",
            endpoint.id, endpoint.key
        );
        let times = times(server.address, request.as_bytes())?;
        let at = |part: usize| millis(times[(times.len() - 1) * part / 100]);
        row(name, format!("p50 {}, p99 {}", at(50), at(99)), goal)?;
    }
    Ok(())
}

/// How long each of a number of equal calls took, sorted.
fn times(address: SocketAddr, request: &[u8]) -> Result<Vec<Duration>> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    let mut times = Vec::with_capacity(READS);
    let mut chunk = vec![0; 64 * 1024];
    for _ in 0..READS {
        let begun = Instant::now();
        stream.write_all(request)?;
        let mut input = Vec::new();
        let response = loop {
            let read = stream.read(&mut chunk)?;
            ensure!(read > 0, "the server hung up");
            input.extend_from_slice(&chunk[..read]);
            if let Some(response) = http::response(&input)? {
                break response;
            }
        };
        times.push(begun.elapsed());
        let text = String::from_utf8_lossy(&input[response.body..]);
        ensure!(response.status == 200, "{}: {text}", response.status);
    }
    times.sort_unstable();
    Ok(times)
}

/// Capture into the large database and into an empty one, in turn.
fn capture(options: &Options, data: &Path, args: &[String], large: &Endpoint) -> Result<()> {
    let measured = Duration::from_secs_f64(options.seconds);
    let (mut full, mut empty) = (0.0, 0.0);
    for _ in 0..3 {
        let server = Server::creel_on(&options.creel, data, args)?;
        full += rate(&server, &large.id, measured)?;
        drop(server);
        let beside = data.parent().unwrap_or(data);
        let server = Server::creel(&options.creel, beside, args)?;
        let endpoint = server.endpoint()?;
        empty += rate(&server, &endpoint.id, measured)?;
    }
    row(
        "capture, 1 kB, 64 connections, as a ratio to an empty database",
        format!(
            "{:.2} ({:.0}/s to {:.0}/s)",
            full / empty,
            full / 3.0,
            empty / 3.0
        ),
        "0.90",
    )
}

fn rate(server: &Server, id: &str, measured: Duration) -> Result<f64> {
    let load = Load {
        server,
        connections: 64,
        requests: &[webhook(&format!("/{id}/orders"), BODY)],
        measured,
    };
    Ok(load.run()?.rate())
}

/// Many watchers of one endpoint, each of which must see every hit once and in order.
fn watch(options: &Options, data: &Path, args: &[String], count: usize) -> Result<()> {
    let server = Server::creel_on(&options.creel, data, args)?;
    let endpoint = server.endpoint()?;
    let watchers = Watchers::start(server.address, &endpoint, count)?;
    let request = webhook(&format!("/{}/orders", endpoint.id), BODY);
    let mut stream = TcpStream::connect(server.address)?;
    stream.set_nodelay(true)?;
    let begun = Instant::now();
    let mut sent = 0;
    let mut chunk = [0; 16 * 1024];
    while begun.elapsed() < Duration::from_secs_f64(options.seconds * 2.0) {
        stream.write_all(&request)?;
        let mut input = Vec::new();
        while http::response(&input)?.is_none() {
            let read = stream.read(&mut chunk)?;
            ensure!(read > 0, "the server hung up");
            input.extend_from_slice(&chunk[..read]);
        }
        sent += 1;
        let due = begun + Duration::from_secs(1) * sent / WATCHED_RATE;
        std::thread::park_timeout(due.saturating_duration_since(Instant::now()));
    }
    let seen = watchers.finish()?;
    let whole = seen
        .iter()
        .filter(|seen| seen.hits == u64::from(sent) && seen.gaps == 0)
        .count();
    row(
        &format!("watchers that saw all of {sent} hits at {WATCHED_RATE}/s, once and in order"),
        format!("{whole} of {count}"),
        "all",
    )
}
