//! Who may read and change what.

use crate::api::{code, read};
use crate::creel::Creel;
use serde_json::Value;

/// Status of reading an endpoint with these headers.
async fn reading(creel: &Creel, path: &str, headers: &[(&str, &str)]) -> u16 {
    creel.call("GET", path, headers, "").await.status
}

#[tokio::test]
async fn knowing_the_url_lets_you_send_and_not_read() {
    let creel = Creel::start().await;
    let mine = creel.create("{}").await;
    let other = creel.create("{}").await;
    mine.hit(&creel, "secret").await;
    for rest in [
        "",
        "/hits",
        "/hits/1",
        "/hits/1/body",
        "/hits/1/raw",
        "/wait",
        "/events",
        "/shares",
    ] {
        let path = mine.path(rest);
        assert_eq!(reading(&creel, &path, &[]).await, 404, "{path}");
        let theirs = [("Authorization", &*other.bearer)];
        assert_eq!(reading(&creel, &path, &theirs).await, 404, "{path}");
        let cookie = [("Cookie", "creel_owner=co_1234")];
        assert_eq!(reading(&creel, &path, &cookie).await, 404, "{path}");
    }
    for (method, rest) in [
        ("PATCH", ""),
        ("DELETE", ""),
        ("DELETE", "/hits"),
        ("POST", "/shares"),
    ] {
        let answer = creel.call(method, &mine.path(rest), &[], "{}").await;
        assert_eq!(
            (answer.status, &*code(&answer)),
            (404, "not_found"),
            "{method} {rest}"
        );
    }
    assert_eq!(mine.call(&creel, "GET", "/hits/1", "").await.status, 200);
}

#[tokio::test]
async fn what_is_missing_and_what_is_hidden_look_the_same() {
    let creel = Creel::start().await;
    let mine = creel.create("{}").await;
    let hidden = creel.call("GET", &mine.path(""), &[], "").await;
    let missing = "/api/endpoints/00000000-0000-4000-8000-000000000000";
    let missing = creel.call("GET", missing, &[], "").await;
    assert_eq!(
        (hidden.status, hidden.text()),
        (missing.status, missing.text())
    );
}

#[tokio::test]
async fn a_browser_that_creates_becomes_the_owner() {
    let creel = Creel::start().await;
    let origin = ("Origin", "http://creel.test");
    let answer = creel.call("POST", "/api/endpoints", &[origin], "").await;
    let made: domain::Endpoint = read(&answer);
    let cookie = answer.header("set-cookie").unwrap();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    let cookie = ("Cookie", cookie.split(';').next().unwrap());
    let path = format!("/api/endpoints/{}", made.id);
    assert_eq!(reading(&creel, &path, &[cookie]).await, 200);
    let foreign = ("Origin", "http://localhost:8080");
    assert_eq!(reading(&creel, &path, &[cookie, foreign]).await, 404);
    let changed = creel.call("PATCH", &path, &[cookie, foreign], "{}").await;
    assert_eq!((changed.status, &*code(&changed)), (403, "other_site"));

    let again = creel
        .call("POST", "/api/endpoints", &[origin, cookie], "")
        .await;
    assert_eq!(again.header("set-cookie"), None);
    let list: Value = read(&creel.call("GET", "/api/endpoints", &[cookie], "").await);
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    let nobody: Value = read(&creel.call("GET", "/api/endpoints", &[], "").await);
    assert_eq!(nobody["items"].as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn the_key_is_shown_once_and_claims_the_endpoint_for_a_browser() {
    let creel = Creel::start().await;
    let mine = creel.create("{}").await;
    assert!(
        !mine
            .call(&creel, "GET", "", "")
            .await
            .text()
            .contains("ck_")
    );
    let headers = [
        ("Authorization", &*mine.bearer),
        ("Origin", "http://creel.test"),
    ];
    let claimed = creel.call("POST", &mine.path("/claim"), &headers, "").await;
    let cookie = claimed
        .header("set-cookie")
        .unwrap()
        .split(';')
        .next()
        .unwrap();
    assert_eq!(
        reading(&creel, &mine.path(""), &[("Cookie", cookie)]).await,
        200
    );
}

#[tokio::test]
async fn a_share_link_reads_and_changes_nothing() {
    let creel = Creel::start().await;
    let mine = creel.create("{}").await;
    mine.hit(&creel, "x").await;
    let share: Value = read(&mine.call(&creel, "POST", "/shares", "{}").await);
    let id = share["id"].as_str().unwrap();
    for rest in ["", "/hits", "/hits/1", "/hits/1/body"] {
        let path = format!("{}?share={id}", mine.path(rest));
        assert_eq!(reading(&creel, &path, &[]).await, 200, "{path}");
    }
    let path = format!("{}?share={id}", mine.path("/hits"));
    assert_eq!(creel.call("DELETE", &path, &[], "").await.status, 404);
    let other = creel.create("{}").await;
    let path = format!("{}?share={id}", other.path(""));
    assert_eq!(reading(&creel, &path, &[]).await, 404);
    mine.call(&creel, "DELETE", &format!("/shares/{id}"), "")
        .await;
    let path = format!("{}?share={id}", mine.path(""));
    assert_eq!(reading(&creel, &path, &[]).await, 404);
}

#[tokio::test]
async fn link_visibility_lets_anyone_read() {
    let creel = Creel::start().await;
    let open = creel.create(r#"{"visibility":"link"}"#).await;
    assert_eq!(reading(&creel, &open.path("/hits"), &[]).await, 200);
    assert_eq!(
        creel.call("DELETE", &open.path(""), &[], "").await.status,
        404
    );
}

#[tokio::test]
async fn with_access_token_only_the_admin_creates() {
    let flags = [
        "--access",
        "token",
        "--admin-token",
        "admin-token-0123456789",
    ];
    let creel = Creel::with(&flags, domain::Settings::default()).await;
    let refused = creel.call("POST", "/api/endpoints", &[], "").await;
    assert_eq!(
        (refused.status, &*code(&refused)),
        (401, "admin_token_needed")
    );
    let admin = [("Authorization", "Bearer admin-token-0123456789")];
    let made = creel.call("POST", "/api/endpoints", &admin, "").await;
    assert_eq!(made.status, 201);
    let made: domain::Endpoint = read(&made);
    let path = format!("/api/endpoints/{}/hits", made.id);
    assert_eq!(reading(&creel, &path, &admin).await, 200);
}
