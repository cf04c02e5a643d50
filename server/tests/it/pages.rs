//! The pages as the server renders them, before any script runs.

use crate::api::read;
use crate::creel::Creel;

const BROWSER: (&str, &str) = ("Origin", "http://creel.test");

#[tokio::test]
async fn home_is_rendered() {
    let creel = Creel::start().await;
    let page = creel.call("GET", "/", &[], "").await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.text().contains("Catch webhooks"));
    let policy = page.header("content-security-policy").unwrap();
    let scripts = policy
        .split(';')
        .find(|part| part.trim().starts_with("script-src"))
        .unwrap();
    assert!(
        scripts.contains("'nonce-") && !scripts.contains("unsafe-inline"),
        "{policy}"
    );
}

#[tokio::test]
async fn pages_are_compressed_for_browsers_that_ask() {
    let creel = Creel::start().await;
    let plain = creel.call("GET", "/", &[], "").await;
    assert_eq!(plain.header("content-encoding"), None);
    for coding in ["br", "gzip"] {
        let asking = [("Accept-Encoding", coding)];
        let page = creel.call("GET", "/", &asking, "").await;
        assert_eq!(page.header("content-encoding"), Some(coding));
        assert!(
            page.body.len() * 2 < plain.body.len(),
            "{}",
            page.body.len()
        );
    }
}

#[tokio::test]
async fn the_owner_reads_a_hit_without_scripts_and_a_stranger_does_not() {
    let creel = Creel::start().await;
    let made = creel.call("POST", "/api/endpoints", &[BROWSER], "").await;
    let cookie = made
        .header("set-cookie")
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let id = read::<domain::Endpoint>(&made).id;
    let body = r#"{"big":12345678901234567890,"x":"</script><script>alert(1)</script>"}"#;
    let json = [("Content-Type", "application/json")];
    creel
        .call("POST", &format!("/{id}/orders"), &json, body)
        .await;

    let path = format!("/e/{id}/1");
    let page = creel.call("GET", &path, &[("Cookie", &cookie)], "").await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.text().contains("12345678901234567890"));
    assert!(!page.text().contains("<script>alert(1)"));
    let stranger = creel.call("GET", &path, &[], "").await;
    assert_eq!(stranger.status, 404);
    assert!(!stranger.text().contains("12345678901234567890"));
}

#[tokio::test]
async fn a_form_without_scripts_creates_an_endpoint() {
    let creel = Creel::start().await;
    let made = creel.call("POST", "/new", &[BROWSER], "").await;
    assert_eq!(made.status, 303, "{}", made.text());
    let cookie = made
        .header("set-cookie")
        .unwrap()
        .split(';')
        .next()
        .unwrap();
    let place = made.header("location").unwrap();
    let page = creel.call("GET", place, &[("Cookie", cookie)], "").await;
    assert_eq!(page.status, 200);
    assert!(
        page.text().contains("Waiting for the first hit"),
        "{}",
        page.text()
    );
}

/// The owner's cookie and the id of a new endpoint.
async fn owned(creel: &Creel) -> (String, String) {
    let made = creel.call("POST", "/api/endpoints", &[BROWSER], "").await;
    let cookie = made.header("set-cookie").unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    (cookie, read::<domain::Endpoint>(&made).id.to_string())
}

#[tokio::test]
async fn an_endpoint_with_options_shows_its_key_once() {
    let creel = Creel::start().await;
    let form = "label=Harbour+orders&slug=harbour-orders&keep=24&key=show";
    let made = creel.call("POST", "/new", &[BROWSER], form).await;
    assert_eq!(made.status, 200, "{}", made.text());
    let text = made.text();
    let key = text.split("<code>").nth(1).unwrap();
    let key = key.split("</code>").next().unwrap();
    let other = [BROWSER];
    let claim = format!("endpoint=https%3A%2F%2Fh.example%2Fharbour-orders&key={key}");
    let claimed = creel.call("POST", "/new/claim", &other, &claim).await;
    assert_eq!(claimed.status, 303, "{}", claimed.text());
    assert_eq!(claimed.header("location"), Some("/e/harbour-orders"));
    let cookie = claimed.header("set-cookie").unwrap();
    let cookie = cookie.split(';').next().unwrap();
    let home = creel.call("GET", "/", &[("Cookie", cookie)], "").await;
    assert!(home.text().contains("Harbour orders"));
    // A wrong key, a taken address: the page says so, and nothing is made.
    let wrong = creel
        .call(
            "POST",
            "/new/claim",
            &other,
            "endpoint=harbour-orders&key=x",
        )
        .await;
    assert_eq!(wrong.status, 404, "{}", wrong.text());
    let taken = creel.call("POST", "/new", &other, form).await;
    assert_eq!(taken.status, 409, "{}", taken.text());
    assert!(taken.text().contains("is taken"), "{}", taken.text());
}

#[tokio::test]
async fn settings_are_saved_without_scripts() {
    let creel = Creel::start().await;
    let (cookie, id) = owned(&creel).await;
    let mine = [BROWSER, ("Cookie", cookie.as_str())];
    let path = |what: &str| format!("/e/{id}/{what}");
    let page = creel.call("GET", &path("settings"), &mine, "").await.text();
    assert!(
        page.contains("No secret is saved") && page.contains("No share links"),
        "{page}"
    );
    let form = "label=Orders&slug=&status=202&delay=0&reply-headers=x-a%3A+1&reply-body=a%0D%0Ab&\
                max-hits=50&max-bytes=&max-age=&open=on";
    let saved = creel.call("POST", &path("settings"), &mine, form).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    let api = format!("/api/endpoints/{id}");
    let now: domain::Endpoint = read(&creel.call("GET", &api, &mine, "").await);
    assert_eq!(now.label.as_deref(), Some("Orders"));
    assert_eq!(
        (now.settings.reply.status, &*now.settings.reply.body),
        (202, "a\nb")
    );
    assert_eq!(now.settings.max_hits, Some(50));
    let bad = creel
        .call("POST", &path("settings"), &mine, "status=9")
        .await;
    assert_eq!(bad.status, 400);
    assert!(bad.text().contains("three digits"), "{}", bad.text());

    let secret = "provider=github&name=repo&secret=hunter2";
    let added = creel.call("POST", &path("secrets"), &mine, secret).await;
    assert_eq!(added.status, 303, "{}", added.text());
    let shared = creel
        .call("POST", &path("shares"), &mine, "label=Ann&hours=24")
        .await;
    assert_eq!(shared.status, 303, "{}", shared.text());
    let page = creel.call("GET", &path("settings"), &mine, "").await.text();
    assert!(page.contains("repo") && page.contains("Ann") && !page.contains("hunter2"));
    let secret = page.split("aria-label=\"Delete repo\"").next().unwrap();
    let secret = secret.rsplit("value=\"").next().unwrap();
    let secret = secret.split('"').next().unwrap();
    let gone = creel
        .call("POST", &path("secrets"), &mine, &format!("remove={secret}"))
        .await;
    assert_eq!(gone.status, 303, "{}", gone.text());
    let page = creel.call("GET", &path("settings"), &mine, "").await.text();
    assert!(page.contains("No secret is saved"), "{page}");
}

#[tokio::test]
async fn a_sample_is_sent_without_scripts_and_shows_a_verdict() {
    let creel = Creel::start().await;
    let (cookie, id) = owned(&creel).await;
    let mine = [BROWSER, ("Cookie", cookie.as_str())];
    let sent = creel
        .call(
            "POST",
            &format!("/e/{id}/samples"),
            &mine,
            "provider=stripe",
        )
        .await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    let place = sent.header("location").unwrap();
    assert_eq!(place, format!("/e/{id}/1"));
    let page = creel.call("GET", place, &mine, "").await.text();
    assert!(page.contains("Verified"), "{page}");
}

#[tokio::test]
async fn deleting_asks_on_a_page_of_its_own() {
    let creel = Creel::start().await;
    let (cookie, id) = owned(&creel).await;
    let mine = [BROWSER, ("Cookie", cookie.as_str())];
    let path = format!("/e/{id}/delete");
    let asked = creel.call("POST", &path, &mine, "").await;
    assert_eq!(asked.status, 200);
    assert!(asked.text().contains("for good?"), "{}", asked.text());
    let api = format!("/api/endpoints/{id}");
    assert_eq!(creel.call("GET", &api, &mine, "").await.status, 200);
    // A page on another site sends the same, and the browser its cookie.
    let evil = [
        ("Origin", "https://evil.example"),
        ("Cookie", cookie.as_str()),
    ];
    let refused = creel.call("POST", &path, &evil, "sure=yes").await;
    assert_eq!(refused.status, 403, "{}", refused.text());
    assert_eq!(creel.call("GET", &api, &mine, "").await.status, 200);
    let gone = creel.call("POST", &path, &mine, "sure=yes").await;
    assert_eq!(gone.status, 303, "{}", gone.text());
    assert_eq!(creel.call("GET", &api, &mine, "").await.status, 404);
}
