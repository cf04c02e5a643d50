//! Secrets appear nowhere, and diagnosis only explains.

use signatures::{Clock, Keys, Outcome, Secret};

use crate::vectors::cases;

#[test]
fn debug_shows_no_secrets() {
    let mut keys = Keys::secret("hunter2").with("next_secret", "hunter3");
    keys.others.push(Secret::new("other", "hunter4"));
    keys.private_key = Some(Secret::new("private", "hunter5"));
    let text = format!("{keys:?} {:?}", keys.secrets[0]);
    assert!(!text.contains("hunter"), "{text}");
    assert!(text.contains("other"), "names are shown: {text}");
}

#[test]
fn verdicts_carry_no_secrets() {
    for case in &cases() {
        let keys = case.keys();
        let text = serde_json::to_string(&case.run()).unwrap();
        // Tokens are the secret, and come with the request.
        let body = String::from_utf8_lossy(&case.body()).into_owned();
        let in_request = |secret: &str| {
            body.contains(secret) || case.headers.values().any(|value| value.contains(secret))
        };
        for secret in &keys.secrets {
            let secret = secret.expose();
            if secret.len() > 8 && !in_request(secret) {
                assert!(!text.contains(secret), "{}: {text}", case.label());
            }
        }
    }
}

#[test]
fn no_other_secret_makes_a_request_verified() {
    for case in cases().iter().filter(|case| case.is_valid()) {
        let mut keys = case.keys();
        if keys.secrets.is_empty() || keys.params.contains_key("additional_secrets") {
            continue;
        }
        keys.params.remove("next_secret");
        keys.params.remove("secondary_secret");
        keys.others = std::mem::replace(
            &mut keys.secrets,
            vec![Secret::new("wrong", "d3JvbmcgYW5kIHdyb25nIGFnYWlu")],
        );
        let verdict = case.run_with(&keys);
        assert_ne!(verdict.outcome, Outcome::Verified, "{}", case.label());
        assert_ne!(verdict.outcome, Outcome::Authenticated, "{}", case.label());
    }
}

#[test]
fn without_keys_nothing_is_judged() {
    for case in cases().iter().filter(|case| case.is_valid()) {
        let verdict = case.run_with(&Keys::default());
        assert_eq!(
            verdict.outcome,
            Outcome::NoSecret,
            "{}: {verdict:?}",
            case.label()
        );
    }
}

/// Changing any byte of a signed body must not verify.
#[test]
fn no_changed_byte_verifies() {
    let cases = cases();
    let case = cases
        .iter()
        .find(|case| case.provider == "stripe" && case.is_valid())
        .unwrap();
    let body = case.body();
    for at in 0..body.len() {
        let mut body = body.clone();
        body[at] ^= 0x20;
        let outcome = case.with_request(&body, |request| {
            let now = Clock {
                now: 0,
                received_at: Some(case.clock().now),
            };
            signatures::verify("stripe", None, request, &case.keys(), now)
                .unwrap()
                .outcome
        });
        assert_eq!(outcome, Outcome::Failed, "byte {at}");
    }
}
