//! A row as a filter sees it: nothing is copied that is not looked at.

use std::net::{IpAddr, Ipv4Addr};

use domain::filter::{Subject, path_below};
use domain::{Outcome, Timestamp};
use rusqlite::Row;
use rusqlite::types::ValueRef;

use crate::error::ReadError;
use crate::key::to_u64;
use crate::row::{self, SUMMARY_LEN};

/// A row of the columns of [`row::SUMMARY`], followed by head and body or NULL.
#[derive(Clone, Copy)]
pub(crate) struct RowSubject<'a> {
    row: &'a Row<'a>,
    names: &'a [&'a str],
    head: Option<&'a [u8]>,
    body: Option<&'a [u8]>,
}

impl<'a> RowSubject<'a> {
    pub(crate) fn new(row: &'a Row<'a>, names: &'a [&'a str]) -> Result<Self, ReadError> {
        let subject = Self {
            row,
            names,
            head: None,
            body: None,
        };
        // Columns are of the types the table demands; reading one here finds a faulty row.
        row.get_ref(SUMMARY_LEN + 1)?;
        Ok(Self {
            head: subject.bytes(SUMMARY_LEN),
            body: subject.bytes(SUMMARY_LEN + 1),
            ..subject
        })
    }

    /// The same with head and body.
    pub(crate) const fn with(self, head: &'a [u8], body: &'a [u8]) -> Self {
        Self {
            head: Some(head),
            body: Some(body),
            ..self
        }
    }

    fn column(&self, column: usize) -> ValueRef<'a> {
        self.row.get_ref(column).unwrap_or(ValueRef::Null)
    }

    fn bytes(&self, column: usize) -> Option<&'a [u8]> {
        match self.column(column) {
            ValueRef::Blob(bytes) | ValueRef::Text(bytes) => Some(bytes),
            ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) => None,
        }
    }

    fn text(&self, column: usize) -> Option<&'a str> {
        std::str::from_utf8(self.bytes(column)?).ok()
    }

    fn number(&self, column: usize) -> Option<i64> {
        match self.column(column) {
            ValueRef::Integer(number) => Some(number),
            ValueRef::Null | ValueRef::Real(_) | ValueRef::Text(_) | ValueRef::Blob(_) => None,
        }
    }

    fn flag(&self, bit: i64) -> bool {
        self.number(6).unwrap_or_default() & bit != 0
    }
}

impl Subject for RowSubject<'_> {
    fn received_at(&self) -> Timestamp {
        Timestamp(self.number(1).unwrap_or_default())
    }

    fn method(&self) -> &str {
        self.text(9).unwrap_or_default()
    }

    fn target(&self) -> &[u8] {
        self.bytes(10).unwrap_or_default()
    }

    fn path(&self) -> &[u8] {
        path_below(self.bytes(10).unwrap_or_default(), self.names)
    }

    fn client_ip(&self) -> IpAddr {
        self.bytes(8)
            .and_then(|bytes| row::ip(bytes).ok())
            .unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
    }

    fn content_type(&self) -> Option<&str> {
        self.text(11)
    }

    fn size(&self) -> u64 {
        to_u64(self.number(4).unwrap_or_default())
    }

    fn status(&self) -> Option<u16> {
        self.number(5).and_then(|status| u16::try_from(status).ok())
    }

    fn provider(&self) -> Option<&str> {
        self.text(12)
    }

    fn event(&self) -> Option<&str> {
        self.text(13)
    }

    fn delivery_id(&self) -> Option<&str> {
        self.text(14)
    }

    fn verdict(&self) -> Option<Outcome> {
        self.text(3).and_then(Outcome::from_word)
    }

    fn truncated(&self) -> bool {
        self.flag(row::TRUNCATED)
    }

    fn incomplete(&self) -> bool {
        self.flag(row::INCOMPLETE)
    }

    fn pinned(&self) -> bool {
        self.number(2) == Some(1)
    }

    fn note(&self) -> Option<&str> {
        self.text(15)
    }

    fn head(&self) -> Option<&[u8]> {
        self.head
    }

    fn body(&self) -> Option<&[u8]> {
        self.body
    }
}
