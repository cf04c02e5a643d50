//! What can be done with an endpoint without going to it.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::list::Row;
use crate::api::{self, Reader};
use crate::later::Later;
use crate::pages::settings::clear::{Again, Hide};
use crate::pages::settings::whole;
use crate::transport::Caller;
use crate::ui::icon;
use crate::ui::menu::{Menu, Opener};
use crate::use_site;

/// A question about an endpoint.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ask {
    Share,
    Clear,
    Delete,
}

/// The button, the menu once it is pressed, and the dialog of what was chosen.
pub(super) fn button(row: Row, label: &str) -> impl IntoView + use<> {
    let open = RwSignal::new(false);
    let asked = RwSignal::new(None::<Ask>);
    view! {
        <span class="anchor" data-js="">
            <Opener open=open label=format!("More for {label}")>{icon::icon("more")}</Opener>
            {move || open.get().then(|| items(row, open, asked))}
        </span>
        {move || asked.get().map(|ask| dialog(row, ask, asked))}
    }
}

fn items(row: Row, open: RwSignal<bool>, asked: RwSignal<Option<Ask>>) -> impl IntoView {
    let name = row.endpoint.with_untracked(domain::Endpoint::name);
    let settings = use_site().link(&format!("/e/{name}/settings"));
    let rename = format!("{settings}#name");
    let ask = move |ask| move |_| asked.set(Some(ask));
    view! {
        <Menu open=open label="Endpoint">
            <a role="menuitem" href=rename>{icon::icon("edit")}"Rename…"</a>
            <button type="button" role="menuitem" on:click=ask(Ask::Share)>{icon::icon("share")}"Share…"</button>
            <a role="menuitem" href=settings>{icon::icon("sliders")}"Settings"</a>
            <hr/>
            <button type="button" role="menuitem" class="danger" on:click=ask(Ask::Clear)>{icon::icon("empty")}"Clear hits…"</button>
            <button type="button" role="menuitem" class="danger" on:click=ask(Ask::Delete)>{icon::icon("trash")}"Delete endpoint…"</button>
        </Menu>
    }
}

fn dialog(row: Row, ask: Ask, asked: RwSignal<Option<Ask>>) -> AnyView {
    let endpoint = row.endpoint.get_untracked();
    let close = Callback::new(move |()| asked.set(None));
    match ask {
        Ask::Share => {
            view! { <Later part=move || whole::share(endpoint.clone(), close)/> }.into_any()
        }
        Ask::Clear => {
            let (hide, again) = (hide(row), again(row));
            let part = move || {
                whole::clear(
                    endpoint.clone(),
                    close,
                    Arc::clone(&hide),
                    Arc::clone(&again),
                )
            };
            view! { <Later part=part/> }.into_any()
        }
        Ask::Delete => {
            view! { <Later part=move || whole::delete(endpoint.clone(), close)/> }.into_any()
        }
    }
}

/// How many pinned hits stay is only known when they were cleared.
fn hide(row: Row) -> Hide {
    Arc::new(move |_, pinned_stay| {
        if !pinned_stay {
            row.endpoint.try_update(|endpoint| endpoint.hits = 0);
        }
    })
}

/// Counts anew what is left, or is back.
fn again(row: Row) -> Again {
    let site = use_site();
    Arc::new(move |_| {
        let Some(endpoint) = row.endpoint.try_get_untracked() else {
            return;
        };
        let reader = Reader {
            id: endpoint.id.to_string(),
            share: None,
        };
        let answer = api::endpoint(&Caller::get(), &site, &reader);
        spawn_local(async move {
            // Without an answer the numbers stay until the page is opened anew.
            if let Ok(now) = answer.await {
                row.endpoint.try_set(now);
            }
        });
    })
}
