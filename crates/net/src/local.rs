//! Requests that begin in this process and go the whole way of any other: recorder, hyper,
//! service. Samples are sent like this, so that they are hits like any hit.

use std::io;
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::connection::drive;
use crate::limits::Limits;
use crate::stream::Stream;
use crate::{Peer, Service};

/// Bytes on their way between the two ends.
const PIPE: usize = 64 * 1024;

/// Longest answer that is read.
const MAX_ANSWER: u64 = 1 << 20;

/// What came back.
#[derive(Debug, PartialEq, Eq)]
pub struct LocalAnswer {
    /// Status.
    pub status: u16,
    /// Number of the hit, when it was kept.
    pub seq: Option<u64>,
}

/// Why nothing came back.
#[derive(Debug, thiserror::Error)]
pub enum LocalError {
    /// The connection ended early.
    #[error("the connection within the server ended early: {0}")]
    Io(#[from] io::Error),
    /// What came back was no answer.
    #[error("the answer within the server could not be read")]
    Unreadable,
}

/// Sends a request's exact bytes, which must ask for `Connection: close`, as if from `peer`.
///
/// # Errors
/// [`LocalError`] when there was no answer.
pub async fn send_locally<S: Service>(
    service: S,
    limits: Arc<Limits>,
    peer: Peer,
    request: &[u8],
    stop: CancellationToken,
) -> Result<LocalAnswer, LocalError> {
    let (mut ours, theirs) = duplex(PIPE);
    let long_heads = Arc::new(Semaphore::new(1));
    let serving = drive(
        Stream::memory(theirs),
        peer,
        service,
        limits,
        long_heads,
        stop,
    );
    let talking = async {
        ours.write_all(request).await?;
        let mut answer = Vec::new();
        (&mut ours)
            .take(MAX_ANSWER)
            .read_to_end(&mut answer)
            .await?;
        Ok::<_, io::Error>(answer)
    };
    let ((), answer) = tokio::join!(serving, talking);
    read(&answer?).ok_or(LocalError::Unreadable)
}

fn read(answer: &[u8]) -> Option<LocalAnswer> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut response = httparse::Response::new(&mut headers);
    response.parse(answer).ok()?;
    let status = response.code?;
    let hit = response
        .headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case("x-creel-hit"));
    let seq = hit.and_then(|header| std::str::from_utf8(header.value).ok()?.parse().ok());
    Some(LocalAnswer { status, seq })
}
