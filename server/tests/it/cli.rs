//! The offline commands, as a user runs them.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

const VECTORS: &str =
    include_str!("../../../crates/signatures/tests/vectors/signature-vectors.json");
const SECRET: &str = "It's a Secret to Everybody";
const SIGNATURE: &str = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

/// Runs `creel` with these arguments and this standard input.
fn creel(args: &[&str], stdin: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_creel"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that does not read its input closes it, and that is fine.
    drop(child.stdin.take().unwrap().write_all(stdin));
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The arguments that state a vector.
fn arguments(vector: &Value) -> Vec<String> {
    let mut args = vec!["verify".to_owned(), "--body".to_owned(), "-".to_owned()];
    for (flag, field) in [
        ("--provider", "provider"),
        ("--scheme", "scheme"),
        ("--secret", "secret"),
        ("--public-key", "public_key"),
        ("--method", "method"),
        ("--url", "url"),
    ] {
        if let Some(value) = vector[field].as_str() {
            args.push(format!("{flag}={value}"));
        } else if field == "public_key" && vector[field].is_object() {
            args.push(format!("{flag}={}", vector[field]));
        }
    }
    if let Some(now) = vector["now"].as_i64() {
        args.push(format!("--now={now}"));
    }
    for (name, value) in vector["headers"].as_object().into_iter().flatten() {
        for value in value
            .as_array()
            .map_or_else(|| vec![value], |list| list.iter().collect())
        {
            args.push(format!("-H{name}: {}", value.as_str().unwrap()));
        }
    }
    for (name, value) in vector["params"].as_object().into_iter().flatten() {
        let value = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        args.push(format!("--param={name}={value}"));
    }
    args
}

#[test]
fn every_vector_comes_out_as_stated() {
    let vectors: Vec<Value> = serde_json::from_str(VECTORS).unwrap();
    assert!(vectors.len() > 400);
    let mut wrong = Vec::new();
    for vector in &vectors {
        let args = arguments(vector);
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let body = STANDARD
            .decode(vector["body_base64"].as_str().unwrap_or_default())
            .unwrap();
        let out = creel(&args, &body);
        let expected = i32::from(vector["expected"] != "valid");
        if out.status.code() != Some(expected) {
            let (provider, name) = (&vector["provider"], &vector["name"]);
            wrong.push(format!(
                "{provider} {name}: {:?} {}",
                out.status.code(),
                text(&out.stderr)
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        vectors.len(),
        wrong.join("\n")
    );
}

#[test]
fn a_raw_message_and_a_curl_command_are_read() {
    let raw = format!(
        "POST /hook HTTP/1.1\r\nHost: h.example\r\nX-GitHub-Event: push\r\n\
         X-Hub-Signature-256: {SIGNATURE}\r\nContent-Length: 13\r\n\r\nHello, World!"
    );
    let out = creel(
        &["verify", "--secret", SECRET, "--raw", "-"],
        raw.as_bytes(),
    );
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stdout));
    assert!(
        text(&out.stdout).starts_with("verified (github"),
        "{}",
        text(&out.stdout)
    );

    let curl = format!(
        "curl https://h.example/hook -H 'X-Hub-Signature-256: {SIGNATURE}' -H 'X-GitHub-Event: push' --data-raw 'Hello, World!'"
    );
    let out = creel(&["verify", "--secret", SECRET, "--curl", &curl], b"");
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stdout));
}

#[test]
fn a_failure_says_what_to_change() {
    let header = format!("X-Hub-Signature-256: {SIGNATURE}");
    let args = [
        "verify",
        "--provider",
        "github",
        "--secret",
        SECRET,
        "-H",
        &header,
        "--body",
        "-",
    ];
    let out = creel(&args, b"Hello, World!\n");
    assert_eq!(out.status.code(), Some(1));
    assert!(text(&out.stdout).contains("B-eol"), "{}", text(&out.stdout));
    let json = creel(&[&args[..], &["--json"]].concat(), b"Hello, World!\n");
    let verdict: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(verdict["outcome"], "failed");
}

#[test]
fn what_is_signed_is_read_back() {
    let key = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../crates/signatures/tests/keys/p521"
    );
    let (private, public) = (format!("{key}.pem"), format!("{key}.pub.pem"));
    let by_key = [["--private-key", &private], ["--public-key", &public]];
    let by_secret = [["--secret", "token"], ["--secret", "token"]];
    for (provider, keys, body, found) in [
        ("truelayer", by_key, "{}", "verified"),
        ("github", by_secret, "{}", "verified"),
        ("square", by_secret, "{}", "verified"),
        (
            "ko-fi",
            by_secret,
            r#"{"type":"Donation"}"#,
            "authenticated",
        ),
        (
            "dropbox-sign",
            by_secret,
            r#"{"event":{"event_time":"1","event_type":"x"}}"#,
            "verified",
        ),
    ] {
        let sign = [
            "sign",
            "--provider",
            provider,
            "--url",
            "http://h.example/hook?a=1",
            "--body",
            "-",
            "--message",
        ];
        let signed = creel(&[&sign[..], &keys[0]].concat(), body.as_bytes());
        assert_eq!(
            signed.status.code(),
            Some(0),
            "{provider}: {}",
            text(&signed.stderr)
        );
        let verify = ["verify", "--provider", provider, "--raw", "-"];
        let out = creel(&[&verify[..], &keys[1]].concat(), &signed.stdout);
        assert_eq!(
            out.status.code(),
            Some(0),
            "{provider}: {}",
            text(&out.stdout)
        );
        assert!(
            text(&out.stdout).starts_with(found),
            "{provider}: {}",
            text(&out.stdout)
        );
    }
    let out = creel(
        &[
            "sign",
            "--provider",
            "discord",
            "--secret",
            "x",
            "--body",
            "-",
        ],
        b"{}",
    );
    assert_eq!(out.status.code(), Some(2));
    assert!(
        text(&out.stderr).contains("private key"),
        "{}",
        text(&out.stderr)
    );
}

#[test]
fn wrong_use_is_told_apart() {
    for args in [
        &["verify", "--provider", "nobody", "--secret", "x"][..],
        &["verify"],
        &["verify", "--param", "x"],
        &["sign", "--secret", "x"],
        &["nonsense"],
    ] {
        assert_eq!(creel(args, b"").status.code(), Some(2), "{args:?}");
    }
}

#[test]
fn what_is_signed_verifies() {
    let base = [
        "--provider",
        "svix",
        "--secret",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "--body",
        "-",
    ];
    let signed = creel(&[&["sign"][..], &base].concat(), b"{}");
    assert!(signed.status.success(), "{}", text(&signed.stderr));
    let lines = text(&signed.stdout);
    let mut args = [&["verify"][..], &base].concat();
    for line in lines.lines() {
        args.extend(["-H", line]);
    }
    assert_eq!(creel(&args, b"{}").status.code(), Some(0), "{lines}");
}

#[test]
fn captured_text_cannot_drive_the_terminal() {
    let args = [
        "verify",
        "--provider",
        "github",
        "--secret",
        "x",
        "-H",
        "X-Hub-Signature-256: \u{1b}]0;owned\u{7}",
    ];
    let out = creel(&args, b"");
    assert!(!out.stdout.contains(&0x1b) && !out.stderr.contains(&0x1b));
}

#[test]
fn providers_and_samples_are_listed() {
    let out = text(&creel(&["providers"], b"").stdout);
    assert!(out.contains("stripe") && out.contains("github"), "{out}");
    let samples = text(&creel(&["sample"], b"").stdout);
    assert!(samples.lines().count() >= 10, "{samples}");
}
