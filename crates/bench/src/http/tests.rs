use super::{Response, request, response};

#[test]
fn a_request_has_its_length() {
    let bytes = request("POST", "/a", &[("X-One", "1")], b"body");
    assert_eq!(
        bytes,
        b"POST /a HTTP/1.1\r\nHost: 127.0.0.1\r\nX-One: 1\r\nContent-Length: 4\r\n\r\nbody"
    );
}

#[test]
fn responses_are_told_apart() {
    let both = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 204 No Content\r\n\r\n";
    let first = response(both).unwrap().unwrap();
    assert_eq!(first.status, 200);
    assert_eq!(&both[first.body..first.length], b"ok");
    let second = response(&both[first.length..]).unwrap().unwrap();
    assert_eq!(second.status, 204);
    assert_eq!(first.length + second.length, both.len());
}

#[test]
fn half_a_response_waits() {
    let whole = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    for cut in 0..whole.len() {
        assert_eq!(response(&whole[..cut]).unwrap(), None, "at {cut}");
    }
    let length = whole.len();
    let body = length - 2;
    let status = 200;
    assert_eq!(
        response(whole).unwrap(),
        Some(Response {
            status,
            length,
            body
        })
    );
}

#[test]
fn an_unknown_length_is_refused() {
    let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    assert!(response(chunked).is_err());
}
