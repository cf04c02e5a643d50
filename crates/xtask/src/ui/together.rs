//! Files of parts that come as one.
//!
//! What several parts share is a file for every set of them, so that a part is a dozen or two of files. A page that
//! shows hits needs two parts at once, and each file costs it a request. So what these two need comes in two
//! files, in which the others lie one after the other; the other parts ask for theirs one by one, as the splitter
//! made them.

use anyhow::{Context, Result};

use super::parts::Parts;

/// Parts whose files come together, each but for what is in those before it.
const PARTS: [&str; 2] = ["inspector", "lenses"];

/// The part of the loader that looks for a file in those that come as one. What did not come, or was taken already,
/// is asked for by itself.
const TAKE: &str = r#"
const held = new Map();
const together = (file, names) => {
    let begun = false;
    return () => {
        if (begun) return;
        begun = true;
        const whole = fetch(new URL(file, import.meta.url)).then((answer) => answer.ok ? answer.arrayBuffer() : Promise.reject(new Error(file)));
        let at = 0;
        for (const [name, size] of names) {
            const from = at;
            at += size;
            const one = whole.then((bytes) => new Response(bytes.slice(from, from + size), { headers: { "content-type": "application/wasm" } }));
            one.catch(() => held.delete(name));
            held.set(name, one);
        }
        whole.catch(() => { begun = false; });
    };
};
const take = (name) => {
    const one = held.get(name);
    held.delete(name);
    return one ?? fetch(new URL(name, import.meta.url));
};
"#;

/// Files that come as one.
pub(super) struct Together {
    /// Its name, as the loader knows it.
    pub(super) name: String,
    /// The files, one after the other.
    pub(super) bytes: Vec<u8>,
}

/// Has the loader take files from those that come as one, and gives these.
pub(super) fn bind(parts: &mut Parts) -> Result<Vec<Together>> {
    let Some(loader) = &mut parts.loader else {
        return Ok(Vec::new());
    };
    let plain = loader.clone();
    let (mut known, mut all) = (Vec::new(), Vec::new());
    let (mut consts, mut begin) = (TAKE.to_owned(), Vec::new());
    for part in PARTS {
        let mut names = needed(&plain, part)?;
        names.retain(|name| !known.contains(name));
        let (mut bytes, mut sizes) = (Vec::new(), Vec::new());
        for name in &names {
            let (_, file) = parts
                .files
                .iter()
                .find(|(file, _)| file == name)
                .with_context(|| format!("there is no part {name}"))?;
            bytes.extend_from_slice(file);
            sizes.push(format!("[\"./{name}\",{}]", file.len()));
        }
        let file = format!("with_{part}.wasm");
        let list = sizes.join(",");
        consts.push_str(&format!(
            "const with_{part} = together(\"./{file}\", [{list}]);\n"
        ));
        begin.push(format!("with_{part}, "));
        let (before, list, after) = dependencies(loader, part)?;
        *loader = format!("{before}{}{list}{after}", begin.concat());
        known.append(&mut names);
        all.push(Together { name: file, bytes });
    }
    let (from, to) = ("fetch(new URL(", ", import.meta.url))");
    for (name, _) in &parts.files {
        let asked = format!("{from}\"./{name}\"{to}");
        *loader = loader.replace(&asked, &format!("take(\"./{name}\")"));
    }
    let imports = loader.find(";\n").context("a loader imports something")? + 2;
    loader.insert_str(imports, &consts);
    Ok(all)
}

/// The files that a part needs, those of others first.
fn needed(loader: &str, part: &str) -> Result<Vec<String>> {
    let (_, list, _) = dependencies(loader, part)?;
    let shared = list
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty());
    let mut names: Vec<String> = shared
        .map(|name| format!("{}.wasm", name.trim_start_matches('_')))
        .collect();
    names.push(format!("split_{part}.wasm"));
    Ok(names)
}

/// The loader cut around what a part says it depends on.
fn dependencies<'a>(loader: &'a str, part: &str) -> Result<(&'a str, &'a str, &'a str)> {
    let cut = || {
        let export = loader.find(&format!("export const __wasm_split_load_{part} ="))?;
        let open = export + loader.get(export..)?.find(", [")? + 3;
        let close = open + loader.get(open..)?.find(']')?;
        Some((
            loader.get(..open)?,
            loader.get(open..close)?,
            loader.get(close..)?,
        ))
    };
    cut().with_context(|| format!("the loader does not know the part {part}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOADER: &str = r#"import { initSync } from "./creel.js";
/* inspector, home */
const __chunk_1 = makeLoad(() => {
    const src = fetch(new URL("./chunk_1.wasm", import.meta.url));
}
, []);
const __chunk_2 = makeLoad(() => {
    const src = fetch(new URL("./chunk_2.wasm", import.meta.url));
}
, []);
export const __wasm_split_load_lenses = wrapAsyncCb(makeLoad(() => {
    const src = fetch(new URL("./split_lenses.wasm", import.meta.url));
}
, [__chunk_1, __chunk_2]));
export const __wasm_split_load_inspector = wrapAsyncCb(makeLoad(() => {
    const src = fetch(new URL("./split_inspector.wasm", import.meta.url));
}
, [__chunk_1]));
"#;

    fn parts(loader: &str) -> Parts {
        let files = ["chunk_1", "chunk_2", "split_lenses", "split_inspector"];
        let files = files.map(|name| (format!("{name}.wasm"), name.as_bytes().to_vec()));
        Parts {
            loader: Some(loader.to_owned()),
            files: files.into(),
        }
    }

    #[test]
    fn what_the_parts_need_lies_in_one_file_each_and_only_once() {
        let all = bind(&mut parts(LOADER)).unwrap();
        let all: Vec<_> = all
            .iter()
            .map(|file| (file.name.as_str(), str::from_utf8(&file.bytes).unwrap()))
            .collect();
        let inspector = ("with_inspector.wasm", "chunk_1split_inspector");
        assert_eq!(
            all,
            [inspector, ("with_lenses.wasm", "chunk_2split_lenses")]
        );
    }

    #[test]
    fn the_loader_begins_with_these_and_knows_where_each_file_is() {
        let mut parts = parts(LOADER);
        bind(&mut parts).unwrap();
        let loader = parts.loader.unwrap();
        let has = |text: &str| assert!(loader.contains(text), "{text} is not in {loader}");
        has(
            r#"together("./with_inspector.wasm", [["./chunk_1.wasm",7],["./split_inspector.wasm",15]]);"#,
        );
        has(
            r#"together("./with_lenses.wasm", [["./chunk_2.wasm",7],["./split_lenses.wasm",12]]);"#,
        );
        has(", [with_inspector, __chunk_1]));");
        has(", [with_inspector, with_lenses, __chunk_1, __chunk_2]));");
        has(r#"const src = take("./chunk_2.wasm");"#);
        assert_eq!(
            loader.matches("fetch(").count(),
            TAKE.matches("fetch(").count()
        );
        assert!(loader.starts_with("import { initSync } from \"./creel.js\";\n"));
    }

    #[test]
    fn a_part_that_is_not_there_is_said() {
        let error = bind(&mut parts("import {} from \"\";\n")).err().unwrap();
        assert!(error.to_string().contains("inspector"), "{error}");
    }
}
