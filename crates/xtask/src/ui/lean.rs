//! A module without what only helps to debug it.
//!
//! The standard library comes compiled for speed, with the words of its panics and the places of everybody's.
//! A page that has panicked is over either way, so where the compiler can, the library is compiled again for
//! size with panics that are a trap and nothing more; `{:?}` writes nothing, so what a reader gets to see must
//! not be written with it. This makes the page a tenth smaller.
//!
//! All of it needs options that a stable compiler keeps locked. `RUSTC_BOOTSTRAP` unlocks them for this build
//! alone, which has a target folder of its own: build scripts look at that variable and would run again.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::project::Project;
use crate::setup;
use crate::shell::{command, say};

/// What rustc is asked for. The last is for [`prune`](super::prune), which goes by names.
const RUSTC: [&str; 5] = [
    "-Zunstable-options",
    "-Cpanic=immediate-abort",
    "-Zlocation-detail=none",
    "-Zfmt-debug=none",
    "-Zmerge-functions=disabled",
];

/// What cargo is asked for.
const CARGO: [&str; 2] = [
    "-Zbuild-std=std,panic_abort",
    "-Zbuild-std-features=optimize_for_size",
];

/// Whether the compiler at hand can do it; says so if not.
pub(super) fn is_offered(project: &Project) -> Result<bool> {
    if !setup::std_sources(project)? {
        say(
            "note: without the sources of the standard library (rustup component add rust-src) the page is a tenth larger",
        );
        return Ok(false);
    }
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut ask = command(project, rustc);
    ask.env("RUSTC_BOOTSTRAP", "1").args(RUSTC);
    ask.args(["--print", "cfg", "--target", setup::WASM]);
    let accepts = ask.output()?.status.success();
    if !accepts {
        say("note: this compiler no longer knows the options that make the page a tenth smaller");
    }
    Ok(accepts)
}

/// Adds the options to a build with cargo, which then builds into `target`.
pub(super) fn ask(build: &mut Command, target: &Path) {
    let flags = RUSTC.map(|flag| format!("{flag:?}")).join(",");
    build
        .env("RUSTC_BOOTSTRAP", "1")
        .args(CARGO)
        .args([
            "--config",
            &format!("target.\"cfg(all())\".rustflags=[{flags}]"),
        ])
        .arg("--target-dir")
        .arg(target);
}
