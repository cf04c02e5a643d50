//! Checking again what is already stored, after a secret was saved.

use store::{EndpointRow, ListQuery, Order, StoredHit, Which};

use crate::checker::{Checked, Subject};
use crate::error::ApiResult;
use crate::state::AppState;

/// Hits that are checked again, newest first.
const MOST: usize = 1000;
/// Hits read at a time.
const PAGE: usize = 100;

/// Starts checking the newest hits of an endpoint in the background; watchers see the verdicts
/// change. The server's task tracker owns the task, and the stop of the server ends it.
pub fn start(state: &AppState, row: EndpointRow) {
    let (tasks, stop) = (state.tasks.clone(), state.shutdown.clone());
    let state = state.clone();
    tasks.spawn(async move {
        let id = row.id;
        let outcome = tokio::select! {
            () = stop.cancelled() => return,
            outcome = run(&state, &row) => outcome,
        };
        if let Err(error) = outcome {
            tracing::warn!(%error, endpoint.id = %id, "checking stored hits again ended early");
        }
    });
}

async fn run(state: &AppState, row: &EndpointRow) -> ApiResult<()> {
    let mut before = None;
    for _ in 0..MOST / PAGE {
        let query = ListQuery {
            before,
            limit: PAGE,
            order: Order::Newest,
            ..ListQuery::default()
        };
        let page = state.store.list(row.num, query).await?;
        for summary in &page.items {
            let hit = state.store.hit(row.num, Which::Seq(summary.seq)).await?;
            let Some(hit) = hit.filter(is_whole) else {
                continue;
            };
            let checked = state.checker.check(row, Subject::of(hit)).await;
            // What no saved secret can judge keeps the verdict it has.
            if checked.verdicts.is_some() {
                keep(state, row, summary.seq, checked).await?;
            }
        }
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    Ok(())
}

/// Checks one stored hit with the secrets saved now, and keeps the verdict: the outcome, and all of it as JSON if a
/// secret judged it.
///
/// # Errors
/// What the store could not do.
pub async fn one(state: &AppState, row: &EndpointRow, hit: StoredHit) -> ApiResult<Checked> {
    let seq = hit.summary.seq;
    let checked = state.checker.check(row, Subject::of(hit)).await;
    keep(state, row, seq, checked.clone()).await?;
    Ok(checked)
}

/// All of its body came in: only that can be what was signed.
#[must_use]
pub const fn is_whole(hit: &StoredHit) -> bool {
    !hit.summary.truncated && !hit.summary.incomplete
}

async fn keep(state: &AppState, row: &EndpointRow, seq: u64, checked: Checked) -> ApiResult<()> {
    let kept = state
        .store
        .set_verdict(row.num, seq, checked.outcome, checked.verdicts)
        .await;
    match kept {
        // A hit deleted meanwhile needs no verdict.
        Ok(_) | Err(store::WriteError::NotFound) => Ok(()),
        Err(error) => Err(crate::api::write_error(error)),
    }
}
