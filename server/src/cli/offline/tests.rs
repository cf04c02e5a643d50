use super::curl::parse;

#[test]
fn a_curl_command_is_read_as_curl_would() {
    let input = parse(
        r#"curl -sS -X PUT 'https://h.example/x?a=[1]' -H 'X-Sig: a: b' --data-raw '{"a":"it'\''s"}' -H"Content-Type: application/json" --max-time 5"#,
    )
    .unwrap();
    assert_eq!(input.method, "PUT");
    assert_eq!(input.url.as_deref(), Some("https://h.example/x?a=[1]"));
    assert_eq!(input.body, br#"{"a":"it's"}"#);
    let headers: Vec<_> = input.borrowed();
    assert_eq!(
        headers,
        [
            ("X-Sig", &b"a: b"[..]),
            ("Content-Type", b"application/json")
        ]
    );
}

#[test]
fn data_makes_a_form_post() {
    let input = parse("curl localhost:3000/x -d a=1 --data b=2").unwrap();
    assert_eq!(
        (input.method.as_str(), &*input.body),
        ("POST", &b"a=1&b=2"[..])
    );
    assert_eq!(input.url.as_deref(), Some("http://localhost:3000/x"));
    assert_eq!(input.headers[0].1, b"application/x-www-form-urlencoded");
}

#[test]
fn what_is_not_understood_is_named() {
    for (command, named) in [
        ("wget x", "begin with curl"),
        ("curl 'x", "quote"),
        ("curl x -F a=b", "-F"),
        ("curl x -H", "-H"),
    ] {
        let error = parse(command).unwrap_err();
        assert!(error.contains(named), "{command}: {error}");
    }
}
