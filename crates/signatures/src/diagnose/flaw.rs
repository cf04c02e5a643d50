//! A mistake that was found.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use crate::{Certainty, Fault, verify::Report};

/// One change against what was checked.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) code: &'static str,
    /// What to do about it.
    pub(crate) sentence: String,
    pub(crate) fault: Fault,
}

impl Change {
    pub(crate) fn new(code: &'static str, fault: Fault, sentence: impl Into<String>) -> Self {
        Self {
            code,
            sentence: sentence.into(),
            fault,
        }
    }
}

/// Changes that make a signature fit together.
#[derive(Clone, Debug)]
pub(crate) struct Flaw(pub(crate) Vec<Change>);

impl Flaw {
    pub(crate) fn report(self, report: &mut Report) {
        let Some(first) = self.0.first() else {
            return;
        };
        // A time out of bounds stays what it is, whatever else is wrong.
        let open = matches!(
            report.has_fault(),
            None | Some(
                Fault::Mismatch
                    | Fault::MalformedHeader
                    | Fault::MissingHeader
                    | Fault::MissingParam
                    | Fault::BadKey
                    | Fault::TamperedTimestamp
            )
        );
        if open {
            report.refine(first.fault);
        }
        let codes: Vec<&str> = self.0.iter().map(|change| change.code).collect();
        let sentences: Vec<&str> = self
            .0
            .iter()
            .map(|change| change.sentence.as_str())
            .collect();
        let sentence = match sentences.as_slice() {
            [one] => (*one).to_string(),
            several => alloc::format!("Two things at once. {}", several.join(" ")),
        };
        report.hint(&codes.join("+"), Certainty::Proven, sentence);
    }
}
