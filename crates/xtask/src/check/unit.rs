//! The tests that need no browser.

use anyhow::Result;

use crate::project::{Flavour, Project};
use crate::report::Counts;
use crate::shell::{cargo, command, run_seeing};
use crate::ui;

/// Unit and integration tests of every crate that runs natively.
pub(super) fn native(project: &Project, counts: &mut Counts) -> Result<bool> {
    let product = "-p app --features app/ssr -p decode -p domain -p net -p signatures -p store -p server -p bench";
    // Apart from the others: it shares hardly anything with them, and must
    // not be built again with their features.
    let tools = "-p xtask";
    let mut good = true;
    for packages in [product, tools] {
        let mut test = cargo(project);
        test.args(["test", "--locked", "--no-fail-fast"]);
        test.args(packages.split(' '));
        good &= run_seeing(&mut test, |line| counts.see(line))?;
    }
    Ok(good)
}

/// The signature vectors through the WASM module that the page loads: the same
/// code must say the same in both.
pub(super) fn wasm(project: &Project, counts: &mut Counts) -> Result<bool> {
    let compiled = ui::compile_wasm(project, "checker", Flavour::Release)?;
    let script = ui::for_node(project, &compiled, "checker")?;
    let mut test = command(project, "node");
    test.arg("crates/checker/tests/vectors.mjs").arg(script);
    test.arg("crates/signatures/tests/vectors/signature-vectors.json");
    run_seeing(&mut test, |line| counts.see(line))
}
