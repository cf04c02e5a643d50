//! The heads of an HTTP/2 connection: frames and header blocks, however they are cut.
#![no_main]

use libfuzzer_sys::fuzz_target;
use net::recorder::outcome::http2_heads;

fuzz_target!(|bytes: &[u8]| {
    let whole = http2_heads(bytes, bytes.len().max(1));
    for piece in [1, 7, 100] {
        assert_eq!(http2_heads(bytes, piece), whole, "in pieces of {piece}");
    }
    for head in whole {
        assert!(head.len() <= 2000 && head.ends_with(b"\r\n"));
    }
});
