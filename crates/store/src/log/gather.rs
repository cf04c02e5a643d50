//! Gathers writes that follow each other.

/// Bytes held back at most.
const ROOM: usize = 1 << 20;

/// Bytes of a frame's header in the log. <https://sqlite.org/walformat.html>
const FRAME_HEADER: usize = 24;

/// Writes bytes at an offset of the file below.
pub(super) trait Below {
    /// Why the file below refused.
    type Error;

    /// Writes all of `bytes` at `at`.
    fn write(&mut self, bytes: &[u8], at: i64) -> Result<(), Self::Error>;
}

/// What was written and not handed on.
#[derive(Debug, Default)]
pub(super) struct Gather {
    held: Vec<u8>,
    /// Where the next write has to start to follow the last one.
    end: i64,
    /// The last write was the header of a frame that ends a transaction.
    commit: bool,
}

impl Gather {
    /// Takes a write. What follows the write before is held until the commit is complete; anything
    /// else, such as a header written again, goes through at once.
    pub(super) fn write<B: Below>(
        &mut self,
        below: &mut B,
        bytes: &[u8],
        at: i64,
    ) -> Result<(), B::Error> {
        let follows = at == self.end;
        let completes = std::mem::replace(&mut self.commit, ends_transaction(bytes));
        if !follows || self.held.len() + bytes.len() > ROOM {
            self.flush(below)?;
        }
        self.end = at.saturating_add_unsigned(bytes.len() as u64);
        if !follows || bytes.len() > ROOM {
            return below.write(bytes, at);
        }
        self.held.extend_from_slice(bytes);
        if completes {
            self.flush(below)?;
        }
        Ok(())
    }

    /// Hands on what is held. After an error nothing is held: SQLite gives the commit up and writes
    /// the place again.
    pub(super) fn flush<B: Below>(&mut self, below: &mut B) -> Result<(), B::Error> {
        if self.held.is_empty() {
            return Ok(());
        }
        let start = self.end.saturating_sub_unsigned(self.held.len() as u64);
        let written = below.write(&self.held, start);
        self.held.clear();
        written
    }
}

/// The header of a frame says how many pages the database has after the transaction, if the frame is
/// its last one, and zero otherwise.
fn ends_transaction(bytes: &[u8]) -> bool {
    bytes.len() == FRAME_HEADER && bytes.get(4..8).is_some_and(|pages| pages != [0; 4])
}
