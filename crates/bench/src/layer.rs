//! What the layer below hyper costs: the same answer on bare sockets and through `net`, in turn.

use std::io::{Write, stdout};
use std::time::Duration;

use anyhow::Result;

use crate::cells::webhook;
use crate::echo::Kind;
use crate::load::{Load, Outcome};
use crate::target::Server;

/// Name of the row, for `--only`.
pub(crate) const NAME: &str = "recording layer";

/// Rounds, each with both servers: what else the machine does then meets both.
const ROUNDS: u32 = 4;

const CONNECTIONS: usize = 64;

/// Requests answered in all rounds, and what they took of the processors.
#[derive(Default)]
struct Sum {
    rate: f64,
    cost: f64,
}

impl Sum {
    fn add(&mut self, outcome: &Outcome) {
        self.rate += outcome.rate() / f64::from(ROUNDS);
        self.cost += outcome.cost().unwrap_or(f64::NAN) / f64::from(ROUNDS);
    }
}

/// Measures and prints a line.
pub(crate) fn run(seconds: f64) -> Result<()> {
    let measured = Duration::from_secs_f64(seconds / f64::from(ROUNDS));
    let requests = [webhook("/echo", 1_000)];
    let (mut bare, mut recorded) = (Sum::default(), Sum::default());
    for _ in 0..ROUNDS {
        for (kind, sum) in [(Kind::Hyper, &mut bare), (Kind::Recorded, &mut recorded)] {
            let server = Server::echo(kind)?;
            let load = Load {
                server: &server,
                connections: CONNECTIONS,
                requests: &requests,
                measured,
            };
            sum.add(&load.run()?);
        }
    }
    writeln!(
        stdout().lock(),
        "\nThe {NAME}, 1 kB, {CONNECTIONS} connections: {:.0} requests/s with it, {:.0} without, {:.2}; \
         CPU {:.1} and {:.1} µs a request",
        recorded.rate,
        bare.rate,
        recorded.rate / bare.rate,
        recorded.cost,
        bare.cost,
    )?;
    Ok(())
}
