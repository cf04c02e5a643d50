//! Checks that only read the source: formatting, lints, types, contrast.

use anyhow::{Context, Result};

use crate::project::Project;
use crate::shell::{cargo, command, run};

/// `cargo fmt --check` over every member.
pub(super) fn format(project: &Project) -> Result<()> {
    run(cargo(project).args(["fmt", "--all", "--check"])).context("run `cargo fmt --all`")
}

/// Clippy without a warning, once for each shape that ships: never the whole
/// workspace at once, since that would turn on `ssr` and `hydrate` together.
pub(super) fn clippy(project: &Project) -> Result<()> {
    let native = "-p app --features app/ssr -p decode -p domain -p net -p signatures -p store -p server -p bench --all-targets";
    let tools = "-p xtask --all-targets";
    let page = "-p app --features app/hydrate,frontend/split -p frontend -p checker --target wasm32-unknown-unknown";
    for packages in [native, tools, page] {
        let mut clippy = cargo(project);
        clippy.args(["clippy", "--locked"]);
        clippy.args(packages.split(' '));
        clippy.args(["--", "-D", "warnings"]);
        run(&mut clippy)?;
    }
    Ok(())
}

/// Every pair of colours that meet, against the limits of WCAG AA.
pub(super) fn contrast(project: &Project) -> Result<()> {
    run(command(project, "node").arg("style/contrast.mjs"))
}

/// The browser tests against the types of what they use.
pub(super) fn types(project: &Project) -> Result<()> {
    let mut check = command(project, "node");
    check.current_dir(project.end2end());
    run(check.args(["node_modules/typescript/bin/tsc", "--noEmit"]))
}
