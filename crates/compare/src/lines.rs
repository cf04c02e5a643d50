//! Building the lines of a comparison, within bounds.

use domain::compare::{Differences, How, Ink, Line, Run, Sign};

/// Lines shown at most.
pub(crate) const MOST: usize = 4_000;
/// Characters of a piece shown at most.
const LONGEST: usize = 2_000;

/// Lines as they are found.
pub(crate) struct Builder {
    pub(crate) out: Differences,
}

impl Builder {
    pub(crate) const fn new(how: How) -> Self {
        Self {
            out: Differences {
                how,
                added: 0,
                removed: 0,
                changed: 0,
                lines: Vec::new(),
                cut: false,
            },
        }
    }

    pub(crate) fn push(&mut self, sign: Sign, level: u32, runs: Vec<Run>) {
        if self.out.lines.len() < MOST {
            self.out.lines.push(Line { sign, level, runs });
        } else {
            self.out.cut = true;
        }
    }

    /// A line that stands for what is equal: `4 equal keys`.
    pub(crate) fn equal(&mut self, level: u32, count: usize, what: &str) {
        let s = if count == 1 { "" } else { "s" };
        let said = run(Ink::Said, format!("{count} equal {what}{s}"));
        self.push(Sign::Equal, level, vec![said]);
    }
}

/// A piece, shortened when it is very long.
pub(crate) fn run(ink: Ink, text: impl Into<String>) -> Run {
    let mut text = text.into();
    if let Some((cut, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(cut);
        text.push('…');
    }
    Run {
        ink,
        text,
        mark: false,
    }
}

/// Both texts in pieces: what they begin and end with alike, and between it what differs, by whole words.
pub(crate) fn marked(ink: Ink, a: &str, b: &str) -> (Vec<Run>, Vec<Run>) {
    let (words_a, words_b) = (words(a), words(b));
    let pairs = words_a.iter().zip(&words_b);
    let front = pairs.take_while(|(a, b)| a == b).count();
    let most = words_a.len().min(words_b.len()) - front;
    let pairs = words_a.iter().rev().zip(words_b.iter().rev());
    let back = pairs.take(most).take_while(|(a, b)| a == b).count();
    let side = |words: &[&str]| {
        let cut = words.len() - back;
        let piece = |range: &[&str], mark: bool| {
            let text = range.concat();
            (!text.is_empty()).then(|| Run {
                mark,
                ..run(ink, text)
            })
        };
        let (rest, end) = words.split_at(cut);
        let (start, middle) = rest.split_at(front);
        [piece(start, false), piece(middle, true), piece(end, false)]
            .into_iter()
            .flatten()
            .collect()
    };
    (side(&words_a), side(&words_b))
}

/// Words, and every other character on its own.
fn words(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut within = false;
    for (at, char) in text.char_indices() {
        let word = char.is_alphanumeric() || char == '_';
        if at > start && !(word && within) {
            out.extend(text.get(start..at));
            start = at;
        }
        within = word;
    }
    out.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    out
}
