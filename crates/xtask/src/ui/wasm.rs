//! A crate as a WASM module with its JavaScript: cargo, then the splitter if the
//! module comes in parts, then wasm-bindgen as a library, then
//! `wasm-opt` and `terser` from npm.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use super::assets::digest;
use super::parts::{self, Parts};
use super::{lean, names, order, prune};
use crate::project::{Flavour, Project};
use crate::setup::WASM;
use crate::shell::{cargo_build, command, run, run_quietly, say};

/// To be raised when something here changes what comes out.
const EDITION: &str = "7";

/// Parts of fewer bytes are left as they are: starting the optimiser takes longer than it is worth.
const WORTH_IT: u64 = 8_000;

/// A crate that becomes a module.
pub(super) struct Module {
    pub(super) package: &'static str,
    /// The script is `<name>.js`; it asks for `<name>_bg.wasm`.
    pub(super) name: &'static str,
    /// It is cut where its crate says so; the crate has a feature `split`.
    pub(super) split: bool,
}

/// A module, ready to be served.
pub(super) struct Built {
    pub(super) script: String,
    pub(super) wasm: Vec<u8>,
    /// What is loaded later; empty unless the module is split.
    pub(super) parts: Parts,
}

/// Builds a module, or takes it from the last run if cargo's output and the
/// tools are the same.
pub(super) fn build(project: &Project, module: &Module, flavour: Flavour) -> Result<Built> {
    let features: &[&str] = if module.split { &["split"] } else { &[] };
    let compiled = compile_with(project, module.package, flavour, features)?;
    let input = fs::read(&compiled.file).with_context(|| compiled.file.display().to_string())?;
    let optimiser = match flavour {
        Flavour::Release => wasm_opt(project),
        Flavour::Dev => None,
    };
    let stamp = stamp(&input, optimiser.as_deref())?;
    let folder = project
        .scratch()
        .join(flavour.wasm_profile().1)
        .join(module.name);
    let stamp_file = folder.join("stamp");
    if fs::read_to_string(&stamp_file).is_ok_and(|last| last == stamp) {
        return read_built(&folder, module);
    }
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
    }
    let main = if module.split && compiled.lean {
        parts::split(&prune::functions(&input)?, module.name, &folder)?
    } else if module.split {
        parts::split(&input, module.name, &folder)?
    } else {
        compiled.file
    };
    let mut bindgen = Bindgen::new();
    bindgen.web(true)?;
    // The parts find what they share with the main module by its symbols.
    bindgen
        .keep_lld_exports(module.split)
        .demangle(!module.split);
    bindings(bindgen, module.name, &main, &folder)?;
    let served = folder.join(bg(module.name));
    let script = folder.join(format!("{}.js", module.name));
    prune::exports(&served)?;
    names::shorten(&served, &script)?;
    if folder.join("snippets").exists() {
        bail!(
            "a dependency of {} brings JavaScript of its own, which is not served",
            module.package
        );
    }
    if let Some(optimiser) = optimiser {
        say(format_args!("wasm-opt -Oz {}", module.name));
        optimise(project, &optimiser, &served)?;
        for part in parts::files(&folder)? {
            let size = fs::metadata(&part).with_context(|| part.display().to_string())?;
            if size.len() >= WORTH_IT {
                optimise(project, &optimiser, &part)?;
            }
        }
        minify(project, &script)?;
    }
    if flavour == Flavour::Release {
        order::alike(&served)?;
        for part in parts::files(&folder)? {
            order::alike(&part)?;
        }
    }
    fs::write(&stamp_file, stamp).context("stamp")?;
    read_built(&folder, module)
}

/// What cargo has built.
struct Compiled {
    file: PathBuf,
    /// With the options of [`lean`].
    lean: bool,
}

/// Compiles a crate to WASM and returns where cargo put it.
pub(crate) fn compile(project: &Project, package: &str, flavour: Flavour) -> Result<PathBuf> {
    Ok(compile_with(project, package, flavour, &[])?.file)
}

fn compile_with(
    project: &Project,
    package: &str,
    flavour: Flavour,
    features: &[&str],
) -> Result<Compiled> {
    let (profile, folder) = flavour.wasm_profile();
    let mut build = cargo_build(project, package, profile);
    build.args(["--target", WASM]);
    for feature in features {
        build.args(["--features", feature]);
    }
    let lean = flavour == Flavour::Release && lean::is_offered(project)?;
    let target = if lean {
        project.target.join("lean")
    } else {
        project.target.clone()
    };
    if lean {
        lean::ask(&mut build, &target);
    }
    run(&mut build)?;
    let file = format!("{}.wasm", package.replace('-', "_"));
    Ok(Compiled {
        file: target.join(WASM).join(folder).join(file),
        lean,
    })
}

/// Makes the module loadable by Node and returns its script.
pub(crate) fn for_node(project: &Project, compiled: &Path, name: &str) -> Result<PathBuf> {
    let folder = project.scratch().join("node");
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
    }
    let mut bindgen = Bindgen::new();
    bindgen.nodejs(true)?;
    bindings(bindgen, name, compiled, &folder)?;
    // The nearest package.json decides how Node reads a `.js` file.
    fs::write(folder.join("package.json"), "{\"type\": \"commonjs\"}\n").context("package.json")?;
    Ok(folder.join(format!("{name}.js")))
}

fn bindings(mut bindgen: Bindgen, name: &str, compiled: &Path, folder: &Path) -> Result<()> {
    bindgen
        .input_path(compiled)
        .out_name(name)
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder)
        .with_context(|| format!("wasm-bindgen on {}", compiled.display()))
}

fn bg(name: &str) -> String {
    format!("{name}_bg.wasm")
}

fn read_built(folder: &Path, module: &Module) -> Result<Built> {
    let name = module.name;
    let script = folder.join(format!("{name}.js"));
    let wasm = folder.join(bg(name));
    Ok(Built {
        script: fs::read_to_string(&script).with_context(|| script.display().to_string())?,
        wasm: fs::read(&wasm).with_context(|| wasm.display().to_string())?,
        parts: Parts::read(folder)?,
    })
}

/// Everything that decides what comes out.
fn stamp(input: &[u8], optimiser: Option<&Path>) -> Result<String> {
    let optimiser = match optimiser {
        Some(program) => {
            let about = program.with_file_name("../package.json");
            fs::read_to_string(&about).with_context(|| about.display().to_string())?
        }
        None => "none".to_owned(),
    };
    Ok(format!("{EDITION}\n{}\n{optimiser}", digest(input)))
}

/// Binaryen's `wasm-opt`, a Node program.
fn wasm_opt(project: &Project) -> Option<PathBuf> {
    let program = project.end2end().join("node_modules/binaryen/bin/wasm-opt");
    (program.exists() && which::which("node").is_ok()).then_some(program)
}

/// Makes a script small with terser, a Node program as well.
fn minify(project: &Project, script: &Path) -> Result<()> {
    let program = project.end2end().join("node_modules/terser/bin/terser");
    let mut minify = command(project, "node");
    minify.arg(program).arg(script);
    minify.args(["--module", "--compress", "passes=2", "--mangle"]);
    run_quietly(minify.arg("--output").arg(script))
}

fn optimise(project: &Project, program: &Path, wasm: &Path) -> Result<()> {
    let mut optimise = command(project, "node");
    optimise
        .arg(program)
        .arg("-Oz")
        .arg(wasm)
        .arg("-o")
        .arg(wasm);
    // What rustc turns on for this target; wasm-bindgen drops the section
    // that says so.
    optimise.args([
        "--enable-bulk-memory",
        "--enable-bulk-memory-opt",
        "--enable-multivalue",
        "--enable-mutable-globals",
        "--enable-nontrapping-float-to-int",
        "--enable-reference-types",
        "--enable-sign-ext",
    ]);
    // It warns of kinds of names that it does not know, and drops them as all names.
    run_quietly(&mut optimise)
}
