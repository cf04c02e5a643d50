//! Filters made of what is shown.

use domain::filter::{self, quoted};

/// A longer text makes no filter that anybody reads.
pub const LONGEST: usize = 200;

/// The filter for a header with this value. None where no line of text says it.
#[must_use]
pub fn header(name: &str, value: &str) -> Option<String> {
    let name = filter::name(&name.to_ascii_lowercase());
    let filter = format!("header.{name}:{}", quoted(value));
    let fits = filter.len() <= LONGEST && !filter.chars().any(char::is_control);
    fits.then_some(filter)
}

/// A filter and one more condition, unless it is asked for already.
#[must_use]
pub fn narrowed(filter: &str, by: &str) -> String {
    let filter = filter.trim();
    let either = filter.contains(" OR ");
    // A condition as a whole: `body.a:1` is no part of `body.a:12`, and one of several choices asks for nothing.
    let asked = if either {
        filter.ends_with(&format!(") {by}"))
    } else {
        format!(" {filter} ").contains(&format!(" {by} "))
    };
    if filter.is_empty() {
        by.to_owned()
    } else if asked {
        filter.to_owned()
    } else if either {
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
        let narrow = "(a OR b) body.a:1";
        assert_eq!(narrowed(narrow, "body.a:1"), narrow);
    }

    #[test]
    fn a_condition_that_only_begins_the_same_is_another() {
        for filter in ["body.a:12", "-body.a:1", "x.body.a:1"] {
            let narrow = format!("{filter} body.a:1");
            assert_eq!(narrowed(filter, "body.a:1"), narrow);
        }
        let either = "method:PUT OR body.a:1";
        assert_eq!(
            narrowed(either, "body.a:1"),
            "(method:PUT OR body.a:1) body.a:1"
        );
    }

    #[test]
    fn a_header_gives_the_filter_that_finds_it() {
        let filter = header("X-GitHub-Event", r#"a "b" *"#).unwrap();
        assert_eq!(filter, r#"header.x-github-event:"a \"b\" \*""#);
        let read = filter::Filter::parse(&filter, domain::Timestamp(0)).unwrap();
        assert_eq!(read.to_string(), filter);
        assert_eq!(header("X", &"x".repeat(300)), None);
        let odd = header("X.Y", "").unwrap();
        assert_eq!(odd, r#"header."x.y":"""#);
        let read = filter::Filter::parse(&odd, domain::Timestamp(0)).unwrap();
        assert_eq!(read.to_string(), odd);
    }
}
