//! From text to values, step by step.

use core::ops::Range;

use json_event_parser::{JsonEvent, JsonSyntaxError, LowLevelJsonParser};

use crate::{Broken, Kind, Node};

/// Deeper than this and the body is shown as text.
const DEEPEST: usize = 500;

/// How far a [`Reader`] has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// There is more to read.
    More,
    /// The text is read to its end.
    Done,
    /// It stops being JSON.
    Broken(Broken),
}

/// Reads a text in steps, so that a long one holds nothing up, and one that has come in part is read as far
/// as it has come.
pub struct Reader {
    parser: LowLevelJsonParser,
    nodes: Vec<Node>,
    open: Vec<usize>,
    key: Option<Range<usize>>,
    at: usize,
}

impl Default for Reader {
    fn default() -> Self {
        Self::new()
    }
}

impl core::fmt::Debug for Reader {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Reader at {}", self.at)
    }
}

impl Reader {
    /// At the beginning of a text.
    #[must_use]
    pub fn new() -> Self {
        Self {
            parser: LowLevelJsonParser::new().with_max_stack_size(DEEPEST),
            nodes: Vec::new(),
            open: Vec::new(),
            key: None,
            at: 0,
        }
    }

    /// Reads on for about `step` bytes. The text is that of the last call, or begins with it; `whole` says
    /// that nothing comes after it.
    pub fn read(&mut self, text: &str, whole: bool, step: usize) -> Progress {
        let bytes = text.as_bytes();
        let stop = self.at.saturating_add(step);
        while self.at < stop {
            let rest = bytes.get(self.at..).unwrap_or_default();
            let found = self.parser.parse_next(rest, whole);
            let end = self.at + found.consumed_bytes;
            match found.event {
                None if whole => {}
                // All that came was read, but for a token that is not complete.
                None => {
                    self.at = end;
                    return Progress::More;
                }
                Some(Ok(JsonEvent::Eof)) => return Progress::Done,
                Some(Ok(event)) => self.event(&event, token(text, self.at, end)),
                Some(Err(error)) => return Progress::Broken(broken(text, &error)),
            }
            self.at = end;
        }
        Progress::More
    }

    /// Bytes read.
    #[must_use]
    pub const fn at(&self) -> usize {
        self.at
    }

    /// The values that were read. Containers that are still open end with them.
    #[must_use]
    pub fn into_nodes(self) -> Vec<Node> {
        let mut nodes = self.nodes;
        let end = nodes.len();
        for &at in &self.open {
            if let Some(node) = nodes.get_mut(at) {
                node.end = end;
                node.span.end = self.at;
            }
        }
        nodes
    }

    fn event(&mut self, event: &JsonEvent<'_>, token: Range<usize>) {
        match event {
            JsonEvent::ObjectKey(_) => self.key = Some(token),
            JsonEvent::StartObject => self.start(Kind::Object, token),
            JsonEvent::StartArray => self.start(Kind::Array, token),
            JsonEvent::EndObject | JsonEvent::EndArray => self.finish(token.end),
            JsonEvent::String(_) => self.leaf(Kind::String, token),
            JsonEvent::Number(_) => self.leaf(Kind::Number, token),
            JsonEvent::Boolean(_) | JsonEvent::Null => self.leaf(Kind::Literal, token),
            JsonEvent::Eof => {}
        }
    }

    fn leaf(&mut self, kind: Kind, span: Range<usize>) {
        let parent = self.open.last().copied();
        let at = self.nodes.len();
        let index = match parent.and_then(|parent| self.nodes.get_mut(parent)) {
            Some(parent) => {
                parent.children += 1;
                parent.children - 1
            }
            None => 0,
        };
        self.nodes.push(Node {
            kind,
            key: self.key.take(),
            span,
            depth: self.open.len(),
            parent: parent.unwrap_or(at),
            index,
            children: 0,
            end: at + 1,
        });
    }

    fn start(&mut self, kind: Kind, span: Range<usize>) {
        let at = self.nodes.len();
        self.leaf(kind, span);
        self.open.push(at);
    }

    fn finish(&mut self, end: usize) {
        let next = self.nodes.len();
        if let Some(node) = self.open.pop().and_then(|at| self.nodes.get_mut(at)) {
            node.span.end = end;
            node.end = next;
        }
    }
}

/// The token at the end of what was consumed: without blanks, commas and colons before it.
fn token(text: &str, from: usize, to: usize) -> Range<usize> {
    let consumed = text.get(from..to).unwrap_or_default();
    let lead = consumed
        .trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n', ',', ':'])
        .len();
    to - lead..to
}

fn broken(text: &str, error: &JsonSyntaxError) -> Broken {
    let place = error.location().start;
    let at = usize::try_from(place.offset)
        .unwrap_or(usize::MAX)
        .min(text.len());
    Broken {
        line: place.line + 1,
        column: place.column + 1,
        at,
        message: error.message().to_owned(),
        found: text.get(at..).and_then(|rest| rest.chars().next()),
    }
}
