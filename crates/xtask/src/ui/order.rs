//! The functions of a module in an order that compresses well.
//!
//! Code made of generics is full of functions that are nearly alike. What repeats costs a compressor less the nearer
//! it is, so each function is followed by the one that has most in common with those just before it. This makes the
//! page a twenty-fifth smaller as it is sent, and changes nothing of what it does: functions are known
//! outside by names and by their places in tables, and these stay.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{CodeSectionReader, FunctionSectionReader, Parser, Payload, TypeRef};

/// Bytes that two functions must have in common to be alike in something.
const PIECE: usize = 4;

/// What more functions than this have in common says nothing.
const COMMON: usize = 1_000;

/// How many functions back is looked; the second counts half, the third a third.
const BACK: usize = 3;

/// Keeps short functions from seeming alike because of one piece.
const SHORT: f64 = 40.0;

/// Puts the functions of a module as the browser gets it in order.
pub(super) fn alike(file: &Path) -> Result<()> {
    let shown = || file.display().to_string();
    let module = fs::read(file).with_context(shown)?;
    fs::write(file, ordered(&module).with_context(shown)?).with_context(shown)
}

fn ordered(module: &[u8]) -> Result<Vec<u8>> {
    let (imported, bodies) = functions(module)?;
    let from = chain(&bodies);
    let mut to = HashMap::new();
    for (new, old) in (imported..).zip(&from) {
        to.insert(imported + u32::try_from(*old)?, new);
    }
    let mut out = Module::new();
    Moved { from, to }
        .parse_core_module(&mut out, Parser::new(0), module)
        .map_err(|error| anyhow!("cannot put functions in order: {error}"))?;
    Ok(out.finish())
}

/// How many functions are imported, and the bodies of those that are not.
fn functions(module: &[u8]) -> Result<(u32, Vec<&[u8]>)> {
    let (mut imported, mut bodies) = (0, Vec::new());
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => {
                let range = body.range();
                let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
                bodies.push(module.get(range).context("a body is cut")?);
            }
            _ => {}
        }
    }
    Ok((imported, bodies))
}

/// The places of the bodies in their new order: from a short one on, each followed by the one most like it.
fn chain(bodies: &[&[u8]]) -> Vec<usize> {
    let pieces = Pieces::of(bodies);
    let mut by_length: Vec<usize> = (0..bodies.len()).collect();
    by_length.sort_by_key(|at| bodies[*at].len());
    let mut left = by_length.into_iter();
    let mut taken = vec![false; bodies.len()];
    let mut chain = Vec::with_capacity(bodies.len());
    let mut scores = vec![0.0; bodies.len()];
    loop {
        let next = pieces
            .most_like(&chain, &taken, &mut scores)
            .or_else(|| left.find(|at| !taken[*at]));
        let Some(next) = next else { return chain };
        taken[next] = true;
        chain.push(next);
    }
}

/// What the bodies have in common.
struct Pieces {
    /// Of each body its pieces, each once.
    of: Vec<Vec<usize>>,
    /// Of each piece the bodies that have it.
    in_bodies: Vec<Vec<usize>>,
}

impl Pieces {
    fn of(bodies: &[&[u8]]) -> Self {
        let mut numbers: HashMap<&[u8], usize> = HashMap::new();
        let mut in_bodies: Vec<Vec<usize>> = Vec::new();
        let mut of = Vec::with_capacity(bodies.len());
        for (at, body) in bodies.iter().enumerate() {
            let mut own = Vec::new();
            for piece in body.windows(PIECE) {
                let number = *numbers.entry(piece).or_insert_with(|| {
                    in_bodies.push(Vec::new());
                    in_bodies.len() - 1
                });
                if in_bodies[number].last() != Some(&at) {
                    in_bodies[number].push(at);
                    own.push(number);
                }
            }
            of.push(own);
        }
        Self { of, in_bodies }
    }

    /// The body that has most in common with the last of the chain. `scores` is all zero, before and after.
    fn most_like(&self, chain: &[usize], taken: &[bool], scores: &mut [f64]) -> Option<usize> {
        let mut candidates = Vec::new();
        for (back, last) in chain.iter().rev().take(BACK).enumerate() {
            for piece in &self.of[*last] {
                let bodies = &self.in_bodies[*piece];
                if bodies.len() > COMMON {
                    continue;
                }
                // What few have in common counts more.
                let worth = 1.0 / (2.0 + count(bodies.len())).log2() / (1.0 + count(back));
                for body in bodies.iter().filter(|body| !taken[**body]) {
                    if scores[*body] == 0.0 {
                        candidates.push(*body);
                    }
                    scores[*body] += worth;
                }
            }
        }
        let mut best: Option<(f64, usize)> = None;
        for body in candidates {
            let score = core::mem::take(&mut scores[body]) / (count(self.of[body].len()) + SHORT);
            if best.is_none_or(|(most, at)| score > most || (score == most && body < at)) {
                best = Some((score, body));
            }
        }
        best.map(|(_, body)| body)
    }
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}

/// Writes a module with its functions in another order.
struct Moved {
    /// Which of the old bodies comes at each place.
    from: Vec<usize>,
    /// New numbers of functions by their old ones; those that are imported keep theirs.
    to: HashMap<u32, u32>,
}

impl Reencode for Moved {
    type Error = core::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Self::Error>> {
        Ok(self.to.get(&function).copied().unwrap_or(function))
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error<Self::Error>> {
        let types = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for at in &self.from {
            functions.function(types[*at]);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), Error<Self::Error>> {
        let bodies = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for at in self.from.clone() {
            utils::parse_function_body(self, code, bodies[at].clone())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        ConstExpr, ElementSection, Elements, EntityType, ExportKind, ExportSection, Function,
        ImportSection, RefType, StartSection, TableSection, TableType, TypeSection,
    };
    use wasmparser::{ElementItems, Operator, Validator};

    use super::*;

    /// Functions by turns of two kinds, each with a number of its own, each calling the next one, the last one the
    /// import; all are exported by their names, and in a table.
    fn module() -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        imports.import("page", "load", EntityType::Function(0));
        let (mut functions, mut exports) = (FunctionSection::new(), ExportSection::new());
        let mut code = CodeSection::new();
        for number in 0..6 {
            functions.function(0);
            exports.export(&format!("f{number}"), ExportKind::Func, 1 + number);
            let mut body = Function::new([]);
            let mut instructions = body.instructions();
            for step in 0..8 {
                let kind = i32::try_from(number % 2).unwrap() * 1_000_000;
                instructions.i32_const(kind + step * 70_000).drop();
            }
            instructions
                .i32_const(i32::try_from(number).unwrap())
                .drop();
            instructions.call((2 + number) % 7).end();
            code.function(&body);
        }
        let mut tables = TableSection::new();
        tables.table(TableType {
            element_type: RefType::FUNCREF,
            table64: false,
            minimum: 7,
            maximum: None,
            shared: false,
        });
        let mut elements = ElementSection::new();
        let all = Elements::Functions((0..7).collect::<Vec<_>>().into());
        elements.active(None, &ConstExpr::i32_const(0), all);
        let mut out = Module::new();
        out.section(&types).section(&imports).section(&functions);
        out.section(&tables).section(&exports);
        out.section(&StartSection { function_index: 3 });
        out.section(&elements).section(&code);
        out.finish()
    }

    /// What can be seen of a module: numbers in the functions by their names, with the numbers in those they call;
    /// the same in the order of the table; that of the start; and in the order in which they stand.
    type Seen = (Vec<(String, i32, i32)>, Vec<i32>, i32, Vec<i32>);

    fn seen(module: &[u8]) -> Seen {
        Validator::new().validate_all(module).unwrap();
        // The import has no number.
        let (mut bodies, mut table, mut start) = (vec![(-1, 0)], Vec::new(), 0);
        let mut exports = Vec::new();
        for payload in Parser::new(0).parse_all(module) {
            match payload.unwrap() {
                Payload::ExportSection(section) => {
                    for export in section {
                        let export = export.unwrap();
                        exports.push((export.name.to_owned(), export.index));
                    }
                }
                Payload::StartSection { func, .. } => start = func,
                Payload::ElementSection(section) => {
                    for element in section {
                        if let ElementItems::Functions(items) = element.unwrap().items {
                            table.extend(items.into_iter().map(Result::unwrap));
                        }
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    let (mut number, mut calls) = (0, 0);
                    for operator in body.get_operators_reader().unwrap() {
                        match operator.unwrap() {
                            Operator::I32Const { value } => number = value,
                            Operator::Call { function_index } => calls = function_index,
                            _ => {}
                        }
                    }
                    bodies.push((number, calls));
                }
                _ => {}
            }
        }
        let number = |at: u32| bodies[usize::try_from(at).unwrap()].0;
        let called = |at: u32| number(bodies[usize::try_from(at).unwrap()].1);
        let exports = exports
            .into_iter()
            .map(|(name, at)| (name, number(at), called(at)))
            .collect();
        let table = table.into_iter().map(number).collect();
        let standing = bodies.iter().skip(1).map(|(number, _)| *number).collect();
        (exports, table, number(start), standing)
    }

    #[test]
    fn functions_that_are_alike_stand_together() {
        let standing = seen(&ordered(&module()).unwrap()).3;
        let kinds: Vec<i32> = standing.iter().map(|number| number % 2).collect();
        assert!(
            kinds.is_sorted() || kinds.iter().rev().is_sorted(),
            "{standing:?}"
        );
        assert_ne!(standing, seen(&module()).3);
    }

    #[test]
    fn names_tables_and_calls_mean_the_same_functions() {
        let (before, after) = (seen(&module()), seen(&ordered(&module()).unwrap()));
        assert_eq!((before.0, before.1, before.2), (after.0, after.1, after.2));
    }
}
