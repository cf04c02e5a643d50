//! JSON as text, in colours.

use super::{Kind, Tree, ink};
use crate::lens::{Ink, Span};

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
