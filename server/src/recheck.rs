//! Checking again what is already stored, after a secret was saved.

use store::{EndpointRow, ListQuery, Order, Which};

use crate::checker::Subject;
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
            let Some(hit) = state.store.hit(row.num, Which::Seq(summary.seq)).await? else {
                continue;
            };
            let checked = state.checker.check(row, Subject::of(hit)).await;
            if let (Some(outcome), Some(verdicts)) = (checked.outcome, checked.verdicts) {
                // A hit deleted meanwhile needs no verdict; anything else ends the run.
                match state
                    .store
                    .set_verdict(row.num, summary.seq, Some(outcome), Some(verdicts))
                    .await
                {
                    Ok(_) | Err(store::WriteError::NotFound) => {}
                    Err(error) => return Err(crate::api::write_error(error)),
                }
            }
        }
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    Ok(())
}
