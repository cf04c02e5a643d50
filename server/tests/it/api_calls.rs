//! The calls of the API, one by one.

use domain::{BodyView, Endpoint, Hit};
use serde_json::Value;

use crate::api::{code, read};
use crate::creel::Creel;

#[tokio::test]
async fn malformed_bodies_are_named() {
    let creel = Creel::start().await;
    let cases = [
        (r#"{"lable":"x"}"#, "bad_field", "lable"),
        (r#"{"label":1}"#, "bad_field", "string"),
        (r#"{"slug":"NO"}"#, "bad_field", "slug"),
        (r#"{"label":"x""#, "bad_json", "EOF"),
        (
            r#"{"settings":{"reply":{"status":99}}}"#,
            "bad_field",
            "status",
        ),
        (
            r#"{"settings":{"reply":{"headers":[{"name":"Set-Cookie","value":"a"}]}}}"#,
            "bad_field",
            "set-cookie",
        ),
        (
            r#"{"settings":{"reply":{"headers":[{"name":"X","value":"a\r\nb"}]}}}"#,
            "bad_field",
            "line break",
        ),
        (
            r#"{"expires_at":"2020-01-01T00:00:00Z"}"#,
            "bad_field",
            "expires_at",
        ),
    ];
    for (body, expected, named) in cases {
        let answer = creel.call("POST", "/api/endpoints", &[], body).await;
        assert_eq!((answer.status, &*code(&answer)), (400, expected), "{body}");
        assert!(answer.text().contains(named), "{body}: {}", answer.text());
    }
    let answer = creel.call("POST", "/api/endpoints", &[], "[]").await;
    assert_eq!((answer.status, &*code(&answer)), (400, "bad_field"));
    let answer = creel.call("GET", "/api/nothing", &[], "").await;
    assert_eq!((answer.status, &*code(&answer)), (404, "no_such_call"));
    let answer = creel.call("PATCH", "/api/endpoints", &[], "").await;
    assert_eq!((answer.status, &*code(&answer)), (405, "wrong_method"));
}

#[tokio::test]
async fn every_refusal_has_the_same_shape() {
    let creel = Creel::start().await;
    let mine = creel.create("{}").await;
    let live = mine.path("/live");
    let claim = "/api/endpoints/%ff/claim";
    for (method, path, status, expected) in [
        ("GET", "/nothing.txt", 404, "no_endpoint"),
        ("POST", "/_", 404, "no_endpoint"),
        ("GET", "/api/", 404, "no_endpoint"),
        ("PUT", "/api/endpoints/%ff", 404, "not_found"),
        ("POST", claim, 404, "not_found"),
        ("GET", "/api/shares/%ff", 404, "not_found"),
        ("GET", &live, 426, "websocket_needed"),
    ] {
        let answer = mine.bearing(&creel, method, path).await;
        assert_eq!(answer.status, status, "{method} {path}");
        assert_eq!(code(&answer), expected, "{method} {path}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
    }
    let answer = mine.bearing(&creel, "GET", &live).await;
    assert_eq!(answer.header("upgrade"), Some("websocket"));
}

#[tokio::test]
async fn a_browser_gets_a_page_where_nothing_is() {
    let creel = Creel::start().await;
    let accept = ("Accept", "text/html,*/*");
    let answer = creel.call("GET", "/nothing.txt", &[accept], "").await;
    assert_eq!(answer.status, 404);
    assert!(
        answer
            .header("content-type")
            .unwrap()
            .starts_with("text/html")
    );
    assert!(answer.header("content-security-policy").is_some());
    assert!(answer.text().contains("</html>"));
}

#[tokio::test]
async fn codings_in_several_lines_are_undone() {
    let creel = Creel::start().await;
    let mine = creel.create("{}").await;
    // `hello` in brotli, and that as it is in deflate.
    let body = [&b"\x01\x09\x00\xf6\xff"[..], b"\x0b\x02\x80hello\x03"].concat();
    let head = format!(
        "POST /{} HTTP/1.1\r\nContent-Encoding: br\r\nContent-Encoding: deflate\r\nContent-Length: {}\r\n\r\n",
        mine.endpoint.id,
        body.len()
    );
    let mut wire = creel.connect().await;
    wire.send([head.as_bytes(), &body].concat()).await;
    assert_eq!(wire.answer().await.unwrap().status, 200);
    let path = "/hits/1/body?decoded=1";
    assert_eq!(mine.call(&creel, "GET", path, "").await.text(), "hello");
}

#[tokio::test]
async fn a_hit_is_served_as_it_came() {
    let creel = Creel::start().await;
    let mine = creel.create("{}").await;
    let id = mine.endpoint.id;
    let head = format!(
        "PUT /{id}/a%20b?x=1&y=a+b&x=%32 HTTP/1.1\r\nHost: h\r\nX-Case: One\r\nx-case:  two \r\n\
         X-Odd: caf\u{fffd}\r\nContent-Length: 4\r\n\r\n"
    );
    let head = head.replace('\u{fffd}', "\x00").into_bytes();
    let head: Vec<u8> = head
        .iter()
        .map(|&b| if b == 0 { 0xe9 } else { b })
        .collect();
    let mut wire = creel.connect().await;
    wire.send([&head[..], b"\x00\xff\n{"].concat()).await;
    assert_eq!(wire.answer().await.unwrap().status, 200);

    let hit: Hit = read(&mine.call(&creel, "GET", "/hits/latest", "").await);
    let named = |name: &str| -> Vec<Vec<u8>> {
        hit.headers
            .iter()
            .filter(|h| h.name == name)
            .map(domain::Header::bytes)
            .collect()
    };
    assert_eq!(
        (named("X-Case"), named("x-case")),
        (vec![b"One".to_vec()], vec![b"two".to_vec()])
    );
    assert_eq!(named("X-Odd"), [b"caf\xe9".to_vec()]);
    let query: Vec<_> = hit.query.iter().map(|p| (&*p.name, &*p.value)).collect();
    assert_eq!(query, [("x", "1"), ("y", "a b"), ("x", "2")]);
    assert_eq!(hit.body.bytes().unwrap(), b"\x00\xff\n{");
    assert_eq!(hit.summary.method, "PUT");

    let body = mine.call(&creel, "GET", "/hits/1/body", "").await;
    assert_eq!(body.body, b"\x00\xff\n{");
    assert_eq!(
        body.header("content-type"),
        Some("application/octet-stream")
    );
    assert!(
        body.header("content-disposition")
            .unwrap()
            .starts_with("attachment")
    );
    assert!(
        body.header("content-security-policy")
            .unwrap()
            .starts_with("sandbox")
    );
    let raw = mine.call(&creel, "GET", "/hits/1/raw", "").await;
    assert_eq!(raw.body, [&head[..], b"\x00\xff\n{"].concat());
    let curl = mine.call(&creel, "GET", "/hits/1/export?as=curl", "").await;
    assert!(curl.text().contains("base64 -d"), "{}", curl.text());
}

#[tokio::test]
async fn a_body_is_viewed_in_pieces_without_its_coding() {
    let creel = Creel::start().await;
    let mine = creel.create("{}").await;
    let id = mine.endpoint.id;
    let mut wire = creel.connect().await;
    let packed = b"\x0b\x02\x80hello\x03";
    for (fields, body) in [
        ("Content-Encoding: br", &packed[..]),
        ("Content-Encoding: br", b"no brotli"),
        ("Content-Type: text/plain; charset=iso-8859-1", b"caf\xe9"),
        ("X-None: 1", b"\xff\x00"),
    ] {
        let length = body.len();
        let head = format!(
            "POST /{id} HTTP/1.1\r\nHost: h\r\n{fields}\r\nContent-Length: {length}\r\n\r\n"
        );
        wire.send([head.as_bytes(), body].concat()).await;
        assert_eq!(wire.answer().await.unwrap().status, 200);
    }
    let view = async |path: &str| read::<BodyView>(&mine.call(&creel, "GET", path, "").await);

    let first = view("/hits/1/view?limit=4").await;
    assert_eq!(
        (first.text.as_deref(), first.total, first.codings.as_deref()),
        (Some("hell"), 5, Some("br"))
    );
    let rest = view("/hits/1/view?offset=4").await;
    assert_eq!((rest.text.as_deref(), rest.offset), (Some("o"), 4));
    let broken = view("/hits/2/view").await;
    assert_eq!(
        (broken.text.as_deref(), broken.codings),
        (Some("no brotli"), None)
    );
    assert!(broken.failed.unwrap().contains("br"));
    let latin = view("/hits/3/view").await;
    assert_eq!(
        (latin.text.as_deref(), latin.charset.as_deref()),
        (Some("café"), Some("windows-1252"))
    );
    let bytes = view("/hits/4/view").await;
    assert_eq!(
        (bytes.text.clone(), bytes.bytes()),
        (None, b"\xff\x00".to_vec())
    );

    let hit: Hit = read(&mine.call(&creel, "GET", "/hits/1?body=0", "").await);
    assert_eq!(
        (hit.body.bytes(), hit.body.size),
        (None, packed.len() as u64)
    );
}

#[tokio::test]
async fn the_list_is_paged_and_filtered() {
    let creel = Creel::start().await;
    let mine = creel.create("{}").await;
    for n in 1..=5 {
        mine.hit(&creel, &format!("{{\"n\":{n}}}")).await;
    }
    let page = mine.list(&creel, "?limit=2").await;
    assert_eq!((page.next, page.total), (Some(4), Some(5)));
    assert_eq!(mine.numbers(&creel, "?limit=2&before=4").await, [3, 2]);
    assert_eq!(mine.numbers(&creel, "?order=asc&after=3").await, [4, 5]);
    assert_eq!(mine.numbers(&creel, "?q=body.n:%3E3").await, [5, 4]);
    let bad = mine.call(&creel, "GET", "/hits?q=size:%3Ebig", "").await;
    assert_eq!((bad.status, &*code(&bad)), (400, "bad_filter"));
    let bad = mine.call(&creel, "GET", "/hits?limt=2", "").await;
    assert_eq!((bad.status, &*code(&bad)), (400, "bad_query"));
}

#[tokio::test]
async fn numbers_go_on_after_a_clear() {
    let creel = Creel::start().await;
    let mine = creel.create("{}").await;
    mine.hit(&creel, "a").await;
    mine.hit(&creel, "b").await;
    let cleared: Value = read(&mine.call(&creel, "DELETE", "/hits", "").await);
    assert_eq!(cleared["hits"], 2);
    assert_eq!(mine.hit(&creel, "c").await, 3);
    assert_eq!(mine.numbers(&creel, "").await, [3]);
    assert_eq!(mine.call(&creel, "DELETE", "/hits/3", "").await.status, 204);
    assert_eq!(mine.call(&creel, "DELETE", "/hits/3", "").await.status, 404);
    assert_eq!(mine.hit(&creel, "d").await, 4);
}

#[tokio::test]
async fn pins_and_notes_are_kept() {
    let creel = Creel::start().await;
    let mine = creel.create("{}").await;
    mine.hit(&creel, "a").await;
    let changed = mine
        .call(
            &creel,
            "PATCH",
            "/hits/1",
            r#"{"pinned":true,"note":"why"}"#,
        )
        .await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    let changed = mine
        .call(&creel, "PATCH", "/hits/1", r#"{"note":null}"#)
        .await;
    let hit: domain::HitSummary = read(&changed);
    assert_eq!((hit.pinned, hit.note), (true, None));
}

#[tokio::test]
async fn an_endpoint_is_provisioned_with_a_known_id() {
    let creel = Creel::start().await;
    let path = "/api/endpoints/11111111-2222-4333-8444-555555555555";
    let made = creel.call("PUT", path, &[], r#"{"slug":"my-hook"}"#).await;
    assert_eq!(made.status, 201);
    let made: Endpoint = read(&made);
    assert_eq!(made.url, "http://creel.test/my-hook");
    let bearer = format!("Bearer {}", made.key.unwrap());
    let key = [("Authorization", &*bearer)];
    let again = creel
        .call("PUT", path, &key, r#"{"slug":"my-hook","label":"x"}"#)
        .await;
    let again: Endpoint = read(&again);
    assert_eq!((again.label.as_deref(), again.key), (Some("x"), None));
    assert_eq!(creel.call("PUT", path, &[], "{}").await.status, 404);
    let taken = creel
        .call("POST", "/api/endpoints", &[], r#"{"slug":"my-hook"}"#)
        .await;
    assert_eq!((taken.status, &*code(&taken)), (409, "slug_taken"));
    let sent = creel.call("POST", "/my-hook/x", &[], "hi").await;
    assert_eq!(sent.header("x-creel-hit"), Some("1"));
}

#[tokio::test]
async fn wait_answers_with_the_next_match() {
    let creel = Creel::start().await;
    let mine = creel.create("{}").await;
    mine.hit(&creel, "old").await;
    let waiting = mine.call(&creel, "GET", "/wait?q=new&timeout=20", "");
    let sending = async {
        mine.hit(&creel, "other").await;
        mine.hit(&creel, "new").await
    };
    let (answer, seq) = tokio::join!(waiting, sending);
    let hit: Hit = read(&answer);
    assert_eq!(hit.summary.seq, seq);
    let found: Hit = read(&mine.call(&creel, "GET", "/wait?after=0", "").await);
    assert_eq!(found.summary.seq, 1);
    let nothing = mine
        .call(&creel, "GET", "/wait?q=never&timeout=0", "")
        .await;
    assert_eq!(nothing.status, 204);
    assert_eq!(nothing.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn operation_answers() {
    let creel = Creel::start().await;
    for path in ["/livez", "/readyz"] {
        assert_eq!(creel.call("GET", path, &[], "").await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn a_client_has_a_limited_number_of_endpoints() {
    let flags = ["--endpoints-per-client", "2"];
    let creel = Creel::with(&flags, domain::Settings::default()).await;
    let first = creel.create("{}").await;
    creel.create("{}").await;
    let answer = creel.call("POST", "/api/endpoints", &[], "").await;
    assert_eq!(
        (answer.status, &*code(&answer)),
        (429, "too_many_endpoints"),
        "{}",
        answer.text()
    );
    // One that is deleted makes room.
    first.call(&creel, "DELETE", "", "").await;
    creel.create("{}").await;
}
