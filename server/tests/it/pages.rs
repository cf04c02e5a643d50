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
