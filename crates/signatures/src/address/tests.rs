use super::*;

#[test]
fn takes_urls_apart_and_puts_them_together() {
    for text in [
        "https://example.com",
        "https://example.com/",
        "https://user:pw@example.com:8443/a/b?c=d&e",
        "http://[::1]:3000/x?",
        "http://[::1]/x",
        "https://example.com?x=1",
    ] {
        assert_eq!(Url::parse(text).unwrap().print(), text);
    }
    assert_eq!(Url::parse("example.com/x"), None);
}

#[test]
fn reads_the_parts() {
    let url = Url::parse("https://u:p@h.example:8443/a?x=1&y=%20z").unwrap();
    assert_eq!(
        (url.user, url.host, url.port),
        ("u:p@", "h.example", Some("8443"))
    );
    assert_eq!(url.query_value("y"), Some("%20z"));
    assert_eq!(url.query_value("z"), None);
}
