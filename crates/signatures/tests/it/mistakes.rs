//! Every mistake of the reference is made here on purpose, and must be found.
//! Nothing that diagnosis tries may change the outcome.

use signatures::{
    Certainty, Clock, Form, Keys, Outcome, Request, Secret, SignInput, Verdict, sign, verify,
};

const NOW: i64 = 1_764_144_000_000_000;
const URL: &str = "https://example.com/hook?b=2&a=x%20y";

/// A request as it left the sender, to be spoilt.
struct Sent {
    provider: &'static str,
    scheme: &'static str,
    method: &'static str,
    url: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    keys: Keys,
    now: i64,
}

fn sent(provider: &'static str, scheme: &'static str, secret: &str, body: &str) -> Sent {
    sent_to(provider, scheme, &Keys::secret(secret), URL, body)
}

fn sent_to(
    provider: &'static str,
    scheme: &'static str,
    keys: &Keys,
    url: &str,
    body: &str,
) -> Sent {
    let input = SignInput {
        method: "POST",
        url: Some(url),
        headers: &[],
        body: body.as_bytes(),
        now: NOW,
        id: "msg_1",
    };
    let signed = sign(provider, Some(scheme), &input, keys).unwrap();
    Sent {
        provider,
        scheme,
        method: "POST",
        url: signed.url.unwrap_or_else(|| url.into()),
        headers: signed.headers,
        body: signed.body.unwrap_or_else(|| body.into()),
        keys: keys.clone(),
        now: NOW,
    }
}

impl Sent {
    fn verdict(&self) -> Verdict {
        let headers: Vec<(&str, &[u8])> = self
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_bytes()))
            .collect();
        let request = Request {
            method: self.method,
            url: Some(&self.url),
            headers: &headers,
            body: &self.body,
        };
        verify(
            self.provider,
            Some(self.scheme),
            &request,
            &self.keys,
            Clock::at(self.now),
        )
        .unwrap()
    }

    fn secret(mut self, secret: &str) -> Self {
        self.keys.secrets = vec![Secret::new("saved", secret)];
        self
    }

    fn body(mut self, body: impl AsRef<[u8]>) -> Self {
        self.body = body.as_ref().to_vec();
        self
    }

    fn url(mut self, url: &str) -> Self {
        self.url = url.into();
        self
    }

    fn header(mut self, name: &str, change: impl Fn(&str) -> String) -> Self {
        for (have, value) in &mut self.headers {
            if have == name {
                *value = change(value);
            }
        }
        self
    }

    fn add(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(have, _)| have != name);
        self
    }

    /// The mistake is found, proven, and said in words; the outcome stays.
    fn is(self, code: &str, words: &str) {
        let verdict = self.verdict();
        assert_eq!(verdict.outcome, Outcome::Failed, "{code}: {verdict:#?}");
        let hint = verdict
            .hints
            .iter()
            .find(|hint| hint.code == code)
            .unwrap_or_else(|| panic!("{code} was not found: {verdict:#?}"));
        assert_eq!(hint.certainty, Certainty::Proven, "{code}");
        assert!(hint.sentence.contains(words), "{code}: {}", hint.sentence);
        assert!(verdict.fault.is_some());
    }
}

fn github(body: &str) -> Sent {
    sent("github", "sha256", "s3cret", body)
}

fn stripe(body: &str) -> Sent {
    sent("stripe", "v1", "whsec_abc", body)
}

const JSON: &str =
    r#"{"id":7,"path":"a/b","name":"caf\u00e9","amount":1.0,"list":[1,2],"z":{"b":true,"a":null}}"#;

#[test]
fn the_senders_requests_verify() {
    for sent in [github(JSON), stripe(JSON)] {
        assert_eq!(sent.verdict().outcome, Outcome::Verified);
    }
}

#[test]
fn k_trim() {
    github(JSON)
        .secret("s3cret\n")
        .is("K-trim", "newline at the end");
    github(JSON)
        .secret("s3cret\r\n")
        .is("K-trim", "carriage return");
    github(JSON)
        .secret(" s3cret")
        .is("K-trim", "blank at the start");
    github(JSON).secret("\"s3cret\"").is("K-trim", "quotes");
    sent("github", "sha256", "s3cret\n", JSON)
        .secret("s3cret")
        .is("K-trim", "sender's copy");
}

#[test]
fn k_prefix() {
    stripe(JSON)
        .secret("abc")
        .is("K-prefix", "Keep the prefix whsec_");
    sent("stripe", "v1", "abc", JSON)
        .secret("whsec_abc")
        .is("K-prefix", "Leave the prefix whsec_ off");
    sent("paddle", "h1", "pdl_ntfset_1", JSON)
        .secret("1")
        .is("K-prefix", "pdl_ntfset_");
    sent("persona", "t-v1", "wbhsec_1", JSON)
        .secret("1")
        .is("K-prefix", "wbhsec_");
}

#[test]
fn k_enc() {
    // base64 of "secret bytes!!"
    const B64: &str = "c2VjcmV0IGJ5dGVzISE=";
    sent("github", "sha256", "secret bytes!!", JSON)
        .secret(B64)
        .is("K-enc", "base64-decoded");
    sent("github", "sha256", B64, JSON)
        .secret("secret bytes!!")
        .is("K-enc", "base64 text");
    let hex = "736563726574";
    sent("github", "sha256", "secret", JSON)
        .secret(hex)
        .is("K-enc", "hex-decoded");
    // The text was used where the decoded bytes are right.
    let text = sent(
        "polar",
        "v1-utf8-secret",
        "whsec_c2VjcmV0IGJ5dGVzISE=",
        JSON,
    );
    let as_svix = Sent {
        provider: "standard-webhooks",
        scheme: "v1",
        ..text
    };
    as_svix.is("K-prefix", "left on");
}

#[test]
fn k_norm_and_k_html() {
    let composed = "s\u{e9}cret";
    sent("github", "sha256", "se\u{301}cret", JSON)
        .secret(composed)
        .is("K-norm", "NFD");
    sent("github", "sha256", "a&b", JSON)
        .secret("a&amp;b")
        .is("K-html", "plain characters");
    sent("github", "sha256", "a&lt;b", JSON)
        .secret("a<b")
        .is("K-html", "entities");
    // Forms handed in by the caller count as well.
    let mut given = sent("github", "sha256", "other", JSON);
    given.keys.secrets = vec![Secret::new("saved", composed).with_form(Form::Nfc, "other")];
    given.is("K-norm", "NFC");
}

#[test]
fn k_other_and_k_mode() {
    let mut sent_live = github(JSON).secret("test secret");
    sent_live.keys.others = vec![
        Secret::new("no", "no"),
        Secret::new("live endpoint", "s3cret"),
    ];
    sent_live.is("K-other", "live endpoint");
    let test = "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==";
    sent("zendesk", "timestamp+body", test, JSON)
        .secret("mine")
        .is("K-mode", "test");
}

#[test]
fn b_eol() {
    github("{}").body("{}\n").is("B-eol", "newline was added");
    github("{}\n")
        .body("{}")
        .is("B-eol", "newline at the end was lost");
    github("{}\r\n")
        .body("{}")
        .is("B-eol", "CRLF at the end was lost");
    github("a\nb").body("a\r\nb").is("B-eol", "LF");
    github("a\r\nb").body("a\nb").is("B-eol", "CRLF");
    // A scheme whose template goes on after the body has no shared beginning.
    sent("retell", "v-d", "k", "{}")
        .body("{}\n")
        .is("B-eol", "newline was added");
}

#[test]
fn b_json() {
    let compact = r#"{"id":7,"path":"a/b","name":"caf\u00e9","amount":1.0,"list":[1,2]}"#;
    let spaced = r#"{"id": 7, "path": "a/b", "name": "caf\u00e9", "amount": 1.0, "list": [1, 2]}"#;
    github(compact).body(spaced).is("B-json", "compact");
    github(spaced)
        .body(compact)
        .is("B-json", "blank after commas");
    let indented = "{\n  \"id\": 7,\n  \"list\": [\n    1\n  ]\n}";
    github(indented)
        .body(r#"{"id":7,"list":[1]}"#)
        .is("B-json", "indented by two");
    github(&format!("{indented}\n"))
        .body(r#"{"id":7,"list":[1]}"#)
        .is("B-json", "newline after it");
    let four = "{\n    \"id\": 7\n}";
    github(four)
        .body(r#"{"id":7}"#)
        .is("B-json", "indented by four");
    github(r#"{"u":"a\/b"}"#)
        .body(r#"{"u":"a/b"}"#)
        .is("B-json", r"slashes as \/");
    github(r#"{"u":"\u00e9"}"#)
        .body(r#"{"u":"é"}"#)
        .is("B-json", r"as \u00e9");
    github(r#"{"u":"\u00E9"}"#)
        .body(r#"{"u":"é"}"#)
        .is("B-json", r"as \u00E9");
    github(r#"{"u":"é"}"#)
        .body(r#"{"u":"\u00e9"}"#)
        .is("B-json", "as they are");
    github(r#"{"a":1,"b":2}"#)
        .body(r#"{"b":2,"a":1}"#)
        .is("B-json", "keys sorted");
    github(r#"{"a":1.0,"b":2}"#)
        .body(r#"{"a":1,"b":2}"#)
        .is("B-json", "1.0");
    github(r#"{"a":1}"#)
        .body(r#"{"a":1.0}"#)
        .is("B-json", "without .0");
}

#[test]
fn b_form() {
    let form = "payload=%7B%22a%22%3A1%7D";
    github(form).body(r#"{"a":1}"#).is("B-form", "payload=");
    github(r#"{"a":1}"#).body(form).is("B-form", "JSON inside");
    github("a=x+y&b=%2F")
        .body("a=x%20y&b=%2F")
        .is("B-form", "escaped when sent");
    github("a=x%20y&b=1")
        .body("a=x+y&b=1")
        .is("B-form", "escaped when sent");
    github("a=%2Fx&b=1")
        .body("a=/x&b=1")
        .is("B-form", "escaped when sent");
}

#[test]
fn b_enc_and_b_empty() {
    github("{}")
        .body("\u{feff}{}")
        .is("B-enc", "byte order mark");
    github("\u{feff}{}")
        .body("{}")
        .is("B-enc", "byte order mark");
    github("\"é\"")
        .body([b'"', 0xE9, b'"'])
        .is("B-enc", "Latin-1");
    github("\"é\"").body("\"Ã©\"").is("B-enc", "Latin-1");
    let zlib = miniz_oxide::deflate::compress_to_vec_zlib(b"{\"a\":1}", 6);
    github("{\"a\":1}").body(zlib).is("B-enc", "compressed");
    let mut gzip = vec![0x1F, 0x8B, 8, 8, 0, 0, 0, 0, 0, 3, b'n', 0];
    gzip.extend(miniz_oxide::deflate::compress_to_vec(b"{\"a\":1}", 6));
    gzip.extend([0; 8]);
    github("{\"a\":1}").body(gzip).is("B-enc", "compressed");
    github("").body("{}").is("B-empty", "empty body");
}

#[test]
fn e_enc() {
    use base64::{
        Engine,
        engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
    };
    let to_hex = |value: &str| const_hex::encode(STANDARD.decode(value).unwrap());
    sent("shopify", "body", "s", JSON)
        .header("x-shopify-hmac-sha256", to_hex)
        .is("E-enc", "written in hex");
    let to_base64 = |value: &str| STANDARD.encode(const_hex::decode(value).unwrap());
    sent("dropbox", "body", "s", JSON)
        .header("x-dropbox-signature", to_base64)
        .is("E-enc", "written in base64");
    let prefixed = |value: &str| format!("sha256={value}");
    sent("dropbox", "body", "s", JSON)
        .header("x-dropbox-signature", prefixed)
        .is("E-enc", "without sha256=");
    let bare = |value: &str| value.trim_start_matches("sha256=").to_owned();
    github(JSON)
        .header("x-hub-signature-256", bare)
        .is("E-enc", "label is missing");
    let relabelled = |value: &str| value.replace("v1=", "v9=");
    stripe(JSON)
        .header("stripe-signature", relabelled)
        .is("E-enc", "labelled v9");
    let urlsafe = |value: &str| URL_SAFE_NO_PAD.encode(STANDARD.decode(value).unwrap());
    for text in ["1", "2", "3", "4", "5", "6", "7", "8"] {
        let sent = sent("shopify", "body", "s", text);
        if sent.headers[0].1.contains(['+', '/']) {
            return sent
                .header("x-shopify-hmac-sha256", urlsafe)
                .is("E-enc", "base64url");
        }
    }
}

#[test]
fn a_hash() {
    let sha1 = sent("vercel", "sha1", "s", JSON);
    let value = sha1.headers[0].1.clone();
    let with = sent("dropbox", "body", "s", JSON).header("x-dropbox-signature", |_| value.clone());
    with.is("A-hash", "SHA-1");
    let sha512 = sent("paystack", "sha512", "s", JSON).headers[0].1.clone();
    sent("vercel", "sha1", "s", JSON)
        .header("x-vercel-signature", |_| sha512.clone())
        .is("A-hash", "SHA-512");
    let md5 = sent("patreon", "md5", "s", JSON).headers[0].1.clone();
    sent("dropbox", "body", "s", JSON)
        .header("x-dropbox-signature", |_| md5.clone())
        .is("A-hash", "MD5");
    let labelled = github(JSON).headers[0].1.clone();
    let sent = sent("intercom", "sha1", "s3cret", JSON);
    sent.header("x-hub-signature", |_| labelled.clone())
        .is("A-hash", "SHA-256");
}

/// Signed by the user's own template, sent as the provider's.
fn joined(template: &str, header: &str, provider: &'static str, scheme: &'static str) -> Sent {
    let keys = Keys::secret("s")
        .with("template", template)
        .with("header", header);
    let keys = keys.with("timestamp_header", "x-time");
    let made = sent_to("generic", "hmac", &keys, URL, JSON);
    let value = |name: &str| {
        made.headers
            .iter()
            .find(|(have, _)| have == name)
            .unwrap()
            .1
            .clone()
    };
    let digest = value(header);
    sent(provider, scheme, "s", JSON).header(header, move |old| {
        let label = old.rfind('=').map_or("", |at| &old[..=at]);
        format!("{label}{digest}")
    })
}

#[test]
fn s_sep_and_s_list() {
    joined("{t}.{body}", "x-slack-signature", "slack", "v0").is("S-sep", "{timestamp}.{body}");
    joined("{body}", "x-slack-signature", "slack", "v0").is("S-sep", "as {body};");
    joined("{body}{t}", "stripe-signature", "stripe", "v1").is("S-sep", "{body}{timestamp}");
    joined("{t}\\n{body}", "stripe-signature", "stripe", "v1").is("S-sep", "\\n");
    joined("v1:{t}:{body}", "x-slack-signature", "slack", "v0").is("S-sep", "v1:");
    let two = stripe(JSON).header("stripe-signature", |value| {
        value.replace("v1=", &format!("v1={},v1=", "0".repeat(64)))
    });
    let verdict = two.verdict();
    assert_eq!(verdict.outcome, Outcome::Verified);
    assert_eq!(verdict.hints[0].code, "S-list");
}

#[test]
fn t_stale_t_skew_and_t_unit() {
    let later = Sent {
        now: NOW + 3_600_000_000,
        ..stripe(JSON)
    };
    later.is("T-stale", "1 h");
    let earlier = Sent {
        now: NOW - 3_600_000_000,
        ..sent("slack", "v0", "s", JSON)
    };
    earlier.is("T-skew", "ahead");
    let millis = |value: &str| value.replacen("t=1764144000", "t=1764144000000", 1);
    stripe(JSON)
        .header("stripe-signature", millis)
        .is("T-unit", "milliseconds");
    // Judged at its arrival, with a word on replays.
    let sent = stripe(JSON);
    let headers: Vec<(&str, &[u8])> = sent
        .headers
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_bytes()))
        .collect();
    let request = Request {
        method: "POST",
        url: None,
        headers: &headers,
        body: &sent.body,
    };
    let clock = Clock {
        now: NOW + 3_600_000_000,
        received_at: Some(NOW),
    };
    let verdict = verify("stripe", None, &request, &sent.keys, clock).unwrap();
    assert_eq!(verdict.outcome, Outcome::Verified);
    assert_eq!(verdict.hints[0].code, "T-stale");
    let times = verdict.timestamp.unwrap();
    assert_eq!((times.age_at_receipt, times.age_now), (Some(0), 3600));
    assert!(times.fresh && !times.fresh_now);
}

#[test]
fn t_text() {
    let to_offset = |value: &str| value.replace('Z', ".000Z");
    sent("twitch", "id+timestamp+body", "s", JSON)
        .header("twitch-eventsub-message-timestamp", to_offset)
        .is("T-text", "2025-11-26T08:00:00Z");
}

#[test]
fn urls() {
    let square = || sent("square", "url+body", "s", JSON);
    square()
        .url("http://example.com/hook?b=2&a=x%20y")
        .is("U-scheme", "https was used");
    square()
        .url("https://example.com:443/hook?b=2&a=x%20y")
        .is("U-port", "port");
    square()
        .url("https://example.com/hook/?b=2&a=x%20y")
        .is("U-slash", "slash");
    square()
        .url("https://example.com/hook?b=2&a=x%20y&c=3")
        .is("U-query", "without c=3");
    square()
        .url("https://example.com/hook?a=x%20y&b=2")
        .is("U-query", "another order");
    square()
        .url("https://example.com/hook?b=2&a=x+y")
        .is("U-escape", "escaped differently");
    let inner = "http://10.0.0.7:3000/hook?b=2&a=x%20y";
    square()
        .url(inner)
        .add("x-forwarded-host", "example.com")
        .add("x-forwarded-proto", "https")
        .is("U-host", "example.com");
    square()
        .url(inner)
        .add("forwarded", "for=1;host=example.com;proto=https")
        .is("U-host", "example.com");
    square()
        .url(inner)
        .add("host", "example.com")
        .is("U-host", "example.com");
    sent("twilio", "form", "s", "a=1")
        .url("http://example.com/hook?b=2&a=x%20y")
        .is("U-scheme", "https");
    // Inside a token as well.
    sent("qstash", "jwt-body-hash", "s", JSON)
        .url("http://example.com/hook?b=2&a=x%20y")
        .is("U-scheme", "https");
    let message = Keys::secret("s");
    sent_to("http-message-signatures", "rfc9421", &message, URL, JSON)
        .url("https://inner/hook")
        .add("x-forwarded-host", "example.com")
        .is("U-host", "example.com");
}

#[test]
fn m_method() {
    let hubspot = sent("hubspot", "v3", "s", JSON);
    Sent {
        method: "PUT",
        ..hubspot
    }
    .is("M-method", "POST");
}

#[test]
fn h_missing() {
    let verdict = stripe(JSON).without("stripe-signature").verdict();
    assert_eq!(verdict.outcome, Outcome::Unsigned);
    assert_eq!(verdict.hints[0].code, "H-missing");
    let verdict = sent("slack", "v0", "s", JSON)
        .without("x-slack-signature")
        .verdict();
    assert_eq!(verdict.outcome, Outcome::Unsigned);
    assert!(
        verdict.hints[0]
            .sentence
            .contains("x-slack-request-timestamp"),
        "{verdict:?}"
    );
    sent("slack", "v0", "s", JSON)
        .without("x-slack-request-timestamp")
        .is("H-missing", "timestamp");
}

#[test]
fn box_keys_in_each_others_place() {
    let keys = Keys::secret("one").with("secondary_secret", "two");
    let mut sent = sent_to("box", "primary-secondary", &keys, URL, JSON);
    sent.keys = Keys::secret("two").with("secondary_secret", "one");
    sent.is("K-other", "swapped");
}

#[test]
fn two_mistakes_at_once_are_found() {
    github("{}")
        .secret("s3cret\n")
        .body("{}\n")
        .is("K-trim+B-eol", "Two things at once");
}

#[test]
fn three_mistakes_are_not_guessed_at() {
    let verdict = github("{}").secret("\"s3cret\n\"").body("{ }\n").verdict();
    assert_eq!(verdict.outcome, Outcome::Failed);
    assert!(
        verdict
            .hints
            .iter()
            .all(|hint| hint.certainty != Certainty::Proven),
        "{verdict:?}"
    );
}
