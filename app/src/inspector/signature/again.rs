//! Checking a hit again with the secrets of now.

use domain::Outcome;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;

use super::super::desk::Desk;
use super::super::hit_pane::Shown;
use crate::transport::Caller;
use crate::ui::icon;
use crate::ui::toast::Toasts;
use crate::{api, use_site, verdict};

/// What the API answers. The list hears of another outcome by itself, and the hit is then asked for again.
#[derive(Deserialize)]
struct Checked {
    verdict: Option<Outcome>,
}

/// The button: the server checks with the secrets it has, this browser with the one it keeps.
pub(super) fn button(desk: Desk, shown: &Shown) -> impl IntoView + use<> {
    let (site, toasts) = (use_site(), Toasts::get());
    let busy = RwSignal::new(false);
    let (seq, here) = (shown.hit.summary.seq, shown.here);
    let press = move |_| {
        if here.with_untracked(Option::is_some) {
            desk.secrets.update(|version| *version += 1);
            return;
        }
        busy.set(true);
        let path = desk
            .reader
            .with_value(|reader| reader.path(&format!("/hits/{seq}/check"), &[]));
        let answer = api::made::<Checked>(&Caller::get(), &site, path, "{}".to_owned());
        spawn_local(async move {
            match answer.await {
                Ok(checked) => {
                    let said = checked
                        .verdict
                        .map_or("Nothing in it can be checked.", verdict::label);
                    toasts.done("Checked again", said);
                }
                Err(refused) => toasts.failed("Not checked", refused.message),
            }
            busy.try_set(false);
        });
    };
    view! {
        <button type="button" class="btn" aria-busy=move || busy.get().to_string() on:click=press>
            {icon::icon("replay")}
            <span>"Check again"</span>
        </button>
    }
}
