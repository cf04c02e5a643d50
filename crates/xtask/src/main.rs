//! `cargo xtask`: everything this repository does besides compiling.
//!
//! Reading order: [`project`] knows where things are, [`shell`] starts other
//! programs, [`setup`] installs what is missing, [`ui`] builds the page's
//! files, [`binary`] the server around them, and [`check`] is the test run.
//! [`bench`] starts the load measurements.

mod bench;
mod binary;
mod check;
mod project;
mod report;
mod setup;
mod shell;
mod ui;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::project::{Flavour, Project};

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    about = "Build, run, test and measure Creel"
)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Set up, build the release binary and start it on http://127.0.0.1:3000.
    Run {
        /// Handed to `creel`, for example `-- --listen 127.0.0.1:8080`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Build `target/release/creel` with the page inside.
    Build {
        /// Unoptimised, uncompressed: `target/debug/creel`, for quick loops.
        #[arg(long)]
        dev: bool,
    },
    /// Build the page's files into `target/ui` only.
    Ui {
        /// Unoptimised and uncompressed; the worker's module also goes where
        /// `cargo leptos watch` finds it.
        #[arg(long)]
        dev: bool,
    },
    /// Every check there is, from set-up to the browser tests.
    Test {
        /// One step and what it needs.
        #[arg(long, value_name = "STEP", value_parser = check::STEPS)]
        only: Option<String>,
    },
    /// The browser tests only, on a fresh build.
    E2e {
        /// Test the unoptimised build.
        #[arg(long)]
        dev: bool,
        /// Handed to Playwright, for example `-- --project hydrated live`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Measure the release binary against a bare echo on this machine.
    Bench {
        /// Handed to the bench program, for example `-- --seconds 2`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
}

fn main() -> ExitCode {
    match work(Cli::parse().task) {
        Ok(code) => code,
        Err(error) => {
            // Without a backtrace: what went wrong is outside of this program.
            shell::say(format_args!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn work(task: Task) -> Result<ExitCode> {
    let project = Project::find()?;
    match task {
        Task::Run { args } => binary::run(&project, &args),
        Task::Build { dev } => {
            let built = binary::build(&project, Flavour::dev_if(dev))?;
            shell::say(format_args!("built {}", built.display()));
            Ok(ExitCode::SUCCESS)
        }
        Task::Ui { dev } => {
            setup::for_build(&project)?;
            ui::build(&project, Flavour::dev_if(dev))?;
            Ok(ExitCode::SUCCESS)
        }
        Task::Test { only } => check::everything(&project, only),
        Task::E2e { dev, args } => check::browser_only(&project, Flavour::dev_if(dev), &args),
        Task::Bench { args } => bench::run(&project, &args),
    }
}
