//! The server's binary: built around the page, and started.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::project::{Flavour, Project};
use crate::shell::{cargo_build, command, run as run_command, say};
use crate::{setup, ui};

/// Builds the page, then the server that embeds it.
pub(crate) fn build(project: &Project, flavour: Flavour) -> Result<PathBuf> {
    setup::for_build(project)?;
    ui::build(project, flavour)?;
    server(project, flavour)
}

/// Builds the server around what is in `target/ui`.
pub(crate) fn server(project: &Project, flavour: Flavour) -> Result<PathBuf> {
    let (profile, _) = flavour.server_profile();
    run_command(&mut cargo_build(project, "server", profile))?;
    Ok(project.creel(flavour))
}

/// Builds and becomes the server, so that Ctrl-C and every other signal reach
/// it directly.
pub(crate) fn run(project: &Project, args: &[String]) -> Result<ExitCode> {
    let creel = build(project, Flavour::Release)?;
    let mut server = command(project, &creel);
    server.args(args);
    say("starting creel; Ctrl-C ends it");
    become_it(server).with_context(|| format!("cannot start {}", creel.display()))
}

#[cfg(unix)]
fn become_it(mut server: std::process::Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt;

    Err(server.exec().into())
}

#[cfg(not(unix))]
fn become_it(mut server: std::process::Command) -> Result<ExitCode> {
    let code = server
        .status()?
        .code()
        .and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
