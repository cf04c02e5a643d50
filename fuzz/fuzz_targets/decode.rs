//! A body under a content type and content codings that say anything: decoding ends within its
//! limits, and the parts of what comes out lie inside it, in order.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    // The codings and the type are the first two lines.
    let mut lines = input.splitn(3, |&byte| byte == b'\n');
    let (codings, kind) = (lines.next().unwrap_or_default(), lines.next());
    let kind = String::from_utf8_lossy(kind.unwrap_or_default());
    let body = lines.next().unwrap_or_default();
    let Ok(bytes) = decode::content(body, codings) else {
        return;
    };
    assert!(bytes.len() <= decode::LIMIT);
    // What is large is large for the test alone.
    let bytes = bytes.get(..bytes.len().min(1 << 20)).unwrap_or_default();
    let text = decode::text(bytes, Some(&kind));
    assert!(text.len() <= bytes.len() * 3 + 3, "{}", text.len());
    let Some(boundary) = domain::multipart::boundary(&kind) else {
        return;
    };
    let parts = domain::multipart::parts(bytes, &boundary);
    assert!(parts.len() <= domain::multipart::MOST_PARTS);
    let mut end = 0;
    for part in parts {
        assert!(part.content.start >= end && part.content.end <= bytes.len());
        end = part.content.end;
    }
});
