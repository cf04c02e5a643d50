//! What a check costs beside the digest itself, and what a diagnosis costs.

use divan::{Bencher, black_box, counter::BytesCount};
use signatures::{Clock, Keys, Outcome, Request, SignInput, recognise, sign, verify};

const NOW: i64 = 1_764_144_000_000_000;

fn main() {
    divan::main();
}

/// JSON of about this many bytes, as an API would send it.
fn json(size: usize) -> Vec<u8> {
    let mut text = String::from("{\"items\":[");
    let mut at = 0;
    while text.len() < size {
        if at > 0 {
            text.push(',');
        }
        text += &format!(
            "{{\"id\":{at},\"name\":\"item {at}\",\"price\":19.5,\"tags\":[\"a\",\"b\"],\"url\":\"https://example.com/i/{at}\"}}"
        );
        at += 1;
    }
    text += "]}";
    text.into_bytes()
}

fn signed(provider: &str, body: &[u8]) -> Vec<(String, String)> {
    let input = SignInput {
        method: "POST",
        url: None,
        headers: &[],
        body,
        now: NOW,
        id: "1",
    };
    sign(provider, None, &input, &Keys::secret("secret"))
        .map(|signed| signed.headers)
        .unwrap_or_default()
}

fn with_request<T>(
    headers: &[(String, String)],
    body: &[u8],
    f: impl FnOnce(&Request<'_>) -> T,
) -> T {
    let headers: Vec<(&str, &[u8])> = headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_bytes()))
        .collect();
    f(&Request {
        method: "POST",
        url: None,
        headers: &headers,
        body,
    })
}

/// The digest alone: what verifying must stay under twice of.
#[divan::bench]
fn digest_10_kb(bencher: Bencher<'_, '_>) {
    use hmac::{Hmac, KeyInit, Mac};
    let body = json(10_000);
    bencher
        .counter(BytesCount::of_slice(&body))
        .bench_local(|| {
            Hmac::<sha2::Sha256>::new_from_slice(b"secret")
                .map(|mac| mac.chain_update(black_box(&body)).finalize().into_bytes())
        });
}

#[divan::bench(args = ["github", "stripe"])]
fn verify_10_kb(bencher: Bencher<'_, '_>, provider: &str) {
    let body = json(10_000);
    let headers = signed(provider, &body);
    let keys = Keys::secret("secret");
    bencher
        .counter(BytesCount::of_slice(&body))
        .bench_local(|| {
            let outcome = with_request(&headers, black_box(&body), |request| {
                verify(provider, None, request, &keys, Clock::at(NOW))
                    .map(|verdict| verdict.outcome)
            });
            assert_eq!(outcome, Ok(Outcome::Verified));
        });
}

/// Nothing explains it, so everything within the budget is tried.
#[divan::bench(args = [1_000, 10_000, 60_000, 100_000, 1_000_000])]
fn diagnose(bencher: Bencher<'_, '_>, size: usize) {
    let body = json(size);
    let headers = signed("stripe", b"another body");
    let keys = Keys::secret("secret");
    bencher.bench_local(|| {
        let outcome = with_request(&headers, black_box(&body), |request| {
            verify("stripe", None, request, &keys, Clock::at(NOW)).map(|verdict| verdict.outcome)
        });
        assert_eq!(outcome, Ok(Outcome::Failed));
    });
}

#[divan::bench(args = ["github", "stripe", "nobody"])]
fn recognise_1_kb(bencher: Bencher<'_, '_>, provider: &str) {
    let body = json(1_000);
    let mut headers = signed(provider, &body);
    for name in [
        "host",
        "user-agent",
        "accept",
        "content-type",
        "content-length",
        "x-request-id",
    ] {
        headers.push((name.to_owned(), "application/json".to_owned()));
    }
    bencher.bench_local(|| with_request(&headers, black_box(&body), recognise));
}
