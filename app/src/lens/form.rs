//! `application/x-www-form-urlencoded` bodies and queries, pair by pair, in order.

use std::collections::HashMap;

use serde_json::Value;

/// A pair as it was sent and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Decoded name.
    pub name: String,
    /// Decoded value; `None` when there was no `=`.
    pub value: Option<String>,
    /// Name as sent.
    pub raw_name: String,
    /// Value as sent.
    pub raw_value: String,
    /// 1 for the first field of this name, 2 for the next…
    pub nth: usize,
}

/// Pairs drawn at most; a hostile body may have a million.
pub const MOST: usize = 2_000;

/// The pairs of a query or a form, at most [`MOST`], and how many there are.
#[must_use]
pub fn fields(text: &str) -> (Vec<Field>, usize) {
    let mut out: Vec<Field> = Vec::new();
    let mut total = 0;
    for (raw_name, raw_value) in pairs(text) {
        total += 1;
        if out.len() == MOST {
            continue;
        }
        let name = decode(raw_name);
        let nth = 1 + out.iter().filter(|field| field.name == name).count();
        out.push(Field {
            value: raw_value.map(decode),
            raw_name: raw_name.to_owned(),
            raw_value: raw_value.unwrap_or_default().to_owned(),
            name,
            nth,
        });
    }
    (out, total)
}

/// Names and values as they were sent; no value where there was no `=`.
fn pairs(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| match pair.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (pair, None),
    })
}

/// How many pairs there are.
#[must_use]
pub fn count(text: &str) -> usize {
    pairs(text).count()
}

/// All pairs as an object of JSON, names in the order they came first. A name that came more than once has a list
/// of its values, one without `=` has null.
#[must_use]
pub fn json(text: &str) -> String {
    let mut names: Vec<(String, Vec<Value>)> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (name, value) in pairs(text) {
        let name = decode(name);
        let value = value.map_or(Value::Null, |value| Value::String(decode(value)));
        let at = *known.entry(name.clone()).or_insert(names.len());
        match names.get_mut(at) {
            Some((_, values)) => values.push(value),
            None => names.push((name, vec![value])),
        }
    }
    let lines: Vec<String> = names
        .into_iter()
        .map(|(name, mut values)| {
            let value = match values.len() {
                1 => values.remove(0),
                _ => Value::Array(values),
            };
            format!("  {}: {value}", Value::String(name))
        })
        .collect();
    match lines.is_empty() {
        true => "{}".to_owned(),
        false => format!("{{\n{}\n}}", lines.join(",\n")),
    }
}

/// The query of a raw target; `None` when there is no `?`.
#[must_use]
pub fn query(target: &str) -> Option<&str> {
    target.split_once('?').map(|(_, query)| query)
}

/// Undoes `+` and `%XX`; bytes that are not UTF-8 become U+FFFD.
#[must_use]
pub fn decode(text: &str) -> String {
    let plus: Vec<u8> = text
        .bytes()
        .map(|byte| if byte == b'+' { b' ' } else { byte })
        .collect();
    percent_encoding::percent_decode(&plus)
        .decode_utf8_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_repeats_and_missing_values_are_kept() {
        let (fields, total) = fields("From=%2B47+9&tag=a&tag=b&debug&x=&&%zz=%");
        assert_eq!(total, 6);
        let plain: Vec<_> = fields
            .iter()
            .map(|f| (f.name.as_str(), f.value.as_deref(), f.nth))
            .collect();
        assert_eq!(
            plain,
            [
                ("From", Some("+47 9"), 1),
                ("tag", Some("a"), 1),
                ("tag", Some("b"), 2),
                ("debug", None, 1),
                ("x", Some(""), 1),
                ("%zz", Some("%"), 1),
            ]
        );
        assert_eq!(fields[0].raw_value, "%2B47+9");
    }

    #[test]
    fn a_form_is_an_object_that_keeps_order_and_repeats() {
        let text = json("b=%22+1&a&b=&a=%C3%A9");
        assert_eq!(
            text,
            "{\n  \"b\": [\"\\\" 1\",\"\"],\n  \"a\": [null,\"é\"]\n}"
        );
        let read: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read["a"][1], "é");
        assert_eq!(json("x=1"), "{\n  \"x\": \"1\"\n}");
        assert_eq!(json("&&"), "{}");
    }

    #[test]
    fn a_million_pairs_are_counted_not_drawn() {
        let (fields, total) = fields(&"a&".repeat(5000));
        assert_eq!((fields.len(), total), (MOST, 5000));
    }

    #[test]
    fn the_query_is_what_follows_the_first_question_mark() {
        assert_eq!(query("/a?b?c"), Some("b?c"));
        assert_eq!(query("/a"), None);
    }
}
