mod properties;

use super::*;
use crate::hit::{HitSummary, Outcome};

/// 2026-01-02T00:00:00Z.
const NOW: Timestamp = Timestamp(1_767_312_000_000_000);

fn parse(text: &str) -> Filter {
    Filter::parse(text, NOW).unwrap_or_else(|error| panic!("{text}: {error} {:?}", error.span))
}

fn hit() -> HitSummary {
    HitSummary {
        seq: 7,
        id: uuid::Uuid::nil(),
        received_at: NOW,
        method: "POST".to_owned(),
        target: "/shop/orders/5?a=b+c&a=%64&empty".to_owned(),
        client_ip: "10.1.2.3".parse().unwrap(),
        content_type: Some("application/json; charset=utf-8".to_owned()),
        size: 12_000,
        status: Some(404),
        provider: Some("stripe".to_owned()),
        event: Some("invoice.paid".to_owned()),
        delivery_id: Some("evt_1".to_owned()),
        verdict: Some(Outcome::Failed),
        truncated: true,
        incomplete: false,
        pinned: false,
        note: Some("look at this".to_owned()),
    }
}

const HEAD: &[u8] = b"POST /shop/orders/5 HTTP/1.1\r\nX-GitHub-Event: Push\r\nX-Multi: one\r\n\
    x-multi: two\r\n\r\n";

const BODY: &str = r#"{"order":{"id":123,"total":1.50,"big":9007199254740993,"name":"Ünï"},
    "items":[{"sku":"a-1"},{"sku":"b-2"}],"paid":true,"none":null,"a.b":1,"t":"12"}"#;

fn is_match(hit: &HitSummary, filter: &str) -> bool {
    let subject = Summary {
        hit,
        names: &["shop"],
        head: Some(HEAD),
        body: Some(BODY.as_bytes()),
    };
    parse(filter).matches(&subject)
}

fn yes(filters: &[&str]) {
    for filter in filters {
        assert!(is_match(&hit(), filter), "{filter}");
    }
}

fn no(filters: &[&str]) {
    for filter in filters {
        assert!(!is_match(&hit(), filter), "{filter}");
    }
}

#[test]
fn fields_of_the_row() {
    yes(&[
        "",
        "method:post",
        "METHOD:P*T",
        "path:/orders/*",
        "path:/orders/5",
        "status:404",
        "status:>=400",
        "status:<405",
        "size:>10k",
        "size:12k",
        "size:12000",
        "size:12kB",
        "size:<=0.012M",
        "provider:Stripe",
        "event:invoice.*",
        "delivery:evt_1",
        "verdict:failed",
        "is:truncated",
        "is:noted",
        "type:application/json*",
        "ip:10.0.0.0/8",
        "ip:10.1.2.3",
        "query.a:\"b c\"",
        "query.a:d",
        "query.empty:\"\"",
        "query.a:*",
    ]);
    no(&[
        "method:GET",
        "method:pos",
        "path:/shop/orders/5",
        "path:/Orders/5",
        "status:>404",
        "status:<404",
        "size:>12k",
        "provider:github",
        "event:Invoice.paid",
        "verdict:verified",
        "is:pinned",
        "is:incomplete",
        "ip:10.1.2.4",
        "ip:::/0",
        "query.a:b",
        "query.A:d",
        "query.b:*",
    ]);
}

#[test]
fn headers_and_text() {
    yes(&[
        "header.x-github-event:push",
        "header.X-Multi:two",
        "header.x-multi:o*",
        "shop",
        "PUSH",
        "b-2",
        "\"look at\"",
        "nï -missing",
        "body:b-2",
    ]);
    no(&[
        "header.x-github-event:pull",
        "header.missing:*",
        // Names are not searched, nor is the request line.
        "x-github-event",
        "HTTP/1.1",
        "body:shop",
        "look*this",
    ]);
}

#[test]
fn bodies() {
    yes(&[
        "body.order.id:123",
        "body.order.id:123.0",
        "body.order.id:12*",
        "body.order.total:1.5",
        "body.order.total:>=1.5",
        "body.order.total:<1.51",
        "body.order.big:9007199254740993",
        "body.order.big:>9007199254740992",
        "body.order.name:\"Ünï\"",
        "body.items.1.sku:b-2",
        "body.items.*.sku:b-2",
        "body.*.id:123",
        "body.items.*.*:a-1",
        "body.paid:true",
        "body.none:null",
        "body.order:*",
        "body.items:*",
        "body.\"a.b\":1",
        "body.t:>11",
    ]);
    no(&[
        "body.order.id:1234",
        "body.order.big:9007199254740992",
        "body.order.big:9007199254740994",
        "body.items.2.sku:*",
        "body.items.0.sku:b-2",
        "body.order:x",
        "body.missing:*",
        "body.order.id.deeper:*",
        "body.a.b:1",
        "body.order.name:>1",
    ]);
}

#[test]
fn forms_and_broken_bodies() {
    let check = |content_type: &str, body: &str, filter: &str| {
        let hit = HitSummary {
            content_type: Some(content_type.to_owned()),
            ..hit()
        };
        parse(filter).matches(&Summary {
            hit: &hit,
            names: &[],
            head: Some(HEAD),
            body: Some(body.as_bytes()),
        })
    };
    let form = "application/x-www-form-urlencoded; charset=utf-8";
    let body = "From=%2B1&payload=%7B%22type%22%3A%22block%22%7D&order[id]=7&n=3";
    assert!(check(form, body, "body.From:+1"));
    assert!(check(form, body, "body.payload.type:block"));
    assert!(check(form, body, "body.order.id:7"));
    assert!(check(form, body, "body.n:>2"));
    assert!(check(form, body, "body.*:3"));
    assert!(!check(form, body, "body.from:*"));
    // A body that breaks off is followed up to there.
    let json = "application/json";
    assert!(check(json, r#"{"a":1,"b":"#, "body.a:1"));
    assert!(!check(json, r#"{"a":1,"b":"#, "body.b:*"));
    assert!(check(json, "\u{feff}{\"a\":1}", "body.a:1"));
    assert!(!check(json, "", "body.a:*"));
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(!check(json, &deep, "body.0.0.0.0.0:1"));
}

#[test]
fn combinations() {
    yes(&[
        "ORDERS OR method:GET",
        "method:POST status:404",
        "method:POST AND status:404",
        "-method:GET",
        "NOT method:GET",
        "-(method:GET OR method:PUT)",
        "(method:GET OR method:POST) status:404",
        "method:GET OR method:POST status:404",
        "--method:POST",
    ]);
    no(&[
        "method:GET OR status:200",
        "method:POST status:200",
        "-(method:GET OR method:POST)",
        "(method:GET OR method:POST) status:200",
        "method:POST -not -orders",
    ]);
}

#[test]
fn times() {
    yes(&[
        "after:2026-01-02",
        "after:-15m",
        "before:2026-01-03",
        "after:2026-01-02T00:00:00Z",
        "before:2026-01-02T00:00:01Z",
        "before:2026-01-02T02:00:00+01:00",
        "after:2026-01-01T23:59",
        "after:-2w",
    ]);
    no(&["before:2026-01-02", "before:-1s", "after:2026-01-03"]);
}

#[test]
fn what_is_not_known_is_left_open() {
    let hit = hit();
    let row = Summary {
        hit: &hit,
        names: &["shop"],
        head: None,
        body: None,
    };
    let test = |filter: &str| parse(filter).test(&row);
    assert_eq!(test("method:GET body.x:1"), Some(false));
    assert_eq!(test("method:POST body.x:1"), None);
    assert_eq!(test("method:POST OR header.x:1"), Some(true));
    assert_eq!(test("-body.x:1"), None);
    assert_eq!(test("orders"), Some(true));
    assert_eq!(test("elsewhere"), None);
    assert!(!parse("-body.x:1").matches(&row));
    assert!(parse("-body.x:1").needs_body() && !parse("header.x:1").needs_body());
}

fn fails(text: &str, at: &str, message: &str) {
    let error = Filter::parse(text, NOW).expect_err(text);
    assert_eq!(&text[error.span.clone()], at, "{text}");
    assert!(error.message.contains(message), "{text}: {}", error.message);
}

#[test]
fn errors_say_where_and_what_to_write() {
    fails(
        "method:POST size:big",
        "big",
        "“big” is not a size. Write a number with B, k or M, as in size:>10k.",
    );
    fails("status:ok", "ok", "status:404");
    fails("status:1000", "1000", "status:404");
    fails("verdict:good", "good", "verified, authenticated");
    fails("is:new", "new", "pinned");
    fails("ip:10.0.0", "10.0.0", "ip:10.0.0.0/8");
    fails("after:yesterday", "yesterday", "after:-15m");
    fails("after:-99999999999999999w", "-99999999999999999w", "a time");
    fails("mehtod:POST", "mehtod", "“mehtod” is not a field");
    fails("http://x", "http", "\"http://x\" in quotes");
    fails("method.x:1", "method.x", "is not a field");
    fails("header:x", "header", "header.x-github-event:push");
    fails("body..x:1", "body..x", "body.order.id:123");
    fails("body.x:>y", ">y", "body.total:>=9.5");
    fails("method:", "method:", "needs a value");
    fails("a \"b c", "\"", "not closed");
    fails("(a b", "(", "not closed");
    fails("a) b", ")", "closes nothing");
    fails("()", ")", "missing");
    fails("a OR", "", "missing");
    fails("OR a", "O", "missing");
    fails("a AND", "", "missing");
    fails("a - b", " ", "excluded");
    fails(&"(".repeat(100), "(", "nested too deeply");
    fails(&"-".repeat(100), "-", "nested too deeply");
    fails(&"x".repeat(5000), &"x".repeat(5000 - MAX_LEN), "too long");
}

#[test]
fn is_shown_as_it_would_be_written() {
    for text in [
        "",
        "word",
        "\"two words\" -\"a:b\" \"OR\" \"-x\"",
        "method:POST path:/orders* status:>=400",
        "a b OR c -d OR e (f OR g)",
        "-(a OR b) --c",
        "body.a.\"b.c\".*:x body.\"*\":1 body.x:>=1.50 body.x:\">1\" body:x",
        "header.x-a:\"a b*\" query.\"a.b\":\\* query.\"\":\"\"",
        "is:pinned verdict:no_secret size:<10 ip:10.0.0.0/8",
        "after:2026-01-02T00:00:00.000000Z",
    ] {
        let shown = parse(text).to_string();
        let expected = text.replace("\\*", "\"\\*\"");
        assert_eq!(shown, expected);
        assert_eq!(parse(&shown), parse(text));
    }
}
