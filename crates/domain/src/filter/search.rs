//! Finding text without regard to ASCII case.

use memchr::{memchr_iter, memchr2_iter};

/// Where `needle` first occurs in `text`, ASCII letters in either case.
pub(super) fn find_any_case(text: &[u8], needle: &[u8]) -> Option<usize> {
    // Looking for the rarest byte first keeps the candidates few.
    let Some((offset, &rare)) = needle
        .iter()
        .enumerate()
        .min_by_key(|&(_, &b)| frequency(b))
    else {
        return Some(0);
    };
    let check = |at: usize| {
        let start = at.checked_sub(offset)?;
        text.get(start..start + needle.len())?
            .eq_ignore_ascii_case(needle)
            .then_some(start)
    };
    let (lower, upper) = (rare.to_ascii_lowercase(), rare.to_ascii_uppercase());
    if lower == upper {
        memchr_iter(rare, text).find_map(check)
    } else {
        memchr2_iter(lower, upper, text).find_map(check)
    }
}

/// About how common a byte is in JSON and headers: higher is commoner.
const fn frequency(byte: u8) -> u8 {
    match byte.to_ascii_lowercase() {
        b'"' | b' ' | b'e' | b't' | b'a' | b'o' | b'i' | b'n' => 9,
        b'0' | b'1' | b',' | b':' | b's' | b'r' | b'd' | b'c' => 8,
        b'l' | b'u' | b'm' | b'p' | b'_' | b'2' | b'-' | b'/' | b'.' => 7,
        b'3'..=b'9' | b'f' | b'b' | b'h' | b'g' => 6,
        b'y' | b'v' | b'k' | b'w' | b'{' | b'}' | b'[' | b']' => 4,
        b'x' | b'j' | b'q' | b'z' => 3,
        b'!'..=b'~' => 2,
        _ => 1,
    }
}
