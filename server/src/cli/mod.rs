//! The command line: one module per command, and the table of them here.

mod backup;
mod check;
mod serve;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{DataArgs, ServeArgs};

/// Catch webhooks. Read them. Prove who sent them.
///
/// Without a command, `creel` runs the server.
#[derive(Debug, Parser)]
#[command(name = "creel", version, args_conflicts_with_subcommands = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: ServeArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server.
    Serve(Box<ServeArgs>),
    /// Copy the database to a file; the server may be running.
    Backup {
        /// The file to write; it must not exist.
        file: PathBuf,
        #[command(flatten)]
        data: DataArgs,
    },
    /// Check a database for damage.
    Check {
        #[command(flatten)]
        data: DataArgs,
    },
}

impl Cli {
    /// Runs the command. Exit codes: 0 done, 1 failed, 2 wrong use.
    #[must_use]
    pub fn run(self) -> ExitCode {
        match self.command {
            None => serve::run(self.serve),
            Some(Command::Serve(args)) => serve::run(*args),
            Some(Command::Backup { file, data }) => backup::run(&data, &file),
            Some(Command::Check { data }) => check::run(&data),
        }
    }
}

/// Says on standard output what was done.
fn say(message: impl std::fmt::Display) -> ExitCode {
    use std::io::Write as _;
    match writeln!(anstream::stdout(), "{message}") {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// Says on standard error what went wrong, in one line.
fn fail(message: impl std::fmt::Display) -> ExitCode {
    complain(message);
    ExitCode::FAILURE
}

/// The same for flags that cannot be used.
fn misuse(message: impl std::fmt::Display) -> ExitCode {
    complain(message);
    ExitCode::from(2)
}

fn complain(message: impl std::fmt::Display) {
    use std::io::Write as _;
    let line = message.to_string().replace(char::is_control, " ");
    // Nobody is left to tell when standard error is closed.
    drop(writeln!(anstream::stderr(), "creel: {line}"));
}
