//! However the bytes are cut into pieces, and however much is asked for at a time, hyper gets
//! the same bytes and the service the same requests. Heads and bodies are mutated at random,
//! so most of what is tried here is not valid HTTP.

use super::heads::STAND_IN;
use super::outcome::{Dice, observe};

const SEEDS: [&str; 7] = [
    "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "POST /a HTTP/1.1\r\nContent-Length: 12\r\n\r\nhello\r\n\r\nyou",
    "POST /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nA: b\r\n\r\n",
    "\r\n\r\nHEAD /c<> HTTP/1.0\r\nX-Odd: \u{e9}\r\n\r\n",
    "POST /d HTTP/1.1\r\nContent-Length: 0\r\nUpgrade: h2c\r\n\r\n",
    "PUT /e HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
    "POST /f HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
];

/// A few requests one after the other, with a few bytes changed, left out or doubled.
fn stream(dice: &mut Dice) -> Vec<u8> {
    let mut bytes = Vec::new();
    for _ in 0..=dice.below(4) {
        bytes.extend_from_slice(SEEDS[dice.below(SEEDS.len())].as_bytes());
    }
    for _ in 0..dice.below(3) {
        let place = dice.below(bytes.len());
        match dice.below(3) {
            0 => bytes[place] = *b"\r\n :;,0aZ\x00\xff".get(dice.below(11)).unwrap(),
            1 => drop(bytes.remove(place)),
            _ => bytes.insert(place, bytes[place]),
        }
    }
    bytes
}

#[test]
fn the_outcome_does_not_depend_on_the_pieces() {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut refused = 0;
    for case in 1..20_000 {
        let bytes = stream(&mut dice);
        let whole = observe(&bytes, 1 << 20, 8192, 1);
        refused += usize::from(whole.bytes.ends_with(STAND_IN));
        for (most, room) in [(1, 8192), (7, 24), (40, 1500)] {
            let pieces = observe(&bytes, most, room, case);
            let text = String::from_utf8_lossy(&bytes);
            assert_eq!(
                pieces, whole,
                "pieces up to {most}, room {room}, of {text:?}"
            );
        }
    }
    assert!(refused > 1000, "only {refused} refusals were seen");
}

#[test]
fn what_is_well_formed_is_handed_on_unchanged() {
    let mut dice = Dice(7);
    for seed in 1..500 {
        let mut bytes = Vec::new();
        for _ in 0..=dice.below(6) {
            bytes.extend_from_slice(SEEDS[[0, 1, 2, 4, 5, 6][dice.below(6)]].as_bytes());
        }
        let outcome = observe(&bytes, 100, 2000, seed);
        assert_eq!(outcome.bytes, bytes);
        assert!(!outcome.failed);
    }
}
