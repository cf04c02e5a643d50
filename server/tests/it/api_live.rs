//! Live views: nothing is missed, whatever happens in between.

use std::collections::BTreeMap;

use domain::{Frame, HitSummary};
use futures_util::StreamExt as _;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::api::Owned;
use crate::creel::Creel;
use crate::wire::PATIENCE;

/// A page's list, kept by frames alone.
#[derive(Default)]
struct Watcher {
    socket: Option<WebSocketStream<TcpStream>>,
    hits: BTreeMap<u64, HitSummary>,
    last_seq: Option<u64>,
    rev: Option<u64>,
    frames: Vec<Frame>,
}

impl Watcher {
    async fn connect(&mut self, creel: &Creel, mine: &Owned) {
        let mut query = Vec::new();
        query.extend(self.last_seq.map(|seq| format!("since={seq}")));
        query.extend(self.rev.map(|rev| format!("rev={rev}")));
        self.socket = Some(
            open(creel, mine, &format!("?{}", query.join("&")))
                .await
                .unwrap(),
        );
    }

    async fn next(&mut self) {
        let socket = self.socket.as_mut().unwrap();
        let message = timeout(PATIENCE, socket.next())
            .await
            .expect("a frame in time");
        if let Message::Text(text) = message.unwrap().unwrap() {
            self.apply(serde_json::from_str(&text).unwrap());
        }
    }

    /// Reads until the list is as expected.
    async fn until(&mut self, expected: &[u64]) {
        let equal = async {
            while !self.hits.keys().rev().eq(expected) {
                self.next().await;
            }
        };
        // Pings alone must not keep it waiting.
        timeout(PATIENCE, equal).await.expect("the list in time");
    }

    fn apply(&mut self, frame: Frame) {
        match &frame {
            Frame::Snapshot {
                hits,
                last_seq,
                rev,
                ..
            } => {
                self.hits = hits.iter().map(|hit| (hit.seq, hit.clone())).collect();
                (self.last_seq, self.rev) = (Some(*last_seq), Some(*rev));
            }
            Frame::Hits { hits } => {
                for hit in hits {
                    assert!(Some(hit.seq) > self.last_seq, "in order, and once");
                    self.last_seq = Some(hit.seq);
                    self.hits.insert(hit.seq, hit.clone());
                }
            }
            Frame::Deleted { seqs, rev } => {
                self.hits.retain(|seq, _| !seqs.contains(seq));
                self.rev = Some(*rev);
            }
            Frame::Cleared { through, rev } => {
                self.hits.retain(|seq, _| seq > through);
                self.rev = Some(*rev);
            }
            Frame::Updated { hits, rev } => {
                for hit in hits {
                    if let Some(row) = self.hits.get_mut(&hit.seq) {
                        *row = hit.clone();
                    }
                }
                self.rev = Some(*rev);
            }
            Frame::Endpoint { .. } => {}
        }
        self.frames.push(frame);
    }
}

async fn open(
    creel: &Creel,
    mine: &Owned,
    query: &str,
) -> Result<WebSocketStream<TcpStream>, Error> {
    let url = format!(
        "ws://{}{}",
        creel.address,
        mine.path(&format!("/live{query}"))
    );
    let mut request = url.into_client_request().unwrap();
    request
        .headers_mut()
        .insert("authorization", mine.bearer.parse().unwrap());
    let stream = TcpStream::connect(creel.address).await.unwrap();
    client_async(request, stream)
        .await
        .map(|(socket, _)| socket)
}

#[tokio::test]
async fn a_watcher_sees_hits_deletes_and_clears() {
    let creel = Creel::start().await;
    let mine = creel.create("{}").await;
    mine.hit(&creel, "1").await;
    let mut watcher = Watcher::default();
    watcher.connect(&creel, &mine).await;
    watcher.until(&[1]).await;
    mine.hit(&creel, "2").await;
    watcher.until(&[2, 1]).await;
    mine.call(&creel, "DELETE", "/hits/1", "").await;
    watcher.until(&[2]).await;
    mine.call(&creel, "DELETE", "/hits", "").await;
    watcher.until(&[]).await;
    mine.hit(&creel, "3").await;
    watcher.until(&[3]).await;
    mine.call(&creel, "PATCH", "/hits/3", r#"{"pinned":true}"#)
        .await;
    watcher.until_equal(&creel, &mine).await;
    assert!(watcher.hits[&3].pinned);
}

#[tokio::test]
async fn a_watcher_that_comes_back_gets_what_it_missed_and_no_more() {
    let creel = Creel::start().await;
    let mine = creel.create("{}").await;
    for _ in 0..3 {
        mine.hit(&creel, "x").await;
    }
    let mut watcher = Watcher::default();
    watcher.connect(&creel, &mine).await;
    watcher.until(&[3, 2, 1]).await;
    watcher.socket = None;
    for _ in 0..450 {
        mine.hit(&creel, "x").await;
    }
    watcher.frames.clear();
    watcher.connect(&creel, &mine).await;
    let all: Vec<u64> = (1..=453).rev().collect();
    watcher.until(&all).await;
    assert!(
        watcher
            .frames
            .iter()
            .all(|frame| matches!(frame, Frame::Hits { .. }))
    );
}

#[tokio::test]
async fn a_watcher_is_told_what_the_endpoint_has_become() {
    let creel = Creel::start().await;
    let mine = creel.create("{}").await;
    let labels = |watcher: &Watcher| -> Vec<String> {
        let endpoints = watcher.frames.iter().filter_map(|frame| match frame {
            Frame::Endpoint { endpoint } => endpoint.label.clone(),
            _ => None,
        });
        endpoints.collect()
    };
    let mut watcher = Watcher::default();
    watcher.connect(&creel, &mine).await;
    mine.call(&creel, "PATCH", "", r#"{"label":"Orders"}"#)
        .await;
    mine.hit(&creel, "1").await;
    watcher.until(&[1]).await;
    assert_eq!(labels(&watcher), ["Orders"]);
    // As well when it changed meanwhile.
    watcher.socket = None;
    watcher.frames.clear();
    mine.call(&creel, "PATCH", "", r#"{"label":"Bills"}"#).await;
    mine.hit(&creel, "2").await;
    watcher.connect(&creel, &mine).await;
    while labels(&watcher).is_empty() {
        watcher.next().await;
    }
    assert_eq!(labels(&watcher), ["Bills"]);
}

#[tokio::test]
async fn a_watcher_of_another_database_starts_over() {
    let creel = Creel::start().await;
    let mine = creel.create("{}").await;
    mine.hit(&creel, "1").await;
    // It knows hits that are yet to come: an older backup was restored.
    let mut watcher = Watcher {
        last_seq: Some(500),
        ..Watcher::default()
    };
    watcher.connect(&creel, &mine).await;
    watcher.until(&[1]).await;
    mine.hit(&creel, "2").await;
    watcher.until(&[2, 1]).await;
}

#[tokio::test]
async fn without_a_right_to_read_there_is_no_socket() {
    let creel = Creel::start().await;
    let mine = creel.create("{}").await;
    let other = stranger(&mine);
    let refused = open(&creel, &other, "").await.unwrap_err();
    assert!(matches!(refused, Error::Http(answer) if answer.status() == 404));
}

/// Reads until the server closes; nothing but pings may come before that.
async fn closes(mut socket: WebSocketStream<TcpStream>) {
    let closed = async {
        while let Some(Ok(message)) = socket.next().await {
            match message {
                Message::Close(_) => return,
                Message::Text(text) => assert!(text.contains("snapshot"), "{text}"),
                _ => {}
            }
        }
    };
    timeout(PATIENCE, closed).await.expect("an end in time");
}

#[tokio::test]
async fn deleting_the_endpoint_ends_the_view() {
    let creel = Creel::start().await;
    let mine = creel.create("{}").await;
    let socket = open(&creel, &mine, "").await.unwrap();
    mine.call(&creel, "DELETE", "", "").await;
    closes(socket).await;
}

/// Somebody who has nothing but the address.
fn stranger(mine: &Owned) -> Owned {
    Owned {
        bearer: "Bearer ck_x".to_owned(),
        endpoint: mine.endpoint.clone(),
    }
}

#[tokio::test]
async fn a_view_ends_with_the_right_to_read() {
    let creel = Creel::start().await;
    let mine = creel.create("{}").await;
    let other = stranger(&mine);
    let share = |body: String| {
        let (creel, mine) = (&creel, &mine);
        async move {
            let made = mine.call(creel, "POST", "/shares", &body).await;
            let made: serde_json::Value = crate::api::read(&made);
            made["id"].as_str().unwrap().to_owned()
        }
    };

    // Taken back.
    let id = share("{}".to_owned()).await;
    let kept = share("{}".to_owned()).await;
    let by = |id: &str| format!("?since=0&share={id}");
    let socket = open(&creel, &other, &by(&id)).await.unwrap();
    let mut stays = open(&creel, &other, &by(&kept)).await.unwrap();
    let path = format!("/shares/{id}");
    assert_eq!(mine.call(&creel, "DELETE", &path, "").await.status, 204);
    mine.hit(&creel, "not for them").await;
    closes(socket).await;
    let next = async {
        loop {
            if let Message::Text(text) = stays.next().await.unwrap().unwrap() {
                return text;
            }
        }
    };
    let frame = timeout(PATIENCE, next).await.expect("a frame in time");
    assert!(frame.contains(r#""type":"hits""#), "{frame}");

    // Run out.
    let end = domain::Timestamp(server::clock::now().micros() + 1_500_000);
    let id = share(format!(r#"{{"expires_at":"{end}"}}"#)).await;
    let socket = open(&creel, &other, &format!("?since=1&share={id}")).await;
    closes(socket.unwrap()).await;

    // No longer open to all who know it.
    mine.call(&creel, "PATCH", "", r#"{"visibility":"link"}"#)
        .await;
    let socket = open(&creel, &other, "?since=1").await.unwrap();
    mine.call(&creel, "PATCH", "", r#"{"visibility":"private"}"#)
        .await;
    mine.hit(&creel, "not for them").await;
    closes(socket).await;
}

#[tokio::test]
async fn events_bring_the_same_frames_and_resume() {
    let creel = Creel::start().await;
    let mine = creel.create("{}").await;
    mine.hit(&creel, "1").await;
    mine.hit(&creel, "2").await;
    let request = format!(
        "GET {} HTTP/1.1\r\nHost: creel.test\r\nAuthorization: {}\r\nLast-Event-ID: 1-0\r\n\r\n",
        mine.path("/events"),
        mine.bearer
    );
    let mut wire = creel.connect().await;
    wire.send(request).await;
    let mut text = String::new();
    let both = async {
        use tokio::io::AsyncReadExt as _;
        while !(text.contains("\"type\":\"hits\"") && text.contains("\"type\":\"snapshot\"")) {
            let mut chunk = [0; 4096];
            let n = wire.0.read(&mut chunk).await.unwrap();
            assert!(n > 0, "{text}");
            text.push_str(&String::from_utf8_lossy(&chunk[..n]));
        }
    };
    timeout(PATIENCE, both).await.expect("frames in time");
    assert!(text.contains("id: 2-"), "{text}");
    // What came before the id is known.
    let missed = text.lines().find(|line| line.contains("\"type\":\"hits\""));
    let frame = missed.unwrap().strip_prefix("data: ").unwrap();
    let Frame::Hits { hits } = serde_json::from_str(frame).unwrap() else {
        panic!("{frame}");
    };
    assert!(hits.iter().map(|hit| hit.seq).eq([2]), "{text}");
}

/// Small numbers that look random and are the same on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

impl Watcher {
    /// Reads until the list is the store's, in every field.
    async fn until_equal(&mut self, creel: &Creel, mine: &Owned) {
        let expected = mine.list(creel, "?limit=500").await.items;
        let equal = async {
            while !self.hits.values().rev().eq(&expected) {
                self.next().await;
            }
        };
        timeout(PATIENCE, equal).await.expect("the list in time");
    }
}

/// A watcher is compared where it is, connected, as well as after it came back: frames that are
/// lost on the way must not be made good by connecting again alone.
#[tokio::test]
async fn any_interleaving_leaves_the_watcher_with_the_stores_list() {
    for seed in 1..=12 {
        let creel = Creel::start().await;
        let mine = creel.create("{}").await;
        let mut watcher = Watcher::default();
        let mut dice = Dice(seed);
        for _ in 0..120 {
            match dice.roll(12) {
                0..=4 => drop(mine.hit(&creel, "x").await),
                5 | 6 => {
                    let seqs = mine.numbers(&creel, "").await;
                    if let Some(seq) = seqs.get(usize::try_from(dice.roll(5)).unwrap()) {
                        mine.call(&creel, "DELETE", &format!("/hits/{seq}"), "")
                            .await;
                    }
                }
                7 if dice.roll(4) == 0 => drop(mine.call(&creel, "DELETE", "/hits", "").await),
                8 => watcher.socket = None,
                _ if watcher.socket.is_none() => watcher.connect(&creel, &mine).await,
                9 | 10 => watcher.until_equal(&creel, &mine).await,
                _ => {
                    let seqs = mine.numbers(&creel, "").await;
                    if let Some(seq) = seqs.first() {
                        let change = format!(r#"{{"pinned":true,"note":"{}"}}"#, dice.roll(1000));
                        mine.call(&creel, "PATCH", &format!("/hits/{seq}"), &change)
                            .await;
                    }
                }
            }
        }
        if watcher.socket.is_none() {
            watcher.connect(&creel, &mine).await;
        }
        watcher.until_equal(&creel, &mine).await;
        watcher.socket = None;
        mine.hit(&creel, "x").await;
        watcher.connect(&creel, &mine).await;
        watcher.until_equal(&creel, &mine).await;
    }
}

#[tokio::test]
async fn a_watcher_that_falls_behind_starts_over_from_a_snapshot() {
    let creel = Creel::start().await;
    let mine = creel.create("{}").await;
    // Each update carries the long target, so that the buffers of the socket fill soon.
    let target = format!("/{}/{}", mine.endpoint.id, "x".repeat(40_000));
    let answer = creel.call("POST", &target, &[], "").await;
    assert_eq!(answer.status, 200);
    let mut watcher = Watcher::default();
    watcher.connect(&creel, &mine).await;
    watcher.until(&[1]).await;
    // It reads nothing while more frames are sent than may wait for it.
    for number in 0..600 {
        let change = format!(r#"{{"note":"{number}"}}"#);
        mine.call(&creel, "PATCH", "/hits/1", &change).await;
    }
    watcher.frames.clear();
    watcher.until_equal(&creel, &mine).await;
    let snapshots = watcher
        .frames
        .iter()
        .filter(|frame| matches!(frame, Frame::Snapshot { .. }));
    assert!(snapshots.count() > 0, "it never fell behind");
    assert!(watcher.frames.len() < 600);
}
