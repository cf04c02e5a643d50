//! Filters made of what is shown.

/// A longer text makes no filter that anybody reads.
pub const LONGEST: usize = 200;

/// Text that stands for itself.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\' | '*') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    out
}

/// The filter for a header with this value. None where no line of text says it.
#[must_use]
pub fn header(name: &str, value: &str) -> Option<String> {
    let filter = format!("header.{}:{}", name.to_ascii_lowercase(), quoted(value));
    let fits = filter.len() <= LONGEST && !filter.chars().any(char::is_control);
    fits.then_some(filter)
}

/// A filter and one more condition.
#[must_use]
pub fn narrowed(filter: &str, by: &str) -> String {
    let filter = filter.trim();
    if filter.is_empty() {
        by.to_owned()
    } else if filter.contains(by) {
        filter.to_owned()
    } else if filter.contains(" OR ") {
        format!("({filter}) {by}")
    } else {
        format!("{filter} {by}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_narrowed() {
        assert_eq!(narrowed("", "body.a:1"), "body.a:1");
        assert_eq!(narrowed("method:POST", "body.a:1"), "method:POST body.a:1");
        assert_eq!(
            narrowed("method:POST body.a:1", "body.a:1"),
            "method:POST body.a:1"
        );
        assert_eq!(narrowed("a OR b", "body.a:1"), "(a OR b) body.a:1");
    }

    #[test]
    fn a_header_gives_the_filter_that_finds_it() {
        let filter = header("X-GitHub-Event", r#"a "b" *"#).unwrap();
        assert_eq!(filter, r#"header.x-github-event:"a \"b\" \*""#);
        let read = domain::filter::Filter::parse(&filter, domain::Timestamp(0)).unwrap();
        assert_eq!(read.to_string(), filter);
        assert_eq!(header("X", &"x".repeat(300)), None);
    }
}
