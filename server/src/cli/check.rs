//! `creel check`.

use std::path::Path;
use std::process::ExitCode;

use super::{fail, say};
use crate::config::DataArgs;

/// Verifies the database, beside a running server if there is one, or a copy of one.
pub(super) fn run(data: &DataArgs, file: Option<&Path>) -> ExitCode {
    let checked = match file {
        Some(file) => store::check_file(file),
        None => store::check(&data.data),
    };
    let report = match checked {
        Ok(report) => report,
        Err(error) => return fail(error),
    };
    for problem in &report.problems {
        fail(problem);
    }
    if !report.is_sound() {
        return ExitCode::FAILURE;
    }
    say(format_args!(
        "sound: {} endpoints, {} hits, {} bytes, schema {}",
        report.endpoints, report.hits, report.bytes, report.schema
    ))
}
