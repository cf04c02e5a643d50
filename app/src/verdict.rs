//! Verdicts as the page reads them: the part of the checker's answer that is drawn.

use domain::Outcome;
use serde::{Deserialize, Serialize};

/// A signature check and how it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Provider id.
    #[serde(default)]
    pub provider: String,
    /// Scheme of the provider.
    #[serde(default)]
    pub scheme: String,
    /// The answer.
    pub outcome: Outcome,
    /// Name of the secret that fits.
    #[serde(default)]
    pub secret: Option<String>,
    /// What was done, in order.
    #[serde(default)]
    pub steps: Vec<Step>,
    /// The bytes that were signed.
    #[serde(default)]
    pub signed_bytes: Option<SignedBytes>,
    /// The digest computed here.
    #[serde(default)]
    pub computed: Option<String>,
    /// The signature as received.
    #[serde(default)]
    pub received: Option<String>,
    /// The signed time.
    #[serde(default)]
    pub timestamp: Option<SignedTime>,
    /// Explanations, the best one first.
    #[serde(default)]
    pub hints: Vec<Hint>,
}

/// One step of a check.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// `header`, `parse`, `timestamp`, `key`, `signed_bytes`, `compare`, `claim`.
    #[serde(default)]
    pub kind: String,
    /// A few words.
    #[serde(default)]
    pub title: String,
    /// `yes`, `no`, `skip`.
    #[serde(default)]
    pub ok: String,
    /// What was found.
    #[serde(default)]
    pub detail: String,
}

/// The signed bytes in pieces without gaps.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedBytes {
    /// Bytes in all.
    #[serde(default)]
    pub length: u64,
    /// The pieces, in order.
    #[serde(default)]
    pub pieces: Vec<Piece>,
}

/// One piece of the signed bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// `timestamp`, `separator`, `body`, `url`, a header's name…
    #[serde(default)]
    pub label: String,
    /// Bytes of this piece.
    #[serde(default)]
    pub length: u64,
    /// The bytes as text, cut after 4 kB.
    #[serde(default)]
    pub text: Option<String>,
    /// First byte and end within the body.
    #[serde(default)]
    pub body: Option<(u64, u64)>,
}

/// The signed time. Ages and limits are seconds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedTime {
    /// Microseconds since 1970.
    #[serde(default)]
    pub signed_at: i64,
    /// Age when the request arrived.
    #[serde(default)]
    pub age_at_receipt: Option<i64>,
    /// The provider's limit.
    #[serde(default)]
    pub max_age: Option<i64>,
    /// Within the limits at receipt.
    #[serde(default)]
    pub fresh: bool,
}

/// An explanation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hint {
    /// Stable code.
    #[serde(default)]
    pub code: String,
    /// What to change, in a sentence.
    #[serde(default)]
    pub sentence: String,
    /// `proven`, `likely`, `note`.
    #[serde(default)]
    pub certainty: String,
}

/// Icon of an outcome.
#[must_use]
pub const fn icon(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Verified => "shield-check",
        Outcome::Authenticated => "key",
        Outcome::Failed => "octagon-x",
        Outcome::Unsigned => "ring-dash",
        Outcome::NoSecret => "shield-key",
    }
}

/// Words for an outcome.
#[must_use]
pub const fn label(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Verified => "Verified",
        Outcome::Authenticated => "Authenticated",
        Outcome::Failed => "Failed",
        Outcome::Unsigned => "Unsigned",
        Outcome::NoSecret => "No secret yet",
    }
}

impl Verdict {
    /// A verdict nobody computed: what is known from recognition alone.
    #[must_use]
    pub fn bare(outcome: Outcome, provider: &str) -> Self {
        Self {
            provider: provider.to_owned(),
            scheme: String::new(),
            outcome,
            secret: None,
            steps: Vec::new(),
            signed_bytes: None,
            computed: None,
            received: None,
            timestamp: None,
            hints: Vec::new(),
        }
    }

    /// The sentence after the bold word. `sender` is the provider's name.
    #[must_use]
    pub fn sentence(&self, sender: &str) -> String {
        let (before, name, after) = self.said(sender);
        format!("{before}{name}{after}")
    }

    /// The same, with the name of the secret by itself: before it, the name, after it.
    #[must_use]
    pub fn said(&self, sender: &str) -> (String, String, &'static str) {
        let plain = |text: String| (text, String::new(), "");
        match (self.outcome, self.secret.clone()) {
            (Outcome::Verified, Some(name)) => {
                let before = format!("{sender} signed exactly these bytes with the secret ");
                (before, name, ".")
            }
            (Outcome::Verified, None) => plain(format!("{sender} signed exactly these bytes.")),
            (Outcome::Authenticated, Some(name)) => {
                let before = "The sender knows the token ".to_owned();
                (before, name, ". The body itself is not signed.")
            }
            (Outcome::Authenticated, None) => {
                plain("The sender knows the token. The body itself is not signed.".to_owned())
            }
            (Outcome::Failed, _) => plain(self.finding()),
            (Outcome::Unsigned, _) => plain("No signature in this hit.".to_owned()),
            (Outcome::NoSecret, _) => plain(format!(
                "This looks like {sender}. Add its secret to check it."
            )),
        }
    }

    /// Names of the headers in which the check found what it compared.
    #[must_use]
    pub fn headers(&self) -> Vec<&str> {
        self.steps
            .iter()
            .filter(|step| step.kind == "header" && step.ok == "yes")
            .filter_map(|step| step.detail.strip_prefix("header "))
            .flat_map(|names| names.split(" or "))
            .collect()
    }

    /// What went wrong, in one sentence: the first explanation, else the first step that failed.
    #[must_use]
    pub fn finding(&self) -> String {
        if let Some(hint) = self.hints.first().filter(|hint| hint.certainty == "proven") {
            return hint.sentence.clone();
        }
        self.fault()
    }

    /// The first step that failed, in one sentence.
    #[must_use]
    pub fn fault(&self) -> String {
        match self.steps.iter().find(|step| step.ok == "no") {
            Some(step) if step.detail.is_empty() => format!("{}.", step.title),
            Some(step) => format!("{}: {}.", step.title, step.detail.trim_end_matches('.')),
            None => "The signature does not fit this hit.".to_owned(),
        }
    }
}

/// Two digests compared: runs of characters and whether they are the same in the other one.
#[must_use]
pub fn compare(ours: &str, theirs: &str) -> Vec<(bool, String)> {
    let mut out: Vec<(bool, String)> = Vec::new();
    let mut other = theirs.chars();
    for c in ours.chars() {
        let same = other.next() == Some(c);
        match out.last_mut() {
            Some((last, run)) if *last == same => run.push(c),
            _ => out.push((same, c.to_string())),
        }
    }
    out
}

/// A hexadecimal digest in groups of eight, anything else whole.
#[must_use]
pub fn groups(digest: &str) -> Vec<&str> {
    let hex = digest.len() >= 32 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !hex {
        return vec![digest];
    }
    (0..digest.len())
        .step_by(8)
        .filter_map(|at| digest.get(at..(at + 8).min(digest.len())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_follow_the_outcome() {
        let mut verdict = Verdict::bare(Outcome::Verified, "github");
        verdict.secret = Some("ci".to_owned());
        assert_eq!(
            verdict.sentence("GitHub"),
            "GitHub signed exactly these bytes with the secret ci."
        );
        verdict.outcome = Outcome::Failed;
        verdict.steps = vec![Step {
            ok: "no".to_owned(),
            title: "Timestamp".to_owned(),
            detail: "was 6 min old".to_owned(),
            ..Step::default()
        }];
        assert_eq!(verdict.sentence("GitHub"), "Timestamp: was 6 min old.");
        verdict.hints = vec![Hint {
            sentence: "A queue held it back.".to_owned(),
            certainty: "proven".to_owned(),
            ..Hint::default()
        }];
        assert_eq!(verdict.sentence("GitHub"), "A queue held it back.");
        assert_eq!(verdict.fault(), "Timestamp: was 6 min old.");
    }

    #[test]
    fn the_headers_that_were_compared_are_named() {
        let mut verdict = Verdict::bare(Outcome::Verified, "svix");
        let step = |kind: &str, ok: &str, detail: &str| Step {
            kind: kind.to_owned(),
            ok: ok.to_owned(),
            detail: detail.to_owned(),
            ..Step::default()
        };
        verdict.steps = vec![
            step(
                "header",
                "yes",
                "header svix-signature or webhook-signature",
            ),
            step("header", "no", "There is no header x."),
            step("parse", "yes", "header y"),
        ];
        assert_eq!(verdict.headers(), ["svix-signature", "webhook-signature"]);
    }

    #[test]
    fn fields_nobody_knows_yet_are_ignored() {
        let json = r#"{"provider":"x","scheme":"v1","outcome":"failed","new":1,"steps":[{"kind":"header","title":"t","ok":"yes","extra":2}]}"#;
        let verdict: Verdict = serde_json::from_str(json).unwrap();
        assert_eq!(verdict.steps.len(), 1);
    }

    #[test]
    fn digests_are_compared_character_by_character() {
        assert_eq!(
            compare("abcd", "abxd"),
            [
                (true, "ab".to_owned()),
                (false, "c".to_owned()),
                (true, "d".to_owned())
            ]
        );
        assert_eq!(groups(&"0123456789abcdef".repeat(2)).len(), 4);
        assert_eq!(groups("GZh2/Yvb=").len(), 1);
    }
}
