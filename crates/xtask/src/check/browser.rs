//! The real binary in a real browser.

use anyhow::{Context, Result};

use crate::project::{Flavour, Project};
use crate::report::Counts;
use crate::setup;
use crate::shell::{command, run_seeing, say};

/// Runs Playwright against a binary that is already built.
pub(super) fn run(
    project: &Project,
    flavour: Flavour,
    args: &[String],
    counts: &mut Counts,
) -> Result<bool> {
    let chromium = setup::chromium(project)?;
    let creel = project.creel(flavour);
    say(format_args!("browser: {}", chromium.display()));
    let mut test = command(project, "node");
    test.current_dir(project.end2end());
    test.arg("node_modules/@playwright/test/cli.js").arg("test");
    test.args(args);
    test.env("CREEL_BIN", &creel).env("CHROMIUM", &chromium);
    run_seeing(&mut test, |line| counts.see(line)).context("Playwright")
}
