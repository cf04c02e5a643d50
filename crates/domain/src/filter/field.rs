//! A field and its value as a term, or a message that says what is wrong.

use core::net::IpAddr;
use core::ops::Range;

use ipnet::IpNet;

use super::FilterError;
use super::decimal::Number;
use super::glob::Glob;
use super::lexer::{Field, Parsed, Value};
use super::term::{Bound, Flag, Op, Part, Term, Test};
use crate::hit::Outcome;
use crate::time::Timestamp;

/// Fields without parts, for messages and suggestions.
const FIELDS: &str = "method, path, header.NAME, query.NAME, body.NAME, type, status, size, provider, \
     event, delivery, verdict, is, ip, after, before";

/// The term of a field with its value.
pub(super) fn term(field: &Field, value: &Value, now: Timestamp) -> Parsed<Term> {
    let with_parts = matches!(field.name.as_str(), "header" | "query" | "body");
    if !with_parts && !field.parts.is_empty() {
        return Err(unknown(field, value));
    }
    if value.span.is_empty() && EXAMPLES.iter().any(|(name, _)| *name == field.name) {
        let example = example(&field.name);
        return Err(FilterError {
            span: field.span.start..value.span.end,
            message: format!("“{}” needs a value, as in {example}.", field.name),
        });
    }
    let glob = || Glob::new(value.pieces.clone());
    Ok(match field.name.as_str() {
        "method" => Term::Method(glob()),
        "path" => Term::Path(glob()),
        "type" => Term::Type(glob()),
        "provider" => Term::Provider(glob()),
        "event" => Term::Event(glob()),
        "delivery" => Term::Delivery(glob()),
        "header" => Term::Header(name(field)?.to_ascii_lowercase(), glob()),
        "query" => Term::Query(name(field)?, glob()),
        "body" if field.parts.is_empty() => Term::BodyText(value.text()),
        "body" => Term::Body(parts(field)?, test(value)?),
        "status" => Term::Status(status(value)?),
        "size" => Term::Size(size(value)?),
        "verdict" => Term::Verdict(verdict(value)?),
        "is" => Term::Is(flag(value)?),
        "ip" => Term::Ip(network(value)?),
        "after" => Term::After(moment(value, now)?),
        "before" => Term::Before(moment(value, now)?),
        _ => return Err(unknown(field, value)),
    })
}

/// A value that works, by field.
const EXAMPLES: [(&str, &str); 16] = [
    ("method", "method:POST"),
    ("path", "path:/orders*"),
    ("header", "header.x-github-event:push"),
    ("query", "query.shop:harbour"),
    ("body", "body.order.id:123"),
    ("type", "type:application/json*"),
    ("status", "status:>=400"),
    ("size", "size:>10k"),
    ("provider", "provider:stripe"),
    ("event", "event:invoice.*"),
    ("delivery", "delivery:evt_1*"),
    ("verdict", "verdict:failed"),
    ("is", "is:pinned"),
    ("ip", "ip:10.0.0.0/8"),
    ("after", "after:-15m"),
    ("before", "before:2026-01-02"),
];

fn example(name: &str) -> &'static str {
    EXAMPLES
        .iter()
        .find(|(known, _)| *known == name)
        .map_or("method:POST", |(_, example)| example)
}

fn error(span: &Range<usize>, message: String) -> FilterError {
    FilterError {
        span: span.clone(),
        message,
    }
}

/// “{x}” is not a {thing}. {advice}
fn not(value: &Value, thing: &str, advice: &str) -> FilterError {
    let message = format!("“{}” is not {thing}. {advice}", value.text());
    error(&value.span, message)
}

fn unknown(field: &Field, value: &Value) -> FilterError {
    let mut name = field.name.clone();
    for (part, _) in &field.parts {
        name = format!("{name}.{part}");
    }
    let text = format!("{name}:{}", value.text()).replace(['"', '\\'], "");
    let message = format!(
        "“{name}” is not a field. The fields are {FIELDS}. To search for the text, write \"{text}\" in quotes."
    );
    error(&field.span, message)
}

/// The parts of a field's name as one name.
fn name(field: &Field) -> Parsed<String> {
    parts(field)?;
    let parts: Vec<&str> = field.parts.iter().map(|(part, _)| part.as_str()).collect();
    Ok(parts.join("."))
}

/// The parts of a field's name as a path.
fn parts(field: &Field) -> Parsed<Vec<Part>> {
    if field.parts.is_empty()
        || field
            .parts
            .iter()
            .any(|(part, bare)| *bare && part.is_empty())
    {
        let message = format!(
            "“{}” needs a name after the dot, as in {}.",
            field.name,
            example(&field.name)
        );
        return Err(error(&field.span, message));
    }
    let part = |(part, bare): &(String, bool)| match part.as_str() {
        "*" if *bare => Part::Any,
        name => Part::Name(name.to_owned()),
    };
    Ok(field.parts.iter().map(part).collect())
}

/// The sign before a number, and the rest.
fn sign(text: &str) -> (Op, &str) {
    Op::SIGNS
        .iter()
        .find_map(|&(sign, op)| Some((op, text.strip_prefix(sign)?)))
        .unwrap_or((Op::Equal, text))
}

fn test(value: &Value) -> Parsed<Test> {
    let text = value.text();
    let (op, number) = sign(&text);
    if op == Op::Equal || !value.bare {
        return Ok(Test::Like(Glob::new(value.pieces.clone())));
    }
    let number = Number::parse(number).ok_or_else(|| {
        not(
            value,
            "a comparison",
            "Write a number after the sign, as in body.total:>=9.5, or put the text in quotes.",
        )
    })?;
    Ok(Test::Than(op, number))
}

fn status(value: &Value) -> Parsed<Bound> {
    let text = value.text();
    let (op, number) = sign(&text);
    match number.parse::<u64>() {
        Ok(value @ 0..=999) if plain_number(number) => Ok(Bound { op, value }),
        _ => Err(not(
            value,
            "a status",
            "Write a number, as in status:404 or status:>=400.",
        )),
    }
}

/// Digits only: `parse` also takes a plus sign.
fn plain_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

fn size(value: &Value) -> Parsed<Bound> {
    let text = value.text();
    let (op, number) = sign(&text);
    bytes(number)
        .map(|value| Bound { op, value })
        .ok_or_else(|| {
            not(
                value,
                "a size",
                "Write a number with B, k or M, as in size:>10k.",
            )
        })
}

/// Bytes from `10`, `10B`, `1.5k`, `10kB`, `2M`, `1G`.
fn bytes(text: &str) -> Option<u64> {
    let number = text.strip_suffix(['B', 'b']).unwrap_or(text);
    let (number, zeros) = match number.char_indices().next_back()? {
        (at, 'k' | 'K') => (number.get(..at)?, 3),
        (at, 'm' | 'M') => (number.get(..at)?, 6),
        (at, 'g' | 'G') => (number.get(..at)?, 9),
        _ => (number, 0),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let dot_alone = number.contains('.') && fraction.is_empty();
    if whole.is_empty() || dot_alone || fraction.len() > zeros {
        return None;
    }
    if !plain_number(whole) || !plain_number(fraction) {
        return None;
    }
    format!("{whole}{fraction:0<zeros$}").parse().ok()
}

fn verdict(value: &Value) -> Parsed<Outcome> {
    Outcome::from_word(&value.text().to_ascii_lowercase()).ok_or_else(|| {
        let words: Vec<&str> = Outcome::ALL.iter().map(|outcome| outcome.word()).collect();
        let advice = format!("Write one of {}.", words.join(", "));
        not(value, "a verdict", &advice)
    })
}

fn flag(value: &Value) -> Parsed<Flag> {
    let text = value.text().to_ascii_lowercase();
    let found = Flag::ALL.into_iter().find(|flag| flag.word() == text);
    found.ok_or_else(|| {
        let words: Vec<&str> = Flag::ALL.iter().map(|flag| flag.word()).collect();
        let advice = format!("Write one of {}.", words.join(", "));
        not(value, "what a hit can be", &advice)
    })
}

fn network(value: &Value) -> Parsed<IpNet> {
    let text = value.text();
    let address = text
        .parse::<IpAddr>()
        .map(|ip| IpNet::from(ip.to_canonical()));
    address
        .or_else(|_| text.parse::<IpNet>().map(|net| net.trunc()))
        .map_err(|_| {
            not(
                value,
                "an address",
                "Write an address or a network, as in ip:10.0.0.0/8.",
            )
        })
}

fn moment(value: &Value, now: Timestamp) -> Parsed<Timestamp> {
    let text = value.text();
    let found = match text.strip_prefix('-') {
        Some(ago) => before(ago, now),
        None => [
            text.clone(),
            format!("{text}T00:00:00Z"),
            format!("{text}Z"),
            format!("{text}:00Z"),
        ]
        .iter()
        .find_map(|text| Timestamp::parse(text).ok()),
    };
    // A moment that cannot be written (before the year 0) cannot be asked for.
    found
        .filter(|moment| Timestamp::parse(&moment.to_string()) == Ok(*moment))
        .ok_or_else(|| {
            not(
                value,
                "a time",
                "Write a date as in after:2026-01-02, a time as in after:2026-01-02T15:04:05Z, or how \
                 long ago as in after:-15m (s, m, h, d, w).",
            )
        })
}

/// `15m` before a moment.
fn before(ago: &str, now: Timestamp) -> Option<Timestamp> {
    let (at, unit) = ago.char_indices().next_back()?;
    let seconds: i64 = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        'w' => 604_800,
        _ => return None,
    };
    let count = ago.get(..at).filter(|count| plain_number(count))?;
    let micros = count
        .parse::<i64>()
        .ok()?
        .checked_mul(seconds)?
        .checked_mul(1_000_000)?;
    now.micros().checked_sub(micros).map(Timestamp)
}
