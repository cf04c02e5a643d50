//! `creel backup FILE`.

use std::path::Path;
use std::process::ExitCode;

use super::{fail, say};
use crate::config::DataArgs;

/// Copies the database, beside a running server if there is one.
pub(super) fn run(data: &DataArgs, file: &Path) -> ExitCode {
    match store::backup(&data.data, file) {
        Ok(bytes) => say(format_args!("{bytes} bytes written to {}", file.display())),
        Err(error) => fail(error),
    }
}
