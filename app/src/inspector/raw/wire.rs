//! A request written as text, in colours.

use domain::{Header, Hit};

use crate::format;
use crate::lens::{Ink, Span, hex, json};

/// The head as it was on the wire.
pub(super) fn head(hit: &Hit) -> String {
    let mut out = format!(
        "{} {} {}\r\n",
        hit.summary.method, hit.summary.target, hit.version
    );
    for header in &hit.headers {
        out.push_str(&format!(
            "{}: {}\r\n",
            header.name,
            String::from_utf8_lossy(&header.bytes())
        ));
    }
    out.push_str("\r\n");
    out
}

/// How long a request is, and its parts: of which the head is only known to the byte once all the bytes are here, whose
/// number is then `exact`.
pub(super) fn sizes(hit: &Hit, exact: Option<usize>) -> String {
    let body = format!("body {}", format::count(hit.body.size));
    match exact.map(|all| u64::try_from(all).unwrap_or(u64::MAX)) {
        Some(all) if hit.trailers.is_empty() => {
            let head = format::count(all.saturating_sub(hit.body.size));
            format!("{}: head {head}, {body}", format::counted(all, "byte"))
        }
        Some(all) => format!("{}, {body}", format::counted(all, "byte")),
        None => format!("{}, {body}", format::counted(count(&hit.headers), "header")),
    }
}

fn count(headers: &[Header]) -> u64 {
    u64::try_from(headers.len()).unwrap_or(u64::MAX)
}

/// The request in runs of text, the ends of lines drawn.
pub(super) fn runs(hit: &Hit, body: &str) -> Vec<Span> {
    let end = || {
        [
            (Ink::End, "\\r\\n".to_owned()),
            (Ink::Plain, "\n".to_owned()),
        ]
    };
    let mut out = vec![
        (Ink::Tag, hit.summary.method.clone()),
        (Ink::Plain, " ".to_owned()),
    ];
    out.extend(hex::visible(&hit.summary.target));
    out.push((Ink::Plain, " ".to_owned()));
    out.push((Ink::Mark, hit.version.clone()));
    out.extend(end());
    for header in &hit.headers {
        out.push((Ink::Key, header.name.clone()));
        out.push((Ink::Mark, ":".to_owned()));
        out.push((Ink::Plain, " ".to_owned()));
        out.extend(hex::visible(&String::from_utf8_lossy(&header.bytes())));
        out.extend(end());
    }
    out.extend(end());
    out.extend(if body.starts_with(['{', '[']) {
        ended(json::highlight(body))
    } else {
        ended(vec![(Ink::Plain, body.to_owned())])
    });
    out
}

/// Runs with the end of every line drawn as it is written in code.
fn ended(runs: Vec<Span>) -> Vec<Span> {
    let mut out = Vec::new();
    for (ink, run) in runs {
        for line in run.split_inclusive('\n') {
            let Some(text) = line.strip_suffix('\n') else {
                out.push((ink, line.to_owned()));
                continue;
            };
            let (text, drawn) = match text.strip_suffix('\r') {
                Some(text) => (text, "\\r\\n"),
                None => (text, "\\n"),
            };
            if !text.is_empty() {
                out.push((ink, text.to_owned()));
            }
            out.push((Ink::End, drawn.to_owned()));
            out.push((Ink::Plain, "\n".to_owned()));
        }
    }
    out
}

/// The same without the ends that are only drawn.
pub(super) fn without_ends(runs: &[Span]) -> Vec<Span> {
    let there = |(ink, _): &&Span| *ink != Ink::End;
    runs.iter().filter(there).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(runs: &[Span]) -> String {
        runs.iter().map(|(_, run)| run.as_str()).collect()
    }

    #[test]
    fn every_end_of_a_line_is_drawn_as_it_came() {
        let runs = ended(vec![(Ink::Plain, "a\r\nb\n\nc".to_owned())]);
        assert_eq!(text(&runs), "a\\r\\n\nb\\n\n\\n\nc");
        assert_eq!(text(&without_ends(&runs)), "a\nb\n\nc");
        assert!(ended(vec![(Ink::Plain, String::new())]).is_empty());
    }

    #[test]
    fn colours_stay_beside_an_end() {
        let runs = ended(json::highlight("{\n\"a\":1}"));
        assert_eq!(text(&runs), "{\\n\n\"a\":1}");
        assert!(runs.contains(&(Ink::Key, "\"a\"".to_owned())));
    }
}
