//! Takes functions out of a linked module that can never run.
//!
//! Every view of the page carries a table of what can be done with it, and one entry is for taking a page
//! over while parts of it are still being loaded (`hydrate_async`). This page is taken over at once and
//! its parts are drawn when they come, so that entry is never called; but the linker cannot know, and a
//! tenth of the module was these functions and what only they need.
//!
//! Their bodies become a single trap and their relocations go, before the module is split: what they alone
//! needed is then needed by nobody, and left out by the tools that follow.

use anyhow::{Context, Result, bail};

/// A function whose name has one of these in it is never called.
const NEVER: [&str; 3] = [
    "hydrate_async",
    "new_with_async_value",
    "hydrate_from_template",
];

const CUSTOM: u8 = 0;
const IMPORT: u8 = 2;
const CODE: u8 = 10;

/// A section: its id, and its content.
struct Section {
    id: u8,
    content: Vec<u8>,
}

/// The module without those bodies, and how many bytes of code they were.
pub(super) fn prune(module: &[u8]) -> Result<(Vec<u8>, usize)> {
    let mut sections = sections(module)?;
    let imports = match sections.iter().find(|section| section.id == IMPORT) {
        Some(section) => imported_functions(&section.content)?,
        None => 0,
    };
    let names = match custom(&sections, "name") {
        Some(at) => names(&sections[at].content)?,
        None => bail!("the module has no names"),
    };
    let code = sections.iter().position(|section| section.id == CODE);
    let code = code.context("the module has no code")?;
    let never = |at: usize| {
        let name = names.get(at + imports).map_or("", String::as_str);
        NEVER.iter().any(|word| name.contains(word))
    };
    let gone = trap(&mut sections[code].content, never)?;
    if let Some(at) = custom(&sections, "reloc.CODE") {
        sections[at].content = without(&sections[at].content, &gone)?;
    }
    let mut out = module[..8].to_vec();
    for section in &sections {
        out.push(section.id);
        write(&mut out, section.content.len());
        out.extend_from_slice(&section.content);
    }
    Ok((out, gone.iter().map(|range| range.1 - range.0).sum()))
}

/// Puts a trap in place of the chosen bodies, as long as they were, and gives their places.
fn trap(code: &mut [u8], never: impl Fn(usize) -> bool) -> Result<Vec<(usize, usize)>> {
    let mut gone = Vec::new();
    let mut at = 0;
    let count = read(code, &mut at)?;
    for function in 0..count {
        let length = read(code, &mut at)?;
        let body = code.get_mut(at..at + length).context("a body is cut")?;
        if never(function) && length > 3 {
            const UNREACHABLE: u8 = 0x00;
            const NOP: u8 = 0x01;
            const END: u8 = 0x0b;
            body.fill(NOP);
            // No locals, then the trap.
            body[0] = 0;
            body[1] = UNREACHABLE;
            body[length - 1] = END;
            gone.push((at, at + length));
        }
        at += length;
    }
    Ok(gone)
}

/// A section of relocations without those in `gone`, which is in order.
fn without(relocations: &[u8], gone: &[(usize, usize)]) -> Result<Vec<u8>> {
    let mut at = 0;
    skip_name(relocations, &mut at)?;
    read(relocations, &mut at)?;
    let head = at;
    let count = read(relocations, &mut at)?;
    let (mut kept, mut entries) = (0, Vec::new());
    for _ in 0..count {
        let start = at;
        let kind = *relocations.get(at).context("a relocation is cut")?;
        at += 1;
        let offset = read(relocations, &mut at)?;
        read(relocations, &mut at)?;
        // Those that point at memory or into code carry a signed addend.
        if matches!(kind, 3..=5 | 8 | 9 | 11 | 14..=17 | 21..=23 | 25) {
            skip_signed(relocations, &mut at)?;
        }
        let next = gone.partition_point(|range| range.1 <= offset);
        let inside = gone.get(next).is_some_and(|range| range.0 <= offset);
        if !inside {
            kept += 1;
            entries.extend_from_slice(&relocations[start..at]);
        }
    }
    let mut out = relocations[..head].to_vec();
    write(&mut out, kept);
    out.extend(entries);
    Ok(out)
}

fn sections(module: &[u8]) -> Result<Vec<Section>> {
    let mut sections = Vec::new();
    let mut at = 8;
    while let Some(&id) = module.get(at) {
        at += 1;
        let length = read(module, &mut at)?;
        let content = module.get(at..at + length).context("a section is cut")?;
        sections.push(Section {
            id,
            content: content.to_vec(),
        });
        at += length;
    }
    Ok(sections)
}

/// The place of a custom section.
fn custom(sections: &[Section], name: &str) -> Option<usize> {
    sections.iter().position(|section| {
        let mut at = 0;
        section.id == CUSTOM
            && read(&section.content, &mut at)
                .ok()
                .and_then(|length| section.content.get(at..at + length))
                == Some(name.as_bytes())
    })
}

/// Number of functions that come from outside: they are counted before those with code.
fn imported_functions(imports: &[u8]) -> Result<usize> {
    let mut at = 0;
    let mut functions = 0;
    for _ in 0..read(imports, &mut at)? {
        skip_name(imports, &mut at)?;
        skip_name(imports, &mut at)?;
        let kind = *imports.get(at).context("an import is cut")?;
        at += 1;
        match kind {
            0 => {
                read(imports, &mut at)?;
                functions += 1;
            }
            // A table or a memory: flags, least, and most if the flags say so.
            1 | 2 => {
                at += usize::from(kind == 1);
                let flags = read(imports, &mut at)?;
                read(imports, &mut at)?;
                if flags & 1 == 1 {
                    read(imports, &mut at)?;
                }
            }
            3 => at += 2,
            other => bail!("an import of kind {other}"),
        }
    }
    Ok(functions)
}

/// The functions' names, by number.
fn names(section: &[u8]) -> Result<Vec<String>> {
    const FUNCTIONS: u8 = 1;
    let mut at = 0;
    skip_name(section, &mut at)?;
    let mut names = Vec::new();
    while let Some(&part) = section.get(at) {
        at += 1;
        let end = read(section, &mut at)? + at;
        if part == FUNCTIONS {
            for _ in 0..read(section, &mut at)? {
                let number = read(section, &mut at)?;
                let length = read(section, &mut at)?;
                let name = section.get(at..at + length).context("a name is cut")?;
                at += length;
                if names.len() <= number {
                    names.resize(number + 1, String::new());
                }
                names[number] = String::from_utf8_lossy(name).into_owned();
            }
        }
        at = end;
    }
    Ok(names)
}

fn skip_name(bytes: &[u8], at: &mut usize) -> Result<()> {
    *at += read(bytes, at)?;
    Ok(())
}

/// An unsigned number in LEB128.
fn read(bytes: &[u8], at: &mut usize) -> Result<usize> {
    let mut number = 0;
    for shift in (0..35).step_by(7) {
        let byte = *bytes.get(*at).context("a number is cut")?;
        *at += 1;
        number |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(number);
        }
    }
    bail!("a number is too long")
}

fn skip_signed(bytes: &[u8], at: &mut usize) -> Result<()> {
    while bytes.get(*at).context("a number is cut")? & 0x80 != 0 {
        *at += 1;
    }
    *at += 1;
    Ok(())
}

fn write(out: &mut Vec<u8>, mut number: usize) {
    loop {
        let byte = u8::try_from(number & 0x7f).unwrap_or_default();
        number >>= 7;
        if number == 0 {
            return out.push(byte);
        }
        out.push(byte | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for number in [0, 1, 127, 128, 300, 1 << 20, u32::MAX as usize] {
            let mut bytes = Vec::new();
            write(&mut bytes, number);
            let mut at = 0;
            assert_eq!(read(&bytes, &mut at).unwrap(), number);
            assert_eq!(at, bytes.len());
        }
    }

    #[test]
    fn bodies_that_never_run_become_a_trap_of_the_same_length() {
        // Two bodies: `i32.const 1, drop, nop, end` each.
        let body = [0x00, 0x41, 0x01, 0x1a, 0x01, 0x0b];
        let mut code = vec![2, 6];
        code.extend(body);
        code.push(6);
        code.extend(body);
        let gone = trap(&mut code, |function| function == 1).unwrap();
        assert_eq!(gone, [(9, 15)]);
        assert_eq!(code[2..8], body);
        assert_eq!(code[9..], [0x00, 0x00, 0x01, 0x01, 0x01, 0x0b]);
    }

    #[test]
    fn relocations_in_them_go() {
        // Of the code section (10th): a function index at 3, a memory address at 10 with an addend.
        let mut section = vec![10];
        section.extend(b"reloc.CODE");
        section.extend([3, 2, 0, 3, 7, 4, 10, 8, 0x7f]);
        let left = without(&section, &[(2, 8)]).unwrap();
        assert_eq!(left[12..], [1, 4, 10, 8, 0x7f]);
        let left = without(&section, &[(9, 15)]).unwrap();
        assert_eq!(left[12..], [1, 0, 3, 7]);
    }
}
