use domain::compare::{How, Line, Sign};

use super::*;

/// Lines as text: a sign, two blanks for each level, the runs, marked ones in `«»`.
fn shown(found: &Differences) -> Vec<String> {
    let one = |line: &Line| {
        let sign = match line.sign {
            Sign::Same => ' ',
            Sign::Add => '+',
            Sign::Del => '-',
            Sign::Equal => '=',
        };
        let text: String = line
            .runs
            .iter()
            .map(|run| match run.mark {
                true => format!("«{}»", run.text),
                false => run.text.clone(),
            })
            .collect();
        let level = usize::try_from(line.level).unwrap();
        format!("{sign}{}{text}", "  ".repeat(level))
    };
    found.lines.iter().map(one).collect()
}

#[track_caller]
fn check(a: &str, b: &str, counts: (u64, u64, u64), lines: &[&str]) {
    let found = bodies(a.as_bytes(), b.as_bytes(), Options::default());
    assert_eq!(shown(&found), lines);
    assert_eq!((found.added, found.removed, found.changed), counts);
    assert!(!found.cut);
}

#[test]
fn json_is_compared_by_structure() {
    check(
        r#"{"id":820982911946154508,"x":1,"y":2,"price":"349.00","customer":{"a":1,"b":2,"orders":6},"items":[{"id":1,"n":2}]}"#,
        r#"{"id":820982911946154508,"price":"398.00","y":2,"x":1,"customer":{"a":1,"b":2,"orders":7},"items":[{"id":1,"n":2},{"id":2}]}"#,
        (1, 0, 2),
        &[
            " {",
            "   \"id\": 820982911946154508",
            "-  \"price\": \"«349».00\"",
            "+  \"price\": \"«398».00\"",
            "=  2 equal keys",
            "   \"customer\": {",
            "=    2 equal keys",
            "-    \"orders\": «6»",
            "+    \"orders\": «7»",
            "   }",
            "   \"items\": [",
            "     0: { 2 equal keys }",
            "+    1: {",
            "+      \"id\": 2",
            "+    }",
            "   ]",
            " }",
        ],
    );
}

#[test]
fn numbers_are_compared_digit_for_digit() {
    check(
        "9007199254740993",
        "9007199254740992",
        (0, 0, 1),
        &["-«9007199254740993»", "+«9007199254740992»"],
    );
    check("1.0", "1.00", (0, 0, 1), &["-1.«0»", "+1.«00»"]);
}

#[test]
fn spelling_of_a_string_does_not_matter() {
    check(
        r#"{"a":"\u00e9","b":1}"#,
        "{\"b\": 1, \"a\": \"é\"}",
        (0, 0, 0),
        &[" {", "=  2 equal keys", " }"],
    );
    check("[1]", "[ 1 ]", (0, 0, 0), &["=1 equal body"]);
}

#[test]
fn what_only_one_side_has_stands_where_it_stood() {
    check(
        r#"{"a":1,"gone":null,"b":true,"k":1}"#,
        r#"{"new":"x","a":1,"b":[],"k":1,"k":2}"#,
        (2, 1, 1),
        &[
            " {",
            "+  \"new\": \"x\"",
            "   \"a\": 1",
            "-  \"gone\": null",
            "-  \"b\": true",
            "+  \"b\": []",
            "   \"k\": 1",
            "+  \"k\": 2",
            " }",
        ],
    );
}

#[test]
fn items_of_an_array_are_found_again() {
    check(
        "[1,2,3,4,5]",
        "[0,1,2,3,5]",
        (1, 1, 0),
        &[
            " [",
            "+  0: 0",
            "=  3 equal items",
            "-  3: 4",
            "   4: 5",
            " ]",
        ],
    );
    let any = Options {
        any_order: true,
        ..Options::default()
    };
    let found = bodies(b"[1,2,[3]]", b"[[4],2,1]", any);
    assert_eq!(
        shown(&found),
        [
            " [",
            "=  2 equal items",
            "   0: [",
            "-    0: «3»",
            "+    0: «4»",
            "   ]",
            " ]"
        ]
    );
}

#[test]
fn text_is_compared_line_by_line() {
    let a: String = (1..=20).map(|line| format!("line {line}\n")).collect();
    let b = a
        .replace("line 10\n", "line ten\n")
        .replace("line 20\n", "");
    check(
        &a,
        &b,
        (0, 1, 1),
        &[
            "=6 equal lines",
            " line 7",
            " line 8",
            " line 9",
            "-line «10»",
            "+line «ten»",
            " line 11",
            " line 12",
            " line 13",
            "=3 equal lines",
            " line 17",
            " line 18",
            " line 19",
            "-line 20",
        ],
    );
    check("a", "", (0, 1, 0), &["-a"]);
    check("", "", (0, 0, 0), &[]);
}

#[test]
fn one_json_body_and_one_that_is_none_are_text() {
    let found = bodies(b"{}", b"{", Options::default());
    assert_eq!(found.how, How::Text);
    // Deeper than JSON is followed.
    let deep = "[".repeat(5_000) + &"]".repeat(5_000);
    assert_eq!(
        bodies(deep.as_bytes(), deep.as_bytes(), Options::default()).how,
        How::Text
    );
}

#[test]
fn bytes_are_compared_in_hex() {
    let found = bodies(b"\xff\x00same", b"\xff\x01same", Options::default());
    assert_eq!(found.how, How::Bytes);
    assert_eq!(
        shown(&found),
        ["-ff «00» 73 61 6d 65", "+ff «01» 73 61 6d 65"]
    );
}

#[test]
fn what_is_shown_is_bounded() {
    let many: String = (0..50_000).map(|at| format!("{at}\n")).collect();
    let found = bodies(b"", many.as_bytes(), Options::default());
    assert!(found.cut);
    assert_eq!((found.lines.len(), found.added), (lines::MOST, 50_000));
    let long = "x".repeat(1 << 20);
    let found = bodies(b"", long.as_bytes(), Options::default());
    assert!(found.lines[0].runs[0].text.len() < 10_000);
}

#[test]
fn headers_are_matched_without_case_and_repeats_in_order() {
    let list = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    };
    let a = list(&[("Host", "x"), ("A", "1"), ("Set", "one"), ("Set", "two")]);
    let b = list(&[("host", "x"), ("a", "2"), ("Set", "one"), ("New", "n")]);
    let found = pairs(&a, &b, true, "header", Options::default());
    assert_eq!(
        shown(&found),
        [
            " host: x",
            "-A: «1»",
            "+a: «2»",
            " Set: one",
            "+New: n",
            "-Set: two"
        ]
    );
    let all = pairs(&a, &a, true, "header", Options::default());
    assert_eq!(shown(&all), ["=4 equal headers"]);
    let equal = Options {
        equal: true,
        ..Options::default()
    };
    assert_eq!(pairs(&a, &a, true, "header", equal).lines.len(), 4);
}
