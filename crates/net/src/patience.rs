//! One wait with an end, rearmed cheaply.

use std::future::Future as _;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::time::{Instant, Sleep};

/// How long something has been waited for.
///
/// Most waits end at once, so nothing is set up before the first pending poll, and a
/// timer that is running is left to run: when it fires too early it is set again.
#[derive(Debug, Default)]
pub(crate) struct Patience {
    deadline: Option<Instant>,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Patience {
    /// What was waited for has come; the next wait starts anew.
    pub(crate) const fn renew(&mut self) {
        self.deadline = None;
    }

    /// Ready when the wait that began with the first poll since [`Self::renew`] has
    /// lasted for `allowed`.
    pub(crate) fn poll_over(&mut self, cx: &mut Context<'_>, allowed: Duration) -> Poll<()> {
        let deadline = *self
            .deadline
            .get_or_insert_with(|| Instant::now() + allowed);
        let timer = self
            .timer
            .get_or_insert_with(|| Box::pin(tokio::time::sleep_until(deadline)));
        if timer.deadline() > deadline {
            timer.as_mut().reset(deadline);
        }
        loop {
            ready!(timer.as_mut().poll(cx));
            if Instant::now() >= deadline {
                return Poll::Ready(());
            }
            timer.as_mut().reset(deadline);
        }
    }
}
