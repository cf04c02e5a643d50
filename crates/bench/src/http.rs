//! As much HTTP/1.1 as the measurements need: requests as bytes made ahead of
//! time, and responses told apart on a connection that stays open.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use anyhow::{Context, Result, bail, ensure};

/// A request as it goes over the wire.
pub(crate) fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n");
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    head += &format!("Content-Length: {}\r\n\r\n", body.len());
    let mut bytes = head.into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// A response that has arrived in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Response {
    pub(crate) status: u16,
    /// Bytes of head and body together.
    pub(crate) length: usize,
    /// Where the body starts.
    pub(crate) body: usize,
}

/// The response at the start of `input`, or `None` if more has to come.
pub(crate) fn response(input: &[u8]) -> Result<Option<Response>> {
    let Some(end) = input.windows(4).position(|window| window == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = std::str::from_utf8(&input[..end]).context("a response head that is not text")?;
    let mut lines = head.split("\r\n");
    let status = lines
        .next()
        .and_then(|line| line.split(' ').nth(1))
        .and_then(|status| status.parse().ok())
        .context("a response without a status")?;
    let mut body_length = 0;
    for line in lines {
        let Some((name, value)) = line.split_once(':') else {
            bail!("a response header without a colon");
        };
        if name.eq_ignore_ascii_case("content-length") {
            body_length = value.trim().parse().context("Content-Length")?;
        }
        ensure!(
            !name.eq_ignore_ascii_case("transfer-encoding"),
            "a response of unknown length"
        );
    }
    let body = end + 4;
    let length = body + body_length;
    Ok((input.len() >= length).then_some(Response {
        status,
        length,
        body,
    }))
}

/// One request on a connection of its own.
pub(crate) fn exchange(address: SocketAddr, request: &[u8]) -> Result<(u16, Vec<u8>)> {
    let mut stream = TcpStream::connect(address)?;
    stream.write_all(request)?;
    let mut input = Vec::new();
    let mut chunk = [0; 16 * 1024];
    loop {
        if let Some(response) = response(&input)? {
            let body = input[response.body..response.length].to_vec();
            return Ok((response.status, body));
        }
        match stream.read(&mut chunk)? {
            0 => bail!("the server hung up"),
            read => input.extend_from_slice(&chunk[..read]),
        }
    }
}

#[cfg(test)]
mod tests;
