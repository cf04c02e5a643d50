//! Figures for people, as a Markdown table that can be pasted.

use std::fs;
use std::io::{Write, stdout};

use anyhow::Result;

use crate::load::Outcome;

/// The table on standard output; its head is written.
pub(crate) struct Table;

/// One cell, measured on both servers.
pub(crate) struct Row<'a> {
    pub(crate) name: &'a str,
    /// Bytes of each body.
    pub(crate) body: usize,
    pub(crate) echo: &'a Outcome,
    pub(crate) creel: &'a Outcome,
}

impl Table {
    /// Says what machine this is, then starts the table.
    pub(crate) fn begin() -> Result<Self> {
        let mut out = stdout().lock();
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        writeln!(
            out,
            "{}, {cores} cores, load generator on the same machine\n",
            processor()
        )?;
        writeln!(
            out,
            "| load | echo /s | creel /s | ratio | creel MB/s | p50 ms echo | creel | p99 ms echo | creel | CPU µs echo | creel | not 2xx |"
        )?;
        writeln!(
            out,
            "| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |"
        )?;
        Ok(Self)
    }

    /// Writes a row as soon as it is known.
    pub(crate) fn row(&self, row: &Row<'_>) -> Result<()> {
        let mut out = stdout().lock();
        let (echo, creel) = (row.echo, row.creel);
        #[expect(clippy::cast_precision_loss, reason = "sizes stay far below 2^52")]
        let megabytes = creel.rate() * row.body as f64 / 1e6;
        let refused = match creel.refusal {
            Some(status) => format!("{} ({status})", creel.refused),
            None => "0".to_owned(),
        };
        let cost = |outcome: &Outcome| {
            let micros = outcome.cost().map(|micros| format!("{micros:.1}"));
            micros.unwrap_or_else(|| "?".to_owned())
        };
        writeln!(
            out,
            "| {} | {:.0} | {:.0} | {:.2} | {megabytes:.1} | {:.2} | {:.2} | {:.2} | {:.2} | {} | {} | {refused} |",
            row.name,
            echo.rate(),
            creel.rate(),
            creel.rate() / echo.rate(),
            milliseconds(echo, 0.5),
            milliseconds(creel, 0.5),
            milliseconds(echo, 0.99),
            milliseconds(creel, 0.99),
            cost(echo),
            cost(creel),
        )?;
        Ok(())
    }
}

fn milliseconds(outcome: &Outcome, quantile: f64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "latencies stay far below 2^52")]
    let micros = outcome.latency.value_at_quantile(quantile) as f64;
    micros / 1e3
}

/// The processor's name where the system tells it.
fn processor() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = info
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(':'))
        .map(|(_, name)| name.trim().to_owned());
    name.unwrap_or_else(|| std::env::consts::ARCH.to_owned())
}
