//! `creel sign`.

#![expect(
    clippy::let_underscore_must_use,
    reason = "writing to a string cannot fail"
)]

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::Args;
use serde_json::json;
use signatures::{SignInput, Signed};
use uuid::Uuid;

use super::input::{Input, InputArgs};
use super::keys::{KeyArgs, PrivateKeyArgs};
use crate::cli::{fail, misuse, say};
use crate::clock;

/// What `creel sign` takes.
#[derive(Args, Debug)]
pub(in crate::cli) struct SignArgs {
    #[command(flatten)]
    keys: KeyArgs,
    #[command(flatten)]
    private: PrivateKeyArgs,
    #[command(flatten)]
    input: InputArgs,
    /// Time to sign, in Unix seconds; without it, now.
    #[arg(long, value_name = "UNIX")]
    now: Option<i64>,
    /// Delivery id, for schemes that sign one; without it, a new one.
    #[arg(long, value_name = "TEXT")]
    id: Option<String>,
    /// Print what to set as JSON.
    #[arg(long)]
    json: bool,
    /// Print the whole request, as `creel verify --raw -` reads it.
    #[arg(long, conflicts_with = "json")]
    message: bool,
}

/// Signs a request as the provider would, and prints what to set on it.
pub(in crate::cli) fn run(args: &SignArgs) -> ExitCode {
    let (input, signed) = match sign(args) {
        Ok(done) => done,
        Err(message) => return misuse(message),
    };
    if args.message {
        return write(&message(&input, &signed));
    }
    let Signed { headers, url, body } = &signed;
    if !args.json {
        return say(lines(&signed));
    }
    let headers: Vec<_> = headers
        .iter()
        .map(|(name, value)| json!({ "name": name, "value": value }))
        .collect();
    let body = body.as_ref().map(|body| domain::Body::new(body));
    let shown = json!({ "method": input.method, "headers": headers, "url": url, "body": body });
    match serde_json::to_string_pretty(&shown) {
        Ok(text) => say(text),
        Err(error) => fail(error),
    }
}

fn sign(args: &SignArgs) -> Result<(Input, Signed), String> {
    let input = args.input.read()?;
    let provider = args
        .keys
        .provider
        .as_deref()
        .ok_or("name the provider with --provider")?;
    let now = args.now.map_or_else(
        || clock::now().micros(),
        |now| now.saturating_mul(1_000_000),
    );
    let id = args
        .id
        .clone()
        .unwrap_or_else(|| format!("msg_{}", Uuid::new_v4().simple()));
    let headers = input.borrowed();
    let what = SignInput {
        method: &input.method,
        url: input.url.as_deref(),
        headers: &headers,
        body: &input.body,
        now,
        id: &id,
    };
    let signed = signatures::sign(
        provider,
        args.keys.scheme.as_deref(),
        &what,
        &args.private.beside(&args.keys)?,
    )
    .map_err(|error| error.to_string())?;
    Ok((input, signed))
}

/// The request with what was set on it, byte for byte.
fn message(input: &Input, signed: &Signed) -> Vec<u8> {
    let url = signed.url.as_deref().or(input.url.as_deref());
    let url = url.unwrap_or("http://localhost/");
    let host = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = host.split(['/', '?']).next().unwrap_or_default();
    let body = signed.body.as_ref().unwrap_or(&input.body);
    let set = |name: &str| {
        let mut made = signed.headers.iter().map(|(name, _)| name.as_str());
        made.any(|have| have.eq_ignore_ascii_case(name))
            || ["host", "content-length"]
                .iter()
                .any(|own| own.eq_ignore_ascii_case(name))
    };
    let mut bytes = format!("{} {url} HTTP/1.1\r\nHost: {host}\r\n", input.method).into_bytes();
    let given = input.headers.iter().filter(|(name, _)| !set(name));
    let given = given.map(|(name, value)| (name, value.as_slice()));
    let made = signed.headers.iter();
    for (name, value) in given.chain(made.map(|(name, value)| (name, value.as_bytes()))) {
        bytes.extend_from_slice(name.as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
    bytes.extend_from_slice(body);
    bytes
}

fn write(bytes: &[u8]) -> ExitCode {
    use std::io::Write as _;
    match std::io::stdout().lock().write_all(bytes) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// Header lines, and the URL and body where the signature travels in them.
fn lines(signed: &Signed) -> String {
    let mut text = String::new();
    for (name, value) in &signed.headers {
        let _ = writeln!(text, "{name}: {value}");
    }
    if let Some(url) = &signed.url {
        let _ = writeln!(text, "url: {url}");
    }
    if let Some(body) = &signed.body {
        let _ = writeln!(text, "\n{}", String::from_utf8_lossy(body));
    }
    text.truncate(text.trim_end().len());
    text
}
