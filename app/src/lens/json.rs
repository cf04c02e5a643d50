//! JSON as it was sent: a flat tree over the text, with exact numbers and the sender's order.
//!
//! Nodes hold ranges of the text, so a body of several megabytes costs a few words a value
//! and nothing is re-serialised.

use core::ops::Range;

use json_event_parser::{JsonEvent, LowLevelJsonParser};

use super::{Ink, Span};

/// Deeper than this and the body is shown as text.
const DEEPEST: usize = 500;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `{…}`
    Object,
    /// `[…]`
    Array,
    /// `"…"`
    String,
    /// A number, as it was written.
    Number,
    /// `true`, `false`, `null`
    Literal,
}

/// A value and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Its name with quotes, in the text; `None` in arrays and at the root.
    pub key: Option<Range<usize>>,
    /// The value in the text; a container's goes from its first to its last bracket.
    pub span: Range<usize>,
    /// 0 at the root.
    pub depth: usize,
    /// The container; the root is its own.
    pub parent: usize,
    /// Position in the container, from 0.
    pub index: usize,
    /// Number of children.
    pub children: usize,
    /// First node after it and everything in it.
    pub end: usize,
}

impl Node {
    /// It is an object or an array.
    #[must_use]
    pub const fn is_container(&self) -> bool {
        matches!(self.kind, Kind::Object | Kind::Array)
    }
}

/// Where and why a text is not JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Line, from 1.
    pub line: u64,
    /// Column in characters, from 1.
    pub column: u64,
    /// Byte position in the text.
    pub at: usize,
    /// What was expected.
    pub message: String,
    /// What stands there instead; `None` at the end of the text.
    pub found: Option<char>,
}

/// The values of a text, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// The nodes; the root first.
    pub nodes: Vec<Node>,
}

/// Reads a text.
///
/// # Errors
/// [`Broken`] says where it stops being JSON.
pub fn parse(text: &str) -> Result<Tree, Broken> {
    let mut builder = Builder::default();
    let mut parser = LowLevelJsonParser::new().with_max_stack_size(DEEPEST);
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let step = parser.parse_next(rest, true);
        let end = at + step.consumed_bytes;
        match step.event {
            None => {}
            Some(Ok(JsonEvent::Eof)) => {
                return Ok(Tree {
                    nodes: builder.nodes,
                });
            }
            Some(Ok(event)) => builder.event(&event, token(text, at, end)),
            Some(Err(error)) => return Err(broken(text, &error)),
        }
        at = end;
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

fn broken(text: &str, error: &json_event_parser::JsonSyntaxError) -> Broken {
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

#[derive(Default)]
struct Builder {
    nodes: Vec<Node>,
    open: Vec<usize>,
    key: Option<Range<usize>>,
}

impl Builder {
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

impl Tree {
    /// Containers that are open at first: three levels, as long as that gives at most 200 lines.
    #[must_use]
    pub fn open_at_first(&self) -> Vec<bool> {
        let mut open = vec![false; self.nodes.len()];
        let mut lines = 1;
        for depth in 0..3 {
            let level = self
                .nodes
                .iter()
                .enumerate()
                .filter(|(_, n)| n.depth == depth);
            let mut added = 0;
            let mut now = Vec::new();
            for (at, node) in level {
                if node.is_container() && (node.depth == 0 || open.get(node.parent) == Some(&true))
                {
                    added += node.children;
                    now.push(at);
                }
            }
            // The root opens whatever it holds.
            if depth > 0 && lines + added > 200 {
                break;
            }
            lines += added;
            for at in now {
                if let Some(flag) = open.get_mut(at) {
                    *flag = true;
                }
            }
        }
        open
    }

    /// The nodes that have a line, at most `limit`, and whether there are more.
    #[must_use]
    pub fn lines(&self, open: &[bool], limit: usize) -> (Vec<usize>, bool) {
        let mut out = Vec::new();
        let mut at = 0;
        while let Some(node) = self.nodes.get(at) {
            if out.len() == limit {
                return (out, true);
            }
            out.push(at);
            let inside = node.is_container() && open.get(at) == Some(&true);
            at = if inside { at + 1 } else { node.end };
        }
        (out, false)
    }

    /// Number of values beside this one.
    #[must_use]
    pub fn siblings(&self, at: usize) -> usize {
        match self.nodes.get(at) {
            Some(node) if node.parent != at => self
                .nodes
                .get(node.parent)
                .map_or(1, |parent| parent.children),
            _ => 1,
        }
    }

    /// The way to a value as JSONPath: `$.line_items[0].id`, `$["odd name"]`.
    #[must_use]
    pub fn json_path(&self, text: &str, at: usize) -> String {
        self.path(text, at, "$", '.')
    }

    /// The way to a value for jq: `.line_items[0].id`, `.["odd name"]`.
    #[must_use]
    pub fn jq_path(&self, text: &str, at: usize) -> String {
        let path = self.path(text, at, "", '.');
        if path.starts_with('.') {
            path
        } else {
            format!(".{path}")
        }
    }

    fn path(&self, text: &str, at: usize, root: &str, dot: char) -> String {
        let mut steps = Vec::new();
        let mut here = at;
        while let Some(node) = self.nodes.get(here) {
            if node.parent == here {
                break;
            }
            steps.push(match &node.key {
                Some(key) => name_step(text.get(key.clone()).unwrap_or_default(), dot),
                None => format!("[{}]", node.index),
            });
            here = node.parent;
        }
        let mut out = root.to_owned();
        out.extend(steps.iter().rev().map(String::as_str));
        out
    }

    /// The names or the size of a closed container, as its line shows them.
    #[must_use]
    pub fn fold(&self, text: &str, at: usize) -> String {
        let Some(node) = self.nodes.get(at) else {
            return String::new();
        };
        let mut names = Vec::new();
        let mut child = at + 1;
        while child < node.end && names.len() < 3 {
            let Some(inner) = self.nodes.get(child) else {
                break;
            };
            if let Some(key) = &inner.key {
                let name = text.get(key.clone()).unwrap_or_default().trim_matches('"');
                names.push(super::text::head(name, 24));
            }
            child = inner.end;
        }
        match (node.kind, node.children > names.len()) {
            (Kind::Array, _) => "[ … ]".to_owned(),
            (_, true) => format!("{{ {} … }}", names.join(", ")),
            (_, false) => format!("{{ {} }}", names.join(", ")),
        }
    }
}

/// A step of a path for a quoted name.
fn name_step(quoted: &str, dot: char) -> String {
    let name = quoted
        .strip_prefix('"')
        .and_then(|q| q.strip_suffix('"'))
        .unwrap_or(quoted);
    let plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if plain {
        format!("{dot}{name}")
    } else {
        format!("[{quoted}]")
    }
}

/// A whole number that a parser with floating point would round: beyond 2⁵³.
#[must_use]
pub fn is_beyond_double(number: &str) -> bool {
    let digits = number.strip_prefix('-').unwrap_or(number);
    let whole = digits.bytes().all(|byte| byte.is_ascii_digit());
    whole && (digits.len() > 16 || digits.len() == 16 && digits > "9007199254740992")
}

/// Bytes of a string value without quotes and with its escapes undone, for copying.
#[must_use]
pub fn unquote(token: &str) -> String {
    serde_json::from_str(token).unwrap_or_else(|_| token.to_owned())
}

/// The text in colours, as it was sent.
#[must_use]
pub fn highlight(text: &str) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let (ink, len) = next_token(rest);
        let piece = rest.get(..len).unwrap_or(rest);
        match out.last_mut() {
            Some((last, run)) if *last == ink => run.push_str(piece),
            _ => out.push((ink, piece.to_owned())),
        }
        at += len.max(1);
    }
    out
}

fn next_token(rest: &str) -> (Ink, usize) {
    let run = |keep: fn(char) -> bool| rest.find(|c| !keep(c)).unwrap_or(rest.len());
    match rest.chars().next() {
        Some('"') => {
            let len = string_len(rest);
            let after = rest.get(len..).unwrap_or_default().trim_start();
            (
                if after.starts_with(':') {
                    Ink::Key
                } else {
                    Ink::Text
                },
                len,
            )
        }
        Some('{' | '}' | '[' | ']' | ',' | ':') => (
            Ink::Mark,
            run(|c| matches!(c, '{' | '}' | '[' | ']' | ',' | ':')),
        ),
        Some('0'..='9' | '-') => (
            Ink::Number,
            run(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-')),
        ),
        Some(c) if c.is_ascii_alphabetic() => (Ink::Literal, run(|c| c.is_ascii_alphabetic())),
        Some(c) if c.is_whitespace() => (Ink::Plain, run(char::is_whitespace)),
        Some(c) => (Ink::Plain, c.len_utf8()),
        None => (Ink::Plain, 0),
    }
}

/// Length of the string at the start of `rest`, with its quotes; to the end when it is open.
fn string_len(rest: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in rest.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// The values indented by two blanks, numbers and strings exactly as they were sent.
#[must_use]
pub fn pretty(text: &str, tree: &Tree) -> Vec<Span> {
    let mut out = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (at, node) in tree.nodes.iter().enumerate() {
        close(&mut out, tree, &mut open, at);
        if node.index > 0 {
            out.push((Ink::Mark, ",".to_owned()));
        }
        if at > 0 {
            out.push((Ink::Plain, format!("\n{}", "  ".repeat(node.depth))));
        }
        if let Some(key) = &node.key {
            out.push((
                Ink::Key,
                text.get(key.clone()).unwrap_or_default().to_owned(),
            ));
            out.push((Ink::Mark, ": ".to_owned()));
        }
        match (node.kind, node.children) {
            (Kind::Object, 0) => out.push((Ink::Mark, "{}".to_owned())),
            (Kind::Array, 0) => out.push((Ink::Mark, "[]".to_owned())),
            (Kind::Object, _) => {
                out.push((Ink::Mark, "{".to_owned()));
                open.push(at);
            }
            (Kind::Array, _) => {
                out.push((Ink::Mark, "[".to_owned()));
                open.push(at);
            }
            (kind, _) => {
                let value = text.get(node.span.clone()).unwrap_or_default().to_owned();
                out.push((ink(kind), value));
            }
        }
    }
    close(&mut out, tree, &mut open, tree.nodes.len());
    out
}

/// Writes the closing brackets of the containers that end before node `at`.
fn close(out: &mut Vec<Span>, tree: &Tree, open: &mut Vec<usize>, at: usize) {
    while let Some(node) = open.last().and_then(|&last| tree.nodes.get(last)) {
        if node.end > at {
            break;
        }
        let bracket = if node.kind == Kind::Object { "}" } else { "]" };
        out.push((Ink::Plain, format!("\n{}", "  ".repeat(node.depth))));
        out.push((Ink::Mark, bracket.to_owned()));
        open.pop();
    }
}

/// The colour of a value.
#[must_use]
pub const fn ink(kind: Kind) -> Ink {
    match kind {
        Kind::String => Ink::Text,
        Kind::Number => Ink::Number,
        Kind::Literal => Ink::Literal,
        Kind::Object | Kind::Array => Ink::Mark,
    }
}

#[cfg(test)]
mod tests;
