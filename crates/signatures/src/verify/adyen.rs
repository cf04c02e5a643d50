//! Adyen's standard notifications: every item carries its own signature.

use alloc::format;

use crate::{
    Fault, Keys, Request, StepKind, Verdict, json,
    scheme::{At, Recipe},
    verify::{
        Candidate, Clock, Report,
        keyring::keyring,
        signed::{self, Case},
    },
};

/// All items must verify. The verdict is that of the first which does not, or
/// else of the last.
pub(crate) fn run(
    mut report: Report,
    recipe: &Recipe<'_>,
    request: &Request<'_>,
    keys: &Keys,
    clock: Clock,
) -> Verdict {
    let items = json::find(request.body, &["notificationItems"])
        .map(json::Raw::items)
        .unwrap_or_default();
    let At::Json(path) = recipe.at else {
        return report.failed(Fault::MalformedHeader);
    };
    if items.is_empty() {
        return report.unsigned("The body has no notificationItems.");
    }
    let ready = keyring(&mut report, recipe, keys);
    let count = items.len();
    for (at, item) in items.into_iter().enumerate() {
        let last = at + 1 == count;
        let root = item.at(&["NotificationRequestItem"]).unwrap_or(item);
        let Some(text) = root.at(path).and_then(json::Raw::text) else {
            return report.unsigned(format!("Item {} has no {}.", at + 1, path.join(".")));
        };
        let candidates = recipe
            .algos
            .iter()
            .map(|(label, algo)| Candidate {
                label,
                algo: *algo,
                text: text.clone(),
                time: None,
                bound: None,
                slot: 0,
            })
            .collect();
        if count > 1 {
            report.yes(StepKind::Header, "Item", format!("{} of {count}", at + 1));
        }
        let case = Case {
            recipe,
            request,
            keys,
            candidates,
            raw: None,
            ready: ready.clone(),
            root: Some(root),
        };
        let verdict = signed::judge(report, case, clock);
        if last || !verdict.is_good() {
            return verdict;
        }
        report = Report::resume(verdict);
    }
    report.failed(Fault::Mismatch)
}

/// Whether the first item is signed.
pub(crate) fn is_present(request: &Request<'_>) -> bool {
    const PATH: [&str; 5] = [
        "notificationItems",
        "0",
        "NotificationRequestItem",
        "additionalData",
        "hmacSignature",
    ];
    json::find(request.body, &PATH).is_some()
}
