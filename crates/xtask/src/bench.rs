//! Starts the load measurements, which are a program of their own: the load
//! generator has to be optimised, and `xtask` is built for a quick start.

use std::process::ExitCode;

use anyhow::Result;

use crate::binary;
use crate::project::{Flavour, Project};
use crate::shell::{cargo_build, command, run as run_command};

/// Builds the server and the bench program, and hands over.
pub(crate) fn run(project: &Project, args: &[String]) -> Result<ExitCode> {
    let creel = binary::build(project, Flavour::Release)?;
    run_command(&mut cargo_build(project, "bench", "release"))?;
    let bench = creel.with_file_name(format!("bench{}", std::env::consts::EXE_SUFFIX));
    run_command(command(project, bench).args(args).env("CREEL_BIN", creel))?;
    Ok(ExitCode::SUCCESS)
}
