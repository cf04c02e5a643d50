//! Clearing: one question, and ten seconds to take it back.

use std::sync::Arc;

use domain::Endpoint;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, Reader};
use crate::format;
use crate::site::Site;
use crate::transport::Caller;
use crate::ui::dialog::Dialog;
use crate::ui::icon;
use crate::ui::toast::Toasts;
use crate::ui::undo::unless_undone;
use crate::use_site;

/// The filter of hits that are not pinned.
const LOOSE: &str = "-is:pinned";

/// Takes the hits up to a number from the page; pinned ones stay if it is so.
pub type Hide = Arc<dyn Fn(u64, bool) + Send + Sync>;

/// Lists anew: they are gone from the server as well, or, if true, they are back.
pub type Again = Arc<dyn Fn(bool) + Send + Sync>;

/// The question, once it is known what it is about: hits may have come since the page was made.
#[component]
pub fn Clear(
    /// Who clears.
    reader: Reader,
    /// The endpoint as the page knows it.
    endpoint: Endpoint,
    /// Closes it.
    close: Callback<()>,
    /// What is done with the page at once, where it lists hits.
    #[prop(optional)]
    hide: Option<Hide>,
    /// What is done with it afterwards.
    #[prop(optional)]
    again: Option<Again>,
) -> impl IntoView {
    let (site, toasts) = (use_site(), Toasts::get());
    let asked = RwSignal::new(None::<About>);
    let now = api::endpoint(&Caller::get(), &site, &reader);
    let pinned = api::hits(&Caller::get(), &site, &reader, "is:pinned", None);
    spawn_local(async move {
        // Without an answer it is asked about what the page knows, and pinned hits stay.
        let endpoint = now.await.unwrap_or(endpoint);
        let pinned = pinned.await.map(|page| page.items.len()).ok();
        asked.try_set(Some(About { endpoint, pinned }));
    });
    move || {
        asked.get().map(|about| {
            let (site, reader) = (Arc::clone(&site), reader.clone());
            let (hide, again) = (hide.clone(), again.clone());
            let (hits, through) = (about.endpoint.hits, about.endpoint.last_seq);
            let clear = Arc::new(move |pinned_stay| {
                close.run(());
                if let Some(hide) = &hide {
                    hide(through, pinned_stay);
                }
                let q = if pinned_stay { LOOSE } else { "" };
                let query = [("q", q.to_owned()), ("through", through.to_string())];
                let (site, path) = (Arc::clone(&site), reader.path("/hits", &query));
                let text = format!("Cleared {}", format::counted(hits, "hit"));
                later(toasts, site, path, text, again.clone());
            });
            question(&about, close, clear)
        })
    }
}

/// What is asked about.
#[derive(Clone)]
struct About {
    endpoint: Endpoint,
    /// Pinned hits, a page of them at most; unknown without an answer.
    pinned: Option<usize>,
}

/// Clears, unless it is taken back.
fn later(toasts: Toasts, site: Arc<Site>, path: String, text: String, again: Option<Again>) {
    let after = again.clone();
    let run = move || {
        let answer = api::done(&Caller::get(), &site, "DELETE", path.clone(), None);
        let after = after.clone();
        spawn_local(async move {
            if let Err(refused) = answer.await {
                toasts.failed("The hits were not cleared", refused.message);
            }
            if let Some(after) = after {
                after(false);
            }
        });
    };
    let back = move || {
        if let Some(again) = &again {
            again(true);
        }
    };
    unless_undone(toasts, text, run, back);
}

fn question(
    about: &About,
    close: Callback<()>,
    clear: Arc<dyn Fn(bool) + Send + Sync>,
) -> impl IntoView + use<> {
    let About { endpoint, pinned } = about;
    let pinned = *pinned;
    let keep = RwSignal::new(true);
    let stay = move || keep.get() && pinned != Some(0);
    let (size, next) = (format::size(endpoint.bytes), endpoint.last_seq + 1);
    let text = move || {
        let what = if stay() {
            "All but the pinned hits are deleted".to_owned()
        } else {
            format!("{size} are deleted")
        };
        format!(
            "{what}, for everyone who reads this endpoint. The URL keeps working and numbering goes on at #{next}."
        )
    };
    let choice = pinned.filter(|pinned| *pinned > 0).map(|pinned| {
        let many = if pinned >= api::PAGE {
            "Keep the pinned hits".to_owned()
        } else {
            let count = u64::try_from(pinned).unwrap_or(u64::MAX);
            format!("Keep the {}", format::counted(count, "pinned hit"))
        };
        view! {
            <label class="check">
                <input type="checkbox" checked=true on:change:target=move |event| keep.set(event.target().checked())/>
                <span>{many}</span>
            </label>
        }
    });
    let title = format!("Clear {}?", format::counted(endpoint.hits, "hit"));
    view! {
        <Dialog title=title close=close>
            <div class="in"><p>{text}</p>{choice}</div>
            <footer>
                <span class="muted grow">"You can take it back for 10 s."</span>
                <button type="button" class="btn lg" autofocus=true on:click=move |_| close.run(())><span>"Cancel"</span></button>
                <button type="button" class="btn lg danger primary" on:click=move |_| clear(untrack(stay))>
                    {icon::icon("trash")}
                    <span>"Clear hits"</span>
                </button>
            </footer>
        </Dialog>
    }
}
