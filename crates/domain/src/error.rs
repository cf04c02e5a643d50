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
}

impl ErrorBody {
    /// An error with this code and message.
    #[must_use]
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            error: ErrorDetail {
                code: code.into(),
                message: message.into(),
            },
        }
    }
}
