use std::fs;

use super::assets::Assets;
use super::css::{bundle, minify};
use crate::project::Flavour;

#[track_caller]
fn check(css: &str, small: &str) {
    assert_eq!(minify(css), small);
}

#[test]
fn blanks_and_comments_go() {
    check("a {\n  color: red; /* why */\n}\n", "a{color:red}");
    check("a,\n b > c { margin : 0 auto }", "a,b > c{margin :0 auto}");
    check("a/**/b{}", "a b{}");
}

#[test]
fn blanks_that_mean_something_stay() {
    check("a :hover{}", "a :hover{}");
    check("a{width:calc(1px + 2px)}", "a{width:calc(1px + 2px)}");
    check("@media (a) and (b){}", "@media (a) and (b){}");
    check("a{& .b{}}", "a{& .b{}}");
}

#[test]
fn strings_stay() {
    check(
        r#"a::after { content: "a  ;  } /* \" */" ; }"#,
        r#"a::after{content:"a  ;  } /* \" */"}"#,
    );
}

#[test]
fn imports_are_put_in_place() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "main.css",
        "@layer a, b;\n@import \"a.css\";\n@import url('b.css') layer(b);\nq{}\n",
    );
    write("a.css", "x{}\n");
    write("b.css", "y{}\n");
    let css = bundle(&folder.path().join("main.css")).unwrap();
    assert_eq!(css, "@layer a,b;x{}@layer b{y{}}q{}");
}

#[test]
fn a_missing_import_is_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("main.css"), "@import \"gone.css\";\n").unwrap();
    let error = bundle(&folder.path().join("main.css")).unwrap_err();
    assert!(format!("{error:#}").contains("gone.css"), "{error:#}");
}

#[test]
fn names_follow_content_and_leftovers_go() {
    let folder = tempfile::tempdir().unwrap();
    let build = |text: &str| {
        let mut assets = Assets::new(folder.path(), Flavour::Release);
        let name = assets.add("js", "a.b.js", text.as_bytes()).unwrap();
        assets.finish().unwrap();
        name
    };
    let first = build("one");
    assert_eq!(build("one"), first);
    let second = build("two");
    assert_ne!(second, first);
    assert!(
        second.starts_with("a.b.") && second.ends_with(".js"),
        "{second}"
    );

    let mut files: Vec<_> = fs::read_dir(folder.path().join("pkg"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    assert_eq!(
        files,
        [
            second.clone(),
            format!("{second}.br"),
            format!("{second}.gz")
        ]
    );
    let manifest = fs::read_to_string(folder.path().join("manifest.json")).unwrap();
    assert!(manifest.contains(&second), "{manifest}");
}

#[test]
fn two_files_cannot_share_a_key() {
    let folder = tempfile::tempdir().unwrap();
    let mut assets = Assets::new(folder.path(), Flavour::Dev);
    assets.add("icons", "icons.svg", b"<svg/>").unwrap();
    assert!(assets.add("icons", "icons.png", b"png").is_err());
}

#[test]
fn what_is_compressed_can_be_read_again() {
    use std::io::Read;

    let folder = tempfile::tempdir().unwrap();
    let text = "creel ".repeat(10_000);
    let mut assets = Assets::new(folder.path(), Flavour::Release);
    let name = assets.add("js", "a.js", text.as_bytes()).unwrap();
    let file =
        |suffix: &str| fs::read(folder.path().join("pkg").join(format!("{name}{suffix}"))).unwrap();

    let mut unpacked = Vec::new();
    brotli::BrotliDecompress(&mut &file(".br")[..], &mut unpacked).unwrap();
    assert_eq!(unpacked, text.as_bytes());

    let mut unpacked = String::new();
    flate2::read::GzDecoder::new(&file(".gz")[..])
        .read_to_string(&mut unpacked)
        .unwrap();
    assert_eq!(unpacked, text);
}

#[test]
fn scripts_that_import_each_other_change_their_names_together() {
    let folder = tempfile::tempdir().unwrap();
    let build = |text: &str| {
        let mut assets = Assets::new(folder.path(), Flavour::Dev);
        let main = format!("import * as b from \"./b.js\"; use({{ \"./b.js\": b }}, \"{text}\");");
        let files = [
            ("a", "a.js", main.as_str()),
            (
                "b",
                "b.js",
                "import { x } from \"./a.js\";import{y}from\"./a.js\";",
            ),
        ];
        assets.add_circle(&files).unwrap();
        assets.finish().unwrap();
        let manifest = fs::read(folder.path().join("manifest.json")).unwrap();
        let names: std::collections::BTreeMap<String, String> =
            serde_json::from_slice(&manifest).unwrap();
        (names["a"].clone(), names["b"].clone())
    };
    let (a, b) = build("one");
    let read = |name: &str| fs::read_to_string(folder.path().join("pkg").join(name)).unwrap();
    // The module asks for the other by the name it was given when it was made.
    assert_eq!(
        read(&a),
        format!("import * as b from \"./{b}\"; use({{ \"./b.js\": b }}, \"one\");")
    );
    assert_eq!(
        read(&b),
        format!("import {{ x }} from \"./{a}\";import{{y}}from\"./{a}\";")
    );
    let (other_a, other_b) = build("two");
    assert!(a != other_a && b != other_b);
}
