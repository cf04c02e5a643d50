//! Limits of connections and heads.

use std::time::Duration;

use server::net::Limits;

use crate::wire::{MirrorServer, PATIENCE};

const SOON: Duration = Duration::from_millis(200);

#[tokio::test]
async fn heads_have_a_size_and_a_count() {
    let limits = Limits {
        max_head: 1000,
        max_headers: 5,
        ..Limits::default()
    };
    let server = MirrorServer::start(limits);
    let long = format!("GET / HTTP/1.1\r\nA: {}\r\n\r\n", "x".repeat(1000));
    let endless = "GET / HTTP/1.1\r\nA: ".to_owned() + &"x".repeat(1000);
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(6));
    for head in [long, endless, many] {
        let mut wire = server.connect().await;
        wire.send(head).await;
        let answer = wire.answer().await.unwrap();
        assert_eq!((answer.status, &*answer.text()), (431, "head_too_large"));
        assert!(wire.rest().await.is_empty());
    }
    let mut wire = server.connect().await;
    wire.send(format!("GET / HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(5)))
        .await;
    assert_eq!(wire.answer().await.unwrap().status, 200);
    let mut wire = server.connect().await;
    wire.send(format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(1000)))
        .await;
    let answer = wire.answer().await.unwrap();
    assert_eq!((answer.status, &*answer.text()), (414, "line_too_long"));
    assert!(wire.rest().await.is_empty());
}

#[tokio::test]
async fn more_headers_than_usual_can_be_allowed() {
    let server = MirrorServer::start(Limits {
        max_headers: 200,
        ..Limits::default()
    });
    let mut wire = server.connect().await;
    wire.send(format!("GET / HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(200)))
        .await;
    assert_eq!(wire.answer().await.unwrap().status, 200);
}

#[tokio::test]
async fn a_head_as_large_as_allowed_passes() {
    let server = MirrorServer::start(Limits::default());
    let mut wire = server.connect().await;
    let head = format!("GET / HTTP/1.1\r\nA: {}\r\n\r\n", "x".repeat(65_536 - 23));
    assert_eq!(head.len(), 65_536);
    wire.send(&head).await;
    assert_eq!(wire.answer().await.unwrap().text(), format!("{head}||"));
}

#[tokio::test]
async fn long_heads_that_do_not_end_are_only_so_many() {
    let server = MirrorServer::start(Limits {
        max_long_heads: 2,
        ..Limits::default()
    });
    let begun = format!("GET / HTTP/1.1\r\nA: {}", "x".repeat(5000));
    let mut wires = Vec::new();
    for _ in 0..3 {
        let mut wire = server.connect().await;
        wire.send(&begun).await;
        wires.push(wire);
    }
    // Two are waited for; whichever came last is told.
    let [a, b, c] = &*wires else { unreachable!() };
    let told = tokio::select! {
        _ = a.0.readable() => 0,
        _ = b.0.readable() => 1,
        _ = c.0.readable() => 2,
    };
    let mut told = wires.remove(told);
    let answer = told.answer().await.unwrap();
    assert_eq!((answer.status, &*answer.text()), (503, "too_many_heads"));
    assert!(told.rest().await.is_empty());
    // A head that ends makes room, on its own connection as well.
    for wire in &mut wires {
        wire.send("\r\n\r\n").await;
        assert_eq!(wire.answer().await.unwrap().status, 200);
        wire.send(&begun).await;
        wire.send("\r\n\r\n").await;
        assert_eq!(wire.answer().await.unwrap().status, 200);
    }
}

#[tokio::test]
async fn slow_heads_time_out() {
    let server = MirrorServer::start(Limits {
        head_timeout: SOON,
        ..Limits::default()
    });
    let mut wire = server.connect().await;
    wire.send("GET / HTTP/1.1\r\nA: ").await;
    let answer = wire.answer().await.unwrap();
    assert_eq!((answer.status, &*answer.text()), (408, "head_timeout"));
    assert!(wire.rest().await.is_empty());
    let mut silent = server.connect().await;
    assert!(silent.rest().await.is_empty());
}

#[tokio::test]
async fn idle_connections_are_closed() {
    let server = MirrorServer::start(Limits {
        idle_timeout: SOON,
        ..Limits::default()
    });
    let mut wire = server.connect().await;
    for _ in 0..2 {
        wire.send("GET / HTTP/1.1\r\n\r\n").await;
        assert_eq!(wire.answer().await.unwrap().status, 200);
    }
    assert!(wire.rest().await.is_empty());
}

#[tokio::test]
async fn slow_bodies_time_out() {
    let server = MirrorServer::start(Limits {
        body_timeout: SOON,
        ..Limits::default()
    });
    let mut wire = server.connect().await;
    wire.send("POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nha")
        .await;
    let answer = wire.answer().await.unwrap();
    assert_eq!(
        answer.header("x-broke"),
        Some("the body did not arrive in time")
    );
    assert!(answer.text().ends_with("|ha|"));
    assert!(wire.rest().await.is_empty());
}

#[tokio::test]
async fn a_sender_that_does_not_take_its_answer_is_cut() {
    let server = MirrorServer::start(Limits {
        max_connections: 1,
        write_timeout: SOON,
        ..Limits::default()
    });
    let mut deaf = server.connect().await;
    let body = vec![b'x'; 16 << 20];
    deaf.send(format!(
        "POST / HTTP/1.1\r\nContent-Length: {}\r\n\r\n",
        body.len()
    ))
    .await;
    // The answer is as large as the body, which is more than the system buffers.
    deaf.send(body).await;
    // The only place becomes free when the server gives up.
    let mut status = 503;
    while status == 503 {
        let mut wire = server.connect().await;
        wire.send("GET / HTTP/1.1\r\n\r\n").await;
        status = wire.answer().await.unwrap().status;
    }
    assert_eq!(status, 200);
    let mut taken = Vec::new();
    let broke = tokio::io::AsyncReadExt::read_to_end(&mut deaf.0, &mut taken).await;
    assert!(broke.is_err() || taken.len() < 16 << 20);
}

#[tokio::test]
async fn too_many_connections_are_turned_away() {
    let server = MirrorServer::start(Limits {
        max_connections: 2,
        ..Limits::default()
    });
    let mut first = server.connect().await;
    let mut second = server.connect().await;
    for wire in [&mut first, &mut second] {
        wire.send("GET / HTTP/1.1\r\n\r\n").await;
        assert_eq!(wire.answer().await.unwrap().status, 200);
    }
    let mut third = server.connect().await;
    third.send("GET / HTTP/1.1\r\n\r\n").await;
    let answer = third.answer().await.unwrap();
    assert_eq!(
        (answer.status, answer.header("retry-after")),
        (503, Some("1"))
    );
    assert!(answer.text().ends_with("soon.\"}}"), "{}", answer.text());
    assert!(third.rest().await.is_empty());
    drop(first);
    // The place becomes free when the server has noticed.
    let mut status = 503;
    while status == 503 {
        let mut wire = server.connect().await;
        wire.send("GET / HTTP/1.1\r\n\r\n").await;
        status = wire.answer().await.unwrap().status;
    }
    assert_eq!(status, 200);
}

#[tokio::test]
async fn stopping_lets_requests_finish_and_closes_idle_connections() {
    let server = MirrorServer::start(Limits::default());
    let mut idle = server.connect().await;
    idle.send("GET / HTTP/1.1\r\n\r\n").await;
    assert_eq!(idle.answer().await.unwrap().status, 200);
    let mut busy = server.connect().await;
    busy.send("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        .await;
    assert_eq!(busy.answer().await.unwrap().status, 100);
    server.stop.cancel();
    assert!(idle.rest().await.is_empty());
    busy.send("hi").await;
    let answer = busy.answer().await.unwrap();
    assert!(answer.text().ends_with("|hi|"));
    assert_eq!(answer.header("connection"), Some("close"));
    tokio::time::timeout(PATIENCE, server.done)
        .await
        .unwrap()
        .unwrap();
}

#[tokio::test]
async fn stopping_cuts_what_does_not_finish() {
    let limits = Limits {
        shutdown_grace: SOON,
        ..Limits::default()
    };
    let server = MirrorServer::start(limits);
    let mut wire = server.connect().await;
    wire.send("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        .await;
    assert_eq!(wire.answer().await.unwrap().status, 100);
    server.stop.cancel();
    tokio::time::timeout(PATIENCE, server.done)
        .await
        .unwrap()
        .unwrap();
    assert!(wire.answer().await.is_none());
}
