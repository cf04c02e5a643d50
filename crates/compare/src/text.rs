//! Text line by line, and bytes as lines of hex.

use domain::compare::{Differences, How, Ink, Sign};
use imara_diff::{Algorithm, Diff, InternedInput};

use crate::Options;
use crate::lines::{Builder, marked, run};

/// Equal lines shown around what differs.
const AROUND: usize = 3;
/// Bytes compared in hex.
const BYTES: usize = 256 * 1024;
/// Bytes of text compared.
const TEXT: usize = 16 << 20;

/// Compares texts.
pub(crate) fn compare(a: &str, b: &str, options: Options) -> Differences {
    let long = a.len().max(b.len()) > TEXT;
    let mut out = of_lines(
        How::Text,
        &head(a).lines().collect::<Vec<_>>(),
        &head(b).lines().collect::<Vec<_>>(),
        options,
    );
    out.cut |= long;
    out
}

fn head(text: &str) -> &str {
    text.get(..text.floor_char_boundary(TEXT)).unwrap_or(text)
}

/// Compares bytes that are no text.
pub(crate) fn bytes(a: &[u8], b: &[u8], options: Options) -> Differences {
    let lines = |bytes: &[u8]| -> Vec<String> {
        bytes
            .get(..BYTES)
            .unwrap_or(bytes)
            .chunks(16)
            .map(|chunk| {
                let hex: Vec<String> = chunk.iter().map(|byte| format!("{byte:02x}")).collect();
                hex.join(" ")
            })
            .collect()
    };
    let (lines_a, lines_b) = (lines(a), lines(b));
    let texts_a: Vec<&str> = lines_a.iter().map(String::as_str).collect();
    let texts_b: Vec<&str> = lines_b.iter().map(String::as_str).collect();
    let mut out = of_lines(How::Bytes, &texts_a, &texts_b, options);
    out.cut |= a.len().max(b.len()) > BYTES;
    out
}

fn of_lines(how: How, a: &[&str], b: &[&str], options: Options) -> Differences {
    let mut input = InternedInput::default();
    input.update_before(a.iter().copied());
    input.update_after(b.iter().copied());
    let diff = Diff::compute(Algorithm::Histogram, &input);
    let mut out = Builder::new(how);
    let mut at = 0;
    for hunk in diff.hunks() {
        let of = |range: &core::ops::Range<u32>| {
            usize::try_from(range.start).unwrap_or(0)..usize::try_from(range.end).unwrap_or(0)
        };
        let (before, after) = (of(&hunk.before), of(&hunk.after));
        same(&mut out, b, at..after.start, (at > 0, true), options);
        at = after.end;
        let gone = a.get(before).unwrap_or_default();
        let come = b.get(after).unwrap_or_default();
        differ(&mut out, gone, come);
    }
    same(&mut out, b, at..b.len(), (at > 0, false), options);
    out.out
}

/// Equal lines: a few beside what differs, the rest summed up. `beside` says whether something differs
/// before and after them.
fn same(
    out: &mut Builder,
    lines: &[&str],
    range: core::ops::Range<usize>,
    beside: (bool, bool),
    options: Options,
) {
    let all = lines.get(range).unwrap_or_default();
    let around = |yes: bool| if yes { AROUND } else { 0 };
    let (front, back) = (around(beside.0), around(beside.1));
    let hidden = all.len().saturating_sub(front + back);
    let skip = hidden > 1 && !options.equal;
    for (at, line) in all.iter().enumerate() {
        if skip && at == front {
            out.equal(0, hidden, "line");
        }
        if !skip || !(front..front + hidden).contains(&at) {
            out.push(Sign::Same, 0, vec![run(Ink::Plain, *line)]);
        }
    }
}

/// Lines that differ: those that stand for one another with what differs in them marked.
fn differ(out: &mut Builder, gone: &[&str], come: &[&str]) {
    let both = gone.len().min(come.len());
    let count = |lines: usize| u64::try_from(lines).unwrap_or(u64::MAX);
    out.out.changed += count(both);
    out.out.removed += count(gone.len() - both);
    out.out.added += count(come.len() - both);
    let mut adds = Vec::new();
    for (at, line) in gone.iter().enumerate() {
        let (del, add) = match come.get(at) {
            Some(after) => marked(Ink::Plain, line, after),
            None => (vec![run(Ink::Plain, *line)], Vec::new()),
        };
        out.push(Sign::Del, 0, del);
        if at < come.len() {
            adds.push(add);
        }
    }
    adds.extend(
        come.iter()
            .skip(both)
            .map(|line| vec![run(Ink::Plain, *line)]),
    );
    for add in adds {
        out.push(Sign::Add, 0, add);
    }
}
