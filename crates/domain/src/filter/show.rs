//! From expression back to text: reading it again gives the same expression.

use core::fmt::{self, Write as _};

use super::Expr;
use super::glob::Glob;
use super::lexer::is_part;
use super::term::{Part, Term, Test};

type Out<'a, 'b> = &'a mut fmt::Formatter<'b>;

pub(super) fn filter(expr: &Expr, f: Out<'_, '_>) -> fmt::Result {
    match expr {
        Expr::All(parts) => list(parts, " ", f),
        Expr::Any(parts) => {
            for (at, part) in parts.iter().enumerate() {
                if at > 0 {
                    f.write_str(" OR ")?;
                }
                match part {
                    Expr::All(parts) => list(parts, " ", f)?,
                    Expr::Any(_) | Expr::Not(_) | Expr::Term(_) => grouped(part, f)?,
                }
            }
            Ok(())
        }
        Expr::Not(_) | Expr::Term(_) => grouped(expr, f),
    }
}

fn list(parts: &[Expr], between: &str, f: Out<'_, '_>) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            f.write_str(between)?;
        }
        grouped(part, f)?;
    }
    Ok(())
}

/// In brackets unless it is a term or a negation.
fn grouped(expr: &Expr, f: Out<'_, '_>) -> fmt::Result {
    match expr {
        Expr::All(_) | Expr::Any(_) => {
            f.write_char('(')?;
            filter(expr, f)?;
            f.write_char(')')
        }
        Expr::Not(part) => {
            f.write_char('-')?;
            grouped(part, f)
        }
        Expr::Term(term) => self::term(term, f),
    }
}

fn term(term: &Term, f: Out<'_, '_>) -> fmt::Result {
    match term {
        Term::Text(text) => {
            let word = matches!(text.as_str(), "OR" | "AND" | "NOT");
            if word || text.starts_with('-') || text.contains(':') {
                write_quoted([text.as_str()], f)
            } else {
                value(&Glob::literal(text), f)
            }
        }
        Term::BodyText(text) => field("body", &[], &Glob::literal(text), f),
        Term::Method(glob) => field("method", &[], glob, f),
        Term::Path(glob) => field("path", &[], glob, f),
        Term::Type(glob) => field("type", &[], glob, f),
        Term::Provider(glob) => field("provider", &[], glob, f),
        Term::Event(glob) => field("event", &[], glob, f),
        Term::Delivery(glob) => field("delivery", &[], glob, f),
        Term::Header(name, glob) => field("header", &[Part::Name(name.clone())], glob, f),
        Term::Query(name, glob) => field("query", &[Part::Name(name.clone())], glob, f),
        Term::Body(path, Test::Like(glob)) => field("body", path, glob, f),
        Term::Body(path, Test::Than(op, number)) => {
            key("body", path, f)?;
            write!(f, "{}{}", op.sign(), number.as_str())
        }
        Term::Status(bound) => write!(f, "status:{}{}", bound.op.sign(), bound.value),
        Term::Size(bound) => write!(f, "size:{}{}", bound.op.sign(), bound.value),
        Term::Verdict(outcome) => write!(f, "verdict:{outcome}"),
        Term::Is(flag) => write!(f, "is:{}", flag.word()),
        Term::Ip(net) => write!(f, "ip:{net}"),
        Term::After(moment) => write!(f, "after:{moment}"),
        Term::Before(moment) => write!(f, "before:{moment}"),
    }
}

fn field(name: &str, parts: &[Part], glob: &Glob, f: Out<'_, '_>) -> fmt::Result {
    key(name, parts, f)?;
    value(glob, f)
}

fn key(name: &str, parts: &[Part], f: Out<'_, '_>) -> fmt::Result {
    f.write_str(name)?;
    for part in parts {
        f.write_char('.')?;
        match part {
            Part::Any => f.write_char('*')?,
            Part::Name(name) => write_name(name, f)?,
        }
    }
    f.write_char(':')
}

/// Text in quotes: in a filter it stands for just that text.
#[must_use]
pub fn quoted(text: &str) -> String {
    fmt::from_fn(|f| write_quoted([text], f)).to_string()
}

/// A name as a part of a field, in quotes if it needs them.
#[must_use]
pub fn name(name: &str) -> String {
    fmt::from_fn(|f| write_name(name, f)).to_string()
}

fn write_name(name: &str, out: Out<'_, '_>) -> fmt::Result {
    if !name.is_empty() && name != "*" && name.chars().all(is_part) {
        out.write_str(name)
    } else {
        // In a name a star is just that.
        write_quoted(name.split('*'), out)
    }
}

/// What stands between stars, in quotes.
fn write_quoted<'a>(pieces: impl IntoIterator<Item = &'a str>, out: Out<'_, '_>) -> fmt::Result {
    out.write_char('"')?;
    for (at, piece) in pieces.into_iter().enumerate() {
        if at > 0 {
            out.write_char('*')?;
        }
        for c in piece.chars() {
            if matches!(c, '"' | '\\' | '*') {
                out.write_char('\\')?;
            }
            out.write_char(c)?;
        }
    }
    out.write_char('"')
}

/// A value, in quotes if it needs them.
fn value(glob: &Glob, f: Out<'_, '_>) -> fmt::Result {
    let pieces = glob.pieces();
    let bare = |piece: &String| {
        piece.chars().all(|c| {
            !c.is_whitespace() && !c.is_control() && !matches!(c, '(' | ')' | '"' | '\\' | '*')
        })
    };
    let empty = glob.as_literal() == Some("");
    let sign = pieces
        .first()
        .is_some_and(|piece| piece.starts_with(['<', '>']));
    if empty || sign || !pieces.iter().all(bare) {
        return write_quoted(pieces.iter().map(String::as_str), f);
    }
    f.write_str(&pieces.join("*"))
}
