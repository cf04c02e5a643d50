//! A request from flags, from a raw HTTP message, or from a curl command.

use std::fs;
use std::io::Read as _;

use clap::Args;
use domain::head::Head;

use super::curl;
use crate::checker::sender_url;

/// Where the request comes from.
#[derive(Args, Debug)]
pub(in crate::cli) struct InputArgs {
    /// Method; POST unless the input says otherwise.
    #[arg(long, value_name = "NAME")]
    method: Option<String>,
    /// Full URL the sender was given.
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// A header; repeat for more.
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE")]
    header: Vec<String>,
    /// Exact body: a file, or - for standard input.
    #[arg(long, value_name = "FILE|-")]
    body: Option<String>,
    /// A raw HTTP message, head and body: a file, or - for standard input.
    #[arg(long, value_name = "FILE|-", conflicts_with_all = ["body", "curl"])]
    raw: Option<String>,
    /// A curl command, as one argument; it is read, not run.
    #[arg(long, value_name = "COMMAND", conflicts_with = "body")]
    curl: Option<String>,
}

/// A request to check or sign.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Input {
    pub(super) method: String,
    pub(super) url: Option<String>,
    pub(super) headers: Vec<(String, Vec<u8>)>,
    pub(super) body: Vec<u8>,
}

impl Input {
    /// The headers in the form the checks take.
    pub(super) fn borrowed(&self) -> Vec<(&str, &[u8])> {
        self.headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_slice()))
            .collect()
    }
}

impl InputArgs {
    /// Reads the request; the error is a sentence about the flag.
    pub(super) fn read(&self) -> Result<Input, String> {
        let mut input = if let Some(from) = &self.raw {
            message(&bytes(from, "--raw")?)?
        } else if let Some(command) = &self.curl {
            curl::parse(command)?
        } else {
            let body = self
                .body
                .as_deref()
                .map_or(Ok(Vec::new()), |from| bytes(from, "--body"))?;
            Input {
                method: "POST".to_owned(),
                body,
                ..Input::default()
            }
        };
        if let Some(method) = &self.method {
            input.method.clone_from(method);
        }
        if self.url.is_some() {
            input.url.clone_from(&self.url);
        }
        for line in &self.header {
            input
                .headers
                .push(header(line).ok_or("-H: write 'Name: value'")?);
        }
        Ok(input)
    }
}

/// Name and value of a header line.
pub(super) fn header(line: &str) -> Option<(String, Vec<u8>)> {
    let (name, value) = line.split_once(':')?;
    Some((name.trim().to_owned(), value.trim().as_bytes().to_vec()))
}

/// The content of a file, or of standard input for `-`.
pub(super) fn bytes(from: &str, flag: &str) -> Result<Vec<u8>, String> {
    let read = if from == "-" {
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .read_to_end(&mut bytes)
            .map(|_| bytes)
    } else {
        fs::read(from)
    };
    read.map_err(|error| format!("{flag} {from}: {error}"))
}

/// A raw message: request line, headers, empty line, body. Lines may end in LF alone, since that is
/// what editors leave. A body longer than `Content-Length` is cut there.
fn message(bytes: &[u8]) -> Result<Input, String> {
    let crlf = find(bytes, b"\r\n\r\n").map(|at| at + 4);
    let lf = find(bytes, b"\n\n").map(|at| at + 2);
    let end = match (crlf, lf) {
        (Some(a), Some(b)) => a.min(b),
        (Some(a), None) | (None, Some(a)) => a,
        (None, None) => bytes.len(),
    };
    let (head, body) = bytes.split_at(end);
    let head = Head::new(head);
    let line = String::from_utf8_lossy(head.request_line()).into_owned();
    let mut words = line.split(' ');
    let (Some(method), Some(target), Some(_)) = (words.next(), words.next(), words.next()) else {
        return Err(
            "--raw: the first line is not a request line, such as POST /x HTTP/1.1".to_owned(),
        );
    };
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let length = head
        .get("content-length")
        .and_then(|value| text(value).parse::<usize>().ok());
    let body = length.and_then(|length| body.get(..length)).unwrap_or(body);
    let host = head.get("host").map(text);
    Ok(Input {
        method: method.to_owned(),
        url: host.map(|host| sender_url("https", &host, target)),
        headers: head
            .fields()
            .map(|(name, value)| (text(name), value.to_vec()))
            .collect(),
        body: body.to_vec(),
    })
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, part)
}
