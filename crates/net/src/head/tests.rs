use super::*;

fn facts(head: &str) -> HeadFacts {
    judge(head.as_bytes(), 100).unwrap()
}

fn refused(head: &str) -> &'static str {
    judge(head.as_bytes(), 3).unwrap_err().code()
}

#[test]
fn finds_its_parts() {
    let head =
        "POST /a?b=%20 HTTP/1.1\r\nHOST:  h:1 \r\ncontent-Type: a/b\r\nContent-Length: 12\r\n\r\n";
    let facts = facts(head);
    assert_eq!(&head[facts.method.range()], "POST");
    assert_eq!(&head[facts.target.range()], "/a?b=%20");
    assert_eq!(&head[facts.host.unwrap().range()], "h:1");
    assert_eq!(&head[facts.content_type.unwrap().range()], "a/b");
    assert_eq!((facts.framing, facts.length), (Framing::Length, 12));
    assert!(!facts.odd_target && !facts.upgrade);
}

#[test]
fn an_absolute_target_says_the_host() {
    for (target, host) in [
        ("/x", "front"),
        ("*", "front"),
        ("http://a.example:80/x?y", "a.example:80"),
        ("https://me:pw@a.example", "a.example"),
        ("http:///x", ""),
    ] {
        let head = format!("GET {target} HTTP/1.1\r\nHost: front\r\n\r\n");
        assert_eq!(&head[facts(&head).host.unwrap().range()], host, "{target}");
    }
}

#[test]
fn knows_each_framing() {
    let framing = |lines: &str| facts(&format!("PURGE * HTTP/1.1\r\n{lines}\r\n")).framing;
    assert_eq!(framing(""), Framing::None);
    assert_eq!(framing("Transfer-Encoding: Chunked\r\n"), Framing::Chunked);
    assert_eq!(framing("content-length: 0\r\n"), Framing::Length);
}

#[test]
fn targets_that_hyper_refuses_are_marked() {
    for (target, odd) in [
        ("/a|b", false),
        ("/a<b>", true),
        ("/a^b`", true),
        ("http://h/x", false),
    ] {
        assert_eq!(
            facts(&format!("GET {target} HTTP/1.1\r\n\r\n")).odd_target,
            odd,
            "{target}"
        );
    }
}

#[test]
fn refuses_what_is_ambiguous() {
    for lines in [
        "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n",
        "Content-Length: 1\r\nContent-Length: 2\r\n",
        "Content-Length: 1\r\nContent-Length: 1\r\n",
        "Content-Length: 1, 1\r\n",
        "Content-Length: +1\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: 0x1\r\n",
        "Content-Length:\r\n",
        "Content-Length: 99999999999999999999\r\n",
        "Content-Length: 18446744073709551615\r\n",
        "Transfer-Encoding: gzip\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding: chunked, gzip\r\n",
        "Transfer-Encoding: chunked, chunked\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: identity\r\n",
        "Transfer-Encoding:\r\n",
        "Transfer-Encoding: \"chunked\"\r\n",
    ] {
        assert_eq!(
            refused(&format!("POST / HTTP/1.1\r\n{lines}\r\n")),
            "ambiguous_length",
            "{lines}"
        );
    }
    assert_eq!(
        refused("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"),
        "ambiguous_length"
    );
}

#[test]
fn refuses_what_is_malformed() {
    for head in [
        "POST / HTTP/1.1\r\nName : x\r\n\r\n",
        "POST / HTTP/1.1\r\n folded: x\r\n\r\n",
        "POST / HTTP/1.1\r\nA: b\r\n c\r\n\r\n",
        "POST / HTTP/1.1\r\nA: b\x01\r\n\r\n",
        "POST / HTTP/1.1\r\nno colon\r\n\r\n",
        "POST / HTTP/2.0\r\n\r\n",
        "POST /\r\n\r\n",
        "POST  / HTTP/1.1\r\n\r\n",
        "PO ST / HTTP/1.1\r\n\r\n",
        "\r\n\r\n",
        "POST / HTTP/1.1\r\nA: b\rc\r\n\r\n",
    ] {
        assert_eq!(refused(head), "malformed_head", "{head:?}");
    }
    assert_eq!(
        refused("GET / HTTP/1.1\r\na:\r\na:\r\na:\r\na:\r\n\r\n"),
        "head_too_large"
    );
}
