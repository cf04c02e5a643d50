//! Hits per stretch of time, for the activity strip.

use domain::Timestamp;
use rusqlite::Connection;

use crate::error::ReadError;
use crate::store::Store;
use crate::view::View;

/// Hits that activity looks at; beyond, it says so.
const ACTIVITY_ROWS: u64 = 20_000;

/// Hits per stretch of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// One entry per stretch, oldest first.
    pub buckets: Vec<Bucket>,
    /// False when there were too many hits to look at all: the oldest stretches then show less.
    pub complete: bool,
}

/// Hits of one stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bucket {
    /// All hits.
    pub hits: u64,
    /// Those whose verdict is `failed`.
    pub failed: u64,
}

impl Store {
    /// Hits in `count` stretches of `width` microseconds, the first starting at `from`.
    ///
    /// # Errors
    /// [`ReadError`] when the database cannot be read.
    pub async fn activity(
        &self,
        num: i64,
        from: Timestamp,
        width: i64,
        count: usize,
    ) -> Result<Activity, ReadError> {
        self.read(move |conn| activity(conn, num, from, width.max(1), count))
            .await
    }
}

/// Hits are looked at from the newest back to the first that came before `from`.
fn activity(
    conn: &Connection,
    num: i64,
    from: Timestamp,
    width: i64,
    count: usize,
) -> Result<Activity, ReadError> {
    let mut activity = Activity {
        buckets: vec![Bucket::default(); count],
        complete: true,
    };
    let Some(view) = View::find(conn, num)? else {
        return Ok(activity);
    };
    let (low, high) = view.between(None, None);
    let mut statement = conn.prepare_cached(
        "SELECT received_at, verdict IS 'failed' FROM hits \
         WHERE key BETWEEN ?1 AND ?2 ORDER BY key DESC",
    )?;
    let mut rows = statement.query([low, high])?;
    let mut seen = 0;
    while let Some(row) = rows.next()? {
        let since = Timestamp(row.get(0)?).since(from);
        if since < 0 {
            break;
        }
        seen += 1;
        if seen > ACTIVITY_ROWS {
            activity.complete = false;
            break;
        }
        let at = usize::try_from(since / width).unwrap_or(usize::MAX);
        if let Some(bucket) = activity.buckets.get_mut(at) {
            bucket.hits += 1;
            bucket.failed += u64::from(row.get::<_, bool>(1)?);
        }
    }
    Ok(activity)
}
