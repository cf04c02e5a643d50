//! Reading hits: pages, the missed ones, one in full, activity.

use std::time::{Duration, Instant};

use domain::filter::{Filter, Subject as _};
use domain::{Connection as HitConnection, HitSummary, Page, Timestamp, Timing};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::error::ReadError;
use crate::hit::{Scheme, StoredHit, Version, Which};
use crate::key::{self, key, to_u64};
use crate::row::{self, SUMMARY, SUMMARY_LEN};
use crate::store::Store;
use crate::subject::RowSubject;

/// Rows a filter looks at in one call; the page then ends early, with a cursor to go on from.
const SCAN_ROWS: u64 = 50_000;

/// Time a filter may take in one call.
const SCAN_TIME: Duration = Duration::from_millis(400);

/// Items in a page at most.
pub const MAX_PAGE: usize = 1000;

/// Hits that activity looks at; beyond, it says so.
const ACTIVITY_ROWS: u64 = 20_000;

/// Which end a list starts at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Newest first; `next` is the following page's `before`.
    #[default]
    Newest,
    /// Oldest first; `next` is the following page's `after`.
    Oldest,
}

/// Which hits to list.
#[derive(Clone, Debug, Default)]
pub struct ListQuery {
    /// Only those that match.
    pub filter: Option<Filter>,
    /// Only numbers below this.
    pub before: Option<u64>,
    /// Only numbers above this.
    pub after: Option<u64>,
    /// Items in the page, 1 to [`MAX_PAGE`].
    pub limit: usize,
    /// From which end.
    pub order: Order,
}

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
    /// A page of hits. With a filter the page may hold fewer than asked for, even none, and still have
    /// a `next`: the look-up is bounded. Unknown endpoints have no hits.
    ///
    /// # Errors
    /// [`ReadError`] when the database cannot be read.
    pub async fn list(&self, num: i64, query: ListQuery) -> Result<Page<HitSummary>, ReadError> {
        self.read(move |conn| page(conn, num, &query)).await
    }

    /// Up to `limit` hits with numbers above `since`, oldest first: what a watcher missed.
    ///
    /// # Errors
    /// [`ReadError`] when the database cannot be read.
    pub async fn hits_after(
        &self,
        num: i64,
        since: u64,
        limit: usize,
    ) -> Result<Vec<HitSummary>, ReadError> {
        let query = ListQuery {
            after: Some(since),
            limit,
            order: Order::Oldest,
            ..ListQuery::default()
        };
        Ok(self.list(num, query).await?.items)
    }

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

/// What of an endpoint's hits can be seen.
struct View {
    num: i64,
    cleared: u64,
    hits: u64,
    id: String,
    slug: Option<String>,
}

impl View {
    fn find(conn: &Connection, num: i64) -> Result<Option<Self>, ReadError> {
        conn.prepare_cached("SELECT cleared, hits, id, slug FROM endpoints WHERE num = ?1")?
            .query_row([num], |row| {
                Ok(row::uuid(row, 2).and_then(|id| {
                    Ok(Self {
                        num,
                        cleared: to_u64(row.get(0)?),
                        hits: to_u64(row.get(1)?),
                        id: id.to_string(),
                        slug: row.get(3)?,
                    })
                }))
            })
            .optional()?
            .transpose()
    }

    /// The lowest and the highest key to look at.
    fn range(&self, which: Which) -> (i64, i64) {
        let low = self.cleared + 1;
        match which {
            Which::Latest => (key(self.num, low), key(self.num, key::MAX_SEQ)),
            Which::Seq(seq) if seq < low || seq > key::MAX_SEQ => (1, 0),
            Which::Seq(seq) => (key(self.num, seq), key(self.num, seq)),
        }
    }

    /// The keys between two numbers, neither included.
    fn between(&self, after: Option<u64>, before: Option<u64>) -> (i64, i64) {
        let low = after
            .map_or(0, |after| after.saturating_add(1))
            .max(self.cleared + 1);
        let high = before.map_or(key::MAX_SEQ, |before| {
            before.saturating_sub(1).min(key::MAX_SEQ)
        });
        if low > high {
            return (1, 0);
        }
        (key(self.num, low), key(self.num, high))
    }
}

fn page(conn: &Connection, num: i64, query: &ListQuery) -> Result<Page<HitSummary>, ReadError> {
    let nothing = Page {
        items: Vec::new(),
        next: None,
        total: Some(0),
    };
    let Some(view) = View::find(conn, num)? else {
        return Ok(nothing);
    };
    let limit = query.limit.clamp(1, MAX_PAGE);
    match query.filter.as_ref().filter(|filter| !filter.is_empty()) {
        None => plain(conn, &view, query, limit),
        Some(filter) => filtered(conn, &view, query, limit, filter),
    }
}

const fn direction(order: Order) -> &'static str {
    match order {
        Order::Newest => "DESC",
        Order::Oldest => "ASC",
    }
}

/// One row more than the page is read, to know whether there is a next one.
fn plain(
    conn: &Connection,
    view: &View,
    query: &ListQuery,
    limit: usize,
) -> Result<Page<HitSummary>, ReadError> {
    let (low, high) = view.between(query.after, query.before);
    let sql = format!(
        "SELECT {SUMMARY} FROM hits WHERE key BETWEEN ?1 AND ?2 ORDER BY key {}",
        direction(query.order)
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([low, high])?;
    let mut page = Page {
        items: Vec::new(),
        next: None,
        total: Some(view.hits),
    };
    while let Some(row) = rows.next()? {
        if page.items.len() == limit {
            page.next = page.items.last().map(|hit: &HitSummary| hit.seq);
            break;
        }
        page.items.push(row::summary(row)?);
    }
    Ok(page)
}

/// Rows are looked at in order until the page is full or the bounds are reached. Small heads and
/// bodies come with the row; large ones are fetched when nothing else decides.
fn filtered(
    conn: &Connection,
    view: &View,
    query: &ListQuery,
    limit: usize,
    filter: &Filter,
) -> Result<Page<HitSummary>, ReadError> {
    let (low, high) = view.between(query.after, query.before);
    let deep = filter.needs_head() || filter.needs_body();
    let with = if deep {
        ", CASE WHEN bytes <= 65536 THEN head END, CASE WHEN bytes <= 65536 THEN body END"
    } else {
        ", NULL, NULL"
    };
    let sql = format!(
        "SELECT {SUMMARY}{with} FROM hits WHERE key BETWEEN ?1 AND ?2 ORDER BY key {}",
        direction(query.order)
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([low, high])?;
    let names: Vec<&str> = core::iter::once(view.id.as_str())
        .chain(view.slug.as_deref())
        .collect();
    let started = Instant::now();
    let mut seen = 0;
    let mut page = Page {
        items: Vec::new(),
        next: None,
        total: None,
    };
    while let Some(row) = rows.next()? {
        let at = key::seq(row.get(0)?);
        seen += 1;
        if matches(conn, row, &names, filter)? {
            page.items.push(row::summary(row)?);
        }
        let spent = seen >= SCAN_ROWS || seen % 64 == 0 && started.elapsed() >= SCAN_TIME;
        if page.items.len() == limit || spent {
            page.next = Some(at);
            break;
        }
    }
    // The whole list was looked at: its length is known.
    if page.next.is_none() && query.before.is_none() && query.after.is_none() {
        page.total = Some(page.items.len() as u64);
    }
    Ok(page)
}

fn matches(
    conn: &Connection,
    row: &Row<'_>,
    names: &[&str],
    filter: &Filter,
) -> Result<bool, ReadError> {
    let subject = RowSubject::new(row, names)?;
    if let Some(decided) = filter.test(&subject) {
        return Ok(decided);
    }
    if subject.body().is_some() {
        return Ok(false);
    }
    let key: i64 = row.get(0)?;
    let mut statement = conn.prepare_cached("SELECT head, body FROM hits WHERE key = ?1")?;
    let mut rows = statement.query([key])?;
    match rows.next()? {
        Some(large) => {
            Ok(filter.matches(&subject.with(row::blob(large, 0)?, row::blob(large, 1)?)))
        }
        None => Ok(false),
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
        connection: HitConnection {
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
    let mut rows = statement.query(params![low, high])?;
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
