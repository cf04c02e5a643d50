//! `cargo xtask test`: every check there is, in the order that fails early.

mod browser;
mod dependencies;
mod size;
mod source;
mod unit;

use std::process::ExitCode;

use anyhow::Result;

use crate::project::{Flavour, Project};
use crate::report::Report;
use crate::setup::{self, Packages};
use crate::shell::say;
use crate::{binary, ui};

/// The steps, by the names of the summary.
pub(crate) const STEPS: [&str; 10] = [
    "set-up",
    "format",
    "dependencies",
    "contrast",
    "types",
    "clippy",
    "unit",
    "wasm",
    "size",
    "browser",
];

/// The steps that need the server and its page.
const BUILT: &[&str] = &["size", "browser"];

/// From a fresh clone to all checks. Nothing is left out for want of a tool:
/// what cannot be installed is a failure that says how to get it.
pub(crate) fn everything(project: &Project, only: Option<String>) -> Result<ExitCode> {
    let mut report = Report::of(only);
    let tools = report.ground("set-up", || {
        setup::wasm_target(project)?;
        setup::packages(project, Packages::All)
    });
    report.check("format", || source::format(project));
    report.check("dependencies", || dependencies::check(project));
    report.check("contrast", || source::contrast(project));
    report.check("types", || source::types(project));
    report.check("clippy", || source::clippy(project));
    report.tests("unit", |counts| unit::native(project, counts));
    report.tests("wasm", |counts| unit::wasm(project, counts));
    if report.wants_any(BUILT) {
        let built = report.ground("build", || {
            ui::build(project, Flavour::Release)?;
            binary::server(project, Flavour::Release).map(drop)
        });
        if built && tools {
            report.check("size", || size::check(project));
            report.tests("browser", |counts| {
                browser::run(project, Flavour::Release, &[], counts)
            });
        } else {
            report.blocked("browser", if tools { "build" } else { "set-up" });
        }
    }
    Ok(finish(&report))
}

/// `cargo xtask e2e`.
pub(crate) fn browser_only(
    project: &Project,
    flavour: Flavour,
    args: &[String],
) -> Result<ExitCode> {
    let mut report = Report::default();
    let built = report.ground("build", || {
        setup::packages(project, Packages::All)?;
        binary::build(project, flavour).map(drop)
    });
    if built {
        report.tests("browser", |counts| {
            browser::run(project, flavour, args, counts)
        });
    }
    Ok(finish(&report))
}

fn finish(report: &Report) -> ExitCode {
    say(report.closing());
    if report.all_good() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
