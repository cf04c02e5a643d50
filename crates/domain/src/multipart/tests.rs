use super::*;

const BODY: &[u8] = b"--X\r\nContent-Disposition: form-data; name=\"order\"\r\n\r\n1847\r\n--X\r\n\
    Content-Disposition: form-data; name=\"photo\"; filename=\"a; \\\"b\\\".png\"\r\nContent-Type: image/png\r\n\r\n\
    \x89PNG\r\n--Y\r\n--X--\r\n";

/// The contents of the parts, as text.
fn check(body: &str, expected: &[&str]) {
    let found: Vec<_> = parts(body.as_bytes(), "X")
        .into_iter()
        .map(|part| body.get(part.content).unwrap())
        .collect();
    assert_eq!(found, expected, "{body:?}");
}

#[test]
fn parts_keep_their_exact_bytes() {
    let parts = parts(BODY, "X");
    assert_eq!(parts.len(), 2);
    assert_eq!(parts[0].name.as_deref(), Some("order"));
    assert_eq!(&BODY[parts[0].content.clone()], b"1847");
    assert_eq!(parts[1].file.as_deref(), Some("a; \"b\".png"));
    assert_eq!(parts[1].content_type, "image/png");
    assert_eq!(&BODY[parts[1].content.clone()], b"\x89PNG\r\n--Y");
}

#[test]
fn only_a_whole_line_is_a_boundary() {
    check("--X\r\n\r\na--X\r\n--XY\r\n--X--", &["a--X\r\n--XY"]);
    check(
        "before --X\r\n\r\nno\r\n--X\r\n\r\nyes\r\n--X--after",
        &["yes"],
    );
    check("--X \t\r\n\r\na\r\n--X\r\n\r\n\r\n--X--", &["a", ""]);
    check("--X\n\na\nb\n--X--\n", &["a\nb"]);
    check("--X--\r\n--X\r\n\r\na", &[]);
}

#[test]
fn a_name_is_not_taken_from_filename() {
    let body = b"--X\r\nContent-Disposition: form-data; filename=\"f\"\r\n\r\n\r\n--X--";
    let parts = parts(body, "X");
    assert_eq!(
        (parts[0].name.as_deref(), parts[0].file.as_deref()),
        (None, Some("f"))
    );
    assert_eq!(parts[0].content.len(), 0);
}

#[test]
fn file_names_are_read_in_every_form() {
    for (parameters, expected) in [
        ("filename=plain.txt", "plain.txt"),
        ("FileName = \"a b\"; name=x", "a b"),
        (r#"filename="C:\dir\a.txt""#, r"C:\dir\a.txt"),
        (r#"filename="a;name=b""#, "a;name=b"),
        (
            "filename=\"old\"; filename*=UTF-8''caf%C3%A9.txt",
            "café.txt",
        ),
        ("filename=\"old\"; filename*=latin1''caf%E9", "old"),
        ("filename=\"cut", "cut"),
    ] {
        let body = format!("--X\r\nContent-Disposition: form-data; {parameters}\r\n\r\n--X--");
        let parts = parts(body.as_bytes(), "X");
        assert_eq!(parts[0].file.as_deref(), Some(expected), "{parameters}");
    }
}

#[test]
fn a_boundary_is_that_of_a_multipart_type() {
    for (value, expected) in [
        ("multipart/form-data; boundary=x", Some("x")),
        (
            "Multipart/Mixed; charset=\"a;b\"; Boundary=\"a b\"",
            Some("a b"),
        ),
        ("multipart/form-data; boundary=", None),
        ("multipart/form-data", None),
        ("text/plain; boundary=x", None),
        ("", None),
    ] {
        assert_eq!(boundary(value).as_deref(), expected, "{value}");
    }
    assert_eq!(
        boundary(&format!("multipart/a; boundary={}", "x".repeat(201))),
        None
    );
}

#[test]
fn what_is_cut_gives_what_is_there() {
    for end in 0..BODY.len() {
        let body = &BODY[..end];
        for part in parts(body, "X") {
            assert!(body.get(part.content).is_some(), "{end}");
        }
    }
    assert_eq!(parts(b"no parts", "X"), []);
}

#[test]
fn the_number_of_parts_has_a_limit() {
    let body = "--X\r\n\r\na\r\n".repeat(MOST_PARTS + 5);
    assert_eq!(parts(body.as_bytes(), "X").len(), MOST_PARTS);
}
