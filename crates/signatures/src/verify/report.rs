//! Collects the steps of a check into a verdict.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use crate::{Certainty, Fault, Hint, Outcome, Step, StepKind, StepOk, Verdict};

/// A verdict in the making.
pub(crate) struct Report {
    verdict: Verdict,
}

impl Report {
    pub(crate) fn new(provider: &str, scheme: &str) -> Self {
        Self {
            verdict: Verdict {
                provider: provider.to_string(),
                scheme: scheme.to_string(),
                outcome: Outcome::Failed,
                secret: None,
                steps: Vec::new(),
                signed_bytes: None,
                computed: None,
                received: None,
                timestamp: None,
                fault: None,
                hints: Vec::new(),
            },
        }
    }

    /// Goes on with a verdict that was good so far.
    pub(crate) fn resume(verdict: Verdict) -> Self {
        Self { verdict }
    }

    pub(crate) fn step(
        &mut self,
        kind: StepKind,
        ok: StepOk,
        title: &str,
        detail: impl Into<String>,
    ) {
        self.push(kind, ok, title, detail.into());
    }

    pub(crate) fn yes(&mut self, kind: StepKind, title: &str, detail: impl Into<String>) {
        self.push(kind, StepOk::Yes, title, detail.into());
    }

    pub(crate) fn no(&mut self, kind: StepKind, title: &str, detail: impl Into<String>) {
        self.push(kind, StepOk::No, title, detail.into());
    }

    // Kept apart from its generic callers, and from being copied into them: the
    // page loads this code.
    #[inline(never)]
    fn push(&mut self, kind: StepKind, ok: StepOk, title: &str, detail: String) {
        self.verdict.steps.push(Step {
            kind,
            title: title.to_string(),
            ok,
            detail,
        });
    }

    /// Notes what is wrong. The first fault is the one that is reported.
    pub(crate) fn fault(&mut self, fault: Fault) {
        self.verdict.fault.get_or_insert(fault);
    }

    /// Replaces the fault by the one a proof found.
    pub(crate) fn refine(&mut self, fault: Fault) {
        self.verdict.fault = Some(fault);
    }

    pub(crate) fn has_fault(&self) -> Option<Fault> {
        self.verdict.fault
    }

    pub(crate) fn hint(&mut self, code: &str, certainty: Certainty, sentence: impl Into<String>) {
        self.push_hint(code, certainty, sentence.into());
    }

    #[inline(never)]
    fn push_hint(&mut self, code: &str, certainty: Certainty, sentence: String) {
        let hint = Hint {
            code: code.to_string(),
            sentence,
            certainty,
        };
        if !self.verdict.hints.contains(&hint) {
            self.verdict.hints.push(hint);
        }
    }

    pub(crate) fn verdict(&mut self) -> &mut Verdict {
        &mut self.verdict
    }

    pub(crate) fn finish(mut self, outcome: Outcome) -> Verdict {
        self.verdict.outcome = outcome;
        self.verdict
    }

    /// Ends with a fault.
    pub(crate) fn failed(mut self, fault: Fault) -> Verdict {
        self.fault(fault);
        self.finish(Outcome::Failed)
    }

    /// Ends because there is no signature; `what` says where it should be.
    pub(crate) fn unsigned(mut self, what: impl Into<String>) -> Verdict {
        self.no(StepKind::Header, "Signature not found", what);
        self.fault(Fault::MissingHeader);
        self.finish(Outcome::Unsigned)
    }
}
