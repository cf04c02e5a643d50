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
        "dropbox-sign" => r#"{"event":{"event_time":"1","event_type":"x","event_hash":"old"}}"#,
        "twilio" | "mandrill" | "plivo" => "To=%2B1&From=%2B2&Body=a+b",
        _ => r#"{"a":1,"webhookTimestamp":7}"#,
    }
}

/// A private key with what checks its signatures.
#[derive(Clone, Copy)]
struct Pair(&'static str, &'static str);

const ED25519: Pair = Pair(
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
);
const P256: Pair = Pair(
    include_str!("../keys/p256.pem"),
    include_str!("../keys/p256.pub.pem"),
);
const P521: Pair = Pair(
    include_str!("../keys/p521.pem"),
    include_str!("../keys/p521.pub.pem"),
);
const RSA: Pair = Pair(
    include_str!("../keys/rsa.pem"),
    include_str!("../keys/rsa.pub.pem"),
);
/// A key whose certificate has a chain to a root, marked as Apple marks its own.
const STORE: Pair = Pair(
    include_str!("../keys/store.pem"),
    include_str!("../keys/store.root.pem"),
);

impl Pair {
    fn keys(self) -> Keys {
        let mut keys = Keys::public(self.1)
            .with("webhook_id", "WH-1")
            .with("email", "a@b.c");
        keys.private_key = Some(Secret::new("private", self.0));
        keys
    }
}

/// What signs for the providers that sign with a private key.
fn pair(provider: &str) -> Pair {
    match provider {
        "discord" | "telnyx" => ED25519,
        "sendgrid" | "plaid" => P256,
        "truelayer" => P521,
        "apple-app-store" => STORE,
        "wise" | "travis-ci" | "paypal" | "aws-sns" | "saleor" | "google-pubsub" => RSA,
        _ => panic!("{provider} signs with a private key of a kind the test does not know"),
    }
}

fn keys(provider: &str, scheme: &str) -> Keys {
    let secret = match (provider, scheme) {
        ("adyen" | "inngest", _) => HEX,
        (_, "v1") if provider != "stripe" => SECRET,
        _ => HEX,
    };
    Keys::secret(secret)
        .with("username", "hook")
        .with("public_key", "pk")
        .with("key", "k1")
        .with("webhook_id", "WH-1")
        .with("email", "a@b.c")
}

/// Signs, verifies, changes one byte, verifies again.
fn check(provider: &str, scheme: &str, keys: &Keys, covers_body: bool) {
    check_body(provider, scheme, keys, covers_body, body(provider));
}

fn check_body(provider: &str, scheme: &str, keys: &Keys, covers_body: bool, body: &str) {
    let label = format!("{provider} {scheme}");
    let given: [(&str, &[u8]); 1] = [("content-type", b"application/json")];
    let input = SignInput {
        method: "POST",
        url: Some("https://example.com:8443/hooks/1?data.id=AB12&b=2"),
        headers: &given,
        body: body.as_bytes(),
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
fn every_scheme_of_every_provider_can_be_signed_and_verifies() {
    let mut count = 0;
    for provider in providers() {
        for scheme in &provider.schemes {
            let keys = match scheme.needs {
                Needs::PublicKey => pair(provider.id).keys(),
                _ => keys(provider.id, scheme.name),
            };
            // These carry the body, or values of it, and change with it.
            let covers =
                scheme.covers_body && !matches!(provider.id, "apple-app-store" | "aws-sns");
            check(provider.id, scheme.name, &keys, covers);
            count += 1;
        }
    }
    assert!(count >= 140, "only {count} schemes were signed");
}

#[test]
fn schemes_that_take_a_secret_or_a_key_sign_with_either() {
    let all = [
        ("fusionauth", "jwt-body-hash", P256),
        ("fusionauth", "jwt-body-hash", P521),
        ("fusionauth", "jwt-body-hash", ED25519),
        ("fusionauth", "jwt-body-hash", RSA),
        ("http-message-signatures", "rfc9421", ED25519),
        ("http-message-signatures", "rfc9421", P256),
        ("http-message-signatures", "rfc9421", RSA),
    ];
    for (provider, scheme, pair) in all {
        check(provider, scheme, &pair.keys(), true);
    }
    for (alg, pair) in [
        ("ed25519", ED25519),
        ("ecdsa-p256-sha256", P256),
        ("rsa-v1_5-sha256", RSA),
        ("rsa-pss-sha512", RSA),
    ] {
        let keys = pair.keys().with("alg", alg);
        check("http-message-signatures", "rfc9421", &keys, true);
    }
    let keys = Keys::secret(HEX).with("alg", "hmac-sha256");
    check("http-message-signatures", "rfc9421", &keys, true);
    // Standard Webhooks signs with Ed25519 where there is no shared secret.
    let seed = const_hex::decode(ED25519.0).unwrap();
    let public = const_hex::decode(ED25519.1).unwrap();
    let mut keys = Keys::public(format!("whpk_{}", base64(&public)));
    keys.private_key = Some(Secret::new(
        "private",
        format!("whsk_{}", base64(&[seed, public].concat())),
    ));
    check("standard-webhooks", "v1", &keys, true);
}

/// The place of a signature is made where the body has none.
#[test]
fn bodies_get_a_place_for_what_is_signed() {
    for (provider, scheme, body) in [
        ("figma", "body-token", ""),
        ("figma", "body-token", r#"{"a":[1]}"#),
        ("ko-fi", "body-token", ""),
        (
            "ko-fi",
            "body-token",
            "data=%7B%22type%22%3A%22Donation%22%7D&x=1",
        ),
        ("mailgun", "body-fields", "{}"),
        (
            "mailgun",
            "body-fields",
            r#"{"event-data":{"event":"opened"}}"#,
        ),
        ("mailgun", "body-fields", "token=abc&event=opened"),
        (
            "adyen",
            "standard-item",
            r#"{"notificationItems":[{"NotificationRequestItem":{"eventCode":"A"}}]}"#,
        ),
        (
            "dropbox-sign",
            "event-hash",
            r#"{"event":{"event_time":"1","event_type":"x"}}"#,
        ),
        (
            "dropbox-sign",
            "event-hash",
            "json=%7B%22event%22%3A%7B%22event_time%22%3A%221%22%2C%22event_type%22%3A%22x%22%7D%7D",
        ),
    ] {
        check_body(provider, scheme, &keys(provider, scheme), false, body);
    }
    let event =
        r#"{"notificationType":"TEST","data":{"bundleId":"com.example","environment":"Sandbox"}}"#;
    let keys = STORE
        .keys()
        .with("bundle_id", "com.example")
        .with("environment", "Sandbox");
    check_body("apple-app-store", "jws-x5c-es256", &keys, false, event);
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
        "The provider signs with a private key: give one, in PEM or as an Ed25519 seed, to sign in \
         its place."
    );
    assert!(why("square", &Keys::secret("x")).contains("URL"));
    assert!(why("docker-hub", &Keys::default()).contains("not confirmed"));
    let keys = Keys {
        private_key: Some(Secret::new("private", P256.0)),
        ..Keys::default()
    };
    assert!(why("apple-app-store", &keys).contains("three certificates"));
    assert!(why("truelayer", &keys).contains("takes ES512"));
}
