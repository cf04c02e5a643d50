//! From text to expression.

use winnow::Parser as _;
use winnow::stream::{LocatingSlice, Location as _};
use winnow::token::literal;

use super::lexer::{Input, Parsed, blanks, field, keyword, next_len, rest, value};
use super::{Expr, FilterError, MAX_DEPTH, MAX_LEN, Term};
use crate::time::Timestamp;

/// Reads a whole filter.
pub(super) fn parse(text: &str, now: Timestamp) -> Result<Expr, FilterError> {
    if text.len() > MAX_LEN {
        return Err(FilterError {
            span: text.floor_char_boundary(MAX_LEN)..text.len(),
            message: format!("This filter is too long. Write at most {MAX_LEN} bytes."),
        });
    }
    let input = &mut LocatingSlice::new(text);
    blanks(input)?;
    if rest(input).is_empty() {
        return Ok(Expr::default());
    }
    let expr = any_of(input, now, 0)?;
    if rest(input).is_empty() {
        return Ok(expr);
    }
    Err(here(
        input,
        "This bracket closes nothing. Remove it, or open one before.",
    ))
}

/// An error at the next character.
fn here(input: &Input<'_>, message: &str) -> FilterError {
    let at = input.current_token_start();
    FilterError {
        span: at..at + next_len(input),
        message: message.to_owned(),
    }
}

/// Alternatives: up to the end or a closing bracket.
fn any_of(input: &mut Input<'_>, now: Timestamp, depth: usize) -> Parsed<Expr> {
    if depth > MAX_DEPTH {
        return Err(here(
            input,
            "This is nested too deeply. Write it with fewer brackets and negations.",
        ));
    }
    let mut parts = vec![all_of(input, now, depth)?];
    while keyword(input, "OR")? {
        parts.push(all_of(input, now, depth)?);
    }
    Ok(single(parts, Expr::Any))
}

/// Conditions side by side: up to the end, a closing bracket or `OR`.
fn all_of(input: &mut Input<'_>, now: Timestamp, depth: usize) -> Parsed<Expr> {
    let mut parts = Vec::new();
    loop {
        blanks(input)?;
        let and = !parts.is_empty() && keyword(input, "AND")?;
        if and {
            blanks(input)?;
        }
        let at_or = keyword(&mut input.clone(), "OR")?;
        if at_or || rest(input).is_empty() || rest(input).starts_with(')') {
            if and || parts.is_empty() {
                return Err(here(
                    input,
                    "Something is missing here. Write a word or a condition such as method:POST.",
                ));
            }
            return Ok(single(parts, Expr::All));
        }
        parts.push(unary(input, now, depth)?);
    }
}

/// One part alone stands for itself.
fn single(mut parts: Vec<Expr>, several: fn(Vec<Expr>) -> Expr) -> Expr {
    match (parts.len(), parts.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            parts.extend(last);
            several(parts)
        }
    }
}

/// A negation, a group or a term.
fn unary(input: &mut Input<'_>, now: Timestamp, depth: usize) -> Parsed<Expr> {
    if depth > MAX_DEPTH {
        return any_of(input, now, depth);
    }
    if keyword(input, "NOT")? {
        blanks(input)?;
        return negated(input, now, depth);
    }
    if rest(input).starts_with('-') {
        literal('-').void().parse_next(input)?;
        return negated(input, now, depth);
    }
    if !rest(input).starts_with('(') {
        return term(input, now).map(Expr::Term);
    }
    let open = input.current_token_start();
    literal('(').void().parse_next(input)?;
    let expr = any_of(input, now, depth + 1)?;
    if !rest(input).starts_with(')') {
        return Err(FilterError {
            span: open..open + 1,
            message: "This bracket is not closed. Add a ) where the group ends.".to_owned(),
        });
    }
    literal(')').void().parse_next(input)?;
    Ok(expr)
}

fn negated(input: &mut Input<'_>, now: Timestamp, depth: usize) -> Parsed<Expr> {
    if rest(input).is_empty() || rest(input).starts_with(|c: char| c.is_whitespace() || c == ')') {
        return Err(here(
            input,
            "Nothing is excluded here. Write - directly before what to leave out, as in -method:GET.",
        ));
    }
    unary(input, now, depth + 1).map(|part| Expr::Not(Box::new(part)))
}

fn term(input: &mut Input<'_>, now: Timestamp) -> Parsed<Term> {
    match field(input)? {
        Some(field) => {
            let value = value(input)?;
            super::field::term(&field, &value, now)
        }
        None => value(input).map(|value| Term::Text(value.text())),
    }
}
