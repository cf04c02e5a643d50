//! Finding the rules of a name in one probe: a hash table made at compile time.

use crate::{
    providers::GROUPS,
    scheme::{Entry, Place, Rule},
};

/// Slots; a power of two a few times the number of rules.
const SLOTS: usize = 1024;
/// Longer names are in no rule.
const MAX_NAME: usize = 48;

/// Where a rule is: group, entry and rule, each plus one; zero when empty.
type Slot = [u8; 3];

static INDEX: [Slot; SLOTS] = build();

const fn build() -> [Slot; SLOTS] {
    let mut index = [[0; 3]; SLOTS];
    let mut group = 0;
    while group < GROUPS.len() {
        let mut entry = 0;
        while entry < GROUPS[group].len() {
            let rules = GROUPS[group][entry].rules;
            let mut rule = 0;
            while rule < rules.len() {
                let name = rules[rule].name.as_bytes();
                assert!(name.len() <= MAX_NAME, "a name is too long for the index");
                let mut slot = hash(rules[rule].place, name) % SLOTS;
                while index[slot][0] != 0 {
                    slot = (slot + 1) % SLOTS;
                }
                index[slot] = [byte(group), byte(entry), byte(rule)];
                rule += 1;
            }
            entry += 1;
        }
        group += 1;
    }
    index
}

/// One more than `number`, which tables keep far below 255.
const fn byte(number: usize) -> u8 {
    assert!(number < 255, "a table is too long for the index");
    (number + 1).to_le_bytes()[0]
}

/// FNV-1a over the name, letter case aside.
const fn hash(place: Place, name: &[u8]) -> usize {
    let mut hash: u32 = 0x811C_9DC5 ^ (place as u32);
    let mut at = 0;
    while at < name.len() {
        hash ^= name[at].to_ascii_lowercase() as u32;
        hash = hash.wrapping_mul(0x0100_0193);
        at += 1;
    }
    // The low bits of FNV alone are weak.
    (hash ^ (hash >> 15)) as usize
}

/// The rules of a name, letter case aside.
pub(super) fn rules(
    place: Place,
    name: &[u8],
) -> impl Iterator<Item = (&'static Entry, &'static Rule)> {
    let mut slot = match name.len() {
        1..=MAX_NAME => hash(place, name) % SLOTS,
        _ => SLOTS,
    };
    core::iter::from_fn(move || {
        loop {
            let [group, entry, rule] = *INDEX.get(slot)?;
            if group == 0 {
                return None;
            }
            slot = (slot + 1) % SLOTS;
            let entry = &GROUPS[usize::from(group) - 1][usize::from(entry) - 1];
            let rule = &entry.rules[usize::from(rule) - 1];
            if rule.place == place && rule.name.as_bytes().eq_ignore_ascii_case(name) {
                return Some((entry, rule));
            }
        }
    })
}
