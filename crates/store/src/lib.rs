//! Keeps endpoints and hits in SQLite.
//!
//! One thread owns the only connection that writes; everything that writes is a command on a bounded
//! queue. The thread takes what waits, commits it as one transaction, publishes the changes and only
//! then acknowledges. Reads go through a few read-only connections on threads for blocking work.
//!
//! Layout, in reading order:
//! - [`Options`], [`Limits`]: how a store is opened
//! - [`Store`]: the handle; its methods are grouped in `endpoints`, `hits`, `list`,
//!   `single`, `activity`, `shares`
//! - [`NewHit`], [`StoredHit`], [`EndpointRow`]: what goes in and comes out
//! - [`Change`]: what is published after a commit
//! - `writer`: the thread: batches, limits, chores
//! - [`backup()`], [`check()`]: copying and verifying, also beside a running server
//! - `schema`, `connection`, `file`: versions, pragmas, refusal of what is not ours

mod activity;
mod backup;
mod change;
mod check;
mod connection;
mod endpoint;
mod endpoints;
mod error;
mod file;
mod health;
mod hit;
mod hits;
mod key;
mod list;
mod log;
mod options;
mod readers;
mod row;
mod schema;
mod shares;
mod single;
mod store;
mod subject;
mod view;
mod writer;

pub use activity::{Activity, Bucket};
pub use backup::backup;
pub use change::{Change, EndpointRef};
pub use check::{Report, check, check_file};
pub use endpoint::{Creator, EndpointRow, Hash, NewEndpointRow, Put, SecretRow, ShareRow};
pub use error::{BackupError, CheckError, Full, OpenError, ReadError, RecordError, WriteError};
pub use health::Health;
pub use hit::{NewHit, Recorded, Scheme, StoredHit, Version, Which};
pub use hits::Removed;
pub use list::{ListQuery, MAX_PAGE, Order};
pub use options::{Clock, Durability, Limits, Options, Publish};
pub use store::{Recording, Store};
