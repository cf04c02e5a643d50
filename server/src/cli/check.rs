//! `creel check`.

use std::process::ExitCode;

use super::{fail, say};
use crate::config::DataArgs;

/// Verifies the database, beside a running server if there is one.
pub(super) fn run(data: &DataArgs) -> ExitCode {
    let report = match store::check(&data.data) {
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
