//! Reading one hit.

use domain::{Connection, Timing};
use rusqlite::{OptionalExtension as _, Row};

use crate::error::ReadError;
use crate::hit::{Scheme, StoredHit, Version, Which};
use crate::key::{self, to_u64};
use crate::row::{self, SUMMARY, SUMMARY_LEN};
use crate::store::Store;
use crate::view::View;

impl Store {
    /// One hit in full.
    ///
    /// # Errors
    /// [`ReadError`] when the database cannot be read.
    pub async fn hit(&self, num: i64, which: Which) -> Result<Option<StoredHit>, ReadError> {
        self.read(move |conn| {
            let Some(view) = View::find(conn, num)? else {
                return Ok(None);
            };
            let (low, high) = view.range(which);
            let sql = format!(
                "SELECT {SUMMARY}, version, scheme, host, peer, receive_us, wait_us, request, framing, \
                 reply, verdicts, trailers, head, body FROM hits \
                 WHERE key BETWEEN ?1 AND ?2 ORDER BY key DESC LIMIT 1"
            );
            let mut statement = conn.prepare_cached(&sql)?;
            let mut rows = statement.query([low, high])?;
            rows.next()?.map(stored).transpose()
        })
        .await
    }

    /// Number and bytes of a hit, which is not read for it.
    ///
    /// # Errors
    /// [`ReadError`] when the database cannot be read.
    pub async fn size(&self, num: i64, which: Which) -> Result<Option<(u64, u64)>, ReadError> {
        self.read(move |conn| {
            let Some(view) = View::find(conn, num)? else {
                return Ok(None);
            };
            let (low, high) = view.range(which);
            Ok(conn
                .prepare_cached(
                    "SELECT key, bytes FROM hits WHERE key BETWEEN ?1 AND ?2 \
                     ORDER BY key DESC LIMIT 1",
                )?
                .query_row([low, high], |row| {
                    Ok((key::seq(row.get(0)?), to_u64(row.get(1)?)))
                })
                .optional()?)
        })
        .await
    }

    /// The body of a hit, with its content type: cheaper than the whole hit.
    ///
    /// # Errors
    /// [`ReadError`] when the database cannot be read.
    pub async fn body(
        &self,
        num: i64,
        seq: u64,
    ) -> Result<Option<(Option<String>, Vec<u8>)>, ReadError> {
        self.read(move |conn| {
            let Some(view) = View::find(conn, num)? else {
                return Ok(None);
            };
            let (low, high) = view.range(Which::Seq(seq));
            Ok(conn
                .prepare_cached(
                    "SELECT content_type, body FROM hits WHERE key BETWEEN ?1 AND ?2 LIMIT 1",
                )?
                .query_row([low, high], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?)
        })
        .await
    }
}

fn stored(row: &Row<'_>) -> Result<StoredHit, ReadError> {
    let at = |column: usize| SUMMARY_LEN + column;
    let flags: i64 = row.get(6)?;
    let text = |column| row.get::<_, String>(at(column));
    Ok(StoredHit {
        summary: row::summary(row)?,
        target: row.get(10)?,
        version: Version::from_number(row.get(at(0))?).ok_or(ReadError::Damaged("version"))?,
        scheme: Scheme::from_text(&text(1)?).ok_or(ReadError::Damaged("scheme"))?,
        host: text(2)?,
        peer: text(3)?.parse().map_err(|_| ReadError::Damaged("peer"))?,
        timing: Timing {
            receive_us: to_u64(row.get(at(4))?),
            wait_us: to_u64(row.get(at(5))?),
        },
        connection: Connection {
            tls: flags & row::TLS != 0,
            request: row.get(at(6))?,
            framing: row::framing_from(&text(7)?).ok_or(ReadError::Damaged("framing"))?,
        },
        reply: serde_json::from_str(&text(8)?).map_err(|_| ReadError::Damaged("reply"))?,
        verdicts: row.get(at(9))?,
        trailers: row.get(at(10))?,
        head: row.get(at(11))?,
        body: row.get(at(12))?,
    })
}
