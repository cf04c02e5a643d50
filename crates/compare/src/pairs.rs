//! Lists of names and values: headers, queries.

use std::collections::HashMap;

use domain::compare::{Differences, How, Ink, Run, Sign};

use crate::Options;
use crate::lines::{Builder, marked, run};

/// Compares lists of names and values in order. The nth value of a name goes with the nth of the other side;
/// `fold` says that names are alike without regard to ASCII case. `what` is what one pair is called.
#[must_use]
pub fn pairs(
    a: &[(String, String)],
    b: &[(String, String)],
    fold: bool,
    what: &str,
    options: Options,
) -> Differences {
    let key = |name: &str| {
        if fold {
            name.to_ascii_lowercase()
        } else {
            name.to_owned()
        }
    };
    let numbered = |list: &[(String, String)]| -> Vec<(String, usize)> {
        let mut seen: HashMap<String, usize> = HashMap::new();
        list.iter()
            .map(|(name, _)| {
                let nth = seen.entry(key(name)).or_insert(0);
                *nth += 1;
                (key(name), *nth)
            })
            .collect()
    };
    let (keys_a, keys_b) = (numbered(a), numbered(b));
    let of_a: HashMap<&(String, usize), usize> = keys_a
        .iter()
        .enumerate()
        .map(|(at, key)| (key, at))
        .collect();
    let of_b: HashMap<&(String, usize), usize> = keys_b
        .iter()
        .enumerate()
        .map(|(at, key)| (key, at))
        .collect();
    let mut out = Walk {
        out: Builder::new(How::Pairs),
        equal: Vec::new(),
        what,
        options,
    };
    let mut from = 0;
    for (key, after) in keys_b.iter().zip(b) {
        let found = of_a.get(key).copied();
        if let Some(at) = found {
            gone(&mut out, a, &keys_a, &of_b, from..at);
            from = from.max(at + 1);
        }
        match found.and_then(|at| a.get(at)) {
            Some(before) if before.1 == after.1 => out.equal.push(after.clone()),
            Some(before) => out.changed(before, after),
            None => out.one(Sign::Add, after),
        }
    }
    gone(&mut out, a, &keys_a, &of_b, from..a.len());
    out.flush();
    out.out.out
}

fn gone(
    out: &mut Walk<'_>,
    a: &[(String, String)],
    keys: &[(String, usize)],
    of_b: &HashMap<&(String, usize), usize>,
    range: core::ops::Range<usize>,
) {
    for at in range {
        if let (Some(pair), Some(key)) = (a.get(at), keys.get(at))
            && !of_b.contains_key(key)
        {
            out.one(Sign::Del, pair);
        }
    }
}

struct Walk<'a> {
    out: Builder,
    equal: Vec<(String, String)>,
    what: &'a str,
    options: Options,
}

impl Walk<'_> {
    fn one(&mut self, sign: Sign, pair: &(String, String)) {
        self.flush();
        match sign {
            Sign::Add => self.out.out.added += 1,
            _ => self.out.out.removed += 1,
        }
        let runs = vec![run(Ink::Plain, pair.1.as_str())];
        self.out.push(sign, 0, named(&pair.0, runs));
    }

    fn changed(&mut self, before: &(String, String), after: &(String, String)) {
        self.flush();
        self.out.out.changed += 1;
        let (del, add) = marked(Ink::Plain, &before.1, &after.1);
        self.out.push(Sign::Del, 0, named(&before.0, del));
        self.out.push(Sign::Add, 0, named(&after.0, add));
    }

    fn flush(&mut self) {
        let equal = core::mem::take(&mut self.equal);
        if equal.len() > 1 && !self.options.equal {
            self.out.equal(0, equal.len(), self.what);
            return;
        }
        for (name, value) in equal {
            let runs = vec![run(Ink::Plain, value)];
            self.out.push(Sign::Same, 0, named(&name, runs));
        }
    }
}

fn named(name: &str, value: Vec<Run>) -> Vec<Run> {
    [vec![run(Ink::Key, name), run(Ink::Punct, ": ")], value].concat()
}
