//! The outcome is settled before anything is explained: whatever diagnosis tries,
//! a failed verdict stays failed.

use std::sync::LazyLock;

use proptest::prelude::*;
use signatures::{
    Clock, Keys, Outcome, Param, Request, Secret, StepOk, Verdict, providers, verify,
};

use crate::vectors::{Case, cases};

/// A change to a request that was valid.
#[derive(Clone, Debug)]
enum Change {
    FlipBody(usize, u8),
    CutBody(usize),
    AppendBody(Vec<u8>),
    FlipHeader(usize, usize, u8),
    DropHeader(usize),
    RepeatHeader(usize, String),
    Method(&'static str),
    Url(&'static str),
    Later(i64),
}

fn changes() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => (any::<usize>(), 1_u8..=255).prop_map(|(at, bit)| Change::FlipBody(at, bit)),
        1 => any::<usize>().prop_map(Change::CutBody),
        1 => proptest::collection::vec(any::<u8>(), 1..5).prop_map(Change::AppendBody),
        3 => (any::<usize>(), any::<usize>(), 1_u8..32)
            .prop_map(|(which, at, bit)| Change::FlipHeader(which, at, bit)),
        1 => any::<usize>().prop_map(Change::DropHeader),
        1 => (any::<usize>(), "[a-z0-9=,.;]{0,12}")
            .prop_map(|(which, value)| Change::RepeatHeader(which, value)),
        1 => prop_oneof![Just("GET"), Just("post"), Just("PUT")].prop_map(Change::Method),
        1 => prop_oneof![Just("https://evil.example/x?data.id=1"), Just("http://localhost/")]
            .prop_map(Change::Url),
        1 => (-1_000_000_i64..1_000_000).prop_map(Change::Later),
    ]
}

/// What is asked about.
struct Asked {
    method: String,
    url: Option<String>,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
    now: i64,
}

impl Asked {
    fn of(case: &Case) -> Self {
        let headers = case.headers.iter();
        Self {
            method: case.method.clone(),
            url: case.url.clone(),
            headers: headers
                .map(|(name, value)| (name.clone(), value.clone().into_bytes()))
                .collect(),
            body: case.body(),
            now: case.clock().now,
        }
    }

    fn apply(&mut self, change: &Change) {
        let count = self.headers.len().max(1);
        match change {
            Change::FlipBody(at, bits) => {
                let at = at % self.body.len().max(1);
                if let Some(byte) = self.body.get_mut(at) {
                    *byte ^= bits;
                }
            }
            Change::CutBody(at) => self.body.truncate(at % self.body.len().max(1)),
            Change::AppendBody(more) => self.body.extend(more),
            Change::FlipHeader(which, at, bits) => {
                if let Some((_, value)) = self.headers.get_mut(which % count) {
                    let at = at % value.len().max(1);
                    if let Some(byte) = value.get_mut(at) {
                        *byte ^= bits;
                    }
                }
            }
            Change::DropHeader(which) => {
                if !self.headers.is_empty() {
                    self.headers.remove(which % count);
                }
            }
            Change::RepeatHeader(which, value) => {
                if let Some((name, _)) = self.headers.get(which % count).cloned() {
                    self.headers.insert(0, (name, value.clone().into_bytes()));
                }
            }
            Change::Method(method) => self.method = (*method).into(),
            Change::Url(url) => self.url = Some((*url).into()),
            Change::Later(seconds) => self.now += seconds * 1_000_000,
        }
    }

    fn verdict(&self, case: &Case, keys: &Keys) -> Verdict {
        let headers: Vec<(&str, &[u8])> = self
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_slice()))
            .collect();
        let request = Request {
            method: &self.method,
            url: self.url.as_deref(),
            headers: &headers,
            body: &self.body,
        };
        let clock = Clock::at(self.now);
        verify(&case.provider, Some(&case.scheme), &request, keys, clock).unwrap()
    }
}

/// A verdict agrees with itself.
fn consistent(verdict: &Verdict) -> Result<(), TestCaseError> {
    let refused = verdict.steps.iter().any(|step| step.ok == StepOk::No);
    if verdict.is_good() {
        prop_assert_eq!(verdict.fault, None);
        prop_assert!(!refused, "{:?}", verdict);
    } else if verdict.outcome == Outcome::Failed {
        prop_assert!(verdict.fault.is_some() && refused, "{:?}", verdict);
    }
    Ok(())
}

/// Secrets that are certainly not the case's, with the right ones as others.
fn wrong_keys(case: &Case) -> Option<Keys> {
    let mut keys = case.keys();
    keys.params.retain(|name, _| {
        !matches!(
            &**name,
            "next_secret" | "additional_secrets" | "secondary_secret"
        )
    });
    let wrong = Secret::new("wrong", "d3JvbmcgYW5kIHdyb25nIGFnYWlu");
    keys.others = std::mem::replace(&mut keys.secrets, vec![wrong]);
    (!keys.others.is_empty()).then_some(keys)
}

/// Whether every byte of the body is signed as it is. Of bodies whose values are
/// signed, others may change.
fn signs_the_bytes(case: &Case) -> bool {
    const VALUES: [&str; 6] = [
        "aws-sns",
        "apple-app-store",
        "twilio",
        "mandrill",
        "plivo",
        "travis-ci",
    ];
    let known = providers();
    let provider = known.iter().find(|known| known.id == case.provider);
    let schemes = provider.map(|provider| &provider.schemes);
    schemes
        .into_iter()
        .flatten()
        .any(|scheme| scheme.name == case.scheme && scheme.covers_body)
        && !VALUES.contains(&&*case.provider)
        && !matches!(&*case.scheme, "form-payload" | "merchant-sig")
}

static VALID: LazyLock<Vec<Case>> =
    LazyLock::new(|| cases().into_iter().filter(Case::is_valid).collect());

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn changed_requests_never_verify(
        which in any::<prop::sample::Index>(),
        changes in proptest::collection::vec(changes(), 1..3),
    ) {
        let case = which.get(&VALID);
        let mut asked = Asked::of(case);
        for change in &changes {
            asked.apply(change);
        }
        let verdict = asked.verdict(case, &case.keys());
        consistent(&verdict)?;
        if signs_the_bytes(case) && asked.body != case.body() {
            prop_assert!(!verdict.is_good(), "{} {changes:?}: {verdict:?}", case.label());
        }
        // With another secret nothing verifies, even with the right one at hand to
        // name it.
        if let Some(keys) = wrong_keys(case) {
            let verdict = asked.verdict(case, &keys);
            consistent(&verdict)?;
            prop_assert!(!verdict.is_good(), "{} {changes:?}: {verdict:?}", case.label());
        }
    }
}

/// What is explained was refused first: a proof never stands beside a good outcome.
#[test]
fn proofs_stand_beside_failures_only() {
    for case in &cases() {
        let verdict = case.run();
        let proven = verdict
            .hints
            .iter()
            .any(|hint| hint.certainty == signatures::Certainty::Proven);
        assert!(
            !(proven && verdict.is_good()),
            "{}: {verdict:?}",
            case.label()
        );
    }
}

/// A key that everybody knows makes nothing verified.
#[test]
fn known_keys_are_no_secrets() {
    let public = include_str!("../keys/rsa.pub.pem");
    let mut everyone = vec!["", public, public.trim()];
    let bare: String = public
        .lines()
        .filter(|line| !line.starts_with('-'))
        .collect();
    everyone.push(&bare);
    for (provider, scheme) in [
        ("fusionauth", "jwt-body-hash"),
        ("http-message-signatures", "rfc9421"),
        ("github", "sha256"),
        ("gitlab", "shared-token"),
        ("standard-webhooks", "v1"),
    ] {
        for known in &everyone {
            let forged = forge(provider, scheme, known.as_bytes());
            for keys in [Keys::secret(*known), Keys::public(*known)] {
                let keys = keys.with("additional_secrets", Param::List(vec![String::new()]));
                let verdict = forged.run_with(&keys);
                assert!(!verdict.is_good(), "{provider} {known:?}: {verdict:#?}");
            }
        }
    }
}

/// A request signed by someone who knows this key and nothing else.
fn forge(provider: &str, scheme: &str, key: &[u8]) -> Case {
    use ::base64::{Engine as _, engine::general_purpose as base64};
    use hmac::{Hmac, KeyInit, Mac};
    use sha2::{Digest, Sha256};
    let body = b"{}";
    let mac = |text: &str| {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().to_vec()
    };
    let digest = base64::STANDARD.encode(Sha256::digest(body));
    let headers = match provider {
        "fusionauth" => {
            let url = &base64::URL_SAFE_NO_PAD;
            let claims = format!(r#"{{"request_body_sha256":"{digest}"}}"#);
            let text = format!(
                "{}.{}",
                url.encode(r#"{"alg":"HS256"}"#),
                url.encode(claims)
            );
            let token = format!("{text}.{}", url.encode(mac(&text)));
            vec![("x-fusionauth-signature-jwt", token)]
        }
        "http-message-signatures" => {
            let params = r#"("content-digest");alg="hmac-sha256""#;
            let base =
                format!("\"content-digest\": sha-256=:{digest}:\n\"@signature-params\": {params}");
            let signature = base64::STANDARD.encode(mac(&base));
            vec![
                ("content-digest", format!("sha-256=:{digest}:")),
                ("signature-input", format!("s={params}")),
                ("signature", format!("s=:{signature}:")),
            ]
        }
        "github" => vec![(
            "x-hub-signature-256",
            format!("sha256={}", const_hex::encode(mac("{}"))),
        )],
        "gitlab" => vec![("x-gitlab-token", String::from_utf8_lossy(key).into_owned())],
        _ => vec![
            ("webhook-id", "a".into()),
            ("webhook-timestamp", "1764144000".into()),
            (
                "webhook-signature",
                format!("v1,{}", base64::STANDARD.encode(mac("a.1764144000.{}"))),
            ),
        ],
    };
    Case::made(provider, scheme, &headers, body)
}
