//! Comparing two hits through the API.

use domain::compare::{Comparison, How, Part};

use crate::api::{code, read};
use crate::creel::Creel;

#[tokio::test]
async fn two_hits_are_compared() {
    let creel = Creel::start().await;
    let mine = creel.create("{}").await;
    let first = mine
        .hit(&creel, r#"{"id":9007199254740993,"paid":false}"#)
        .await;
    let second = mine
        .hit(&creel, r#"{"paid":true,"id":9007199254740993}"#)
        .await;
    let rest = format!("/hits/{second}/compare/{first}");
    let answer = mine.call(&creel, "GET", &rest, "").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let found: Comparison = read(&answer);
    assert_eq!((found.a.seq, found.b.seq), (first, second));
    assert_eq!((found.part, found.found.how), (Part::Body, How::Json));
    assert_eq!((found.found.added, found.found.changed), (0, 1));

    let answer = mine
        .call(&creel, "GET", &format!("{rest}?part=headers"), "")
        .await;
    let found: Comparison = read(&answer);
    assert_eq!((found.part, found.found.how), (Part::Headers, How::Pairs));
    // Their length: `false` is longer than `true`.
    assert_eq!(found.found.changed, 1, "{}", answer.text());
    assert!(answer.text().contains("Content-Length"));
    let answer = mine
        .call(&creel, "GET", &format!("{rest}?part=reply"), "")
        .await;
    let found: Comparison = read(&answer);
    assert_eq!((found.part, found.found.removed), (Part::Reply, 0));
}

#[tokio::test]
async fn what_may_not_be_read_is_not_compared() {
    let creel = Creel::start().await;
    let mine = creel.create("{}").await;
    let seq = mine.hit(&creel, "a").await;
    let rest = format!("/hits/{seq}/compare/99");
    let answer = mine.call(&creel, "GET", &rest, "").await;
    assert_eq!((answer.status, &*code(&answer)), (404, "not_found"));
    let path = mine.path(&format!("/hits/{seq}/compare/{seq}"));
    let answer = creel.call("GET", &path, &[], "").await;
    assert_eq!(answer.status, 404);
    let odd = mine
        .call(
            &creel,
            "GET",
            &format!("/hits/{seq}/compare/{seq}?part=soul"),
            "",
        )
        .await;
    assert_eq!(odd.status, 400);
}
