//! The steps of a check, in the order they were made.

use domain::Outcome;
use leptos::prelude::*;

use super::super::hit_pane::Shown;
use crate::format;
use crate::lens::text;
use crate::ui::copy::CopyIcon;
use crate::ui::icon;
use crate::verdict::{self, Piece, SignedBytes, SignedTime, Step, Verdict};

/// Text of a piece drawn at its beginning and at its end.
const FRONT: usize = 420;
const BACK: usize = 140;

/// The steps.
pub(super) fn list(verdict: &Verdict, shown: &Shown) -> impl IntoView + use<> {
    let each = verdict
        .steps
        .iter()
        .map(|step| one(step, verdict, shown))
        .collect_view();
    (!verdict.steps.is_empty())
        .then(|| view! { <ol class="steps" aria-label="Checks, in order">{each}</ol> })
}

fn one(step: &Step, verdict: &Verdict, shown: &Shown) -> impl IntoView + use<> {
    let (ok, glyph, name) = match step.ok.as_str() {
        "yes" => ("yes", "check", "Passed"),
        "no" => ("no", "x", "Failed"),
        "skip" if step.kind == "key" && verdict.outcome == Outcome::NoSecret => {
            ("todo", "key", "Needs you")
        }
        _ => ("skip", "skip", "Not reached"),
    };
    let detail = match step.kind.as_str() {
        "timestamp" => verdict.timestamp.as_ref().and_then(age),
        "signed_bytes" => verdict
            .signed_bytes
            .as_ref()
            .map(|signed| bytes(signed, shown)),
        "compare" => digests(verdict),
        _ => None,
    };
    view! {
        <li class="step" data-ok=ok>
            <span class="mk">{icon::meaning(glyph, name)}</span>
            <div>
                <h3>{step.title.clone()}<span class="res">{step.detail.clone()}</span></h3>
                {detail.map(|detail| view! { <div class="det">{detail}</div> })}
            </div>
        </li>
    }
}

/// Age against tolerance, drawn to scale when it is over.
fn age(time: &SignedTime) -> Option<AnyView> {
    let (age, most) = (time.age_at_receipt?, time.max_age?);
    if age <= most {
        return None;
    }
    let tolerance = most.saturating_mul(100) / age.max(1);
    let label = format!(
        "{} old, allowed {}",
        format::seconds(age),
        format::seconds(most)
    );
    let sent = format::clock(domain::Timestamp(time.signed_at));
    let received =
        format::clock(domain::Timestamp(time.signed_at).plus_micros(age.saturating_mul(1_000_000)));
    Some(
        view! {
            <div class="age" style=format!("--tol:{tolerance}%;--at:100%")>
                <div class="bar" role="img" aria-label=label><span class="ok"></span><span class="over"></span></div>
                <div class="scale">
                    <span>{format!("sent {sent}")}</span>
                    <span>{format!("allowed {}", format::seconds(most))}</span>
                    <span>{format!("received {received}")}</span>
                </div>
            </div>
        }
        .into_any(),
    )
}

/// The colour of a piece: class of its text, colour of its key.
fn colour(label: &str) -> (&'static str, &'static str) {
    match label {
        "timestamp" => ("f1", "var(--syn-num)"),
        "separator" => ("sep", "var(--mark-now)"),
        "body" => ("", "var(--ink-2)"),
        _ => ("f2", "var(--syn-tag)"),
    }
}

fn bytes(signed: &SignedBytes, shown: &Shown) -> AnyView {
    let mut labels: Vec<&str> = Vec::new();
    for piece in &signed.pieces {
        if !labels.contains(&piece.label.as_str()) {
            labels.push(&piece.label);
        }
    }
    let keys = labels.iter().map(|label| {
        let style = format!("--kc:{}", colour(label).1);
        view! { <span class="key" style=style>{(*label).to_owned()}</span> }
    });
    let keys = keys.collect_view();
    let texts: Vec<(&'static str, String)> = signed
        .pieces
        .iter()
        .map(|piece| (colour(&piece.label).0, piece_text(piece, shown)))
        .collect();
    let whole: String = texts.iter().map(|(_, text)| text.as_str()).collect();
    let runs = texts
        .into_iter()
        .map(|(class, text)| run(class, &text))
        .collect_view();
    view! {
        <div class="bytes">
            <header>
                {keys}
                <span class="grow"></span>
                <span>{format::counted(signed.length, "byte")}</span>
                <CopyIcon text=Signal::derive(move || whole.clone()) label="Copy the signed bytes"/>
            </header>
            <pre tabindex="0">{runs}</pre>
        </div>
    }
    .into_any()
}

fn piece_text(piece: &Piece, shown: &Shown) -> String {
    match (&piece.text, piece.body) {
        (Some(text), _) => text.clone(),
        (None, Some((from, to))) => {
            let at = |place: u64| usize::try_from(place).unwrap_or(usize::MAX);
            let part = shown.bytes.get(at(from)..at(to)).unwrap_or_default();
            text::decode(shown.content_type(), part)
        }
        (None, None) => format!("({})", format::counted(piece.length, "byte")),
    }
}

/// A piece with its middle left out when it is long, and its last line end drawn.
fn run(class: &'static str, whole: &str) -> AnyView {
    let (body, end) = match whole.strip_suffix('\n') {
        Some(body) if class.is_empty() => (body, Some("\\n")),
        _ => (whole, None),
    };
    let end = end.map(|end| view! { <span class="odd" title="0x0a, the last byte">{end}</span> });
    if body.len() <= FRONT + BACK + 40 {
        return view! { <span class=class>{body.to_owned()}</span>{end} }.into_any();
    }
    let front = text::head(body, FRONT);
    let from = body.ceil_char_boundary(body.len() - BACK);
    let back = body.get(from..).unwrap_or_default();
    let hidden = u64::try_from(body.len() - front.len() - back.len()).unwrap_or(0);
    view! {
        <span class=class>{front.to_owned()}</span>
        <span class="cut">{format!(" … {} … ", format::counted(hidden, "byte"))}</span>
        <span class=class>{back.to_owned()}</span>
        {end}
    }
    .into_any()
}

fn digests(verdict: &Verdict) -> Option<AnyView> {
    let (received, computed) = (verdict.received.as_deref()?, verdict.computed.as_deref()?);
    let same = received == computed;
    let class = if same { "match" } else { "" };
    let line = |text: &str, other: &str| {
        let groups: Vec<_> = verdict::groups(text)
            .into_iter()
            .zip(
                verdict::groups(other)
                    .into_iter()
                    .chain(core::iter::repeat("")),
            )
            .map(|(ours, theirs)| {
                let runs = verdict::compare(ours, theirs)
                    .into_iter()
                    .map(|(equal, run)| {
                        let class = match (same, equal) {
                            (true, _) => "",
                            (false, true) => "same",
                            (false, false) => "diff",
                        };
                        view! { <span class=class>{run}</span> }
                    });
                view! { <b>{runs.collect_view()}</b> }
            })
            .collect();
        groups.collect_view()
    };
    let first: Vec<_> = verdict::groups(received)
        .into_iter()
        .map(|group| view! { <b>{group.to_owned()}</b> })
        .collect();
    Some(
        view! {
            <dl class="digests">
                <dt>"In the header"</dt>
                <dd class=class>{first}</dd>
                <dt>"Computed here"</dt>
                <dd class=class>{line(computed, received)}</dd>
            </dl>
        }
        .into_any(),
    )
}
