//! Takes out of a module what the page never runs, and the linker cannot know of.
//!
//! Every view carries a table of what can be done with it, and one entry is for taking a page over while parts
//! of it are still being loaded (`hydrate_async`). This page is taken over at once and its parts are drawn when
//! they come, so that entry is never called; it and what only it needs was a tenth of the module. A library
//! below the framework exports classes for streams of bytes out of WASM, and the page makes none.
//!
//! A name stands for one function only as long as the compiler does not make one of two that are equal, so
//! this wants a module that was built [lean](super::lean).

use std::fs;
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, Result};
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{CustomSection, ExportSection, RawSection, SectionId};
use wasmparser::{BinaryReader, KnownCustom, Name, Parser, Payload};

use super::sections::rewrite;

/// A function whose name has one of these in it is never called.
const NEVER_CALLED: [&str; 3] = [
    "hydrate_async",
    "new_with_async_value",
    "hydrate_from_template",
];

/// What is exported under such a name is never asked for.
const NEVER_ASKED: &str = "intounderlying";

/// The linked module with a trap for each body that never runs, and without what these bodies refer to: what
/// they alone needed is then needed by nobody, and left out by the tools that follow.
pub(super) fn functions(module: &[u8]) -> Result<Vec<u8>> {
    let bodies = never_called(module)?;
    let code = code_start(module)?;
    rewrite(module, |payload, content, out| {
        match payload {
            Payload::CodeSectionStart { .. } => {
                let mut data = content.to_vec();
                for body in &bodies {
                    trap(&mut data, &within(body, code)?)?;
                }
                let id = SectionId::Code.into();
                out.section(&RawSection { id, data: &data });
            }
            Payload::CustomSection(section) if section.name() == "reloc.CODE" => {
                let data = relocations(section.data(), |offset| {
                    let place = code + u64::from(offset);
                    bodies.iter().any(|body| body.contains(&place))
                })?;
                out.section(&CustomSection {
                    name: section.name().into(),
                    data: data.into(),
                });
            }
            _ => return Ok(false),
        }
        Ok(true)
    })
}

/// Takes exports that nobody asks for out of a module as the browser gets it.
pub(super) fn exports(file: &Path) -> Result<()> {
    let module = fs::read(file).with_context(|| file.display().to_string())?;
    fs::write(file, asked_for(&module)?).with_context(|| file.display().to_string())
}

fn asked_for(module: &[u8]) -> Result<Vec<u8>> {
    rewrite(module, |payload, _, out| {
        let Payload::ExportSection(exports) = payload else {
            return Ok(false);
        };
        let mut kept = ExportSection::new();
        for export in exports.clone() {
            let export = export?;
            if !export.name.contains(NEVER_ASKED) {
                RoundtripReencoder.parse_export(&mut kept, export)?;
            }
        }
        out.section(&kept);
        Ok(true)
    })
}

/// The places of bodies that never run.
fn never_called(module: &[u8]) -> Result<Vec<Range<u64>>> {
    let (mut imported, mut bodies, mut never) = (0, Vec::new(), Vec::new());
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += usize::from(matches!(import?.ty, wasmparser::TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.range()),
            Payload::CustomSection(section) => {
                let KnownCustom::Name(names) = section.as_known() else {
                    continue;
                };
                for names in names {
                    let Name::Function(names) = names? else {
                        continue;
                    };
                    for name in names {
                        let name = name?;
                        if NEVER_CALLED.iter().any(|word| name.name.contains(word)) {
                            never.push(usize::try_from(name.index)?);
                        }
                    }
                }
            }
            _ => {}
        }
    }
    Ok(never
        .into_iter()
        .filter_map(|function| bodies.get(function.checked_sub(imported)?).cloned())
        .collect())
}

fn code_start(module: &[u8]) -> Result<u64> {
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::CodeSectionStart { range, .. } = payload? {
            return Ok(range.start);
        }
    }
    anyhow::bail!("the module has no code")
}

/// Puts a trap in place of a body, as long as that was.
fn trap(code: &mut [u8], body: &Range<usize>) -> Result<()> {
    const NO_LOCALS: u8 = 0x00;
    const UNREACHABLE: u8 = 0x00;
    const NOP: u8 = 0x01;
    const END: u8 = 0x0b;
    let body = code.get_mut(body.clone()).context("a body is cut")?;
    body.fill(NOP);
    if let [locals, first, .., last] = body {
        (*locals, *first, *last) = (NO_LOCALS, UNREACHABLE, END);
    }
    Ok(())
}

/// A section of relocations without those at the given offsets.
fn relocations(section: &[u8], gone: impl Fn(u32) -> bool) -> Result<Vec<u8>> {
    use wasm_encoder::Encode;
    let reader = wasmparser::RelocSectionReader::new(BinaryReader::new(section, 0))?;
    let mut kept = Vec::new();
    for entry in reader.entries() {
        let entry = entry?;
        if !gone(entry.offset) {
            kept.push(entry);
        }
    }
    let mut out = Vec::new();
    reader.section_index().encode(&mut out);
    kept.len().encode(&mut out);
    for entry in kept {
        out.push(entry.ty as u8);
        entry.offset.encode(&mut out);
        entry.index.encode(&mut out);
        match entry.ty.addend_kind() {
            wasmparser::RelocAddendKind::None => {}
            wasmparser::RelocAddendKind::Addend32 => i32::try_from(entry.addend)?.encode(&mut out),
            wasmparser::RelocAddendKind::Addend64 => entry.addend.encode(&mut out),
        }
    }
    Ok(out)
}

fn within(range: &Range<u64>, start: u64) -> Result<Range<usize>> {
    let place = |at: u64| -> Result<usize> {
        Ok(usize::try_from(
            at.checked_sub(start).context("outside of the section")?,
        )?)
    };
    Ok(place(range.start)?..place(range.end)?)
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        CodeSection, ExportKind, Function, FunctionSection, Module, NameMap, NameSection,
        TypeSection,
    };

    use super::super::sections::content;
    use super::*;

    /// Two functions, each with a constant of its own, one of them never called; relocations in both.
    fn module() -> Vec<u8> {
        let mut out = Module::new();
        let (mut types, mut functions) = (TypeSection::new(), FunctionSection::new());
        types.ty().function([], []);
        functions.function(0).function(0);
        let mut exports = ExportSection::new();
        exports.export("hydrate", ExportKind::Func, 0);
        exports.export("intounderlyingsource_pull", ExportKind::Func, 1);
        let mut code = CodeSection::new();
        for number in [7, 9] {
            let mut body = Function::new([]);
            body.instructions().i32_const(number).drop().end();
            code.function(&body);
        }
        let (mut names, mut map) = (NameSection::new(), NameMap::new());
        map.append(0, "page::hydrate");
        map.append(1, "view::hydrate_async::{{closure}}");
        names.functions(&map);
        // Section 3 of the module. At 3 a memory address with an addend; at 8 a function.
        let relocations = [3, 2, 4, 3, 1, 0x7f, 0, 8, 2];
        out.section(&types).section(&functions).section(&exports);
        out.section(&code).section(&names);
        out.section(&CustomSection {
            name: "reloc.CODE".into(),
            data: (&relocations[..]).into(),
        });
        out.finish()
    }

    fn section(module: &[u8], name: &str) -> Vec<u8> {
        Parser::new(0)
            .parse_all(module)
            .find_map(|payload| match payload.unwrap() {
                Payload::CustomSection(section) if section.name() == name => {
                    Some(section.data().to_vec())
                }
                Payload::CodeSectionStart { range, .. } if name == "code" => {
                    Some(content(module, &range).unwrap().to_vec())
                }
                _ => None,
            })
            .unwrap()
    }

    #[test]
    fn bodies_that_never_run_become_a_trap_of_the_same_length() {
        let pruned = functions(&module()).unwrap();
        let (first, second) = ([5, 0, 0x41, 7, 0x1a, 0x0b], [5, 0, 0, 1, 1, 0x0b]);
        assert_eq!(
            section(&pruned, "code"),
            [&[2][..], &first, &second].concat()
        );
    }

    #[test]
    fn what_they_refer_to_is_no_longer_needed() {
        let pruned = functions(&module()).unwrap();
        assert_eq!(section(&pruned, "reloc.CODE"), [3, 1, 4, 3, 1, 0x7f]);
    }

    #[test]
    fn exports_that_nobody_asks_for_go() {
        let module = asked_for(&module()).unwrap();
        let mut names = Vec::new();
        for payload in Parser::new(0).parse_all(&module) {
            if let Payload::ExportSection(exports) = payload.unwrap() {
                names.extend(
                    exports
                        .into_iter()
                        .map(|export| export.unwrap().name.to_owned()),
                );
            }
        }
        assert_eq!(names, ["hydrate"]);
    }
}
