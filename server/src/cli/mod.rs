//! The command line: one module per command, and the table of them here.

mod backup;
mod check;
mod offline;
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
    /// Check a database for damage; the server may be running.
    Check {
        /// A copy to check, such as `creel backup` writes, in place of the database in the folder.
        file: Option<PathBuf>,
        #[command(flatten)]
        data: DataArgs,
    },
    /// Check a signature, offline. Exit code 0: verified or authenticated; 1: not; 2: wrong use.
    Verify(Box<offline::verify::VerifyArgs>),
    /// Sign a request as a provider would, offline, and print what to set on it.
    Sign(Box<offline::sign::SignArgs>),
    /// Sign a real event shape and send it to a URL, or print it.
    Sample(Box<offline::sample::SampleArgs>),
    /// List the senders that are recognised and checked.
    Providers(offline::providers::ProvidersArgs),
}

impl Cli {
    /// Runs the command. Exit codes: 0 done, 1 failed, 2 wrong use.
    #[must_use]
    pub fn run(self) -> ExitCode {
        match self.command {
            None => serve::run(self.serve),
            Some(Command::Serve(args)) => serve::run(*args),
            Some(Command::Backup { file, data }) => backup::run(&data, &file),
            Some(Command::Check { file, data }) => check::run(&data, file.as_deref()),
            Some(Command::Verify(args)) => offline::verify::run(&args),
            Some(Command::Sign(args)) => offline::sign::run(&args),
            Some(Command::Sample(args)) => offline::sample::run(&args),
            Some(Command::Providers(args)) => offline::providers::run(&args),
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
