//! What is signed here verifies here, and for every provider that can sign.

use signatures::{
    Clock, Keys, Needs, Outcome, Request, Secret, SignInput, providers, recognise, samples, sign,
    verify,
};

const NOW: i64 = 1_764_144_000_000_000;
/// Hex, base64 and text at once, with the prefix that Standard Webhooks wants.
const SECRET: &str = "whsec_0123456789abcdef0123456789abcdef";
const HEX: &str = "0123456789abcdef0123456789abcdef";

/// A body that has a place for every signature that lives in a body.
fn body(provider: &str) -> &'static str {
    match provider {
        "adyen" => {
            r#"{"notificationItems":[{"NotificationRequestItem":{"additionalData":{"hmacSignature":""},"amount":{"value":1,"currency":"EUR"},"eventCode":"A","success":"true"}},{"NotificationRequestItem":{"additionalData":{"hmacSignature":"x"},"eventCode":"B"}}]}"#
        }
        "mailgun" => r#"{"signature":{"signature":"","timestamp":"1","token":"t"}}"#,
        "braintree" => "bt_payload=PHg%2BPC94Pgo%3D",
        "figma" => r#"{"passcode":"","webhook_id":"1"}"#,
        "aws-sns" => {
            r#"{"Type":"Notification","Message":"m","MessageId":"1","Timestamp":"t","TopicArn":"a","SignatureVersion":"2","Signature":"","SigningCertURL":"https://sns.eu-west-1.amazonaws.com/x.pem"}"#
        }
        "travis-ci" => "payload=%7B%7D",
        "twilio" | "mandrill" | "plivo" => "To=%2B1&From=%2B2&Body=a+b",
        _ => r#"{"a":1,"webhookTimestamp":7}"#,
    }
}

struct Private {
    private: &'static str,
    public: &'static str,
}

const ED25519: Private = Private {
    private: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    public: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
};

fn keys(provider: &str, scheme: &str) -> Keys {
    let secret = match (provider, scheme) {
        ("adyen" | "inngest", _) => HEX,
        (_, "v1") if provider != "stripe" => SECRET,
        _ => HEX,
    };
    let mut keys = Keys::secret(secret)
        .with("username", "hook")
        .with("public_key", "pk")
        .with("key", "k1")
        .with("webhook_id", "WH-1")
        .with("email", "a@b.c");
    if matches!(provider, "discord" | "telnyx") {
        keys.private_key = Some(Secret::new("private", ED25519.private));
        keys.public_key = Some(ED25519.public.into());
    }
    keys
}

/// Signs, verifies, changes one byte, verifies again.
fn check(provider: &str, scheme: &str, keys: &Keys, covers_body: bool) {
    let label = format!("{provider} {scheme}");
    let given: [(&str, &[u8]); 1] = [("content-type", b"application/json")];
    let input = SignInput {
        method: "POST",
        url: Some("https://example.com:8443/hooks/1?data.id=AB12&b=2"),
        headers: &given,
        body: body(provider).as_bytes(),
        now: NOW,
        id: "msg_1",
    };
    let signed = sign(provider, Some(scheme), &input, keys)
        .unwrap_or_else(|error| panic!("{label}: {error}"));
    let mut headers = given.to_vec();
    headers.extend(
        signed
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_bytes())),
    );
    let url = signed.url.as_deref().or(input.url);
    let sent = signed.body.clone().unwrap_or_else(|| input.body.to_vec());
    let run = |body: &[u8], now: i64, keys: &Keys| {
        let request = Request {
            method: "POST",
            url,
            headers: &headers,
            body,
        };
        verify(provider, Some(scheme), &request, keys, Clock::at(now)).unwrap()
    };
    let verdict = run(&sent, NOW + 1_000_000, keys);
    assert!(verdict.is_good(), "{label}: {verdict:#?}\n{headers:?}");
    assert_eq!(verdict.fault, None, "{label}");
    if covers_body {
        let mut other = sent.clone();
        let at = other.len() / 2;
        other[at] ^= 1;
        let verdict = run(&other, NOW, keys);
        assert_ne!(verdict.outcome, Outcome::Verified, "{label}: {verdict:#?}");
    }
    if !keys.secrets.is_empty() {
        let mut wrong = keys.clone();
        wrong.secrets = vec![Secret::new("wrong", "ffffffffffffffffffffffffffffffff")];
        let verdict = run(&sent, NOW, &wrong);
        let public = keys.public_key.is_some();
        assert!(public || !verdict.is_good(), "{label}: {verdict:#?}");
    }
}

#[test]
fn everything_that_can_be_signed_with_a_secret_verifies() {
    let mut count = 0;
    for provider in providers() {
        for scheme in &provider.schemes {
            let private = scheme.needs == Needs::PublicKey;
            let known = matches!(provider.id, "discord" | "telnyx");
            if scheme.can_sign && (!private || known) {
                check(
                    provider.id,
                    scheme.name,
                    &keys(provider.id, scheme.name),
                    scheme.covers_body,
                );
                count += 1;
            }
        }
    }
    assert!(count >= 110, "only {count} schemes were signed");
}

#[test]
fn what_is_signed_with_a_private_key_verifies() {
    let p256 = (
        include_str!("../keys/p256.pem"),
        include_str!("../keys/p256.pub.pem"),
    );
    let rsa = (
        include_str!("../keys/rsa.pem"),
        include_str!("../keys/rsa.pub.pem"),
    );
    for (provider, scheme, (private, public), covers_body) in [
        ("sendgrid", "ecdsa-p256", p256, true),
        ("plaid", "jwt-es256-body-hash", p256, true),
        ("fusionauth", "jwt-body-hash", p256, true),
        ("http-message-signatures", "rfc9421", p256, true),
        ("http-message-signatures", "rfc9421", rsa, true),
        ("wise", "rsa-sha256", rsa, true),
        ("travis-ci", "rsa-sha1-form-field", rsa, true),
        ("paypal", "rsa-crc32", rsa, true),
        ("aws-sns", "rsa-sha256", rsa, false),
        ("google-pubsub", "oidc-rs256", rsa, false),
    ] {
        let mut keys = Keys::public(public)
            .with("webhook_id", "WH-1")
            .with("email", "a@b.c");
        keys.private_key = Some(Secret::new("private", private));
        check(provider, scheme, &keys, covers_body);
    }
    // Standard Webhooks signs with Ed25519 where there is no shared secret.
    let seed = const_hex::decode(ED25519.private).unwrap();
    let public = const_hex::decode(ED25519.public).unwrap();
    let mut keys = Keys::public(format!("whpk_{}", base64(&public)));
    keys.private_key = Some(Secret::new(
        "private",
        format!("whsk_{}", base64(&[seed, public].concat())),
    ));
    check("standard-webhooks", "v1", &keys, true);
}

fn base64(bytes: &[u8]) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    STANDARD.encode(bytes)
}

#[test]
fn samples_verify_and_are_recognised() {
    let mut providers: Vec<&str> = Vec::new();
    for sample in samples() {
        let keys = keys(sample.provider, sample.scheme);
        let event = sample
            .sign("https://example.com/x", &keys, NOW, "id-1")
            .unwrap();
        let headers: Vec<(&str, &[u8])> = event
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_bytes()))
            .collect();
        let request = Request {
            method: event.method,
            url: Some(&event.url),
            headers: &headers,
            body: &event.body,
        };
        let found = recognise(&request).unwrap_or_else(|| panic!("{} is unknown", sample.provider));
        assert_eq!(found.provider, sample.provider);
        assert_eq!(
            found.event.as_deref(),
            Some(sample.event),
            "{}",
            sample.provider
        );
        assert!(found.signed, "{}", sample.provider);
        let verdict = verify(
            sample.provider,
            found.scheme,
            &request,
            &keys,
            Clock::at(NOW),
        )
        .unwrap();
        assert!(verdict.is_good(), "{}: {verdict:#?}", sample.provider);
        providers.push(sample.provider);
    }
    providers.dedup();
    assert!(providers.len() >= 10);
}

#[test]
fn what_cannot_be_signed_says_why() {
    let input = SignInput {
        method: "POST",
        url: None,
        headers: &[],
        body: b"",
        now: NOW,
        id: "1",
    };
    let why =
        |provider: &str, keys: &Keys| sign(provider, None, &input, keys).unwrap_err().to_string();
    assert_eq!(
        why("nobody", &Keys::default()),
        "unknown provider or scheme `nobody`"
    );
    assert_eq!(
        why("github", &Keys::default()),
        "A secret is needed to sign."
    );
    assert_eq!(
        why("discord", &Keys::secret("x")),
        "A private key is needed to sign."
    );
    assert!(why("square", &Keys::secret("x")).contains("URL"));
    assert!(why("apple-app-store", &Keys::default()).contains("cannot be signed"));
}
