//! Signed times and their limits.

use alloc::{borrow::Cow, format, string::String};

use crate::{
    Certainty, Fault, Keys, Request, StepKind, Timestamp,
    scheme::{Recipe, Time, TimeFrom, Unit},
    time::{self, SECOND},
    verify::{Clock, Report, locate},
};

/// The time in a header, as text.
pub(crate) fn in_header<'a>(
    recipe: &Recipe<'a>,
    request: &Request<'a>,
    keys: &Keys,
) -> Option<&'a str> {
    match recipe.time?.from {
        TimeFrom::Header(names) => names.iter().find_map(|name| request.header(name)),
        TimeFrom::Param(param, usual) => request.header(keys.param(param).unwrap_or(usual)),
        _ => None,
    }
}

fn text<'a>(
    recipe: &Recipe<'a>,
    rule: &Time<'a>,
    request: &Request<'a>,
    keys: &Keys,
    beside: Option<&'a str>,
) -> Option<Cow<'a, str>> {
    match rule.from {
        TimeFrom::Field(_) => beside.map(Cow::Borrowed),
        TimeFrom::Header(_) | TimeFrom::Param(..) => {
            in_header(recipe, request, keys).map(Cow::Borrowed)
        }
        TimeFrom::Json(path, header) => locate::json_or_form(request.body, path)
            .or_else(|| request.header(header).map(Cow::Borrowed)),
    }
}

/// Reads the time and holds it against the clock.
pub(crate) fn check<'a>(
    report: &mut Report,
    recipe: &Recipe<'a>,
    request: &Request<'a>,
    keys: &Keys,
    beside: Option<&'a str>,
    clock: Clock,
) {
    let Some(rule) = recipe.time else {
        return;
    };
    let Some(text) = text(recipe, &rule, request, keys, beside) else {
        // A time inside the body is looked at only for its age.
        if let TimeFrom::Json(..) = rule.from {
            return;
        }
        report.no(StepKind::Timestamp, "Timestamp not found", "");
        report.fault(match rule.from {
            TimeFrom::Header(_) | TimeFrom::Param(..) => Fault::MissingHeader,
            _ => Fault::MalformedHeader,
        });
        return;
    };
    let Some(signed_at) = time::read(rule.unit, &text) else {
        report.no(
            StepKind::Timestamp,
            "Timestamp cannot be read",
            format!("{text} is not {}.", unit_name(rule.unit)),
        );
        report.fault(Fault::MalformedHeader);
        return;
    };
    other_unit(report, &rule, signed_at, clock);
    judge(
        report,
        text.into_owned(),
        signed_at,
        (rule.past, rule.future),
        clock,
    );
}

/// Holds a time against the clock and notes the result.
pub(crate) fn judge(
    report: &mut Report,
    text: String,
    signed_at: i64,
    (max_age, max_ahead): (Option<i64>, Option<i64>),
    clock: Clock,
) {
    let age = |at: i64| at.saturating_sub(signed_at);
    let old = |at: i64| max_age.is_some_and(|max| age(at) > max * SECOND);
    let ahead = |at: i64| max_ahead.is_some_and(|max| age(at) < -max * SECOND);
    let deciding = clock.deciding();
    let fresh = !old(deciding) && !ahead(deciding);
    let fresh_now = !old(clock.now) && !ahead(clock.now);
    let seconds = age(deciding).div_euclid(SECOND);
    let relation = if seconds < 0 {
        "ahead of the clock"
    } else {
        "old"
    };
    let when = match clock.received_at {
        Some(_) => " when it arrived",
        None => "",
    };
    let limit = match (max_age, max_ahead) {
        (None, None) => "no limit is stated".into(),
        (Some(past), None) => format!("limit {} old", time::span(past)),
        (None, Some(ahead)) => format!("limit {} ahead", time::span(ahead)),
        (Some(past), Some(ahead)) => {
            format!(
                "limits {} old, {} ahead",
                time::span(past),
                time::span(ahead)
            )
        }
    };
    let detail = format!("{} {relation}{when}; {limit}", time::span(seconds));
    report.verdict().timestamp = Some(Timestamp {
        text,
        signed_at,
        age_at_receipt: clock
            .received_at
            .map(|received| age(received).div_euclid(SECOND)),
        age_now: age(clock.now).div_euclid(SECOND),
        max_age,
        max_ahead,
        fresh,
        fresh_now,
    });
    if fresh {
        report.yes(StepKind::Timestamp, "Timestamp is fresh", detail);
        if !fresh_now {
            report.hint(
                "T-stale",
                Certainty::Note,
                "The timestamp was fresh when the request arrived and is too old now: a \
                 replay of it would be refused.",
            );
        }
        return;
    }
    report.no(StepKind::Timestamp, "Timestamp is out of bounds", detail);
    if old(deciding) {
        report.fault(Fault::TimestampTooOld);
        report.hint(
            "T-stale",
            Certainty::Proven,
            format!(
                "The request was signed {} before this clock: it is a replay, was held up on \
                 the way, or one of the clocks is wrong.",
                time::span(seconds)
            ),
        );
    } else {
        report.fault(Fault::TimestampInFuture);
        report.hint(
            "T-skew",
            Certainty::Proven,
            format!(
                "The request was signed {} ahead of this clock: one of the clocks is wrong.",
                time::span(seconds)
            ),
        );
    }
}

/// Says so when the other unit would make the time plausible: then its age is
/// not what is wrong.
fn other_unit(report: &mut Report, rule: &Time<'_>, signed_at: i64, clock: Clock) {
    let other = match rule.unit {
        Unit::Seconds => signed_at / 1000,
        Unit::Millis => signed_at.saturating_mul(1000),
        _ => return,
    };
    const DAY: i64 = 86_400 * SECOND;
    let off = |at: i64| clock.deciding().saturating_sub(at).saturating_abs();
    if off(signed_at) > 3650 * DAY && off(other) < 30 * DAY {
        let (should, is) = match rule.unit {
            Unit::Seconds => ("seconds", "milliseconds"),
            _ => ("milliseconds", "seconds"),
        };
        // Without a limit no receiver would mind, and a signature settles it.
        if rule.past.or(rule.future).is_some() {
            report.fault(Fault::TamperedTimestamp);
        }
        report.hint(
            "T-unit",
            Certainty::Proven,
            format!("The timestamp is in {is}; this provider writes {should}."),
        );
    }
}

fn unit_name(unit: Unit) -> &'static str {
    match unit {
        Unit::Seconds => "a time in seconds",
        Unit::Millis => "a time in milliseconds",
        Unit::Either => "a time in seconds or milliseconds",
        Unit::Rfc3339 => "an RFC 3339 time",
        Unit::HttpDate => "an HTTP date",
    }
}
