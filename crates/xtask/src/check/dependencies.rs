//! What must never get into a crate, checked against cargo's own resolution.
//!
//! A crate that only the linker drops still costs its compile time, and the
//! next change may stop it from being dropped.

use std::collections::BTreeSet;

use anyhow::{Result, bail};

use crate::project::Project;
use crate::shell::{cargo, read};

/// A crate, the way it is built, and what it must not depend on.
struct Ban {
    package: &'static str,
    /// Further arguments for `cargo tree`.
    shape: &'static [&'static str],
    crates: &'static [&'static str],
}

const WASM: &[&str] = &["--target", "wasm32-unknown-unknown"];

/// Server-side crates, and tables too heavy for the page.
const NOT_IN_THE_PAGE: &[&str] = &[
    "axum",
    "brotli-decompressor",
    "chrono",
    "clap",
    "encoding_rs",
    "flate2",
    "hyper",
    "jiff",
    "jsonpath-rust",
    "libsqlite3-sys",
    "ring",
    "rusqlite",
    "rustls",
    "ruzstd",
    "serde_json_path",
    "similar",
    "tokio",
    "tracing-subscriber",
    "unicode-normalization",
    "utoipa",
];

const BANS: &[Ban] = &[
    Ban {
        package: "frontend",
        shape: WASM,
        crates: NOT_IN_THE_PAGE,
    },
    Ban {
        package: "checker",
        shape: WASM,
        crates: NOT_IN_THE_PAGE,
    },
    // Verification takes what it needs as arguments, randomness included.
    Ban {
        package: "signatures",
        shape: &[],
        crates: &["getrandom", "rand", "ring"],
    },
    // One TLS provider: a second one makes rustls panic at start.
    Ban {
        package: "server",
        shape: &[],
        crates: &["aws-lc-rs", "aws-lc-sys", "native-tls", "openssl-sys"],
    },
];

/// `regex` is in the page's tree through this crate alone, where the linker
/// drops it. Whoever else asks for it would bring 180 kB.
const MAY_NEED_REGEX: &str = "leptos_config";

/// Fails with every crate that is where it must not be.
pub(super) fn check(project: &Project) -> Result<()> {
    let mut faults = Vec::new();
    for ban in BANS {
        let tree = tree(project, ban.package, ban.shape, &[])?;
        let found = ban.crates.iter().filter(|name| tree.contains(**name));
        for name in found {
            faults.push(format!(
                "{} depends on {name}: see `cargo tree -p {} {} -e normal,no-proc-macro -i {name}`",
                ban.package,
                ban.package,
                ban.shape.join(" "),
            ));
        }
    }
    for package in ["frontend", "checker"] {
        if !tree(project, package, WASM, &[])?.contains("regex") {
            continue;
        }
        let mut needing = tree(
            project,
            package,
            WASM,
            &["--invert", "regex", "--depth", "1"],
        )?;
        needing.retain(|name| name != "regex" && name != MAY_NEED_REGEX);
        if !needing.is_empty() {
            faults.push(format!("{package} gets regex through {needing:?}"));
        }
    }
    if !faults.is_empty() {
        bail!("{}", faults.join("\n"));
    }
    Ok(())
}

/// The names of all crates that end in the package, or that `filter` leaves.
fn tree(
    project: &Project,
    package: &str,
    shape: &[&str],
    filter: &[&str],
) -> Result<BTreeSet<String>> {
    let mut tree = cargo(project);
    tree.args(["tree", "--locked", "--package", package, "--prefix", "none"]);
    tree.args(["--edges", "normal,no-proc-macro"]);
    tree.args(shape).args(filter);
    let lines = read(&mut tree)?;
    let names = lines.lines().filter_map(|line| line.split(' ').next());
    Ok(names.map(str::to_owned).collect())
}
