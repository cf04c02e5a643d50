use super::*;

#[test]
fn decodes_fields() {
    assert_eq!(
        field(b"a=1&payload=%7B%22x%22%3A+1%7D&b", "payload").as_deref(),
        Some(&br#"{"x": 1}"#[..])
    );
    assert_eq!(field(b"a=1&b", "b").as_deref(), Some(&b""[..]));
    assert_eq!(field(b"a=1", "c"), None);
    assert_eq!(field(b"a=%zz%4", "a").as_deref(), Some(&b"%zz%4"[..]));
}

#[test]
fn reads_one_part() {
    let body = b"--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--X\r\nContent-Disposition: form-data; name=\"json\"\r\n\r\n{}\r\n--X--\r\n";
    assert_eq!(part(body, "json"), Some(&b"{}"[..]));
    assert_eq!(part(body, "b"), None);
    for end in 0..body.len() {
        // Cut anywhere, it must neither panic nor invent a part.
        assert!(part(&body[..end], "nope").is_none());
    }
}
