use alloc::string::String;

use super::*;

fn check(text: &str, style: Style, expected: &str) {
    let tokens = Tokens::read(text.as_bytes()).unwrap();
    let out = tokens.write(style).unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), expected);
}

const SAMPLE: &str = "{ \"b\" : [1, 2.0, {}],\"a\":\"caf\\u00e9\\/\" }";

#[test]
fn writes_as_libraries_do() {
    check(
        SAMPLE,
        Style::COMPACT,
        r#"{"b":[1,2.0,{}],"a":"caf\u00e9\/"}"#,
    );
    let spaced = Style {
        layout: Layout::Spaced,
        ..Style::COMPACT
    };
    check(SAMPLE, spaced, r#"{"b": [1, 2.0, {}], "a": "caf\u00e9\/"}"#);
    let indent = Style {
        layout: Layout::Indent(2),
        sorted: true,
        ..Style::COMPACT
    };
    check(
        SAMPLE,
        indent,
        "{\n  \"a\": \"caf\\u00e9\\/\",\n  \"b\": [\n    1,\n    2.0,\n    {}\n  ]\n}",
    );
}

#[test]
fn writes_strings_and_numbers_as_libraries_do() {
    let raw = Style {
        strings: Strings::Raw,
        numbers: Numbers::Integers,
        ..Style::COMPACT
    };
    check(SAMPLE, raw, r#"{"b":[1,2,{}],"a":"café/"}"#);
    let upper = Style {
        strings: Strings::Upper,
        slash: true,
        numbers: Numbers::Floats,
        ..raw
    };
    check(SAMPLE, upper, r#"{"b":[1.0,2.0,{}],"a":"caf\u00E9\/"}"#);
    let second = Style {
        numbers: Numbers::Float(1),
        ..Style::COMPACT
    };
    check("[1,2,3]", second, "[1,2.0,3]");
    let pair = Style {
        strings: Strings::Lower,
        ..Style::COMPACT
    };
    check("[\"😀\\n\\u0001\"]", pair, r#"["\ud83d\ude00\n\u0001"]"#);
}

#[test]
fn broken_documents_are_left_alone() {
    for text in ["", "1", "{", "{}}", "[1] x", "\"a\""] {
        assert!(Tokens::read(text.as_bytes()).is_none(), "{text}");
    }
    assert!(Tokens::read("[".repeat(1000).as_bytes()).is_none());
    // Unbalanced kinds must not panic when sorted.
    if let Some(tokens) = Tokens::read(b"[{]}") {
        let _ = tokens.write(Style {
            sorted: true,
            ..Style::COMPACT
        });
    }
}
