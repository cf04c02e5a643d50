//! Load measurements of the release binary, run by `cargo xtask bench`.
//!
//! Every figure stands beside the same figure of a bare axum echo, measured
//! right before it on the same machine with the same load generator: the
//! ratio is what can be compared from machine to machine.
//!
//! Reading order: [`cells`] says what is measured, [`load`] makes the load,
//! [`target`] starts the servers, [`watch`] keeps watchers on an endpoint,
//! [`layer`] compares the echo with and without the recorder, [`grown`] does
//! all of it on a large database, [`table`] prints.

mod cells;
mod echo;
mod grown;
mod http;
mod layer;
mod load;
mod table;
mod target;
mod watch;

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "bench", about = "Measure creel against a bare echo")]
struct Cli {
    #[command(subcommand)]
    role: Option<Role>,
    #[command(flatten)]
    options: Options,
}

/// What `cargo xtask bench -- …` accepts.
#[derive(clap::Args)]
struct Options {
    /// Measured time of each cell; a tenth of it goes before as warm-up.
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// Only cells whose name contains this.
    #[arg(long)]
    only: Option<String>,
    /// A further argument for `creel serve`; may be repeated.
    #[arg(long = "creel-arg", allow_hyphen_values = true)]
    creel_args: Vec<String>,
    /// Folder for the databases; by default beside the binary, so that they
    /// are on a disk and not in memory.
    #[arg(long)]
    data: Option<PathBuf>,
    /// The server under test.
    #[arg(long, env = "CREEL_BIN", default_value = "target/release/creel")]
    creel: PathBuf,
}

#[derive(Subcommand)]
enum Role {
    /// Measure with a large database instead of an empty one.
    Grown {
        /// Hits in the database.
        #[arg(long, default_value_t = 1_000_000)]
        hits: u64,
        /// Watchers of one endpoint that must not lose a hit.
        #[arg(long, default_value_t = 1_000)]
        watchers: usize,
    },
    /// Be the bare echo that everything is compared with.
    Echo {
        #[arg(long, default_value = "127.0.0.1:0")]
        listen: SocketAddr,
        #[arg(long, value_enum, default_value = "axum")]
        kind: echo::Kind,
    },
}

fn main() -> Result<()> {
    let cli = Cli::parse();
    match cli.role {
        Some(Role::Echo { listen, kind }) => echo::run(kind, listen),
        Some(Role::Grown { hits, watchers }) => grown::run(&cli.options, hits, watchers),
        None => cells::run(&cli.options),
    }
}
