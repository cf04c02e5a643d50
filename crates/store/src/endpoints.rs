//! Creating, changing, finding and deleting endpoints.

use domain::{EndpointChange, Slug, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Params, params};
use uuid::Uuid;

use crate::endpoint::{EndpointRow, Hash, NewEndpointRow, Put};
use crate::error::{ReadError, WriteError};
use crate::key;
use crate::row;
use crate::store::Store;
use crate::writer::tx::{Pending, Tx};

impl Store {
    /// Creates an endpoint.
    ///
    /// # Errors
    /// [`WriteError::IdTaken`], [`WriteError::SlugTaken`], [`WriteError::TooMany`], or the disk.
    pub async fn create_endpoint(&self, new: NewEndpointRow) -> Result<EndpointRow, WriteError> {
        self.write(move |tx| create(tx, &new)).await
    }

    /// Creates an endpoint with this id, or replaces slug, label, visibility, end and settings of the
    /// one that has it; key, owners, counters and hits stay.
    ///
    /// # Errors
    /// As [`Store::create_endpoint`], but never [`WriteError::IdTaken`].
    pub async fn put_endpoint(&self, new: NewEndpointRow) -> Result<Put, WriteError> {
        self.write(move |tx| put(tx, &new)).await
    }

    /// Changes what the change names.
    ///
    /// # Errors
    /// [`WriteError::NotFound`], [`WriteError::SlugTaken`], or the disk.
    pub async fn change_endpoint(
        &self,
        id: Uuid,
        change: EndpointChange,
    ) -> Result<EndpointRow, WriteError> {
        self.write(move |tx| {
            let mut row = find(tx.conn, Key::Id(id))?.ok_or(WriteError::NotFound)?;
            row.slug = change.slug.unwrap_or(row.slug);
            row.label = change.label.unwrap_or(row.label);
            row.visibility = change.visibility.unwrap_or(row.visibility);
            row.expires_at = change.expires_at.unwrap_or(row.expires_at);
            row.settings = change.settings.unwrap_or(row.settings);
            update(tx, &row)
        })
        .await
    }

    /// Deletes an endpoint with all it has. Its hits are hidden at once and deleted in small steps.
    ///
    /// # Errors
    /// [`WriteError::NotFound`], or the disk.
    pub async fn delete_endpoint(&self, id: Uuid) -> Result<(), WriteError> {
        self.write(move |tx| {
            let row = find(tx.conn, Key::Id(id))?.ok_or(WriteError::NotFound)?;
            delete(tx, row.num)
        })
        .await
    }

    /// Notes that an owner's browser lists this endpoint; doing so again changes nothing.
    ///
    /// # Errors
    /// [`WriteError::NotFound`], or the disk.
    pub async fn add_owner(&self, num: i64, owner: Hash) -> Result<(), WriteError> {
        self.write(move |tx| {
            tx.endpoint_ref(num)?;
            tx.conn
                .prepare_cached("INSERT OR IGNORE INTO owners (owner, endpoint) VALUES (?1, ?2)")?
                .execute(params![owner.as_slice(), num])?;
            announce(tx, num).map(drop)
        })
        .await
    }

    /// Takes an endpoint off an owner's list; the endpoint stays.
    ///
    /// # Errors
    /// [`WriteError::NotFound`], or the disk.
    pub async fn remove_owner(&self, num: i64, owner: Hash) -> Result<(), WriteError> {
        self.write(move |tx| {
            let removed = tx
                .conn
                .prepare_cached("DELETE FROM owners WHERE owner = ?1 AND endpoint = ?2")?
                .execute(params![owner.as_slice(), num])?;
            if removed == 0 {
                return Err(WriteError::NotFound);
            }
            announce(tx, num).map(drop)
        })
        .await
    }

    /// The endpoint with this id.
    ///
    /// # Errors
    /// [`ReadError`] when the database cannot be read.
    pub async fn endpoint(&self, id: Uuid) -> Result<Option<EndpointRow>, ReadError> {
        self.read(move |conn| find(conn, Key::Id(id))).await
    }

    /// The endpoint with this slug.
    ///
    /// # Errors
    /// [`ReadError`] when the database cannot be read.
    pub async fn endpoint_by_slug(&self, slug: Slug) -> Result<Option<EndpointRow>, ReadError> {
        self.read(move |conn| find(conn, Key::Slug(&slug))).await
    }

    /// The endpoint with this row number.
    ///
    /// # Errors
    /// [`ReadError`] when the database cannot be read.
    pub async fn endpoint_by_num(&self, num: i64) -> Result<Option<EndpointRow>, ReadError> {
        self.read(move |conn| find(conn, Key::Num(num))).await
    }

    /// What an owner's browser lists, newest first.
    ///
    /// # Errors
    /// [`ReadError`] when the database cannot be read.
    pub async fn endpoints_of_owner(&self, owner: Hash) -> Result<Vec<EndpointRow>, ReadError> {
        self.read(move |conn| {
            select(
                conn,
                "num IN (SELECT endpoint FROM owners WHERE owner = ?1) \
                 ORDER BY created_at DESC, num DESC",
                [owner.as_slice()],
            )
        })
        .await
    }

    /// Endpoints after row number `after`, in order of creation: for the administrator.
    ///
    /// # Errors
    /// [`ReadError`] when the database cannot be read.
    pub async fn endpoints(&self, after: i64, limit: u32) -> Result<Vec<EndpointRow>, ReadError> {
        self.read(move |conn| {
            select(
                conn,
                "num > ?1 ORDER BY num LIMIT ?2",
                params![after, limit],
            )
        })
        .await
    }

    /// Endpoints made by this client that still exist.
    ///
    /// # Errors
    /// [`ReadError`] when the database cannot be read.
    pub async fn count_by_creator(&self, creator: String) -> Result<u64, ReadError> {
        self.read(move |conn| Ok(count_by_creator(conn, &creator)?))
            .await
    }
}

/// How an endpoint is looked for.
#[derive(Clone, Copy)]
enum Key<'a> {
    Num(i64),
    Id(Uuid),
    Slug(&'a Slug),
}

fn find(conn: &Connection, key: Key<'_>) -> Result<Option<EndpointRow>, ReadError> {
    let found = match key {
        Key::Num(num) => select(conn, "num = ?1", [num]),
        Key::Id(id) => select(conn, "id = ?1", [id.as_bytes().as_slice()]),
        Key::Slug(slug) => select(conn, "slug = ?1", [slug.as_str()]),
    };
    Ok(found?.pop())
}

fn select(
    conn: &Connection,
    condition: &str,
    params: impl Params,
) -> Result<Vec<EndpointRow>, ReadError> {
    let sql = format!("SELECT {} FROM endpoints WHERE {condition}", row::ENDPOINT);
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(row::endpoint(row)?);
    }
    let mut owners =
        conn.prepare_cached("SELECT owner FROM owners WHERE endpoint = ?1 ORDER BY owner")?;
    for endpoint in &mut found {
        let mut rows = owners.query([endpoint.num])?;
        while let Some(row) = rows.next()? {
            endpoint.owners.push(row::hash(row::blob(row, 0)?)?);
        }
    }
    Ok(found)
}

fn count_by_creator(conn: &Connection, creator: &str) -> rusqlite::Result<u64> {
    conn.prepare_cached("SELECT count(*) FROM endpoints WHERE creator = ?1")?
        .query_row([creator], |row| row.get(0))
        .map(key::to_u64)
}

fn put(tx: &mut Tx<'_>, new: &NewEndpointRow) -> Result<Put, WriteError> {
    let Some(mut row) = find(tx.conn, Key::Id(new.id))? else {
        return create(tx, new).map(Put::Created);
    };
    row.slug.clone_from(&new.slug);
    row.label.clone_from(&new.label);
    row.visibility = new.visibility;
    row.expires_at = new.expires_at;
    row.settings.clone_from(&new.settings);
    update(tx, &row).map(Put::Replaced)
}

fn create(tx: &mut Tx<'_>, new: &NewEndpointRow) -> Result<EndpointRow, WriteError> {
    if find(tx.conn, Key::Id(new.id))?.is_some() {
        return Err(WriteError::IdTaken);
    }
    slug_is_free(tx.conn, new.slug.as_ref(), None)?;
    if let Some(creator) = &new.creator
        && count_by_creator(tx.conn, &creator.name)? >= creator.limit
    {
        return Err(WriteError::TooMany);
    }
    tx.conn
        .prepare_cached(
            "INSERT INTO endpoints (id, slug, label, visibility, settings, key_hash, creator, \
             created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            new.id.as_bytes().as_slice(),
            new.slug.as_ref().map(Slug::as_str),
            new.label,
            row::visibility_word(new.visibility),
            settings(&new.settings)?,
            new.key_hash.as_slice(),
            new.creator.as_ref().map(|creator| &creator.name),
            new.now.micros(),
            new.expires_at.map(Timestamp::micros),
        ])?;
    let num = tx.conn.last_insert_rowid();
    if let Some(owner) = new.owner_hash {
        tx.conn
            .prepare_cached("INSERT INTO owners (owner, endpoint) VALUES (?1, ?2)")?
            .execute(params![owner.as_slice(), num])?;
    }
    announce(tx, num)
}

fn update(tx: &mut Tx<'_>, row: &EndpointRow) -> Result<EndpointRow, WriteError> {
    slug_is_free(tx.conn, row.slug.as_ref(), Some(row.num))?;
    tx.conn
        .prepare_cached(
            "UPDATE endpoints SET slug = ?2, label = ?3, visibility = ?4, settings = ?5, \
             expires_at = ?6 WHERE num = ?1",
        )?
        .execute(params![
            row.num,
            row.slug.as_ref().map(Slug::as_str),
            row.label,
            row::visibility_word(row.visibility),
            settings(&row.settings)?,
            row.expires_at.map(Timestamp::micros),
        ])?;
    tx.wanted.sweep = true;
    announce(tx, row.num)
}

fn slug_is_free(
    conn: &Connection,
    slug: Option<&Slug>,
    except: Option<i64>,
) -> Result<(), WriteError> {
    let Some(slug) = slug else { return Ok(()) };
    match find(conn, Key::Slug(slug))? {
        Some(row) if Some(row.num) != except => Err(WriteError::SlugTaken),
        _ => Ok(()),
    }
}

fn settings(settings: &domain::Settings) -> Result<String, WriteError> {
    serde_json::to_string(settings).map_err(|error| WriteError::Rejected(error.to_string()))
}

/// Publishes the endpoint as it is now and returns it.
fn announce(tx: &mut Tx<'_>, num: i64) -> Result<EndpointRow, WriteError> {
    let row = find(tx.conn, Key::Num(num))?.ok_or(WriteError::NotFound)?;
    tx.changes.push(Pending::Endpoint(Box::new(row.clone())));
    Ok(row)
}

/// Deletes an endpoint; its hits are left to the purge.
pub(crate) fn delete(tx: &mut Tx<'_>, num: i64) -> Result<(), WriteError> {
    let endpoint = tx.endpoint_ref(num)?;
    let last: Option<i64> = tx
        .conn
        .prepare_cached("SELECT last_seq FROM endpoints WHERE num = ?1")?
        .query_row([num], |row| row.get(0))
        .optional()?;
    purge(tx, num, key::to_u64(last.unwrap_or_default()))?;
    tx.conn
        .prepare_cached("DELETE FROM endpoints WHERE num = ?1")?
        .execute([num])?;
    tx.changes.push(Pending::EndpointDeleted(endpoint));
    Ok(())
}

/// Leaves every hit up to `through` to the purge.
pub(crate) fn purge(tx: &mut Tx<'_>, num: i64, through: u64) -> Result<(), WriteError> {
    tx.conn
        .prepare_cached(
            "INSERT INTO purges (low, high) VALUES (?1, ?2) \
             ON CONFLICT (low) DO UPDATE SET high = max(high, excluded.high)",
        )?
        .execute([key::key(num, 0), key::key(num, through)])?;
    tx.wanted.purge = true;
    Ok(())
}
