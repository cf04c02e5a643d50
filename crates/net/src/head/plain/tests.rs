use super::*;
use crate::head::{Refusal, judge};
use crate::lines::HeadLines;
use crate::recorder::outcome::Dice;

fn limits() -> Limits {
    Limits {
        max_head: 200,
        max_headers: 4,
        ..Limits::default()
    }
}

/// What the two steps that this module spares come to.
fn exact(bytes: &[u8]) -> Result<Option<(usize, HeadFacts)>, Refusal> {
    let Some(end) = HeadLines::default().find_end(bytes, &limits())? else {
        return Ok(None);
    };
    let facts = judge(&bytes[..end], limits().max_headers)?;
    Ok(Some((end, facts)))
}

#[test]
fn http_takes_every_plain_target() {
    // A target is looked at byte by byte, as path or as query: pairs are all there is.
    for pair in 0..=u16::MAX {
        for start in ["/", "/a?b="] {
            let target = [start.as_bytes(), &pair.to_be_bytes(), b"c"].concat();
            let taken = http::Uri::try_from(&target[..]).is_ok();
            let text = String::from_utf8_lossy(&target);
            if is_target(&target) {
                assert!(taken, "{text:?}");
            } else if taken {
                let special = |byte| b"\"#`{}".contains(byte) || !byte.is_ascii();
                assert!(target.iter().any(special), "{text:?} is plain");
            }
        }
    }
    for target in ["", "*", "a", "http://a/b"] {
        assert!(!is_target(target.as_bytes()), "{target:?}");
    }
    for (length, plain) in [(LONGEST_TARGET, true), (LONGEST_TARGET + 1, false)] {
        let target = format!("/{}", "a".repeat(length - 1));
        assert_eq!(is_target(target.as_bytes()), plain, "{length}");
        assert!(http::Uri::try_from(target).is_ok(), "{length}");
    }
}

const USUAL: [&str; 6] = [
    "GET / HTTP/1.1\r\n\r\nrest",
    "POST /a/b?c=%20 HTTP/1.0\r\nHOST:h:1\r\nContent-Length: 12\r\n\r\nhello",
    "PUT /e HTTP/1.1\r\nhost: \t a \t \r\nUpgrade: x\r\nTRANSFER-ENCODING: chunked\r\n\r\n",
    "X-Y /~[|]^ HTTP/1.1\r\nContent-Type: a/b;\tc=\"\u{e9}\u{7e}\"  d\r\nHost: a\r\nHost: b\r\n\r\n",
    "POST /aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa HTTP/1.1\r\na: 1234567\r\nb: 12345678\r\nc: 123456789\r\nd:\r\n\r\n",
    "POST /b HTTP/1.1\r\nHost: \r\nContent-Type:\r\nContent-Length: 0\r\n\r\n",
];

const ODD: &[u8] = b"\r\n :;,/?#*aZ09\t\x00\x7f\xff";

#[test]
fn reads_what_is_usual() {
    for head in USUAL {
        let read = read(head.as_bytes(), &limits());
        assert!(read.is_some(), "{head:?}");
        assert_eq!(Ok(read), exact(head.as_bytes()), "{head:?}");
    }
}

#[test]
fn comes_to_the_same_as_a_reading_in_two_steps() {
    let mut dice = Dice(0x51_7cc1_b727_220a);
    let (mut same, mut left) = (0, 0);
    for _ in 0..400_000 {
        let mut head = USUAL[dice.below(USUAL.len())].as_bytes().to_vec();
        for _ in 0..=dice.below(4) {
            let place = dice.below(head.len());
            match dice.below(5) {
                0 => head[place] = u8::try_from(dice.below(256)).unwrap(),
                1 => head[place] = ODD[dice.below(ODD.len())],
                2 => drop(head.remove(place)),
                3 => head.insert(place, head[place]),
                _ => head.truncate(place.max(20)),
            }
        }
        match read(&head, &limits()) {
            Some(read) => {
                let text = String::from_utf8_lossy(&head);
                assert_eq!(exact(&head), Ok(Some(read)), "{text:?}");
                same += 1;
            }
            None => left += 1,
        }
    }
    assert!(same > 50_000 && left > 50_000, "{same} read, {left} left");
}

/// Eight times each byte at each place, with others around it.
fn check(first: impl Fn(u64) -> usize, around: &[u8], stops: impl Fn(u8) -> bool) {
    for byte in 0..=255 {
        for (place, around) in (0..8).flat_map(|place| around.iter().map(move |&a| (place, a))) {
            let mut bytes = [around; 8];
            bytes[place] = byte;
            let expected = if stops(byte) { place } else { 8 };
            assert_eq!(first(u64::from_le_bytes(bytes)), expected, "{bytes:?}");
        }
    }
}

#[test]
fn eight_bytes_are_as_good_as_one() {
    check(first_control, b" a~\x80\xff", |byte| {
        byte < b' ' || byte == 0x7f
    });
    check(first_symbol, b"azAZ09-", |byte| {
        byte != b'-' && !byte.is_ascii_alphanumeric()
    });
}
