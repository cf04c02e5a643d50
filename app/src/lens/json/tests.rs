use super::*;
use crate::lens::Span;

const ORDER: &str =
    r#"{"id":820982911946154508,"b":{"x":[1,{"odd name":null}]},"a":"q\"\u0041","e":[],"n":1.10}"#;

fn joined(spans: &[Span]) -> String {
    spans.iter().map(|(_, text)| text.as_str()).collect()
}

#[test]
fn numbers_and_order_are_the_senders() {
    let tree = parse(ORDER).unwrap();
    let values: Vec<&str> = tree
        .nodes
        .iter()
        .filter(|node| !node.is_container())
        .map(|node| &ORDER[node.span.clone()])
        .collect();
    assert_eq!(
        values,
        ["820982911946154508", "1", "null", r#""q\"\u0041""#, "1.10"]
    );
    let keys: Vec<&str> = tree
        .nodes
        .iter()
        .filter_map(|n| Some(&ORDER[n.key.clone()?]))
        .collect();
    assert_eq!(
        keys,
        [
            "\"id\"",
            "\"b\"",
            "\"x\"",
            "\"odd name\"",
            "\"a\"",
            "\"e\"",
            "\"n\""
        ]
    );
}

#[test]
fn containers_know_their_extent() {
    let tree = parse(ORDER).unwrap();
    assert_eq!(&ORDER[tree.nodes[0].span.clone()], ORDER);
    assert_eq!(
        &ORDER[tree.nodes[2].span.clone()],
        r#"{"x":[1,{"odd name":null}]}"#
    );
    assert_eq!(tree.nodes[0].children, 5);
    assert_eq!(tree.siblings(1), 5);
}

#[test]
fn blanks_and_marks_are_no_part_of_a_value() {
    let text = "\u{feff} { \"a\" :\r\n [ 1 , -2e3 ] }\n";
    let tree = parse(text).unwrap();
    let values: Vec<&str> = tree.nodes.iter().map(|n| &text[n.span.clone()]).collect();
    assert_eq!(
        values,
        ["{ \"a\" :\r\n [ 1 , -2e3 ] }", "[ 1 , -2e3 ]", "1", "-2e3"]
    );
}

#[test]
fn paths_for_jsonpath_and_jq() {
    let tree = parse(ORDER).unwrap();
    let at = tree
        .nodes
        .iter()
        .position(|n| n.kind == Kind::Literal)
        .unwrap();
    assert_eq!(tree.json_path(ORDER, at), r#"$.b.x[1]["odd name"]"#);
    assert_eq!(tree.jq_path(ORDER, at), r#".b.x[1]["odd name"]"#);
    assert_eq!(tree.json_path(ORDER, 0), "$");
    assert_eq!(tree.jq_path(ORDER, 0), ".");
}

#[test]
fn closed_containers_hide_their_lines() {
    let tree = parse(ORDER).unwrap();
    let open = tree.open_at_first();
    assert_eq!(
        tree.lines(&open, &(0..100)).0.len(),
        9,
        "the object at depth 3 is closed"
    );
    let mut closed = open.clone();
    closed[0] = false;
    assert_eq!(tree.lines(&closed, &(0..100)), (vec![0], false));
    assert_eq!(tree.lines(&open, &(0..2)), (vec![0, 1], true));
    assert_eq!(tree.lines(&open, &(1..3)), (vec![1, 2], true));
    assert_eq!(tree.lines(&closed, &(1..3)), (Vec::new(), false));
    assert_eq!(tree.fold(ORDER, 0), "{ id, b, a … }");
}

#[test]
fn a_big_array_opens_only_its_first_level() {
    let text = format!("[{}]", vec!["{\"a\":1}"; 300].join(","));
    let tree = parse(&text).unwrap();
    assert_eq!(tree.lines(&tree.open_at_first(), &(0..10_000)).0.len(), 301);
}

#[test]
fn what_breaks_is_named_with_its_place() {
    let broken = parse("{\"a\":1,\n \"b\":,}").unwrap_err();
    assert_eq!(
        (broken.line, broken.column, broken.at, broken.found),
        (2, 6, 13, Some(','))
    );
    let cut = parse("{\"a\":").unwrap_err();
    assert_eq!((cut.at, cut.found), (5, None));
    assert!(parse("").is_err());
    assert!(parse("{} {}").is_err());
}

#[test]
fn hostile_depth_is_refused_not_followed() {
    assert!(parse(&"[".repeat(1_000_000)).is_err());
}

#[test]
fn pretty_changes_blanks_only() {
    let tree = parse(ORDER).unwrap();
    let text = joined(&pretty(ORDER, &tree));
    assert_eq!(
        text,
        "{\n  \"id\": 820982911946154508,\n  \"b\": {\n    \"x\": [\n      1,\n      {\n        \"odd name\": null\n      }\n    ]\n  },\n  \"a\": \"q\\\"\\u0041\",\n  \"e\": [],\n  \"n\": 1.10\n}"
    );
    let without = |text: &str| text.replace(['\n', ' '], "");
    assert_eq!(without(&text), without(ORDER));
}

#[test]
fn colours_lose_nothing_even_when_it_is_not_json() {
    for text in [ORDER, "{\"a\": tru", "\"open", "é{]", ""] {
        assert_eq!(joined(&highlight(text)), text);
    }
    assert_eq!(highlight("{\"a\":1}")[1].0, Ink::Key);
}

#[test]
fn numbers_that_would_be_rounded_are_marked() {
    for (number, beyond) in [
        ("9007199254740992", false),
        ("9007199254740993", true),
        ("-820982911946154508", true),
        ("1.5", false),
        ("1e400", false),
    ] {
        assert_eq!(is_beyond_double(number), beyond, "{number}");
    }
}

#[test]
fn strings_are_unquoted_for_copying() {
    assert_eq!(unquote(r#""q\"\u0041""#), "q\"A");
}

#[test]
fn steps_and_parts_give_the_same_tree() {
    let whole = parse(ORDER).unwrap();
    for step in [1, 7, 1000] {
        let mut reader = Reader::new();
        let mut has = 0;
        loop {
            // The text comes a few bytes at a time, and is read a few bytes at a time.
            has = (has + 5).min(ORDER.len());
            match reader.read(&ORDER[..has], has == ORDER.len(), step) {
                Progress::More => {}
                Progress::Done => break,
                Progress::Broken(broken) => panic!("{broken:?}"),
            }
        }
        assert_eq!(Tree::from(reader), whole, "{step}");
    }
}

#[test]
fn a_part_is_a_tree_of_what_has_come() {
    let mut reader = Reader::new();
    let part = r#"{"a":[1,2,"x"#;
    assert_eq!(reader.read(part, false, usize::MAX), Progress::More);
    let tree = Tree::from(reader);
    assert_eq!(tree.nodes.len(), 4);
    assert_eq!((tree.nodes[0].end, tree.nodes[1].end), (4, 4));
    assert_eq!(
        tree.lines(&tree.open_at_first(), &(0..10)),
        (vec![0, 1, 2, 3], false)
    );
    // The same text with nothing after it is broken.
    assert!(parse(part).is_err());
}

#[test]
fn values_are_found_by_name_and_by_text() {
    let tree = parse(ORDER).unwrap();
    assert_eq!(tree.matching(ORDER, "ODD"), [6]);
    assert_eq!(tree.matching(ORDER, "82098"), [1]);
    assert!(tree.matching(ORDER, "},").is_empty());
    let mut open = vec![false; tree.nodes.len()];
    tree.open_to(&mut open, 6);
    let opened: Vec<usize> = (0..open.len()).filter(|&at| open[at]).collect();
    assert_eq!(opened, [0, 2, 3, 5]);
}

#[test]
fn a_value_gives_the_filter_that_finds_it() {
    let text = r#"{"id":820982911946154508,"b":{"x":[1,{"odd \"name\"":null}]},"a":"q*\u0041 \\","e":[],"":-1.5,"t":true}"#;
    let tree = parse(text).unwrap();
    let filters: Vec<String> = (0..tree.nodes.len())
        .filter_map(|at| tree.filter(text, at))
        .collect();
    assert_eq!(
        filters,
        [
            "body.id:820982911946154508",
            "body.b:*",
            "body.b.x:*",
            "body.b.x.0:1",
            "body.b.x.1:*",
            r#"body.b.x.1."odd \"name\"":null"#,
            r#"body.a:"q\*A \\""#,
            "body.e:*",
            r#"body."":-1.5"#,
            "body.t:true",
        ]
    );
    for filter in &filters {
        let read = domain::filter::Filter::parse(filter, domain::Timestamp(0)).unwrap();
        assert_eq!(read.to_string(), *filter);
    }
}

#[test]
fn what_no_line_says_makes_no_filter() {
    let text = format!(r#"{{"long":"{}","lines":"a\nb"}}"#, "x".repeat(300));
    let tree = parse(&text).unwrap();
    assert!((0..3).all(|at| tree.filter(&text, at).is_none()));
}
