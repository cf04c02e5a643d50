//! A mark on the page's weight, so that growth is a decision and no accident.

use anyhow::{Result, ensure};

use crate::project::Project;
use crate::shell::say;
use crate::ui;

/// What a browser loads before the page is live. Its parts (`part_…`) come when they are used.
const FIRST_LOAD: [&str; 4] = ["js", "parts_js", "wasm", "css"];

/// Bytes of brotli the first load may have, without the HTML.
///
/// With the HTML, about 7 kB, the whole page stays below 251 kB; 256 is the most
/// it may ever have. Lower it with every gain.
const MARK: u64 = 243_500;

/// Fails when the page has outgrown its mark.
pub(super) fn check(project: &Project) -> Result<()> {
    let mut first_load = 0;
    for (key, size) in ui::sizes(project)? {
        say(format_args!("{size:>9}  {key}"));
        if FIRST_LOAD.contains(&key.as_str()) {
            first_load += size;
        }
    }
    say(format_args!(
        "{first_load:>9}  first load, of {MARK} allowed"
    ));
    ensure!(
        first_load <= MARK,
        "the page weighs {first_load} bytes, more than {MARK}"
    );
    Ok(())
}
