//! The one shape of an API error.

use serde::{Deserialize, Serialize};

/// `{"error":{"code","message"}}`: what every refused API call answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorBody {
    /// What went wrong.
    pub error: ErrorDetail,
}

/// Code for programs, sentence for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorDetail {
    /// Stable identifier such as `not_found`; never changes once released.
    pub code: String,
    /// A sentence that says what to do.
    pub message: String,
    /// What the server's log calls this error, where it has more to say than the caller may know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

impl ErrorBody {
    /// An error with this code and message.
    #[must_use]
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            error: ErrorDetail {
                code: code.into(),
                message: message.into(),
                reference: None,
            },
        }
    }

    /// The same error with what the server's log calls it.
    #[must_use]
    pub fn logged_as(mut self, reference: String) -> Self {
        self.error.reference = Some(reference);
        self
    }
}
