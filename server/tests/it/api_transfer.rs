//! Parts of a body, and all hits of an endpoint out and back in.

use std::time::Duration;

use domain::Hit;
use futures_util::StreamExt as _;
use serde_json::{Value, json};
use server::budget::Budget;
use server::export::stream::{self, Choice, Format, Pieces};

use crate::api::{Owned, code, read};
use crate::creel::Creel;
use crate::wire::Answer;

const FORM: &[u8] = b"--X\r\nContent-Disposition: form-data; name=\"order\"\r\n\r\n1847\r\n--X\r\n\
    Content-Disposition: form-data; name=\"p\"; filename=\"../\\\"a\\\".png\"\r\nContent-Type: text/html\r\n\r\n\
    \x89PNG\r\n\x1a\n..\r\n--X\r\n\
    Content-Disposition: form-data; name=\"x\"; filename=\"x\xe2\x80\xae.html\"\r\nContent-Type: text/html\r\n\r\n\
    <script>alert(1)</script>\r\n--X--\r\n";

/// Sends a body of this type to the endpoint.
async fn send(creel: &Creel, mine: &Owned, headers: &str, body: &[u8]) {
    let head = format!(
        "POST /{}/in?a=1 HTTP/1.1\r\nHost: h\r\n{headers}Content-Length: {}\r\n\r\n",
        mine.endpoint.id,
        body.len()
    );
    let mut wire = creel.connect().await;
    wire.send([head.as_bytes(), body].concat()).await;
    assert_eq!(wire.answer().await.unwrap().status, 200);
}

fn is_sandboxed(answer: &Answer) {
    for (name, value) in [
        ("content-security-policy", "sandbox; default-src 'none'"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{}", answer.head);
    }
}

#[tokio::test]
async fn a_part_is_served_alone_and_safely() {
    let creel = Creel::start().await;
    let mine = creel.create("{}").await;
    send(
        &creel,
        &mine,
        "Content-Type: multipart/form-data; boundary=X\r\n",
        FORM,
    )
    .await;
    for (number, kind, disposition, body) in [
        (
            1,
            "application/octet-stream",
            "attachment; filename=\"hit-1-part-1\"",
            &b"1847"[..],
        ),
        (
            2,
            "image/png",
            "inline; filename=\"_a_.png\"",
            b"\x89PNG\r\n\x1a\n..",
        ),
        (
            3,
            "application/octet-stream",
            "attachment; filename=\"x.html\"",
            b"<script>alert(1)</script>",
        ),
    ] {
        let rest = format!("/hits/1/parts/{number}");
        let part = mine.call(&creel, "GET", &rest, "").await;
        assert_eq!(part.status, 200, "{}", part.text());
        assert_eq!(part.body, body);
        assert_eq!(part.header("content-type"), Some(kind));
        assert_eq!(part.header("content-disposition"), Some(disposition));
        is_sandboxed(&part);
    }
    for rest in [
        "/hits/1/parts/0",
        "/hits/1/parts/4",
        "/hits/1/parts/x",
        "/hits/2/parts/1",
        "/hits/1/parts/18446744073709551616",
    ] {
        let answer = mine.call(&creel, "GET", rest, "").await;
        assert_eq!(
            (answer.status, &*code(&answer)),
            (404, "not_found"),
            "{rest}"
        );
    }
    let stranger = creel
        .call("GET", &mine.path("/hits/1/parts/1"), &[], "")
        .await;
    assert_eq!(stranger.status, 404);
}

#[tokio::test]
async fn parts_are_found_beneath_a_content_coding() {
    use std::io::Write as _;
    let creel = Creel::start().await;
    let mine = creel.create("{}").await;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(FORM).unwrap();
    send(
        &creel,
        &mine,
        "Content-Type: multipart/form-data; boundary=\"X\"\r\nContent-Encoding: gzip\r\n",
        &packed.finish().unwrap(),
    )
    .await;
    let part = mine.call(&creel, "GET", "/hits/1/parts/1", "").await;
    assert_eq!(part.text(), "1847");
    send(
        &creel,
        &mine,
        "Content-Type: multipart/form-data; boundary=X\r\nContent-Encoding: gzip\r\n",
        FORM,
    )
    .await;
    let part = mine.call(&creel, "GET", "/hits/2/parts/1", "").await;
    assert_eq!((part.status, &*code(&part)), (422, "cannot_decode"));
}

/// An endpoint with three hits that are hard to carry.
async fn filled(creel: &Creel) -> Owned {
    let mine = creel.create("{}").await;
    send(creel, &mine, "X-Case:  1 \r\nx-case: 2\r\n", b"{\"n\":1}").await;
    send(creel, &mine, "X-Odd: \u{e9}\r\n", b"\x00\xff\xfe").await;
    send(creel, &mine, "Content-Type: =cmd()\r\n", &[1; 3000]).await;
    let note = r#"{"note":"=HYPERLINK(\"http://evil\")","pinned":true}"#;
    mine.call(creel, "PATCH", "/hits/3", note).await;
    mine
}

#[tokio::test]
async fn lines_bring_the_same_hits_back() {
    let creel = Creel::start().await;
    let mine = filled(&creel).await;
    let file = mine.call(&creel, "GET", "/export?as=ndjson", "").await;
    assert_eq!(file.status, 200);
    assert_eq!(file.header("content-type"), Some("application/x-ndjson"));
    is_sandboxed(&file);
    let name = format!("attachment; filename=\"creel-{}.ndjson\"", mine.endpoint.id);
    assert_eq!(file.header("content-disposition"), Some(&*name));
    assert_eq!(file.text().lines().count(), 3);

    let other = creel.create("{}").await;
    other.hit(&creel, "first").await;
    let answer = other.call(&creel, "POST", "/import", &file.text()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let result: Value = read(&answer);
    assert_eq!(result, json!({ "hits": 3, "first": 2, "last": 4 }));
    for seq in 1..=3_u64 {
        let raw = |owned: &Owned, seq: u64| owned.path(&format!("/hits/{seq}/raw"));
        let bearer = |owned: &Owned| owned.bearer.clone();
        let (from, to) = (raw(&mine, seq), raw(&other, seq + 1));
        let before = creel
            .call("GET", &from, &[("Authorization", &bearer(&mine))], "")
            .await;
        let after = creel
            .call("GET", &to, &[("Authorization", &bearer(&other))], "")
            .await;
        assert_eq!(before.body, after.body, "hit {seq}");
        let hit = |owned: &Owned, seq: u64| owned.path(&format!("/hits/{seq}"));
        let before: Hit = read(
            &creel
                .call(
                    "GET",
                    &hit(&mine, seq),
                    &[("Authorization", &bearer(&mine))],
                    "",
                )
                .await,
        );
        let mut after: Hit = read(
            &creel
                .call(
                    "GET",
                    &hit(&other, seq + 1),
                    &[("Authorization", &bearer(&other))],
                    "",
                )
                .await,
        );
        assert_ne!(before.summary.id, after.summary.id, "ids are unique");
        (after.summary.seq, after.summary.id) = (before.summary.seq, before.summary.id);
        assert_eq!(before, after);
    }
}

#[tokio::test]
async fn an_export_holds_what_is_asked_for() {
    let creel = Creel::start().await;
    let mine = filled(&creel).await;
    let some = mine
        .call(&creel, "GET", "/export?as=ndjson&q=body.n:1", "")
        .await;
    assert_eq!(some.text().lines().count(), 1);
    let none = mine
        .call(&creel, "GET", "/export?as=ndjson&q=method:PUT", "")
        .await;
    assert_eq!((none.status, none.text().len()), (200, 0));
    let har = mine.call(&creel, "GET", "/export?as=har", "").await;
    let log: Value = read(&har);
    let entries = log["log"]["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 3);
    assert_eq!(entries[0]["request"]["postData"]["text"], "{\"n\":1}");
    let empty = mine
        .call(&creel, "GET", "/export?as=har&q=method:PUT", "")
        .await;
    assert_eq!(read::<Value>(&empty)["log"]["entries"], json!([]));
    for (query, expected) in [
        ("?as=exe", "bad_query"),
        ("", "bad_query"),
        ("?as=csv&q=size:x", "bad_filter"),
    ] {
        let rest = format!("/export{query}");
        let answer = mine.call(&creel, "GET", &rest, "").await;
        assert_eq!((answer.status, &*code(&answer)), (400, expected), "{query}");
    }
    let stranger = creel
        .call("GET", &mine.path("/export?as=csv"), &[], "")
        .await;
    assert_eq!(stranger.status, 404);
}

#[tokio::test]
async fn a_table_runs_nothing_in_a_spreadsheet() {
    let creel = Creel::start().await;
    let mine = filled(&creel).await;
    let csv = mine.call(&creel, "GET", "/export?as=csv", "").await;
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    let text = csv.text();
    let lines: Vec<_> = text.split("\r\n").collect();
    assert_eq!(lines.len(), 5, "{text}");
    assert!(lines[0].starts_with("seq,id,received_at,method,target"));
    assert!(lines[3].contains(",'=cmd(),"), "{text}");
    assert!(
        lines[3].ends_with(r#","'=HYPERLINK(""http://evil"")""#),
        "{text}"
    );
}

#[tokio::test]
async fn what_is_no_hit_is_named_by_its_line() {
    let creel = Creel::start().await;
    let mine = filled(&creel).await;
    let file = mine.call(&creel, "GET", "/export?as=ndjson", "").await;
    let text = file.text();
    let good = text.lines().next().unwrap();
    let with = |field: &str, value: Value| {
        let mut line: Value = serde_json::from_str(good).unwrap();
        line[field] = value;
        line.to_string()
    };
    let mut split = with("head_base64", Value::Null);
    split = split.replace("\"1\"", "\"1\\r\\nEvil: yes\"");
    for (bad, named) in [
        ("{".to_owned(), "EOF"),
        ("[]".to_owned(), "not a hit"),
        (with("head_base64", json!("!")), "base64"),
        (with("head_base64", json!("R0VUIC8=")), "malformed"),
        (with("peer", json!("nobody")), "peer"),
        (with("scheme", json!("gopher")), "scheme"),
        (with("version", json!("HTTP/9")), "version"),
        (with("body", json!({ "size": 0 })), "body"),
        (split, "line break"),
    ] {
        let other = creel.create("{}").await;
        let body = format!("{good}\n\n{bad}\n{good}\n");
        let answer = other.call(&creel, "POST", "/import", &body).await;
        assert_eq!((answer.status, &*code(&answer)), (400, "bad_line"), "{bad}");
        let text = answer.text();
        assert!(text.contains("Line 3") && text.contains(named), "{text}");
        assert!(text.contains("1 hits before it"), "{text}");
        assert_eq!(other.numbers(&creel, "").await, [1]);
    }
    let stranger = creel.call("POST", &mine.path("/import"), &[], good).await;
    assert_eq!(stranger.status, 404);
}

#[tokio::test]
async fn verdicts_of_a_file_are_not_believed() {
    let creel = Creel::start().await;
    let mine = filled(&creel).await;
    let file = mine.call(&creel, "GET", "/export?as=ndjson", "").await;
    let mut line: Value = serde_json::from_str(file.text().lines().next().unwrap()).unwrap();
    line["verdict"] = json!("verified");
    line["verdicts"] = json!([{ "outcome": "verified" }]);
    line["provider"] = json!("stripe");
    // Without its bytes the head is made from what describes it.
    line["head_base64"] = Value::Null;
    let other = creel.create("{}").await;
    let answer = other
        .call(&creel, "POST", "/import", &line.to_string())
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let hit: Hit = read(&other.call(&creel, "GET", "/hits/1", "").await);
    assert_eq!((hit.summary.verdict, hit.summary.provider), (None, None));
    assert!(hit.verdicts.is_empty());
    let names: Vec<_> = hit.headers.iter().map(|header| &*header.name).collect();
    assert_eq!(names, ["Host", "X-Case", "x-case", "Content-Length"]);
}

#[tokio::test]
async fn a_line_has_a_limit() {
    let creel = Creel::with(
        &["--max-body", "1KiB", "--max-in-flight", "1MiB"],
        domain::Settings::default(),
    )
    .await;
    let mine = creel.create("{}").await;
    let long = "x".repeat((1 << 20) + 4096);
    let answer = mine.call(&creel, "POST", "/import", &long).await;
    assert_eq!((answer.status, &*code(&answer)), (413, "too_large"));
}

/// The hits of an archive that has been read in part.
async fn hits_of(mut archive: Vec<u8>, mut rest: Pieces) -> usize {
    while let Some(piece) = rest.next().await {
        archive.extend(piece.unwrap());
    }
    let archive: Value = serde_json::from_slice(&archive).unwrap();
    archive["log"]["entries"].as_array().unwrap().len()
}

#[tokio::test]
async fn exports_share_the_memory_of_what_is_read() {
    let creel = Creel::start().await;
    let body = "x".repeat(100_000);
    for _ in 0..5 {
        let request = format!("POST /{{ID}} HTTP/1.1\r\nContent-Length: 100000\r\n\r\n{body}");
        assert_eq!(creel.send(&request).await.status, 200);
    }
    // Enough for one such hit to be written.
    let memory = Budget::new(800 << 10, Duration::from_millis(1));
    let open = || {
        let choice = Choice {
            endpoint: creel.endpoint.num,
            filter: None,
            through: 5,
        };
        let memory = memory.clone();
        let (pieces, filling) = stream::open(creel.store.clone(), memory, Format::Har, choice);
        (pieces, tokio::spawn(filling))
    };
    let (mut slow, slow_filling) = open();
    let mut begun = Vec::new();
    while begun.len() < 50_000 {
        begun.extend(slow.next().await.unwrap().unwrap());
    }
    assert!(memory.taken() >= 100_000, "{} are taken", memory.taken());
    assert!(memory.share(800 << 10).await.is_err());

    // Whoever waits for the memory of others gets it in the end.
    let (other, other_filling) = open();
    let (mut left, left_filling) = open();
    // It waits by now, or will: what comes before the first hit has been taken.
    left.next().await.unwrap().unwrap();
    let (slow, other) = tokio::join!(hits_of(begun, slow), async {
        drop(left);
        hits_of(Vec::new(), other).await
    });
    assert_eq!((slow, other), (5, 5));
    for filling in [slow_filling, other_filling, left_filling] {
        filling.await.unwrap();
    }
    assert_eq!(memory.taken(), 0);
}

#[tokio::test]
async fn an_export_that_nobody_takes_does_not_keep_others_from_reading() {
    let creel = Creel::with(
        &["--max-in-flight", "4MiB", "--max-body", "1MiB"],
        domain::Settings::default(),
    )
    .await;
    let mine = creel.create("{}").await;
    // Of these one takes all the memory of exports, and together they are more than a connection holds.
    for _ in 0..30 {
        send(&creel, &mine, "", &[b'x'; 600_000]).await;
    }
    send(&creel, &mine, "", &[b'y'; 30_000]).await;
    let mut slow = creel.connect().await;
    let path = format!("/api/endpoints/{}/export?as=har", mine.endpoint.id);
    slow.send(format!(
        "GET {path} HTTP/1.1\r\nHost: creel.test\r\nAuthorization: {}\r\n\r\n",
        mine.bearer
    ))
    .await;
    assert_eq!(slow.answer_to("HEAD").await.unwrap().status, 200);
    for _ in 0..20 {
        let answer = mine.call(&creel, "GET", "/hits/31/view", "").await;
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
}
