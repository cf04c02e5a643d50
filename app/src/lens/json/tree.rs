//! Which lines a tree has, and the way to a value.

use core::ops::Range;

use super::{Kind, Node, Tree};
use crate::lens::find;

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

    /// The nodes whose lines are in a stretch of all lines, and whether there are more after it.
    #[must_use]
    pub fn lines(&self, open: &[bool], stretch: &Range<usize>) -> (Vec<usize>, bool) {
        let mut out = Vec::new();
        let (mut at, mut line) = (0, 0);
        while let Some(node) = self.nodes.get(at) {
            if line >= stretch.end {
                return (out, true);
            }
            if line >= stretch.start {
                out.push(at);
            }
            line += 1;
            let inside = node.is_container() && open.get(at) == Some(&true);
            at = if inside { at + 1 } else { node.end };
        }
        (out, false)
    }

    /// The values whose name or text has this in it, in order.
    #[must_use]
    pub fn matching(&self, text: &str, needle: &str) -> Vec<usize> {
        let start = |node: &Node| node.key.as_ref().map_or(node.span.start, |key| key.start);
        let mut found = Vec::new();
        for place in find::places(text, needle) {
            let next = self
                .nodes
                .partition_point(|node| start(node) <= place.start);
            let Some((at, node)) = next
                .checked_sub(1)
                .and_then(|at| Some((at, self.nodes.get(at)?)))
            else {
                continue;
            };
            let in_name = node.key.as_ref().is_some_and(|key| place.start < key.end);
            // Between the values of a container there are only marks and blanks.
            let in_value = !node.is_container() && place.start < node.span.end;
            if (in_name || in_value) && found.last() != Some(&at) {
                found.push(at);
            }
        }
        found
    }

    /// Opens what a value is in.
    pub fn open_to(&self, open: &mut [bool], at: usize) {
        let mut here = at;
        while let Some(node) = self.nodes.get(here).filter(|node| node.parent != here) {
            here = node.parent;
            if let Some(flag) = open.get_mut(here) {
                *flag = true;
            }
        }
    }

    /// Lines before the one of a value that is not inside of anything closed.
    #[must_use]
    pub fn line_of(&self, open: &[bool], at: usize) -> usize {
        let (mut here, mut lines) = (0, 0);
        while let Some(node) = self.nodes.get(here).filter(|_| here < at) {
            lines += 1;
            let inside = node.is_container() && open.get(here) == Some(&true);
            here = if inside { here + 1 } else { node.end };
        }
        lines
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
                names.push(super::super::text::head(name, 24));
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
