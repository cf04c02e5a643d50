use domain::{EndpointChange, Slug, Visibility};
use store::{Creator, NewEndpointRow, Put, SecretRow, ShareRow, WriteError};
use uuid::Uuid;

use crate::setup::{Folder, START, Seen, endpoint, hit, listed, new_endpoint, record};

fn slug(text: &str) -> Option<Slug> {
    Some(Slug::parse(text).unwrap())
}

#[tokio::test]
async fn what_was_created_is_found_by_id_slug_and_owner() {
    let folder = Folder::new();
    let store = folder.open();
    let made = store
        .create_endpoint(NewEndpointRow {
            slug: slug("orders"),
            label: Some("Orders".to_owned()),
            visibility: Visibility::Link,
            expires_at: Some(START.plus_micros(5)),
            owner_hash: Some([1; 32]),
            ..new_endpoint()
        })
        .await
        .unwrap();
    assert_eq!(made.owners, [[1; 32]]);
    let found = store.endpoint(made.id).await.unwrap();
    assert_eq!(found.as_ref(), Some(&made));
    let found = store.endpoint_by_slug(made.slug.clone().unwrap()).await;
    assert_eq!(found.unwrap().as_ref(), Some(&made));
    let found = store.endpoints_of_owner([1; 32]).await.unwrap();
    assert_eq!(found, std::slice::from_ref(&made));
    assert_eq!(store.endpoints_of_owner([2; 32]).await.unwrap(), []);
    assert_eq!(store.endpoint(Uuid::new_v4()).await.unwrap(), None);
    store.close().await.unwrap();
    let found = folder.open().endpoint(made.id).await.unwrap();
    assert_eq!(found, Some(made));
}

#[tokio::test]
async fn ids_and_slugs_are_taken_once() {
    let folder = Folder::new();
    let store = folder.open();
    let first = NewEndpointRow {
        slug: slug("orders"),
        ..new_endpoint()
    };
    store.create_endpoint(first.clone()).await.unwrap();
    let again = store.create_endpoint(first.clone()).await;
    assert_eq!(again, Err(WriteError::IdTaken));
    let other = NewEndpointRow {
        slug: slug("orders"),
        ..new_endpoint()
    };
    assert_eq!(
        store.create_endpoint(other).await,
        Err(WriteError::SlugTaken)
    );
    let second = endpoint(&store).await;
    let change = EndpointChange {
        slug: Some(slug("orders")),
        ..EndpointChange::default()
    };
    let answer = store.change_endpoint(second.id, change.clone()).await;
    assert_eq!(answer, Err(WriteError::SlugTaken));
    // Its own slug is no obstacle, and a slug given up is free.
    store
        .change_endpoint(first.id, change.clone())
        .await
        .unwrap();
    let give_up = EndpointChange {
        slug: Some(None),
        ..EndpointChange::default()
    };
    store.change_endpoint(first.id, give_up).await.unwrap();
    store.change_endpoint(second.id, change).await.unwrap();
}

#[tokio::test]
async fn put_creates_then_replaces_and_keeps_the_hits() {
    let folder = Folder::new();
    let store = folder.open();
    let mut new = new_endpoint();
    let Put::Created(made) = store.put_endpoint(new.clone()).await.unwrap() else {
        panic!("not created");
    };
    record(&store, made.num, 2).await;
    new.label = Some("named".to_owned());
    new.key_hash = [9; 32];
    let Put::Replaced(row) = store.put_endpoint(new).await.unwrap() else {
        panic!("not replaced");
    };
    assert_eq!((row.num, row.hits, row.key_hash), (made.num, 2, [7; 32]));
    assert_eq!(row.label.as_deref(), Some("named"));
}

#[tokio::test]
async fn a_client_has_a_limited_number() {
    let folder = Folder::new();
    let store = folder.open();
    let new = || NewEndpointRow {
        creator: Some(Creator {
            name: "10.0.0.1".to_owned(),
            limit: 2,
        }),
        ..new_endpoint()
    };
    let first = store.create_endpoint(new()).await.unwrap();
    store.create_endpoint(new()).await.unwrap();
    assert_eq!(store.create_endpoint(new()).await, Err(WriteError::TooMany));
    assert_eq!(
        store.count_by_creator("10.0.0.1".to_owned()).await.unwrap(),
        2
    );
    store.delete_endpoint(first.id).await.unwrap();
    store.create_endpoint(new()).await.unwrap();
}

#[tokio::test]
async fn owners_are_added_once_and_removed() {
    let folder = Folder::new();
    let store = folder.open();
    let row = endpoint(&store).await;
    store.add_owner(row.num, [3; 32]).await.unwrap();
    store.add_owner(row.num, [3; 32]).await.unwrap();
    let owners = store.endpoint(row.id).await.unwrap().unwrap().owners;
    assert_eq!(owners, [[3; 32]]);
    store.remove_owner(row.num, [3; 32]).await.unwrap();
    let gone = store.remove_owner(row.num, [3; 32]).await;
    assert_eq!(gone, Err(WriteError::NotFound));
    assert_eq!(
        store.add_owner(99, [3; 32]).await,
        Err(WriteError::NotFound)
    );
}

#[tokio::test]
async fn deleting_takes_everything_along_and_the_number_is_not_used_again() {
    let folder = Folder::new();
    let store = folder.open();
    let row = endpoint(&store).await;
    record(&store, row.num, 3).await;
    store.create_share(share(row.num)).await.unwrap();
    store.create_secret(secret(row.num)).await.unwrap();
    store.add_owner(row.num, [3; 32]).await.unwrap();
    folder.seen();
    store.delete_endpoint(row.id).await.unwrap();
    assert_eq!(folder.seen(), [Seen::EndpointDeleted(row.num)]);
    assert!(listed(&store, row.num).await.is_empty());
    assert_eq!(store.endpoint(row.id).await.unwrap(), None);
    assert_eq!(store.share("s1".to_owned()).await.unwrap(), None);
    assert_eq!(store.secrets(row.num).await.unwrap(), []);
    assert_eq!(store.endpoints_of_owner([3; 32]).await.unwrap(), []);
    let gone = store.record(hit(row.num, "x")).await;
    assert_eq!(gone, Err(store::RecordError::EndpointGone));
    assert_eq!(
        store.delete_endpoint(row.id).await,
        Err(WriteError::NotFound)
    );
    store.close().await.unwrap();
    let store = folder.open();
    assert!(endpoint(&store).await.num > row.num);
}

fn share(endpoint: i64) -> ShareRow {
    ShareRow {
        id: "s1".to_owned(),
        endpoint,
        label: Some("for Ann".to_owned()),
        created_at: START,
        expires_at: None,
    }
}

fn secret(endpoint: i64) -> SecretRow {
    SecretRow {
        id: Uuid::from_u128(1),
        endpoint,
        provider: "stripe".to_owned(),
        name: "live".to_owned(),
        created_at: START,
        ciphertext: vec![0, 255, 1],
    }
}

#[tokio::test]
async fn shares_and_secrets_come_and_go() {
    let folder = Folder::new();
    let store = folder.open();
    let num = endpoint(&store).await.num;
    store.create_share(share(num)).await.unwrap();
    let twice = store.create_share(share(num)).await;
    assert_eq!(twice, Err(WriteError::IdTaken));
    assert_eq!(
        store.share("s1".to_owned()).await.unwrap(),
        Some(share(num))
    );
    assert_eq!(store.shares(num).await.unwrap(), [share(num)]);
    let other = store.delete_share(num + 1, "s1".to_owned()).await;
    assert_eq!(other, Err(WriteError::NotFound));
    store.delete_share(num, "s1".to_owned()).await.unwrap();
    assert_eq!(store.shares(num).await.unwrap(), []);

    store.create_secret(secret(num)).await.unwrap();
    assert_eq!(store.secrets(num).await.unwrap(), [secret(num)]);
    assert!(!format!("{:?}", secret(num)).contains("255"));
    let other = SecretRow {
        name: "other".into(),
        ciphertext: vec![1],
        ..secret(num)
    };
    store.replace_secret(other.clone()).await.unwrap();
    assert_eq!(store.secrets(num).await.unwrap(), [other]);
    let unknown = SecretRow {
        id: Uuid::from_u128(2),
        ..secret(num)
    };
    let error = store.replace_secret(unknown).await.unwrap_err();
    assert!(matches!(error, WriteError::NotFound), "{error}");
    store.delete_secret(num, Uuid::from_u128(1)).await.unwrap();
    assert_eq!(store.secrets(num).await.unwrap(), []);
    let orphan = store.create_secret(secret(99)).await;
    assert_eq!(orphan, Err(WriteError::NotFound));
}
