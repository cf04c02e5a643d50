//! What is done at once on the page, and on the server only when it cannot be taken back any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use leptos::prelude::*;

use super::toast::Toasts;

/// How long it can be taken back.
const UNDO: Duration = Duration::from_secs(10);

/// Says that something is done and offers to take it back. If nobody does, `run` is called after 10 s, or when the
/// page is left before: what the reader was told is done then. Else `back` is called.
pub fn unless_undone(
    toasts: Toasts,
    text: String,
    run: impl Fn() + Clone + 'static,
    back: impl Fn() + Send + Sync + 'static,
) {
    let open = Arc::new(AtomicBool::new(true));
    let first = {
        let open = Arc::clone(&open);
        move || open.swap(false, Ordering::Relaxed)
    };
    let left = window_event_listener(leptos::ev::pagehide, {
        let (first, run) = (first.clone(), run.clone());
        move |_| {
            if first() {
                run();
            }
        }
    });
    let late = first.clone();
    set_timeout(
        move || {
            left.remove();
            if late() {
                run();
            }
        },
        UNDO,
    );
    let undo = move || {
        if first() {
            back();
        }
    };
    toasts.undoable(text, Arc::new(undo));
}
