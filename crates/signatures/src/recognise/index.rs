//! Finding the rules of a name in one probe: a hash table made at compile time.

use super::when;
use crate::{
    providers::GROUPS,
    scheme::{Entry, Place, Rule},
};

/// Slots; a power of two a few times the number of names.
const SLOTS: usize = 1024;
/// Longer names are in no rule.
const MAX_NAME: usize = 48;
/// Number of all rules.
const RULES: usize = count();
/// No rule.
const NONE: u16 = u16::MAX;

/// A rule, and the next one of the same name: `user-agent` alone has dozens.
#[derive(Clone, Copy)]
struct Node {
    group: u8,
    entry: u8,
    rule: u8,
    weight: u8,
    next: u16,
}

struct Index {
    /// The first rule of a name.
    slots: [u16; SLOTS],
    nodes: [Node; RULES],
}

static INDEX: Index = build();

const fn count() -> usize {
    let (mut rules, mut group) = (0, 0);
    while group < GROUPS.len() {
        let mut entry = 0;
        while entry < GROUPS[group].len() {
            rules += GROUPS[group][entry].rules.len();
            entry += 1;
        }
        group += 1;
    }
    assert!(rules < NONE as usize, "too many rules for the index");
    rules
}

const fn build() -> Index {
    let node = Node {
        group: 0,
        entry: 0,
        rule: 0,
        weight: 0,
        next: NONE,
    };
    let mut index = Index {
        slots: [NONE; SLOTS],
        nodes: [node; RULES],
    };
    let (mut at, mut group) = (0, 0);
    while group < GROUPS.len() {
        let mut entry = 0;
        while entry < GROUPS[group].len() {
            let rules = GROUPS[group][entry].rules;
            let mut rule = 0;
            while rule < rules.len() {
                index.nodes[at] = Node {
                    group: byte(group),
                    entry: byte(entry),
                    rule: byte(rule),
                    weight: byte(when::weight(&rules[rule].when)),
                    next: NONE,
                };
                index = add(index, at, &rules[rule]);
                at += 1;
                rule += 1;
            }
            entry += 1;
        }
        group += 1;
    }
    index
}

/// Puts a node behind those of the same name.
const fn add(mut index: Index, at: usize, rule: &Rule) -> Index {
    let [low, high, ..] = at.to_le_bytes();
    let number = u16::from_le_bytes([low, high]);
    let name = rule.name.as_bytes();
    assert!(name.len() <= MAX_NAME, "a name is too long for the index");
    let mut slot = hash(rule.place, name) % SLOTS;
    while index.slots[slot] != NONE {
        let mut last = index.slots[slot] as usize;
        let (_, other) = index.nodes[last].resolve();
        if other.place as u8 == rule.place as u8 && other.name.as_bytes().eq_ignore_ascii_case(name)
        {
            while index.nodes[last].next != NONE {
                last = index.nodes[last].next as usize;
            }
            index.nodes[last].next = number;
            return index;
        }
        slot = (slot + 1) % SLOTS;
    }
    index.slots[slot] = number;
    index
}

impl Node {
    const fn resolve(&self) -> (&'static Entry, &'static Rule) {
        let entry = &GROUPS[self.group as usize][self.entry as usize];
        (entry, &entry.rules[self.rule as usize])
    }
}

const fn byte(number: usize) -> u8 {
    assert!(number <= 255, "a table is too long for the index");
    number.to_le_bytes()[0]
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

/// A rule whose name was found.
pub(super) struct Clue {
    pub(super) entry: &'static Entry,
    pub(super) rule: &'static Rule,
    /// How many conditions it has.
    pub(super) weight: usize,
}

/// The rules of a name, letter case aside.
pub(super) fn rules(place: Place, name: &[u8]) -> impl Iterator<Item = Clue> {
    let mut next = first(place, name);
    core::iter::from_fn(move || {
        let node = INDEX.nodes.get(usize::from(next))?;
        next = node.next;
        let (entry, rule) = node.resolve();
        Some(Clue {
            entry,
            rule,
            weight: usize::from(node.weight),
        })
    })
}

/// The first rule of a name, or [`NONE`].
fn first(place: Place, name: &[u8]) -> u16 {
    if name.is_empty() || name.len() > MAX_NAME {
        return NONE;
    }
    let mut slot = hash(place, name) % SLOTS;
    while let Some(node) = INDEX.nodes.get(usize::from(INDEX.slots[slot])) {
        let (_, rule) = node.resolve();
        if rule.place == place && rule.name.as_bytes().eq_ignore_ascii_case(name) {
            return INDEX.slots[slot];
        }
        slot = (slot + 1) % SLOTS;
    }
    NONE
}
