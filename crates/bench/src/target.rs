//! The servers under load, each a process of its own.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::http;

/// A running server; dropping it kills it and removes its data.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    _data: Option<TempDir>,
}

/// An endpoint of the server under test.
pub(crate) struct Endpoint {
    pub(crate) id: String,
    pub(crate) key: String,
}

impl Server {
    /// The bare echo: this program in its other role.
    pub(crate) fn echo() -> Result<Self> {
        let program = std::env::current_exe().context("own path")?;
        Self::start(Command::new(program).arg("echo"), None)
    }

    /// `creel` on an empty folder.
    pub(crate) fn creel(program: &Path, data: &Path, args: &[String]) -> Result<Self> {
        let data = tempfile::Builder::new()
            .prefix("bench-")
            .tempdir_in(data)
            .context("a folder for the database")?;
        let mut command = Command::new(program);
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]);
        command.arg(data.path()).args(args);
        Self::start(&mut command, Some(data))
            .with_context(|| format!("cannot start {}", program.display()))
    }

    /// Waits for the line that says where the server listens.
    fn start(command: &mut Command, data: Option<TempDir>) -> Result<Self> {
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let output = child.stdout.take().context("standard output is piped")?;
        let mut line = String::new();
        let mut output = BufReader::new(output);
        while !line.contains("listening on http://") {
            line.clear();
            ensure!(output.read_line(&mut line)? > 0, "the server ended at once");
        }
        let address = line.rsplit("http://").next().unwrap_or_default().trim();
        let address = address
            .parse()
            .with_context(|| format!("address in {line:?}"))?;
        Ok(Self {
            child,
            address,
            _data: data,
        })
    }

    /// Makes an endpoint through the API, as anyone would.
    pub(crate) fn endpoint(&self) -> Result<Endpoint> {
        let headers = [("Content-Type", "application/json")];
        let request = http::request("POST", "/api/endpoints", &headers, b"{}");
        let (status, body) = http::exchange(self.address, &request)?;
        let text = String::from_utf8_lossy(&body);
        ensure!(status == 201, "creating an endpoint: {status} {text}");
        let json: serde_json::Value = serde_json::from_slice(&body)?;
        let field = |name: &str| {
            let value = json[name].as_str().map(str::to_owned);
            value.with_context(|| format!("no {name} in {text}"))
        };
        Ok(Endpoint {
            id: field("id")?,
            key: field("key")?,
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Nothing can be done about a server that is gone already.
        drop(self.child.kill().and_then(|()| self.child.wait()));
    }
}
