//! Lists of hits: pages, what matches a filter, what was missed.

use std::time::{Duration, Instant};

use domain::filter::{Filter, Subject as _};
use domain::{HitSummary, Page};
use rusqlite::{Connection, Row};

use crate::error::ReadError;
use crate::key;
use crate::row::{self, SUMMARY};
use crate::store::Store;
use crate::subject::RowSubject;
use crate::view::View;

/// Rows a filter looks at in one call; the page then ends early, with a cursor to go on from.
const SCAN_ROWS: u64 = 50_000;

/// Time a filter may take in one call.
const SCAN_TIME: Duration = Duration::from_millis(400);

/// Items in a page at most.
pub const MAX_PAGE: usize = 1000;

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
