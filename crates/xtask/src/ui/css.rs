//! One style sheet out of several: imports are put in place, comments and
//! needless blanks go.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// Reads a style sheet with everything it imports, and makes it small.
pub(super) fn bundle(entry: &Path) -> Result<String> {
    Ok(minify(&flatten(entry, &mut BTreeSet::new())?))
}

/// Puts the text of imported files in the place of their `@import` rules.
///
/// Understood is what the style sheets here use: one rule per line,
/// `@import "file.css";` or `@import url("file.css") layer(name);`.
fn flatten(path: &Path, seen: &mut BTreeSet<PathBuf>) -> Result<String> {
    let shown = path.display();
    if !seen.insert(path.to_path_buf()) {
        bail!("{shown} is imported twice");
    }
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {shown}"))?;
    let mut flat = String::with_capacity(text.len());
    for line in text.lines() {
        if let Some(rule) = line.trim_start().strip_prefix("@import ") {
            let (name, layer) =
                import(rule).with_context(|| format!("{shown}: cannot read `{line}`"))?;
            let inner = flatten(&path.with_file_name(name), seen)?;
            match layer {
                Some(layer) => flat.push_str(&format!("@layer {layer} {{\n{inner}}}\n")),
                None => flat.push_str(&inner),
            }
        } else {
            flat.push_str(line);
            flat.push('\n');
        }
    }
    Ok(flat)
}

/// The file and the layer of an `@import` rule.
fn import(rule: &str) -> Option<(&str, Option<&str>)> {
    let rule = rule.trim().strip_suffix(';')?.trim();
    let rule = rule.strip_prefix("url(").unwrap_or(rule);
    let quote = rule.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (name, rest) = rule[1..].split_once(quote)?;
    let rest = rest.trim_start_matches(')').trim();
    if rest.is_empty() {
        return Some((name, None));
    }
    let layer = rest.strip_prefix("layer(")?.strip_suffix(')')?;
    Some((name, Some(layer)))
}

/// Removes comments, and blanks where they cannot matter: beside `{`, `}`,
/// `;` and `,`, and after a `:`. Strings stay as they are.
pub(super) fn minify(text: &str) -> String {
    let mut small = String::with_capacity(text.len());
    let mut rest = text;
    let mut blank = false;
    while let Some(next) = rest.chars().next() {
        if rest.starts_with("/*") {
            rest = rest[2..].split_once("*/").map_or("", |(_, after)| after);
            blank = true;
        } else if next.is_ascii_whitespace() {
            rest = rest.trim_ascii_start();
            blank = true;
        } else {
            let token = if matches!(next, '"' | '\'') {
                quoted(rest, next)
            } else {
                &rest[..next.len_utf8()]
            };
            let glued = small.is_empty() || small.ends_with(['{', '}', ';', ',', ':']);
            if blank && !glued && !matches!(next, '{' | '}' | ';' | ',') {
                small.push(' ');
            }
            if next == '}' && small.ends_with(';') {
                small.pop();
            }
            small.push_str(token);
            rest = &rest[token.len()..];
            blank = false;
        }
    }
    small
}

/// The string at the start of `text`, with its quotes.
fn quoted(text: &str, quote: char) -> &str {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return &text[..=at],
            _ => {}
        }
    }
    text
}
