//! A filter, and a hit it is held against: errors point into the text, what is understood is
//! written so that it reads back the same, and a hit that is known whole is always decided.
#![no_main]

use domain::HitSummary;
use domain::Timestamp;
use domain::filter::{Filter, MAX_LEN, Summary};
use libfuzzer_sys::fuzz_target;

const NOW: Timestamp = Timestamp(1_790_000_000_000_000);

fn hit() -> HitSummary {
    let json = include_str!("../seeds/hit.json");
    serde_json::from_str(json).expect("the sample is a hit")
}

fuzz_target!(|input: &[u8]| {
    // The filter, the head and the body, between NULs.
    let mut parts = input.splitn(3, |&byte| byte == 0);
    let Ok(text) = str::from_utf8(parts.next().unwrap_or_default()) else {
        return;
    };
    let (head, body) = (parts.next(), parts.next());
    let filter = match Filter::parse(text, NOW) {
        Ok(filter) => filter,
        Err(error) => return assert!(text.get(error.span).is_some()),
    };
    let shown = filter.to_string();
    if shown.len() <= MAX_LEN {
        assert_eq!(Filter::parse(&shown, NOW).as_ref(), Ok(&filter), "{shown}");
    }
    let hit = hit();
    let subject = Summary {
        hit: &hit,
        names: &["shop"],
        head: Some(head.unwrap_or_default()),
        body: Some(body.unwrap_or_default()),
    };
    assert!(filter.test(&subject).is_some());
});
