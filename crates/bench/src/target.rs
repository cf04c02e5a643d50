//! The servers under load, each a process of its own.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use clap::ValueEnum as _;
use tempfile::TempDir;

use crate::echo::Kind;
use crate::http;

/// A running server; dropping it kills it, and removes its data if that is its own.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    /// From the start of the process to the line that says where it listens.
    pub(crate) started_in: Duration,
    _data: Option<TempDir>,
}

/// An endpoint of the server under test.
pub(crate) struct Endpoint {
    pub(crate) id: String,
    pub(crate) key: String,
}

impl Server {
    /// An echo: this program in its other role.
    pub(crate) fn echo(kind: Kind) -> Result<Self> {
        let program = std::env::current_exe().context("own path")?;
        let kind = kind.to_possible_value().context("a kind of echo")?;
        let arguments = ["echo", "--kind", kind.get_name()];
        Self::start(Command::new(program).args(arguments), None)
    }

    /// `creel` on an empty folder.
    pub(crate) fn creel(program: &Path, data: &Path, args: &[String]) -> Result<Self> {
        let data = folder(data)?;
        let mut command = serve(program, data.path(), args);
        Self::start(&mut command, Some(data))
            .with_context(|| format!("cannot start {}", program.display()))
    }

    /// `creel` on a folder that stays.
    pub(crate) fn creel_on(program: &Path, data: &Path, args: &[String]) -> Result<Self> {
        Self::start(&mut serve(program, data, args), None)
            .with_context(|| format!("cannot start {}", program.display()))
    }

    /// Memory of the process that is its own and resident, in kB.
    #[cfg(target_os = "linux")]
    pub(crate) fn resident(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))?;
        line.trim().strip_suffix(" kB")?.trim().parse().ok()
    }

    /// Not known here.
    #[cfg(not(target_os = "linux"))]
    pub(crate) fn resident(&self) -> Option<u64> {
        None
    }

    /// Time on the processors since the start, in user and kernel mode and of all threads, to a
    /// hundredth of a second.
    #[cfg(target_os = "linux")]
    pub(crate) fn busy(&self) -> Option<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).ok()?;
        // The name in parentheses may hold anything; `utime` and `stime` are fields 14 and 15.
        let (_, fields) = stat.rsplit_once(')')?;
        let ticks = fields.split_ascii_whitespace().skip(11).take(2);
        let ticks: u64 = ticks
            .map(|field| field.parse::<u64>().ok())
            .sum::<Option<u64>>()?;
        Some(Duration::from_millis(10 * ticks))
    }

    /// Not known here.
    #[cfg(not(target_os = "linux"))]
    pub(crate) fn busy(&self) -> Option<Duration> {
        None
    }

    /// Waits for the line that says where the server listens.
    fn start(command: &mut Command, data: Option<TempDir>) -> Result<Self> {
        let begun = Instant::now();
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let output = child.stdout.take().context("standard output is piped")?;
        let mut line = String::new();
        let mut output = BufReader::new(output);
        while !line.contains("listening on http://") {
            line.clear();
            ensure!(output.read_line(&mut line)? > 0, "the server ended at once");
        }
        let started_in = begun.elapsed();
        let address = line.rsplit("http://").next().unwrap_or_default().trim();
        let address = address
            .parse()
            .with_context(|| format!("address in {line:?}"))?;
        Ok(Self {
            child,
            address,
            started_in,
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

/// A folder for a database that is gone afterwards.
pub(crate) fn folder(beside: &Path) -> Result<TempDir> {
    tempfile::Builder::new()
        .prefix("bench-")
        .tempdir_in(beside)
        .context("a folder for the database")
}

fn serve(program: &Path, data: &Path, args: &[String]) -> Command {
    let mut command = Command::new(program);
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]);
    command.arg(data).args(args);
    command
}

impl Drop for Server {
    fn drop(&mut self) {
        // Nothing can be done about a server that is gone already.
        drop(self.child.kill().and_then(|()| self.child.wait()));
    }
}
