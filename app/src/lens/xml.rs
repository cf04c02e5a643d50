//! XML and HTML, indented for reading. Never rendered.

use super::{Ink, Span};

/// Deepest indentation drawn.
const DEEPEST: usize = 40;

/// The markup with a line for every tag and its text; `None` when a tag never closes.
#[must_use]
pub fn pretty(text: &str) -> Option<Vec<Span>> {
    let mut out: Vec<Span> = Vec::new();
    let mut depth = 0_usize;
    let mut rest = text.trim();
    // An element with text only stays on one line.
    let mut inline = false;
    while !rest.is_empty() {
        let Some(tag) = rest.strip_prefix('<') else {
            let end = rest.find('<').unwrap_or(rest.len());
            let (words, after) = rest.split_at(end);
            rest = after;
            let words = words.trim();
            if !words.is_empty() {
                inline = rest.starts_with("</") && !words.contains('\n');
                if !inline {
                    indent(&mut out, depth);
                }
                out.push((Ink::Plain, words.to_owned()));
            }
            continue;
        };
        let close = if tag.starts_with("!--") {
            rest.find("-->")? + 3
        } else if tag.starts_with("![CDATA[") {
            rest.find("]]>")? + 3
        } else {
            rest.find('>')? + 1
        };
        let (whole, after) = rest.split_at(close);
        rest = after;
        let closing = tag.starts_with('/');
        if closing {
            depth = depth.saturating_sub(1);
        }
        if !(closing && inline) {
            let text_only = !closing && !tag.starts_with(['?', '!']) && text_then_close(rest);
            indent(&mut out, depth);
            inline = text_only;
        } else {
            inline = false;
        }
        paint(&mut out, whole);
        let opens = !closing && !tag.starts_with(['?', '!']) && !whole.ends_with("/>");
        if opens {
            depth += 1;
        }
    }
    Some(out)
}

/// Only text stands before the next closing tag.
fn text_then_close(rest: &str) -> bool {
    rest.find('<')
        .is_some_and(|at| rest.get(at..).is_some_and(|tag| tag.starts_with("</")))
        && !rest
            .get(..rest.find('<').unwrap_or(0))
            .unwrap_or_default()
            .contains('\n')
}

fn indent(out: &mut Vec<Span>, depth: usize) {
    if !out.is_empty() {
        out.push((Ink::Plain, format!("\n{}", "  ".repeat(depth.min(DEEPEST)))));
    }
}

/// Colours a tag: its name, its attributes, their values.
fn paint(out: &mut Vec<Span>, whole: &str) {
    if whole.starts_with("<!") || whole.starts_with("<?") {
        out.push((Ink::Mark, whole.to_owned()));
        return;
    }
    let head = if whole.starts_with("</") { 2 } else { 1 };
    let tail = if whole.ends_with("/>") { 2 } else { 1 };
    let inner = whole.get(head..whole.len() - tail).unwrap_or_default();
    let name_end = inner.find(char::is_whitespace).unwrap_or(inner.len());
    let (name, mut rest) = inner.split_at(name_end);
    out.push((Ink::Mark, whole.get(..head).unwrap_or_default().to_owned()));
    out.push((Ink::Tag, name.to_owned()));
    while let Some(eq) = rest.find('=') {
        let (key, after) = rest.split_at(eq);
        out.push((Ink::Key, key.to_owned()));
        let after = after.get(1..).unwrap_or_default();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
        let end = match quote {
            Some(quote) => after
                .get(1..)
                .and_then(|a| a.find(quote))
                .map_or(after.len(), |n| n + 2),
            None => after.find(char::is_whitespace).unwrap_or(after.len()),
        };
        let (value, after) = after.split_at(end);
        out.push((Ink::Mark, "=".to_owned()));
        out.push((Ink::Text, value.to_owned()));
        rest = after;
    }
    out.push((Ink::Key, rest.to_owned()));
    out.push((
        Ink::Mark,
        whole
            .get(whole.len() - tail..)
            .unwrap_or_default()
            .to_owned(),
    ));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(markup: &str) -> Option<String> {
        pretty(markup).map(|spans| spans.into_iter().map(|(_, text)| text).collect())
    }

    #[test]
    fn elements_are_indented_and_short_ones_stay_on_a_line() {
        assert_eq!(
            text("<?xml version=\"1.0\"?><a x='1'><b>text</b><c/><d><e></e></d></a>").as_deref(),
            Some(
                "<?xml version=\"1.0\"?>\n<a x='1'>\n  <b>text</b>\n  <c/>\n  <d>\n    <e></e>\n  </d>\n</a>"
            )
        );
    }

    #[test]
    fn comments_and_data_may_hold_tags() {
        let markup = "<a><!-- <b> --><![CDATA[<c>]]></a>";
        assert_eq!(
            text(markup).as_deref(),
            Some("<a>\n  <!-- <b> -->\n  <![CDATA[<c>]]>\n</a>")
        );
    }

    #[test]
    fn what_is_not_markup_is_left_to_the_raw_lens() {
        assert_eq!(text("<a"), None);
        assert_eq!(text("<!-- x"), None);
    }

    #[test]
    fn hostile_nesting_is_bounded() {
        let deep = "<a>".repeat(10_000);
        let pretty = text(&deep).unwrap();
        assert!(pretty.len() < 10_000 * 90);
    }
}
