//! The page's files: two WASM modules, the styles, and what is in `public/`.
//!
//! They end in `target/ui`, which the server embeds:
//!
//! ```text
//! target/ui/manifest.json          {"js": "creel.1f2e….js", "css": …}
//! target/ui/pkg/creel.1f2e….js     a name never changes its content
//! target/ui/pkg/creel.1f2e….js.br  and .gz, in release builds
//! ```
//!
//! Keys of the manifest: `js`, `wasm`, `css`, `parts_js`, `checker_js`,
//! `checker_wasm`, `worker`, the stem of every other file in `public/` (`icons`,
//! `mark`), and one that starts with `part_` for each part of the page that is
//! loaded when it is needed, or for several.

mod assets;
mod css;
mod lean;
mod names;
mod order;
mod parts;
mod prune;
mod sections;
mod together;
mod wasm;

#[cfg(test)]
mod tests;

use std::fs;

use anyhow::{Context, Result};
use walkdir::WalkDir;

use self::assets::Assets;
use self::wasm::Module;
use crate::project::{Flavour, Project};

pub(crate) use self::assets::sizes;
pub(crate) use self::wasm::{compile as compile_wasm, for_node};

/// The worker's script, which is written by hand and loads the checker.
const WORKER: &str = "checker.worker.js";

const PAGE: Module = Module {
    package: "frontend",
    name: "creel",
    split: true,
};

const CHECKER: Module = Module {
    package: "checker",
    name: "checker",
    split: false,
};

/// Builds what is out of date and removes what is no longer used.
pub(crate) fn build(project: &Project, flavour: Flavour) -> Result<()> {
    let page = wasm::build(project, &PAGE, flavour)?;
    let checker = wasm::build(project, &CHECKER, flavour)?;
    if flavour == Flavour::Dev {
        for_watch(project, &checker)?;
    }
    let mut assets = Assets::new(&project.ui(), flavour);

    add_page(&mut assets, &page)?;

    let wasm = assets.add("checker_wasm", "checker.wasm", &checker.wasm)?;
    let script = checker.script.replace("checker_bg.wasm", &wasm);
    let checker_script = assets.add("checker_js", "checker.js", script.as_bytes())?;

    let styles = project.root.join("style/main.css");
    if styles.exists() {
        assets.add("css", "creel.css", css::bundle(&styles)?.as_bytes())?;
    }
    let public = project.root.join("public");
    for entry in WalkDir::new(&public).sort_by_file_name() {
        if !public.exists() {
            break;
        }
        let entry = entry.context("public/")?;
        if !entry.file_type().is_file() {
            continue;
        }
        let name = entry.file_name().to_string_lossy();
        let bytes = fs::read(entry.path()).with_context(|| format!("public/{name}"))?;
        if name == WORKER {
            // The worker names its two companions as they are called before
            // their names carry a hash.
            let script = String::from_utf8(bytes).context(WORKER)?;
            let script = script
                .replace("checker.js", &checker_script)
                .replace("checker_bg.wasm", &wasm);
            assets.add("worker", &name, script.as_bytes())?;
        } else {
            let stem = name.split('.').next().unwrap_or(&name);
            assets.add(stem, &name, &bytes)?;
        }
    }
    assets.finish()
}

/// Adds the page's module with its scripts and its parts.
fn add_page(assets: &mut Assets, page: &wasm::Built) -> Result<()> {
    let wasm = assets.add("wasm", "creel.wasm", &page.wasm)?;
    let script = page.script.replace("creel_bg.wasm", &wasm);
    let mut parts = page.parts.clone();
    let together = together::bind(&mut parts)?;
    let Some(mut loader) = parts.loader else {
        assets.add("js", "creel.js", script.as_bytes())?;
        return Ok(());
    };
    let together = together.into_iter().map(|all| (all.name, all.bytes));
    for (name, bytes) in parts.files.into_iter().chain(together) {
        let stem = name.trim_end_matches(".wasm").trim_start_matches("split_");
        let hashed = assets.add(
            &format!("part_{stem}"),
            &format!("part.{stem}.wasm"),
            &bytes,
        )?;
        loader = loader.replace(&format!("./{name}"), &format!("./{hashed}"));
    }
    assets.add_circle(&[
        ("js", "creel.js", &script),
        ("parts_js", parts::LOADER, &loader),
    ])
}

/// Puts the worker's module beside the folder that `cargo leptos watch` serves
/// from: that tool knows of one module only, the page's, and empties its own
/// folder when it starts.
fn for_watch(project: &Project, checker: &wasm::Built) -> Result<()> {
    let folder = project.root.join("target/worker");
    let shown = || folder.display().to_string();
    fs::create_dir_all(&folder).with_context(shown)?;
    fs::write(folder.join("checker.js"), &checker.script).with_context(shown)?;
    fs::write(folder.join("checker.wasm"), &checker.wasm).with_context(shown)
}
