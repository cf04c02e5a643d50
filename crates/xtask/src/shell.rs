//! Starting other programs, and talking to the person in front.

use std::ffi::OsStr;
use std::fmt::Display;
use std::io::{BufRead, BufReader, Write, stdout};
use std::process::{Command, Stdio, exit};

use anyhow::{Context, Result, bail};

use crate::project::Project;

/// Writes one line. Without a reader there is nothing left to do, so a closed
/// pipe ends the task.
pub(crate) fn say(line: impl Display) {
    if writeln!(stdout(), "{line}").is_err() {
        exit(1);
    }
}

/// A program to be run in the workspace's root.
pub(crate) fn command(project: &Project, program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(&project.root);
    // `cargo run` tells us about our own package. Build scripts that watch
    // these variables (ring's does) would run again and again if they saw
    // them come and go between calls made by hand and by us.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// The cargo that started us, so that the toolchain is the same throughout.
pub(crate) fn cargo(project: &Project) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    command(project, program)
}

/// Views are types, and each type gets code of its own. Erasing them makes the
/// page a third smaller. The server has to do the same, since what it renders
/// is marked differently; so everything that ships is built with this. What is
/// for development is not, and shares its dependencies with `cargo test`.
const ERASED: &str = r#"target."cfg(all())".rustflags=["--cfg","erase_components"]"#;

/// `cargo build` for the page or the server.
pub(crate) fn cargo_build(project: &Project, package: &str, profile: &str) -> Command {
    let mut build = cargo(project);
    build.args([
        "build",
        "--locked",
        "--package",
        package,
        "--profile",
        profile,
    ]);
    if profile != "dev" {
        build.args(["--config", ERASED]);
    }
    build
}

/// Runs to the end; anything but success is an error that names the command.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot start {}", shown(command)))?;
    if !status.success() {
        bail!("{} ended with {status}", shown(command));
    }
    Ok(())
}

/// Runs to the end; what the program writes is shown only when it fails.
pub(crate) fn run_quietly(command: &mut Command) -> Result<()> {
    let output = command
        .output()
        .with_context(|| format!("cannot start {}", shown(command)))?;
    if !output.status.success() {
        say(String::from_utf8_lossy(&output.stdout));
        say(String::from_utf8_lossy(&output.stderr));
        bail!("{} ended with {}", shown(command), output.status);
    }
    Ok(())
}

/// Runs to the end and returns what was written to standard output.
pub(crate) fn read(command: &mut Command) -> Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start {}", shown(command)))?;
    if !output.status.success() {
        bail!("{} ended with {}", shown(command), output.status);
    }
    String::from_utf8(output.stdout).with_context(|| format!("output of {}", shown(command)))
}

/// Runs to the end, passing on every line of standard output and showing it
/// to `see` as well. Returns whether the program succeeded.
pub(crate) fn run_seeing(command: &mut Command, mut see: impl FnMut(&str)) -> Result<bool> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {}", shown(command)))?;
    let output = child.stdout.take().context("standard output is piped")?;
    for line in BufReader::new(output).split(b'\n') {
        let line = line.with_context(|| format!("output of {}", shown(command)))?;
        let line = String::from_utf8_lossy(&line);
        see(&line);
        say(&line);
    }
    Ok(child.wait()?.success())
}

/// The command as a person would type it, for messages.
pub(crate) fn shown(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| word.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}
