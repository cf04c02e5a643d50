use alloc::string::ToString;

use super::*;

fn check(text: &str, path: &[&str], expected: Option<&str>) {
    let found = find(text.as_bytes(), path).and_then(Raw::text);
    assert_eq!(found.as_deref(), expected, "{text} {path:?}");
}

#[test]
fn finds_values_as_written() {
    check(r#"{"a":{"b":[1, 2.50]}}"#, &["a", "b", "1"], Some("2.50"));
    check(r#" {"a" : true , "b":null}"#, &["a"], Some("true"));
    check(r#"{"a":true,"b":null}"#, &["b"], None);
    check(r#"{"a\"":"\u00e9\ud83d\ude00\/"}"#, &["a\""], Some("é😀/"));
}

#[test]
fn broken_text_is_no_value() {
    for text in [
        "",
        "{",
        r#"{"a""#,
        r#"{"a":"x"#,
        r#"{"a":"\ud800"}"#,
        "{]",
        "nonsense",
    ] {
        check(text, &["a"], None);
    }
    let deep = "[".repeat(100_000);
    assert_eq!(find(deep.as_bytes(), &["0"]), None);
}

#[test]
fn lists_items() {
    let items = Raw(br#"[{"a":"]"}, 2 ,"x"]"#).items();
    let texts: Vec<_> = items
        .iter()
        .map(|item| core::str::from_utf8(item.0).unwrap().to_string())
        .collect();
    assert_eq!(texts, [r#"{"a":"]"}"#, "2", r#""x""#]);
}
