//! What is measured.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::echo::Kind;
use crate::http::request;
use crate::load::{Load, Outcome};
use crate::table::{Row, Table};
use crate::target::Server;
use crate::watch::Watchers;
use crate::{Options, layer};

/// One line of the table.
struct Cell {
    name: &'static str,
    connections: usize,
    body: usize,
    endpoints: usize,
    watchers: usize,
}

const PLAIN: Cell = Cell {
    name: "",
    connections: 64,
    body: 1_000,
    endpoints: 1,
    watchers: 0,
};

const CELLS: &[Cell] = &[
    Cell {
        name: "1 kB, 1 connection",
        connections: 1,
        ..PLAIN
    },
    Cell {
        name: "1 kB, 16 connections",
        connections: 16,
        ..PLAIN
    },
    Cell {
        name: "1 kB, 64 connections",
        ..PLAIN
    },
    Cell {
        name: "1 kB, 256 connections",
        connections: 256,
        ..PLAIN
    },
    Cell {
        name: "100 kB, 16 connections",
        connections: 16,
        body: 100_000,
        ..PLAIN
    },
    Cell {
        name: "5 MB, 4 connections",
        connections: 4,
        body: 5_000_000,
        ..PLAIN
    },
    Cell {
        name: "1 kB, 64, 1000 endpoints",
        endpoints: 1_000,
        ..PLAIN
    },
    Cell {
        name: "1 kB, 64, 100 watchers",
        watchers: 100,
        ..PLAIN
    },
];

/// Measures every cell and prints the table as it grows.
pub(crate) fn run(options: &Options) -> Result<()> {
    let beside = options.creel.parent().unwrap_or_else(|| Path::new("."));
    let data = options.data.as_deref().unwrap_or(beside);
    let table = Table::begin()?;
    let mut measured = 0;
    for cell in CELLS {
        if options
            .only
            .as_ref()
            .is_some_and(|only| !cell.name.contains(only))
        {
            continue;
        }
        let seconds = Duration::from_secs_f64(options.seconds);
        let echo = cell.echo(seconds).context("the echo")?;
        let creel = cell
            .creel(options, data, seconds)
            .with_context(|| cell.name.to_owned())?;
        table.row(&Row {
            name: cell.name,
            body: cell.body,
            echo: &echo,
            creel: &creel,
        })?;
        measured += 1;
    }
    let only = options.only.as_ref();
    if only.is_none_or(|only| layer::NAME.contains(only)) {
        layer::run(options.seconds)?;
        measured += 1;
    }
    ensure!(measured > 0, "no cell has that name");
    Ok(())
}

impl Cell {
    fn echo(&self, measured: Duration) -> Result<Outcome> {
        let server = Server::echo(Kind::Axum)?;
        let requests = [self.request("/echo")];
        self.load(&server, &requests, measured)
    }

    /// On an empty database: growth is another question.
    fn creel(&self, options: &Options, data: &Path, measured: Duration) -> Result<Outcome> {
        let server = Server::creel(&options.creel, data, &options.creel_args)?;
        let mut requests = Vec::with_capacity(self.endpoints);
        let mut watchers = None;
        for index in 0..self.endpoints {
            let endpoint = server.endpoint()?;
            if index == 0 && self.watchers > 0 {
                watchers = Some(Watchers::start(server.address, &endpoint, self.watchers)?);
            }
            requests.push(self.request(&format!("/{}/orders", endpoint.id)));
        }
        let outcome = self.load(&server, &requests, measured)?;
        if let Some(watchers) = watchers {
            watchers.stop()?;
        }
        Ok(outcome)
    }

    fn load(&self, server: &Server, requests: &[Vec<u8>], measured: Duration) -> Result<Outcome> {
        let load = Load {
            server,
            connections: self.connections,
            requests,
            measured,
        };
        load.run()
    }

    fn request(&self, path: &str) -> Vec<u8> {
        webhook(path, self.body)
    }
}

/// What a webhook sender's request looks like.
pub(crate) fn webhook(path: &str, body: usize) -> Vec<u8> {
    let headers = [
        ("User-Agent", "GitHub-Hookshot/044aadd"),
        ("Accept", "*/*"),
        ("Content-Type", "application/json"),
        ("X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958"),
        ("X-GitHub-Event", "push"),
        (
            "X-Hub-Signature-256",
            "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
        ),
    ];
    request("POST", path, &headers, &json(body))
}

/// A JSON document of exactly `length` bytes.
pub(crate) fn json(length: usize) -> Vec<u8> {
    let mut body = br#"{"action":"opened","number":1,"text":""#.to_vec();
    let words = b"The quick brown fox jumps over the lazy dog. ";
    body.extend(
        words
            .iter()
            .cycle()
            .take(length.saturating_sub(body.len() + 2)),
    );
    body.extend_from_slice(b"\"}");
    body
}

#[cfg(test)]
mod tests {
    use super::{CELLS, json};

    #[test]
    fn bodies_are_json_of_the_size_asked_for() {
        for cell in CELLS {
            let body = json(cell.body);
            assert_eq!(body.len(), cell.body, "{}", cell.name);
            assert!(serde_json::from_slice::<serde_json::Value>(&body).is_ok());
        }
    }
}
