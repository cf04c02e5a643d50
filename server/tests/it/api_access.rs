//! Who may read and change what.

use domain::Settings;
use serde_json::Value;
use tokio::net::TcpStream;

use crate::api::{code, read};
use crate::creel::Creel;
use crate::tls::Certificate;

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
async fn a_browser_over_http2_is_on_the_same_site() {
    let certificate = Certificate::new();
    let creel = Creel::with(&certificate.flags(), Settings::default()).await;
    let stream = TcpStream::connect(creel.address).await.unwrap();
    let stream = certificate.connect(stream, b"h2").await;
    let (client, connection) = h2::client::handshake(stream).await.unwrap();
    tokio::spawn(connection);
    let mut client = client.ready().await.unwrap();
    // HTTP/2 has no `Host`.
    let request = http::Request::post("https://hooks.example/api/endpoints")
        .header("origin", "https://hooks.example")
        .body(())
        .unwrap();
    let (response, _) = client.send_request(request, true).unwrap();
    let response = response.await.unwrap();
    assert_eq!(response.status(), 201);
    let cookie = response.headers()["set-cookie"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(cookie.ends_with("; Secure"), "{cookie}");
    let made: Value = serde_json::from_str(&text(response).await).unwrap();
    let url = made["url"].as_str().unwrap().to_owned();
    assert!(url.starts_with("https://hooks.example/"), "{url}");
    let request = http::Request::get("https://hooks.example/")
        .header("cookie", cookie.split(';').next().unwrap())
        .body(())
        .unwrap();
    let (response, _) = client.send_request(request, true).unwrap();
    assert!(text(response.await.unwrap()).await.contains(&url));
}

async fn text(response: http::Response<h2::RecvStream>) -> String {
    let mut body = response.into_body();
    let mut bytes = Vec::new();
    while let Some(data) = body.data().await {
        let data = data.unwrap();
        body.flow_control().release_capacity(data.len()).unwrap();
        bytes.extend_from_slice(&data);
    }
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn a_browser_behind_a_trusted_proxy_is_on_the_same_site() {
    let creel = Creel::with(&["--trusted-proxies", "1"], Settings::default()).await;
    let headers = [
        ("X-Forwarded-Host", "hooks.example"),
        ("X-Forwarded-Proto", "https"),
        ("Origin", "https://hooks.example"),
    ];
    let answer = creel.call("POST", "/api/endpoints", &headers, "").await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let made: domain::Endpoint = read(&answer);
    assert!(
        made.url.starts_with("https://hooks.example/"),
        "{}",
        made.url
    );
    // Nobody else is believed.
    let creel = Creel::start().await;
    let answer = creel.call("POST", "/api/endpoints", &headers, "").await;
    assert_eq!((answer.status, &*code(&answer)), (403, "other_site"));
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
    let creel = Creel::with(&flags, Settings::default()).await;
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
