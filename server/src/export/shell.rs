//! curl and HTTPie.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Request;
use super::quote::shell;

/// Headers curl adds by itself; switched off when the sender had none.
const CURL_ADDS: &[&str] = &["User-Agent", "Accept", "Content-Type"];
/// Headers HTTPie adds by itself.
const HTTPIE_ADDS: &[&str] = &["User-Agent", "Accept", "Accept-Encoding"];

pub(super) fn curl(request: &Request) -> String {
    let mut words = vec![format!(
        "curl --globoff --path-as-is -X {}",
        shell(request.method.as_bytes())
    )];
    if request.method == "HEAD" {
        words = vec!["curl --globoff --path-as-is --head".to_owned()];
    }
    words.push(shell(request.url.as_bytes()));
    for (name, value) in &request.headers {
        // curl drops a header without a value unless it ends in a semicolon.
        let line = if value.is_empty() {
            format!("{name};").into_bytes()
        } else {
            [name.as_bytes(), b": ", value].concat()
        };
        words.push(format!("-H {}", shell(&line)));
    }
    for name in CURL_ADDS.iter().filter(|name| !request.has(name)) {
        words.push(format!("-H '{name}:'"));
    }
    let text = request
        .text()
        .map(|text| format!("--data-raw {}", shell(text.as_bytes())));
    finish(words, request, text, "--data-binary @-")
}

pub(super) fn httpie(request: &Request) -> String {
    let mut words = vec![format!(
        "http --ignore-stdin {}",
        shell(request.method.as_bytes())
    )];
    let binary = !request.body.is_empty() && request.text().is_none();
    if binary {
        words = vec![format!("http {}", shell(request.method.as_bytes()))];
    }
    words.push(shell(request.url.as_bytes()));
    for (name, value) in &request.headers {
        let line = if value.is_empty() {
            format!("{name};").into_bytes()
        } else {
            [name.as_bytes(), b":", value].concat()
        };
        words.push(shell(&line));
    }
    for name in HTTPIE_ADDS.iter().filter(|name| !request.has(name)) {
        words.push(format!("'{name}:'"));
    }
    let text = request
        .text()
        .map(|text| format!("--raw {}", shell(text.as_bytes())));
    finish(words, request, text, "")
}

/// Adds the body: as an argument when it is text, else through a pipe, since no argument can
/// hold a NUL.
fn finish(mut words: Vec<String>, request: &Request, text: Option<String>, stdin: &str) -> String {
    if request.body.is_empty() {
        return words.join(" \\\n  ");
    }
    if let Some(text) = text {
        words.push(text);
        return words.join(" \\\n  ");
    }
    if !stdin.is_empty() {
        words.push(stdin.to_owned());
    }
    format!(
        "printf %s '{}' | base64 -d | {}",
        STANDARD.encode(&request.body),
        words.join(" \\\n  ")
    )
}
