//! A few reading connections, used on threads for blocking work.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;

use crate::connection::{self, Role};
use crate::error::ReadError;

/// The connections. Each is used by one caller at a time; further callers wait in order.
pub(crate) struct Readers {
    idle: Arc<Mutex<Vec<Connection>>>,
    permits: Arc<Semaphore>,
    count: u32,
}

impl Readers {
    /// Opens `count` connections, at least one.
    pub(crate) fn open(path: &Path, count: usize) -> rusqlite::Result<Self> {
        let count = u32::try_from(count.clamp(1, 64)).unwrap_or(1);
        let idle = (0..count)
            .map(|_| connection::open(path, Role::Reader))
            .collect::<Result<Vec<_>, _>>()?;
        let idle_len = idle.len();
        Ok(Self {
            idle: Arc::new(Mutex::new(idle)),
            permits: Arc::new(Semaphore::new(idle_len)),
            count,
        })
    }

    /// Runs `work` in one read transaction, so that all it sees is of one moment.
    pub(crate) async fn run<T, F>(&self, work: F) -> Result<T, ReadError>
    where
        F: FnOnce(&Connection) -> Result<T, ReadError> + Send + 'static,
        T: Send + 'static,
    {
        let permit = Arc::clone(&self.permits)
            .acquire_owned()
            .await
            .map_err(|_| ReadError::Closed)?;
        let idle = Arc::clone(&self.idle);
        spawn_blocking(move || {
            let conn = lock(&idle).pop().ok_or(ReadError::Closed)?;
            let lease = Lease {
                conn: Some(conn),
                idle,
                _permit: permit,
            };
            let conn = lease.conn.as_ref().ok_or(ReadError::Closed)?;
            let tx = conn.unchecked_transaction()?;
            work(&tx)
        })
        .await
        .map_err(|_| ReadError::Closed)?
    }

    /// Waits for the callers at work, then refuses further ones and closes the connections.
    pub(crate) async fn close(&self) {
        // An error means that it is closed already.
        drop(self.permits.acquire_many(self.count).await);
        self.permits.close();
        lock(&self.idle).clear();
    }
}

/// A connection in use; it goes back even when the work panics.
struct Lease {
    conn: Option<Connection>,
    idle: Arc<Mutex<Vec<Connection>>>,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(conn) = self.conn.take() {
            lock(&self.idle).push(conn);
        }
    }
}

fn lock(idle: &Mutex<Vec<Connection>>) -> MutexGuard<'_, Vec<Connection>> {
    idle.lock().unwrap_or_else(PoisonError::into_inner)
}
