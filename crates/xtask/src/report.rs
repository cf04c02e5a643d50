//! What the steps of a test run did: how long they took, how many tests they
//! ran, and what to print at the end.

use std::ops::AddAssign;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::shell::say;

/// Tests counted from what a runner printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl Counts {
    /// Adds what a line says, if it is the closing line of a runner: of cargo
    /// test (`test result: ok. 3 passed; 0 failed; …`) or of ours
    /// (`browser: 3 passed, 0 failed`).
    pub(crate) fn see(&mut self, line: &str) {
        let Some(line) = line
            .strip_prefix("test result: ")
            .and_then(|line| line.split_once(". "))
            .map_or_else(|| own(line), |(_, counts)| Some(counts))
        else {
            return;
        };
        for part in line.split([';', ',']) {
            match part.trim().split_once(' ') {
                Some((number, "passed")) => self.passed += number.parse().unwrap_or(0),
                Some((number, "failed")) => self.failed += number.parse().unwrap_or(0),
                _ => {}
            }
        }
    }
}

/// `N passed, N failed`, alone or after a word with a colon.
fn own(line: &str) -> Option<&str> {
    let counts = line.split_once(": ").map_or(line, |(_, counts)| counts);
    let (passed, failed) = counts.split_once(", ")?;
    let number = |text: &str, word: &str| {
        text.strip_suffix(word)
            .is_some_and(|number| number.trim_end().parse::<u64>().is_ok())
    };
    (number(passed, " passed") && number(failed, " failed")).then_some(counts)
}

/// What became of one step.
struct Step {
    name: &'static str,
    took: Duration,
    counts: Option<Counts>,
    fault: Option<String>,
}

/// The steps of a run, in order.
#[derive(Default)]
pub(crate) struct Report {
    /// Only the step of this name is done, and what it is built from.
    only: Option<String>,
    steps: Vec<Step>,
}

impl Report {
    /// A run of one step, or of all.
    pub(crate) fn of(only: Option<String>) -> Self {
        let steps = Vec::new();
        Self { only, steps }
    }

    fn wants(&self, name: &str) -> bool {
        self.only.as_deref().is_none_or(|only| only == name)
    }

    /// Does a step that either works or does not. Returns whether it worked;
    /// a fault is kept for the end, so that later steps have their say.
    pub(crate) fn check(&mut self, name: &'static str, step: impl FnOnce() -> Result<()>) -> bool {
        !self.wants(name) || self.record(name, step)
    }

    /// Does a step that others need, so that it is done for them as well.
    pub(crate) fn ground(&mut self, name: &'static str, step: impl FnOnce() -> Result<()>) -> bool {
        self.record(name, step)
    }

    /// Does a step that runs tests and counts them.
    pub(crate) fn tests(
        &mut self,
        name: &'static str,
        step: impl FnOnce(&mut Counts) -> Result<bool>,
    ) -> bool {
        if !self.wants(name) {
            return true;
        }
        let mut counts = Counts::default();
        let worked = self.record(name, || {
            let succeeded = step(&mut counts)?;
            anyhow::ensure!(counts.passed + counts.failed > 0, "no test ran");
            anyhow::ensure!(succeeded && counts.failed == 0, "tests failed");
            Ok(())
        });
        if let Some(last) = self.steps.last_mut() {
            last.counts = Some(counts);
        }
        worked
    }

    /// Notes that a step could not be tried because of an earlier fault.
    pub(crate) fn blocked(&mut self, name: &'static str, by: &str) {
        if !self.wants(name) {
            return;
        }
        self.steps.push(Step {
            name,
            took: Duration::ZERO,
            counts: None,
            fault: Some(format!("not tried: {by} failed")),
        });
    }

    fn record(&mut self, name: &'static str, step: impl FnOnce() -> Result<()>) -> bool {
        say(format_args!("\n== {name}"));
        let start = Instant::now();
        let outcome = step();
        let fault = outcome.err().map(|error| format!("{error:#}"));
        if let Some(fault) = &fault {
            say(format_args!("FAILED {name}: {fault}"));
        }
        let worked = fault.is_none();
        self.steps.push(Step {
            name,
            took: start.elapsed(),
            counts: None,
            fault,
        });
        worked
    }

    /// Whether any of these steps is to be done.
    pub(crate) fn wants_any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.wants(name))
    }

    /// Whether every step worked, and there was one.
    pub(crate) fn all_good(&self) -> bool {
        !self.steps.is_empty() && self.steps.iter().all(|step| step.fault.is_none())
    }

    /// A line for every step, then the sum of all tests on a line of its own.
    ///
    /// A step that failed without counting tests is one failure, so that the
    /// sum never looks better than the run was.
    pub(crate) fn closing(&self) -> String {
        let mut text = String::from("\n== summary\n");
        let mut sum = Counts::default();
        for step in &self.steps {
            let outcome = if step.fault.is_none() { "ok" } else { "FAILED" };
            let took = step.took.as_secs_f64();
            let mut line = format!("{outcome:<7}{:<22}{took:>8.1} s", step.name);
            let counts = step.counts.unwrap_or_default();
            if step.counts.is_some() {
                line += &format!("  {} passed, {} failed", counts.passed, counts.failed);
            }
            sum += counts;
            if let Some(fault) = &step.fault {
                line += &format!("  {fault}");
                if counts.failed == 0 {
                    sum.failed += 1;
                }
            }
            text += line.trim_end();
            text.push('\n');
        }
        let total: Duration = self.steps.iter().map(|step| step.took).sum();
        let total = total.as_secs_f64();
        text += &format!("{:<29}{total:>8.1} s\n", "");
        text += &format!("\n{} passed, {} failed", sum.passed, sum.failed);
        text
    }
}

#[cfg(test)]
mod tests;
