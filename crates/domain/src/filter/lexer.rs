//! The smallest pieces of a filter: blanks, keywords, field names, values.

use core::ops::Range;

use winnow::combinator::{alt, delimited, opt, preceded, repeat};
use winnow::error::ParserError;
use winnow::stream::{LocatingSlice, Location as _, Stream};
use winnow::token::{any, literal, one_of, take_while};
use winnow::{Parser as _, Result};

use super::FilterError;

/// The text with its place.
pub(super) type Input<'a> = LocatingSlice<&'a str>;

/// What a parser of this module returns.
pub(super) type Parsed<T> = Result<T, FilterError>;

impl<'a> ParserError<Input<'a>> for FilterError {
    type Inner = Self;

    fn from_input(input: &Input<'a>) -> Self {
        let at = input.current_token_start();
        Self {
            span: at..at + next_len(input),
            message: "This is not understood here.".to_owned(),
        }
    }

    fn into_inner(self) -> core::result::Result<Self, Self> {
        Ok(self)
    }
}

/// Length of the next character; 0 at the end.
pub(super) fn next_len(input: &Input<'_>) -> usize {
    rest(input).chars().next().map_or(0, char::len_utf8)
}

/// What is still to be read.
pub(super) fn rest<'a>(input: &Input<'a>) -> &'a str {
    input.peek_finish()
}

/// A piece of text with its place.
#[derive(Clone, Debug)]
pub(super) struct Value {
    /// Its bytes in the filter, quotes included.
    pub(super) span: Range<usize>,
    /// What stands between stars, without quotes and backslashes.
    pub(super) pieces: Vec<String>,
    /// It begins with a character that is neither quoted nor escaped.
    pub(super) bare: bool,
}

impl Value {
    /// The text, stars as characters.
    pub(super) fn text(&self) -> String {
        self.pieces.join("*")
    }
}

/// A field's name with its parts, as in `body.order.id`.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// Its bytes in the filter, without the colon.
    pub(super) span: Range<usize>,
    /// The word before the first dot, in lower case.
    pub(super) name: String,
    /// What follows the dots: the text, and whether it was written without quotes.
    pub(super) parts: Vec<(String, bool)>,
}

/// Blanks, if any.
pub(super) fn blanks(input: &mut Input<'_>) -> Parsed<()> {
    take_while(0.., char::is_whitespace)
        .void()
        .parse_next(input)
}

/// A word in capitals, standing alone.
pub(super) fn keyword(input: &mut Input<'_>, word: &'static str) -> Parsed<bool> {
    let alone = rest(input)
        .strip_prefix(word)
        .is_some_and(|after| !after.starts_with(|c: char| !c.is_whitespace() && !"()".contains(c)));
    if alone {
        literal(word).void().parse_next(input)?;
    }
    Ok(alone)
}

/// A character that ends a value unless it is quoted or escaped.
fn ends(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')')
}

/// A character as it is meant, and whether it stands for anything (`*`).
type Char = (char, bool);

fn escaped(input: &mut Input<'_>) -> Parsed<Char> {
    // A backslash at the very end is just that.
    preceded('\\', opt(any))
        .map(|c| (c.unwrap_or('\\'), false))
        .parse_next(input)
}

fn plain(input: &mut Input<'_>, stops: fn(char) -> bool) -> Parsed<Char> {
    one_of(|c| !stops(c))
        .map(|c| (c, c == '*'))
        .parse_next(input)
}

fn quoted(input: &mut Input<'_>) -> Parsed<Vec<Char>> {
    let start = input.current_token_start();
    let inner = repeat(
        0..,
        alt((escaped, |i: &mut Input<'_>| {
            plain(i, |c| c == '"' || c == '\\')
        })),
    );
    delimited('"', inner, '"')
        .parse_next(input)
        .map_err(|_: FilterError| FilterError {
            span: start..start + 1,
            message: "This quote is not closed. Add a \" where the text ends.".to_owned(),
        })
}

fn unquoted(input: &mut Input<'_>) -> Parsed<Vec<Char>> {
    repeat(
        1..,
        alt((escaped, |i: &mut Input<'_>| {
            plain(i, |c| ends(c) || c == '"' || c == '\\')
        })),
    )
    .parse_next(input)
}

/// A value: bare and quoted text, up to a blank or bracket. Empty when there is none.
pub(super) fn value(input: &mut Input<'_>) -> Parsed<Value> {
    let start = input.current_token_start();
    let bare = !rest(input).starts_with(['"', '\\']);
    let mut pieces = vec![String::new()];
    loop {
        let run = match rest(input).chars().next() {
            Some('"') => quoted(input)?,
            Some(c) if !ends(c) => unquoted(input)?,
            _ => break,
        };
        for (c, star) in run {
            match pieces.last_mut() {
                Some(piece) if !star => piece.push(c),
                _ => pieces.push(String::new()),
            }
        }
    }
    Ok(Value {
        span: start..input.current_token_start(),
        pieces,
        bare,
    })
}

/// A field's name up to and including its colon; `None`, and nothing read, when there is none.
pub(super) fn field(input: &mut Input<'_>) -> Parsed<Option<Field>> {
    let begin = input.checkpoint();
    let start = input.current_token_start();
    let name: &str =
        take_while(0.., |c: char| c.is_ascii_alphabetic() || "-_".contains(c)).parse_next(input)?;
    let mut parts = Vec::new();
    while !name.is_empty() && rest(input).starts_with('.') {
        literal('.').void().parse_next(input)?;
        parts.push(part(input)?);
    }
    let end = input.current_token_start();
    if name.is_empty() || !rest(input).starts_with(':') {
        input.reset(&begin);
        return Ok(None);
    }
    literal(':').void().parse_next(input)?;
    Ok(Some(Field {
        span: start..end,
        name: name.to_ascii_lowercase(),
        parts,
    }))
}

/// Part of a field's name.
fn part(input: &mut Input<'_>) -> Parsed<(String, bool)> {
    if rest(input).starts_with('"') {
        let text = quoted(input)?.into_iter().map(|(c, _)| c).collect();
        return Ok((text, false));
    }
    take_while(0.., is_part)
        .map(|text: &str| (text.to_owned(), true))
        .parse_next(input)
}

/// May stand in a part of a field's name without quotes.
pub(super) fn is_part(c: char) -> bool {
    !ends(c) && !matches!(c, '.' | ':' | '"' | '\\')
}
