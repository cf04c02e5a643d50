//! Share links and saved secrets of an endpoint.

use domain::Timestamp;
use rusqlite::{OptionalExtension as _, Row, params};
use uuid::Uuid;

use crate::endpoint::{SecretRow, ShareRow};
use crate::error::{ReadError, WriteError};
use crate::row;
use crate::store::Store;

impl Store {
    /// Keeps a share link.
    ///
    /// # Errors
    /// [`WriteError::NotFound`] when the endpoint is gone, [`WriteError::IdTaken`], or the disk.
    pub async fn create_share(&self, share: ShareRow) -> Result<(), WriteError> {
        self.write(move |tx| {
            tx.endpoint_ref(share.endpoint)?;
            let made = tx
                .conn
                .prepare_cached(
                    "INSERT OR IGNORE INTO shares (id, endpoint, label, created_at, expires_at) \
                     VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![
                    share.id,
                    share.endpoint,
                    share.label,
                    share.created_at.micros(),
                    share.expires_at.map(Timestamp::micros),
                ])?;
            if made == 0 {
                return Err(WriteError::IdTaken);
            }
            Ok(())
        })
        .await
    }

    /// The share link with this id, expired or not.
    ///
    /// # Errors
    /// [`ReadError`] when the database cannot be read.
    pub async fn share(&self, id: String) -> Result<Option<ShareRow>, ReadError> {
        self.read(move |conn| {
            Ok(conn
                .prepare_cached(
                    "SELECT id, endpoint, label, created_at, expires_at FROM shares WHERE id = ?1",
                )?
                .query_row([id], share)
                .optional()?)
        })
        .await
    }

    /// The share links of an endpoint, newest first.
    ///
    /// # Errors
    /// [`ReadError`] when the database cannot be read.
    pub async fn shares(&self, num: i64) -> Result<Vec<ShareRow>, ReadError> {
        self.read(move |conn| {
            let mut statement = conn.prepare_cached(
                "SELECT id, endpoint, label, created_at, expires_at FROM shares \
                 WHERE endpoint = ?1 ORDER BY created_at DESC, id",
            )?;
            let rows = statement.query_map([num], share)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Ends a share link.
    ///
    /// # Errors
    /// [`WriteError::NotFound`], or the disk.
    pub async fn delete_share(&self, num: i64, id: String) -> Result<(), WriteError> {
        self.write(move |tx| {
            let removed = tx
                .conn
                .prepare_cached("DELETE FROM shares WHERE id = ?1 AND endpoint = ?2")?
                .execute(params![id, num])?;
            if removed == 0 {
                return Err(WriteError::NotFound);
            }
            Ok(())
        })
        .await
    }

    /// Keeps an encrypted secret.
    ///
    /// # Errors
    /// [`WriteError::NotFound`] when the endpoint is gone, [`WriteError::IdTaken`], or the disk.
    pub async fn create_secret(&self, secret: SecretRow) -> Result<(), WriteError> {
        self.write(move |tx| {
            tx.endpoint_ref(secret.endpoint)?;
            let made = tx
                .conn
                .prepare_cached(
                    "INSERT OR IGNORE INTO secrets \
                     (id, endpoint, provider, name, created_at, ciphertext) \
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute(params![
                    secret.id.as_bytes().as_slice(),
                    secret.endpoint,
                    secret.provider,
                    secret.name,
                    secret.created_at.micros(),
                    secret.ciphertext,
                ])?;
            if made == 0 {
                return Err(WriteError::IdTaken);
            }
            Ok(())
        })
        .await
    }

    /// Puts an encrypted secret in the place of the one with its id, which keeps its
    /// place in the list.
    ///
    /// # Errors
    /// [`WriteError::NotFound`] when the endpoint has no such secret.
    pub async fn replace_secret(&self, secret: SecretRow) -> Result<(), WriteError> {
        self.write(move |tx| {
            let replaced = tx
                .conn
                .prepare_cached(
                    "UPDATE secrets SET provider = ?3, name = ?4, ciphertext = ?5 \
                     WHERE id = ?1 AND endpoint = ?2",
                )?
                .execute(params![
                    secret.id.as_bytes().as_slice(),
                    secret.endpoint,
                    secret.provider,
                    secret.name,
                    secret.ciphertext,
                ])?;
            if replaced == 0 {
                return Err(WriteError::NotFound);
            }
            Ok(())
        })
        .await
    }

    /// The secrets of an endpoint, oldest first.
    ///
    /// # Errors
    /// [`ReadError`] when the database cannot be read.
    pub async fn secrets(&self, num: i64) -> Result<Vec<SecretRow>, ReadError> {
        self.read(move |conn| {
            let mut statement = conn.prepare_cached(
                "SELECT id, endpoint, provider, name, created_at, ciphertext FROM secrets \
                 WHERE endpoint = ?1 ORDER BY created_at, id",
            )?;
            let mut rows = statement.query([num])?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                found.push(secret(row)?);
            }
            Ok(found)
        })
        .await
    }

    /// Forgets a secret.
    ///
    /// # Errors
    /// [`WriteError::NotFound`], or the disk.
    pub async fn delete_secret(&self, num: i64, id: Uuid) -> Result<(), WriteError> {
        self.write(move |tx| {
            let removed = tx
                .conn
                .prepare_cached("DELETE FROM secrets WHERE id = ?1 AND endpoint = ?2")?
                .execute(params![id.as_bytes().as_slice(), num])?;
            if removed == 0 {
                return Err(WriteError::NotFound);
            }
            Ok(())
        })
        .await
    }
}

fn share(row: &Row<'_>) -> rusqlite::Result<ShareRow> {
    Ok(ShareRow {
        id: row.get(0)?,
        endpoint: row.get(1)?,
        label: row.get(2)?,
        created_at: Timestamp(row.get(3)?),
        expires_at: row.get::<_, Option<i64>>(4)?.map(Timestamp),
    })
}

fn secret(row: &Row<'_>) -> Result<SecretRow, ReadError> {
    Ok(SecretRow {
        id: row::uuid(row, 0)?,
        endpoint: row.get(1)?,
        provider: row.get(2)?,
        name: row.get(3)?,
        created_at: Timestamp(row.get(4)?),
        ciphertext: row.get(5)?,
    })
}
