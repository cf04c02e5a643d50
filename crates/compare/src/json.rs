//! JSON by structure: names are matched, whatever their order; items of an array by what they are.

use std::collections::HashMap;

use domain::compare::{Differences, How, Ink, Run, Sign};
use imara_diff::{Algorithm, Diff, InternedInput, Interner};

use crate::Options;
use crate::lines::{Builder, marked, run};
use crate::value::{Value, quoted};

/// A member as it stands on both sides.
enum Pair<'a> {
    Both(Name<'a>, &'a Value, &'a Value),
    Add(Name<'a>, &'a Value),
    Del(Name<'a>, &'a Value),
}

/// What stands in front of a value.
#[derive(Clone, Copy)]
enum Name<'a> {
    None,
    Key(&'a str),
    Place(usize),
}

impl Name<'_> {
    fn runs(self) -> Vec<Run> {
        let name = match self {
            Self::None => return Vec::new(),
            Self::Key(key) => run(Ink::Key, quoted(key)),
            Self::Place(at) => run(Ink::Said, at.to_string()),
        };
        vec![name, run(Ink::Punct, ": ")]
    }
}

/// Compares two values.
pub(crate) fn compare(a: &Value, b: &Value, options: Options) -> Differences {
    let mut walk = Walk {
        out: Builder::new(How::Json),
        options,
    };
    if a == b && !options.equal {
        let what = if a.brackets().is_some() {
            "body"
        } else {
            "value"
        };
        walk.out.equal(0, 1, what);
    } else {
        walk.both(Name::None, a, b, 0);
    }
    walk.out.out
}

struct Walk {
    out: Builder,
    options: Options,
}

impl Walk {
    fn both(&mut self, name: Name<'_>, a: &Value, b: &Value, level: u32) {
        let pairs = match (a, b) {
            _ if a == b => return self.whole(Sign::Same, name, b, level),
            (Value::Object(a), Value::Object(b)) => members(a, b),
            (Value::Array(a), Value::Array(b)) if self.options.any_order => in_any_order(a, b),
            (Value::Array(a), Value::Array(b)) => items(a, b),
            (Value::Leaf(kind, before), Value::Leaf(other, after)) if kind == other => {
                self.out.out.changed += 1;
                let (del, add) = marked(*kind, before, after);
                self.out.push(Sign::Del, level, [name.runs(), del].concat());
                self.out.push(Sign::Add, level, [name.runs(), add].concat());
                return;
            }
            _ => {
                self.out.out.changed += 1;
                self.whole(Sign::Del, name, a, level);
                self.whole(Sign::Add, name, b, level);
                return;
            }
        };
        let what = if matches!(b, Value::Object(_)) {
            "key"
        } else {
            "item"
        };
        let (open, close) = b.brackets().unwrap_or_default();
        let head = [name.runs(), vec![run(Ink::Punct, open)]].concat();
        self.out.push(Sign::Same, level, head);
        self.inside(pairs, level + 1, what);
        self.out
            .push(Sign::Same, level, vec![run(Ink::Punct, close)]);
    }

    fn inside(&mut self, pairs: Vec<Pair<'_>>, level: u32, what: &str) {
        let mut equal: Vec<Pair<'_>> = Vec::new();
        for pair in pairs {
            if let Pair::Both(_, a, b) = pair
                && a == b
            {
                equal.push(pair);
                continue;
            }
            self.equal(core::mem::take(&mut equal), level, what);
            match pair {
                Pair::Both(name, a, b) => self.both(name, a, b, level),
                Pair::Add(name, b) => {
                    self.out.out.added += 1;
                    self.whole(Sign::Add, name, b, level);
                }
                Pair::Del(name, a) => {
                    self.out.out.removed += 1;
                    self.whole(Sign::Del, name, a, level);
                }
            }
        }
        self.equal(equal, level, what);
    }

    /// Equal members side by side: summed up, unless there is one or all is asked for.
    fn equal(&mut self, equal: Vec<Pair<'_>>, level: u32, what: &str) {
        if equal.len() > 1 && !self.options.equal {
            self.out.equal(level, equal.len(), what);
            return;
        }
        for pair in equal {
            if let Pair::Both(name, _, value) = pair {
                self.whole(Sign::Same, name, value, level);
            }
        }
    }

    /// A value of one side, or of both alike.
    fn whole(&mut self, sign: Sign, name: Name<'_>, value: &Value, level: u32) {
        let mut runs = name.runs();
        let Value::Leaf(ink, text) = value else {
            return self.container(sign, runs, value, level);
        };
        runs.push(run(*ink, text.as_str()));
        self.out.push(sign, level, runs);
    }

    fn container(&mut self, sign: Sign, mut runs: Vec<Run>, value: &Value, level: u32) {
        let (open, close) = value.brackets().unwrap_or_default();
        let folded = sign == Sign::Same && !self.options.equal;
        if value.len() == 0 {
            runs.push(run(Ink::Punct, format!("{open}{close}")));
            return self.out.push(sign, level, runs);
        }
        if folded {
            let (what, s) = match (value, value.len()) {
                (Value::Object(_), 1) => ("key", ""),
                (Value::Object(_), _) => ("key", "s"),
                (_, 1) => ("item", ""),
                _ => ("item", "s"),
            };
            runs.push(run(Ink::Punct, format!("{open} ")));
            runs.push(run(Ink::Said, format!("{} equal {what}{s}", value.len())));
            runs.push(run(Ink::Punct, format!(" {close}")));
            return self.out.push(sign, level, runs);
        }
        runs.push(run(Ink::Punct, open));
        self.out.push(sign, level, runs);
        match value {
            Value::Object(pairs) => {
                for (key, value) in pairs {
                    self.whole(sign, Name::Key(key), value, level + 1);
                }
            }
            Value::Array(items) => {
                for (at, value) in items.iter().enumerate() {
                    self.whole(sign, Name::Place(at), value, level + 1);
                }
            }
            Value::Leaf(..) => {}
        }
        self.out.push(sign, level, vec![run(Ink::Punct, close)]);
    }
}

/// Members in `b`'s order; what only `a` has stands where it stood. A name that is there twice is two names.
fn members<'a>(a: &'a [(String, Value)], b: &'a [(String, Value)]) -> Vec<Pair<'a>> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut place = HashMap::new();
    for (at, (key, _)) in a.iter().enumerate() {
        let nth = seen.entry(key).or_insert(0);
        place.insert((key.as_str(), *nth), at);
        *nth += 1;
    }
    seen.clear();
    let mut of_b = Vec::with_capacity(b.len());
    let mut common = vec![false; a.len()];
    for (key, _) in b {
        let nth = seen.entry(key).or_insert(0);
        let at = place.get(&(key.as_str(), *nth)).copied();
        *nth += 1;
        if let Some(common) = at.and_then(|at| common.get_mut(at)) {
            *common = true;
        }
        of_b.push(at);
    }
    let mut out = Vec::with_capacity(a.len().max(b.len()));
    let mut from = 0;
    let mut gone = |out: &mut Vec<Pair<'a>>, to: usize| {
        for at in from..to {
            if let (Some((key, value)), Some(false)) = (a.get(at), common.get(at)) {
                out.push(Pair::Del(Name::Key(key), value));
            }
        }
        from = from.max(to);
    };
    for ((key, value), at) in b.iter().zip(of_b) {
        match at.and_then(|at| Some((at, a.get(at)?))) {
            Some((at, (_, before))) => {
                gone(&mut out, at);
                out.push(Pair::Both(Name::Key(key), before, value));
            }
            None => out.push(Pair::Add(Name::Key(key), value)),
        }
    }
    gone(&mut out, a.len());
    out
}

/// Items by what they are; among those that differ, the first goes with the first.
fn items<'a>(a: &'a [Value], b: &'a [Value]) -> Vec<Pair<'a>> {
    let mut input = InternedInput {
        before: Vec::new(),
        after: Vec::new(),
        interner: Interner::new(a.len() + b.len()),
    };
    input.update_before(a.iter());
    input.update_after(b.iter());
    let diff = Diff::compute(Algorithm::Histogram, &input);
    let mut out = Vec::with_capacity(a.len().max(b.len()));
    let (mut at_a, mut at_b) = (0, 0);
    let same = |out: &mut Vec<Pair<'a>>, at_a: &mut usize, at_b: &mut usize, to: usize| {
        while *at_b < to {
            if let (Some(a), Some(b)) = (a.get(*at_a), b.get(*at_b)) {
                out.push(Pair::Both(Name::Place(*at_b), a, b));
            }
            *at_a += 1;
            *at_b += 1;
        }
    };
    for hunk in diff.hunks() {
        let of = |range: core::ops::Range<u32>| {
            usize::try_from(range.start).unwrap_or(0)..usize::try_from(range.end).unwrap_or(0)
        };
        let (before, after) = (of(hunk.before), of(hunk.after));
        same(&mut out, &mut at_a, &mut at_b, after.start);
        (at_a, at_b) = (before.end, after.end);
        rest(&mut out, a, b, before.collect(), after.collect());
    }
    same(&mut out, &mut at_a, &mut at_b, b.len());
    out
}

/// Items as a heap: equal ones go together wherever they stand.
fn in_any_order<'a>(a: &'a [Value], b: &'a [Value]) -> Vec<Pair<'a>> {
    let mut free: HashMap<&Value, Vec<usize>> = HashMap::new();
    for (at, value) in a.iter().enumerate().rev() {
        free.entry(value).or_default().push(at);
    }
    let mut out = Vec::new();
    let mut of_b = Vec::new();
    let mut used = vec![false; a.len()];
    for (at, value) in b.iter().enumerate() {
        let found = free.get_mut(value).and_then(Vec::pop);
        match found.and_then(|found| Some((a.get(found)?, used.get_mut(found)?))) {
            Some((before, used)) => {
                *used = true;
                out.push(Pair::Both(Name::Place(at), before, value));
            }
            None => of_b.push(at),
        }
    }
    let left = used.iter().enumerate().filter(|(_, used)| !**used);
    let of_a: Vec<usize> = left.map(|(at, _)| at).collect();
    rest(&mut out, a, b, of_a, of_b);
    out
}

/// Items that have no equal: those of the same kind go together in order, the rest came or went.
fn rest<'a>(
    out: &mut Vec<Pair<'a>>,
    a: &'a [Value],
    b: &'a [Value],
    of_a: Vec<usize>,
    of_b: Vec<usize>,
) {
    let alike = |a: &Value, b: &Value| core::mem::discriminant(a) == core::mem::discriminant(b);
    let mut of_a = of_a.into_iter().peekable();
    let mut of_b = of_b.into_iter().peekable();
    while let (Some(&at), Some(&to)) = (of_a.peek(), of_b.peek()) {
        let (Some(before), Some(after)) = (a.get(at), b.get(to)) else {
            break;
        };
        of_a.next();
        if alike(before, after) {
            of_b.next();
            out.push(Pair::Both(Name::Place(to), before, after));
        } else {
            out.push(Pair::Del(Name::Place(at), before));
        }
    }
    out.extend(of_a.filter_map(|at| Some(Pair::Del(Name::Place(at), a.get(at)?))));
    out.extend(of_b.filter_map(|at| Some(Pair::Add(Name::Place(at), b.get(at)?))));
}
