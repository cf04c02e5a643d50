//! `creel verify`.

#![expect(
    clippy::let_underscore_must_use,
    reason = "writing to a string cannot fail"
)]

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::Args;
use signatures::{Clock, Request, StepOk, Verdict};

use super::input::InputArgs;
use super::keys::KeyArgs;
use super::text::shown;
use crate::cli::{fail, misuse, say};
use crate::clock;

/// What `creel verify` takes.
#[derive(Args, Debug)]
pub(in crate::cli) struct VerifyArgs {
    #[command(flatten)]
    keys: KeyArgs,
    #[command(flatten)]
    input: InputArgs,
    /// The clock, in Unix seconds; without it, now.
    #[arg(long, value_name = "UNIX")]
    now: Option<i64>,
    /// Print the verdict as JSON.
    #[arg(long)]
    json: bool,
}

/// Checks a signature. Exit code 0: verified or authenticated; 1: not; 2: wrong use.
pub(in crate::cli) fn run(args: &VerifyArgs) -> ExitCode {
    let verdict = match judge(args) {
        Ok(verdict) => verdict,
        Err(message) => return misuse(message),
    };
    let text = if args.json {
        match serde_json::to_string_pretty(&verdict) {
            Ok(text) => text,
            Err(error) => return fail(error),
        }
    } else {
        describe(&verdict)
    };
    let said = say(text);
    if verdict.is_good() {
        said
    } else {
        ExitCode::FAILURE
    }
}

fn judge(args: &VerifyArgs) -> Result<Verdict, String> {
    let input = args.input.read()?;
    let headers = input.borrowed();
    let request = Request {
        method: &input.method,
        url: input.url.as_deref(),
        headers: &headers,
        body: &input.body,
    };
    let recognised;
    let provider = match &args.keys.provider {
        Some(name) => name.as_str(),
        None => {
            recognised = signatures::recognise(&request).ok_or(
                "the sender was not recognised; name it with --provider (see creel providers)",
            )?;
            recognised.provider
        }
    };
    let now = args.now.map_or_else(
        || clock::now().micros(),
        |now| now.saturating_mul(1_000_000),
    );
    signatures::verify(
        provider,
        args.keys.scheme.as_deref(),
        &request,
        &args.keys.keys()?,
        Clock::at(now),
    )
    .map_err(|error| error.to_string())
}

/// The verdict for people: the answer, the steps, and what to change.
fn describe(verdict: &Verdict) -> String {
    let mut text = format!(
        "{} ({} {})\n",
        verdict.outcome.name(),
        verdict.provider,
        verdict.scheme
    );
    for step in &verdict.steps {
        let mark = match step.ok {
            StepOk::Yes => "ok ",
            StepOk::No => "NO ",
            StepOk::Skip => "-  ",
        };
        let _ = writeln!(text, "  {mark} {}: {}", step.title, shown(&step.detail));
    }
    for hint in &verdict.hints {
        let _ = writeln!(text, "  ->  {} [{}]", shown(&hint.sentence), hint.code);
    }
    text.truncate(text.trim_end().len());
    text
}
