//! Short names between a module and its script.
//!
//! wasm-bindgen calls what a module imports by what it is, and adds a hash so that no two are called the same.
//! Both sides are generated together and nobody else looks, so a number will do; hashes do not compress.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use wasm_encoder::ImportSection;
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasmparser::Payload;

use super::sections::rewrite;

/// Renames what the module imports from its script, in both.
pub(super) fn shorten(module: &Path, script: &Path) -> Result<()> {
    let wasm = fs::read(module).with_context(|| module.display().to_string())?;
    let text = fs::read_to_string(script).with_context(|| script.display().to_string())?;
    let from = module.file_name().context("a module has a name")?;
    let from = format!("./{}", from.to_string_lossy()).replace(".wasm", ".js");
    let (wasm, names) = imports(&wasm, &from)?;
    fs::write(module, wasm).with_context(|| module.display().to_string())?;
    fs::write(script, words(&text, &names)).with_context(|| script.display().to_string())
}

/// The module with numbers in place of the names of what it imports `from` there, and which stands for which.
fn imports(module: &[u8], from: &str) -> Result<(Vec<u8>, BTreeMap<String, String>)> {
    let mut names = BTreeMap::new();
    let renamed = rewrite(module, |payload, _, out| {
        let Payload::ImportSection(section) = payload else {
            return Ok(false);
        };
        let mut imports = ImportSection::new();
        for import in section.clone().into_imports() {
            let mut import = import?;
            let short = format!("i{}", names.len());
            if import.module == from {
                names.insert(import.name.to_owned(), short.clone());
                import.name = &short;
            }
            RoundtripReencoder.parse_import(&mut imports, import)?;
        }
        out.section(&imports);
        Ok(true)
    })?;
    Ok((renamed, names))
}

/// A script with some of its words replaced.
fn words(script: &str, names: &BTreeMap<String, String>) -> String {
    let in_a_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    let mut out = String::with_capacity(script.len());
    let mut rest = script;
    while !rest.is_empty() {
        let word = rest.find(|c| !in_a_word(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(word);
        out.push_str(names.get(word).map_or(word, String::as_str));
        let between = after.find(in_a_word).unwrap_or(after.len());
        let (between, after) = after.split_at(between);
        out.push_str(between);
        rest = after;
    }
    out
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{EntityType, Module, TypeSection};
    use wasmparser::Parser;

    use super::*;

    #[test]
    fn both_sides_get_the_same_names() {
        let (mut types, mut section) = (TypeSection::new(), ImportSection::new());
        types.ty().function([], []);
        section.import("./page_bg.js", "__wbg_now_0123", EntityType::Function(0));
        section.import("./parts.js", "load", EntityType::Function(0));
        section.import("./page_bg.js", "__wbg_log_4567", EntityType::Function(0));
        let mut module = Module::new();
        module.section(&types).section(&section);

        let folder = tempfile::tempdir().unwrap();
        let (wasm, script) = (
            folder.path().join("page_bg.wasm"),
            folder.path().join("page.js"),
        );
        fs::write(&wasm, module.finish()).unwrap();
        fs::write(
            &script,
            "({__wbg_now_0123: () => 'é', __wbg_log_4567(){}, __wbg_log_45678: 1})",
        )
        .unwrap();
        shorten(&wasm, &script).unwrap();

        let wasm = fs::read(&wasm).unwrap();
        let mut found = Vec::new();
        for payload in Parser::new(0).parse_all(&wasm) {
            if let Payload::ImportSection(section) = payload.unwrap() {
                found.extend(
                    section
                        .into_imports()
                        .map(|import| import.unwrap().name.to_owned()),
                );
            }
        }
        assert_eq!(found, ["i0", "load", "i1"]);
        assert_eq!(
            fs::read_to_string(&script).unwrap(),
            "({i0: () => 'é', i1(){}, __wbg_log_45678: 1})"
        );
    }
}
