use std::process::Command;

use super::quote::{shell, string};
use super::{Language, Request};

fn request(body: &[u8]) -> Request {
    Request {
        method: "POST".to_owned(),
        url: "http://localhost:3000/x?a='$(id)'&b=[1]".to_owned(),
        headers: vec![
            ("Content-Type".to_owned(), b"text/plain".to_vec()),
            ("X-Odd".to_owned(), b"caf\xe9 `id`".to_vec()),
            ("X-Empty".to_owned(), Vec::new()),
        ],
        body: body.to_vec(),
        received_at: domain::Timestamp(0),
        version: "HTTP/1.1",
        reply: domain::Reply::default(),
        timing: domain::Timing::default(),
    }
}

/// What bash makes of a word.
fn bash(word: &str) -> Vec<u8> {
    let out = Command::new("bash")
        .arg("-c")
        .arg(format!("printf %s {word}"))
        .output()
        .unwrap();
    assert!(
        out.status.success(),
        "{word}: {}",
        String::from_utf8_lossy(&out.stderr)
    );
    out.stdout
}

#[test]
fn a_shell_reads_back_every_word() {
    let hostile: &[&[u8]] = &[
        b"plain",
        b"it's $(id) `id` \"x\" \\ !",
        b"-n\n\r\t\x1b[31m",
        b"\xff\xfe1\x01\x7f2",
        "\u{202e}gnp.exe\u{2028}".as_bytes(),
        b"'",
        b"\\'\n",
    ];
    for word in hostile {
        assert_eq!(bash(&shell(word)), *word, "{}", shell(word));
    }
}

#[test]
fn nothing_hidden_is_pasted() {
    for word in [
        shell("a\u{202e}b\x1b".as_bytes()),
        string("a\u{202e}b\x1b", false),
    ] {
        assert!(
            word.chars().all(|c| c.is_ascii_graphic() || c == ' '),
            "{word}"
        );
    }
}

#[test]
fn a_binary_body_goes_through_a_pipe() {
    let command = request(b"\x00\xff").write(Language::Curl);
    assert!(
        command.starts_with("printf %s 'AP8=' | base64 -d | curl"),
        "{command}"
    );
    assert!(command.ends_with("--data-binary @-"), "{command}");
}

#[test]
fn python_reads_back_what_was_sent() {
    let code = request("{\"é\": \"\u{1f600}\\\"\"}\n".as_bytes()).write(Language::Python);
    let check = format!(
        "class requests:\n  class R: status_code = 0; text = ''\n  @staticmethod\n  def request(m, u, headers, data): print(ascii([m, u, headers, data])); return requests.R\n{}",
        code.replace("import requests\n", "")
    );
    let out = Command::new("python3").arg("-c").arg(check).output();
    // Python is on every machine that has what the browser tests need; elsewhere the shape is enough.
    let Ok(out) = out else {
        return assert!(code.contains("requests.request"));
    };
    let printed = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(
        printed.contains("b'{\"\\xc3\\xa9\": \"\\xf0\\x9f\\x98\\x80\\\\\"\"}\\n'"),
        "{printed}"
    );
}

#[test]
fn every_language_writes_method_and_url() {
    for language in [
        Language::Curl,
        Language::Httpie,
        Language::Fetch,
        Language::Python,
        Language::Go,
        Language::Rust,
        Language::Har,
    ] {
        let code = request(b"hello").write(language);
        assert!(
            code.contains("POST") && code.contains("localhost:3000"),
            "{language:?}: {code}"
        );
    }
}
