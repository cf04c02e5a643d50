//! Every case of `signature-vectors.json` comes out as stated.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use signatures::{Clock, Keys, Param, Request, Secret, Verdict, verify};

/// One case of the file.
#[derive(Deserialize)]
pub(crate) struct Case {
    pub(crate) provider: String,
    pub(crate) scheme: String,
    pub(crate) name: String,
    pub(crate) method: String,
    pub(crate) url: Option<String>,
    pub(crate) headers: BTreeMap<String, String>,
    body_base64: String,
    secret: Option<String>,
    public_key: Option<serde_json::Value>,
    #[serde(default)]
    params: BTreeMap<String, Param>,
    now: i64,
    expected: String,
    pub(crate) fault: Option<String>,
}

impl Case {
    /// A case that is not in the file.
    pub(crate) fn made(
        provider: &str,
        scheme: &str,
        headers: &[(&str, String)],
        body: &[u8],
    ) -> Self {
        let headers = headers.iter();
        Self {
            provider: provider.into(),
            scheme: scheme.into(),
            name: "made".into(),
            method: "POST".into(),
            url: Some("https://example.com/hook".into()),
            headers: headers
                .map(|(name, value)| ((*name).into(), value.clone()))
                .collect(),
            body_base64: STANDARD.encode(body),
            secret: None,
            public_key: None,
            params: BTreeMap::new(),
            now: 1_764_144_000,
            expected: "invalid".into(),
            fault: None,
        }
    }

    pub(crate) fn body(&self) -> Vec<u8> {
        STANDARD.decode(&self.body_base64).unwrap()
    }

    pub(crate) fn keys(&self) -> Keys {
        Keys {
            secrets: self
                .secret
                .iter()
                .map(|text| Secret::new("secret", text))
                .collect(),
            public_key: self.public_key.as_ref().map(|key| match key {
                serde_json::Value::String(text) => text.clone(),
                json => json.to_string(),
            }),
            params: self.params.clone(),
            ..Keys::default()
        }
    }

    pub(crate) fn clock(&self) -> Clock {
        Clock::at(self.now * 1_000_000)
    }

    pub(crate) fn is_valid(&self) -> bool {
        self.expected == "valid"
    }

    pub(crate) fn run(&self) -> Verdict {
        self.run_with(&self.keys())
    }

    pub(crate) fn run_with(&self, keys: &Keys) -> Verdict {
        let body = self.body();
        self.with_request(&body, |request| {
            verify(
                &self.provider,
                Some(&self.scheme),
                request,
                keys,
                self.clock(),
            )
            .unwrap_or_else(|error| panic!("{}: {error}", self.label()))
        })
    }

    pub(crate) fn with_request<T>(&self, body: &[u8], f: impl FnOnce(&Request<'_>) -> T) -> T {
        let headers: Vec<(&str, &[u8])> = self
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_bytes()))
            .collect();
        f(&Request {
            method: &self.method,
            url: self.url.as_deref(),
            headers: &headers,
            body,
        })
    }

    pub(crate) fn label(&self) -> String {
        format!("{} {} {}", self.provider, self.scheme, self.name)
    }
}

/// All cases.
pub(crate) fn cases() -> Vec<Case> {
    let text = include_str!("../vectors/signature-vectors.json");
    let cases: Vec<Case> = serde_json::from_str(text).unwrap();
    assert!(cases.len() >= 401, "the vectors were cut");
    cases
}

/// Cases the file lacks, many as an attacker would make them; see the script
/// beside them.
fn adversarial() -> Vec<Case> {
    serde_json::from_str(include_str!("../vectors/adversarial.json")).unwrap()
}

#[test]
fn every_case_comes_out_as_stated() {
    let mut wrong = Vec::new();
    for case in cases().iter().chain(&adversarial()) {
        let verdict = case.run();
        if verdict.is_good() != case.is_valid() {
            wrong.push(format!(
                "{}: {:?} {:?}, expected {} {:?}\n  {:?}",
                case.label(),
                verdict.outcome,
                verdict.fault,
                case.expected,
                case.fault,
                verdict.steps.last(),
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Faults a case may come out with. A class that cannot be told from another
/// without knowing what the sender had (a changed body, another secret) may
/// stay a mismatch; what can be proven must be.
fn allowed(case: &Case) -> Vec<&str> {
    let fault = case.fault.as_deref().unwrap();
    let mut allowed = vec![fault];
    allowed.extend(match fault {
        "tampered-body" | "tampered-header" | "tampered-timestamp" | "wrong-secret"
        | "wrong-key" => {
            vec!["mismatch"]
        }
        // A changed last character may leave no valid base64.
        "wrong-signature" => vec!["mismatch", "malformed-header"],
        _ => vec![],
    });
    allowed.extend(match (case.provider.as_str(), case.name.as_str()) {
        // The SHA-256 behind it is found out.
        ("aws-sns", "v2-signature-checked-as-v1") => vec!["wrong-algorithm"],
        // What the sender had cannot be rebuilt: an indentation of its own, a host or path that
        // nothing in the request names, bits a decoder threw away.
        ("adyen", "banking-minified-body")
        | ("http-message-signatures", "b-2-6-authority-changed")
        | ("plivo", "v3-url-changed")
        | ("square", "sdk-test-internal-url")
        | ("trello", "callback-url-without-query")
        | ("xero", "key-base64-decoded") => vec!["mismatch"],
        _ => vec![],
    });
    allowed
}

#[test]
fn every_fault_that_can_be_explained_is() {
    let mut wrong = Vec::new();
    let cases = cases();
    for case in cases.iter().filter(|case| !case.is_valid()) {
        let verdict = case.run();
        let fault = serde_json::to_value(verdict.fault).unwrap();
        if !allowed(case).contains(&fault.as_str().unwrap_or_default()) {
            wrong.push(format!(
                "{}: {fault}, expected {:?}; {:?}",
                case.label(),
                case.fault,
                verdict.hints
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn the_scheme_need_not_be_named() {
    for case in cases().iter().filter(|case| case.is_valid()) {
        let (body, keys) = (case.body(), case.keys());
        let verdict = case.with_request(&body, |request| {
            verify(&case.provider, None, request, &keys, case.clock()).unwrap()
        });
        assert_eq!(verdict.scheme, case.scheme, "{}", case.label());
        assert!(verdict.is_good(), "{}: {verdict:?}", case.label());
    }
}

/// What every case comes out as, down to the codes of the explanations. The
/// WASM build is held against the same file, so that both say the same.
#[test]
fn verdicts_are_those_written_down() {
    let mut found = BTreeMap::new();
    for case in &cases() {
        let verdict = case.run();
        let codes: Vec<String> = verdict.hints.into_iter().map(|hint| hint.code).collect();
        let line = serde_json::json!([verdict.outcome, verdict.fault, codes]);
        found.insert(case.label(), line);
    }
    if std::env::var_os("CREEL_WRITE_VERDICTS").is_some() {
        let lines: Vec<String> = found
            .iter()
            .map(|(label, line)| format!("{}: {line}", serde_json::json!(label)))
            .collect();
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/verdicts.json");
        std::fs::write(path, format!("{{\n{}\n}}\n", lines.join(",\n"))).unwrap();
        return;
    }
    let written: BTreeMap<String, serde_json::Value> =
        serde_json::from_str(include_str!("../vectors/verdicts.json")).unwrap();
    for (label, line) in &found {
        assert_eq!(Some(line), written.get(label), "{label}");
    }
    assert_eq!(found.len(), written.len());
}
