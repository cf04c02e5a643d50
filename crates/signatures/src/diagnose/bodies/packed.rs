//! Content coding undone, bounded.

use alloc::vec::Vec;

/// Bodies are not unpacked beyond this.
const MAX_UNPACKED: usize = 4 * 1024 * 1024;

/// Undoes gzip, zlib or raw deflate, bounded.
pub(super) fn unpack(body: &[u8]) -> Option<Vec<u8>> {
    use miniz_oxide::inflate::{decompress_to_vec_with_limit, decompress_to_vec_zlib_with_limit};
    match body {
        [0x1F, 0x8B, 8, flags, ..] => {
            let start = gzip_head(body, *flags)?;
            decompress_to_vec_with_limit(body.get(start..)?, MAX_UNPACKED).ok()
        }
        [0x78, ..] => decompress_to_vec_zlib_with_limit(body, MAX_UNPACKED).ok(),
        _ => None,
    }
}

/// Where the data of a gzip member starts.
fn gzip_head(body: &[u8], flags: u8) -> Option<usize> {
    let mut at = 10;
    if flags & 4 != 0 {
        let len = u16::from_le_bytes([*body.get(at)?, *body.get(at + 1)?]);
        at += 2 + usize::from(len);
    }
    for flag in [8, 16] {
        if flags & flag != 0 {
            at += body.get(at..)?.iter().position(|byte| *byte == 0)? + 1;
        }
    }
    Some(at + if flags & 2 != 0 { 2 } else { 0 })
}
