//! A module taken apart into its sections and put together again.

use std::ops::Range;

use anyhow::{Context, Result};
use wasm_encoder::{Module, RawSection};
use wasmparser::{Parser, Payload};

/// The module with some sections changed: `change` sees each with its content, and says whether it has written
/// another in its place.
pub(super) fn rewrite(
    module: &[u8],
    mut change: impl FnMut(&Payload<'_>, &[u8], &mut Module) -> Result<bool>,
) -> Result<Vec<u8>> {
    let mut out = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        let Some((id, range)) = payload.as_section() else {
            continue;
        };
        let data = content(module, &range)?;
        if !change(&payload, data, &mut out)? {
            out.section(&RawSection { id, data });
        }
    }
    Ok(out.finish())
}

/// What is at a place of the module.
pub(super) fn content<'a>(module: &'a [u8], range: &Range<u64>) -> Result<&'a [u8]> {
    let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
    module.get(range).context("a section is cut")
}
