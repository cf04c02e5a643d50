//! A module cut into parts: the main one, and those that are loaded when a
//! function in them is first called.
//!
//! Where to cut is said in the crate, with `wasm_split`; the linker leaves the
//! relocations in the file, and from them the splitter knows which function
//! needs which. What only one part needs goes into it; what several need, but
//! not the main module, goes into parts of its own.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};

/// The script that loads parts, under the name that wasm-bindgen's script asks for.
pub(super) const LOADER: &str = "parts.js";

/// The parts of a module.
#[derive(Clone, Default)]
pub(super) struct Parts {
    /// The script that loads them; it imports the main script, and is imported by it.
    pub(super) loader: Option<String>,
    /// File names, as the loader knows them, and contents.
    pub(super) files: Vec<(String, Vec<u8>)>,
}

impl Parts {
    /// Reads what [`split`] wrote into `folder`.
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let loader = home(folder).join(LOADER);
        if !loader.exists() {
            return Ok(Self::default());
        }
        let mut parts = Self {
            loader: Some(read(&loader, fs::read_to_string)?),
            files: Vec::new(),
        };
        for path in files(folder)? {
            let name = path.file_name().context("a file has a name")?;
            let name = name.to_string_lossy().into_owned();
            parts.files.push((name, read(&path, fs::read)?));
        }
        Ok(parts)
    }
}

/// Cuts a module; returns the main one, which wasm-bindgen is to work on.
pub(super) fn split(module: &[u8], name: &str, folder: &Path) -> Result<PathBuf> {
    let home = home(folder);
    let main = folder.join("main.wasm");
    let script = format!("./{name}.js");
    let loader = format!("./{LOADER}");
    let mut options = wasm_split_cli_support::Options::new(module);
    options.output_dir = &home;
    options.main_out_path = &main;
    options.main_module = &script;
    options.link_name = &loader;
    options.emit_dwarf = false;
    wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow!("cannot split {name}: {error:#}"))?;
    Ok(main)
}

/// The WASM files of the parts, in the order of their names.
pub(super) fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let home = home(folder);
    if !home.exists() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(&home).with_context(|| home.display().to_string())? {
        let path = entry.with_context(|| home.display().to_string())?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "wasm")
        {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn home(folder: &Path) -> PathBuf {
    folder.join("parts")
}

fn read<T>(path: &Path, how: impl Fn(PathBuf) -> std::io::Result<T>) -> Result<T> {
    how(path.to_path_buf()).with_context(|| path.display().to_string())
}
