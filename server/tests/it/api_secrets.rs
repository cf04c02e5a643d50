//! Saved secrets: used at capture, never shown.

use domain::{Hit, Outcome, Settings};
use serde_json::{Value, json};

use crate::api::{Owned, read};
use crate::creel::Creel;
use crate::wire::PATIENCE;

const SECRET: &str = "It's a Secret to Everybody";
const BODY: &str = "Hello, World!";
/// From GitHub's documentation, for the two above.
const SIGNATURE: &str = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

async fn send(creel: &Creel, mine: &Owned, body: &str) -> u16 {
    let headers = [
        ("X-Hub-Signature-256", SIGNATURE),
        ("X-GitHub-Event", "push"),
    ];
    creel
        .call("POST", &format!("/{}", mine.endpoint.id), &headers, body)
        .await
        .status
}

async fn save(creel: &Creel, mine: &Owned) -> Value {
    let body = json!({ "provider": "github", "name": "repo", "secret": SECRET });
    let saved = mine
        .call(creel, "POST", "/secrets", &body.to_string())
        .await;
    assert_eq!(saved.status, 201, "{}", saved.text());
    read(&saved)
}

#[tokio::test]
async fn a_saved_secret_checks_hits_as_they_arrive() {
    let creel = Creel::start().await;
    let mine = creel.create("{}").await;
    save(&creel, &mine).await;
    send(&creel, &mine, BODY).await;
    send(&creel, &mine, "Hello, World?").await;
    assert_eq!(mine.numbers(&creel, "?q=verdict:verified").await, [1]);
    assert_eq!(mine.numbers(&creel, "?q=verdict:failed").await, [2]);
    let hit: Hit = read(&mine.call(&creel, "GET", "/hits/1", "").await);
    assert_eq!(hit.summary.provider.as_deref(), Some("github"));
    assert_eq!(hit.summary.event.as_deref(), Some("push"));
    assert_eq!(hit.verdicts[0]["secret"], "repo");
}

#[tokio::test]
async fn the_secret_never_comes_out() {
    let creel = Creel::start().await;
    let mine = creel.create("{}").await;
    let saved = save(&creel, &mine).await;
    send(&creel, &mine, BODY).await;
    send(&creel, &mine, "other").await;
    let id = saved["id"].as_str().unwrap();
    for path in [
        "/secrets",
        "/hits",
        "/hits/1",
        "/hits/2",
        "",
        "/hits/1/export?as=har",
    ] {
        let text = mine.call(&creel, "GET", path, "").await.text();
        assert!(!text.contains("Everybody"), "{path}");
    }
    assert_eq!(
        mine.call(&creel, "DELETE", &format!("/secrets/{id}"), "")
            .await
            .status,
        204
    );
    send(&creel, &mine, BODY).await;
    let hit: Hit = read(&mine.call(&creel, "GET", "/hits/3", "").await);
    assert_eq!(hit.summary.verdict, Some(Outcome::NoSecret));
}

#[tokio::test]
async fn a_replaced_secret_keeps_its_place_and_counts_at_once() {
    let creel = Creel::start().await;
    let mine = creel.create("{}").await;
    let id = save(&creel, &mine).await["id"].clone();
    let path = format!("/secrets/{}", id.as_str().unwrap());
    let put = |body: Value| {
        let (creel, mine, path) = (&creel, &mine, &path);
        async move { mine.call(creel, "PUT", path, &body.to_string()).await }
    };
    let other = put(json!({ "provider": "github", "name": "old", "secret": "other" })).await;
    assert_eq!(other.status, 200, "{}", other.text());
    send(&creel, &mine, BODY).await;
    assert_eq!(mine.numbers(&creel, "?q=verdict:failed").await, [1]);
    // A refused one leaves the saved one alone.
    let blank = put(json!({ "provider": "github", "secret": " " })).await;
    assert_eq!(blank.status, 400, "{}", blank.text());
    let list: Value = read(&mine.call(&creel, "GET", "/secrets", "").await);
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&list["items"][0]["id"], &list["items"][0]["name"]),
        (&id, &json!("old"))
    );
}

#[tokio::test]
async fn hits_already_there_are_checked_when_a_secret_is_saved() {
    let creel = Creel::start().await;
    let mine = creel.create("{}").await;
    send(&creel, &mine, BODY).await;
    save(&creel, &mine).await;
    some_verified(&creel, &mine).await;
}

/// Waits until a hit is verified.
async fn some_verified(creel: &Creel, mine: &Owned) {
    let checked = async {
        while mine.numbers(creel, "?q=verdict:verified").await.is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, checked)
        .await
        .expect("a verdict in time");
}

#[tokio::test]
async fn an_endpoint_can_answer_401_to_what_does_not_verify() {
    let creel = Creel::start().await;
    let mine = creel.create(r#"{"settings":{"reject_failed":true}}"#).await;
    save(&creel, &mine).await;
    assert_eq!(send(&creel, &mine, BODY).await, 200);
    assert_eq!(send(&creel, &mine, "changed").await, 401);
    let hit: Hit = read(&mine.call(&creel, "GET", "/hits/2", "").await);
    assert_eq!(
        (hit.reply.status, &*hit.reply.rule),
        (Some(401), "rejected")
    );
}

#[tokio::test]
async fn another_senders_hit_still_waits_for_its_secret() {
    let creel = Creel::start().await;
    let mine = creel.create("{}").await;
    save(&creel, &mine).await;
    let slack = [
        ("X-Slack-Signature", "v0=00"),
        ("X-Slack-Request-Timestamp", "1"),
    ];
    let path = format!("/{}", mine.endpoint.id);
    creel.call("POST", &path, &slack, "{}").await;
    let hit: Hit = read(&mine.call(&creel, "GET", "/hits/1", "").await);
    assert_eq!(hit.summary.provider.as_deref(), Some("slack"));
    assert_eq!(hit.summary.verdict, Some(Outcome::NoSecret));
}

#[tokio::test]
async fn a_stored_hit_is_checked_again_with_the_secrets_of_now() {
    let creel = Creel::start().await;
    let mine = creel.create("{}").await;
    save(&creel, &mine).await;
    send(&creel, &mine, BODY).await;
    let verdict = async || {
        let hit: Hit = read(&mine.call(&creel, "GET", "/hits/1", "").await);
        hit.summary.verdict
    };
    assert_eq!(verdict().await, Some(Outcome::Verified));
    let list: Value = read(&mine.call(&creel, "GET", "/secrets", "").await);
    let id = list["items"][0]["id"].as_str().unwrap().to_owned();
    mine.call(&creel, "DELETE", &format!("/secrets/{id}"), "")
        .await;
    // What was found when it came stays until it is asked for.
    assert_eq!(verdict().await, Some(Outcome::Verified));
    let again = mine.call(&creel, "POST", "/hits/1/check", "").await;
    let answer: Value = read(&again);
    assert_eq!(answer["verdict"], "no_secret");
    assert_eq!(answer["verdicts"], json!([]));
    assert_eq!(verdict().await, Some(Outcome::NoSecret));
    let missing = mine.call(&creel, "POST", "/hits/9/check", "").await;
    assert_eq!(missing.status, 404);
}

#[tokio::test]
async fn a_body_that_was_cut_is_not_judged_again() {
    let creel = Creel::with(&["--max-body", "1KiB"], Settings::default()).await;
    let mine = creel.create("{}").await;
    send(&creel, &mine, BODY).await;
    send(&creel, &mine, &"x".repeat(2000)).await;
    let again = mine.call(&creel, "POST", "/hits/2/check", "").await;
    assert_eq!(again.status, 409);
    save(&creel, &mine).await;
    // The newest are checked first.
    some_verified(&creel, &mine).await;
    let hit: Hit = read(&mine.call(&creel, "GET", "/hits/2", "").await);
    assert_eq!(hit.summary.verdict, None);
}

#[tokio::test]
async fn verify_checks_without_saving() {
    let creel = Creel::start().await;
    let mine = creel.create("{}").await;
    send(&creel, &mine, BODY).await;
    let check = |secret: &str| json!({ "secret": secret }).to_string();
    let right: Value = read(
        &mine
            .call(&creel, "POST", "/hits/1/verify", &check(SECRET))
            .await,
    );
    assert_eq!(right["outcome"], "verified");
    assert!(right["steps"].as_array().unwrap().len() > 2);
    let padded = format!("{SECRET}\n");
    let wrong: Value = read(
        &mine
            .call(&creel, "POST", "/hits/1/verify", &check(&padded))
            .await,
    );
    assert_eq!(wrong["outcome"], "failed");
    assert_eq!(wrong["hints"][0]["code"], "K-trim");
    let list: Value = read(&mine.call(&creel, "GET", "/secrets", "").await);
    assert_eq!(list["items"], json!([]));
}

#[tokio::test]
async fn providers_are_listed() {
    let creel = Creel::start().await;
    let list: Value = read(&creel.call("GET", "/api/providers", &[], "").await);
    let ids: Vec<_> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["id"].as_str().unwrap())
        .collect();
    assert!(ids.len() > 110 && ids.contains(&"github"), "{}", ids.len());
}

#[tokio::test]
async fn a_sample_arrives_signed_like_any_hit() {
    let creel = Creel::start().await;
    let mine = creel.create("{}").await;
    let samples: Value = read(&creel.call("GET", "/api/samples", &[], "").await);
    let items = samples["items"].as_array().unwrap();
    let mut providers: Vec<_> = items
        .iter()
        .map(|item| item["provider"].as_str().unwrap())
        .collect();
    providers.sort_unstable();
    providers.dedup();
    assert!(providers.len() >= 10, "{providers:?}");
    for provider in providers {
        let secret = match provider {
            "svix" | "standard-webhooks" => "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            _ => "sample-secret-0123456789",
        };
        let body = json!({ "provider": provider, "secret": secret }).to_string();
        let sent = mine.call(&creel, "POST", "/samples", &body).await;
        assert_eq!(sent.status, 201, "{provider}: {}", sent.text());
        let sent: Value = read(&sent);
        let check = json!({ "provider": provider, "secret": secret }).to_string();
        let path = format!("/hits/{}/verify", sent["seq"]);
        let verdict: Value = read(&mine.call(&creel, "POST", &path, &check).await);
        // GitLab's token signs nothing.
        let expected = if provider == "gitlab" {
            "authenticated"
        } else {
            "verified"
        };
        assert_eq!(verdict["outcome"], expected, "{provider}: {verdict:#}");
        let hit: Hit = read(
            &mine
                .call(&creel, "GET", &format!("/hits/{}", sent["seq"]), "")
                .await,
        );
        assert_eq!(hit.summary.provider.as_deref(), Some(provider));
        assert_eq!(hit.summary.verdict, Some(Outcome::NoSecret), "{provider}");
        // Without a secret one is made up, and the sample shows a real verdict.
        let body = json!({ "provider": provider }).to_string();
        let sent: Value = read(&mine.call(&creel, "POST", "/samples", &body).await);
        let path = format!("/hits/{}", sent["seq"]);
        let hit: Hit = read(&mine.call(&creel, "GET", &path, "").await);
        assert_eq!(hit.summary.verdict.map(Outcome::word), Some(expected));
        assert_eq!(hit.verdicts[0]["secret"], "sample secret");
    }
}
