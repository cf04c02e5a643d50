//! From one endpoint of the reader to another.

use std::sync::Arc;

use domain::Endpoint;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::desk::Desk;
use super::ending::{self, Matter};
use super::keys::{self, Act};
use crate::browser::{clock, storage};
use crate::later::Later;
use crate::pages::home::seen_key;
use crate::site::Site;
use crate::transport::Caller;
use crate::ui::icon;
use crate::ui::menu::{Finder, Opener};
use crate::ui::toast::Toasts;
use crate::{api, format, use_site};

/// The name of the endpoint, and the menu of the others once it is pressed. Who reads a shared copy has no others here.
#[component]
pub fn Switcher() -> impl IntoView {
    let desk = Desk::get();
    let open = RwSignal::new(false);
    let (toasts, site) = (Toasts::get(), use_site());
    let label = move || desk.label();
    if !desk.can_write() {
        return view! { <span class="switcher"><span>{label}</span></span> }.into_any();
    }
    let menu = move || {
        let site = Arc::clone(&site);
        open.get().then(
            || view! { <Later part=move || endpoints(desk, toasts, Arc::clone(&site), open)/> },
        )
    };
    view! {
        <span class="anchor start">
            <span class="switcher" data-noscript=""><span>{label}</span></span>
            <Opener open=open role="dialog" class="switcher" title="Switch endpoint">
                <span>{label}</span>
                {icon::icon("chev-ud")}
            </Opener>
            {menu}
        </span>
    }
    .into_any()
}

crate::chunk! {
    /// The reader's endpoints, to choose from.
    tools fn endpoints(desk: Desk, toasts: Toasts, site: Arc<Site>, open: RwSignal<bool>) -> AnyView {
        menu(desk, toasts, site, open).into_any()
    }
}

/// What is typed stands in the label or the address, whatever its case.
fn has(label: Option<&str>, name: &str, typed: &str) -> bool {
    let typed = typed.trim().to_lowercase();
    label.is_some_and(|label| label.to_lowercase().contains(&typed)) || name.contains(&typed)
}

/// The endpoints that what is typed fits, the open one first.
fn matching(mut all: Vec<Endpoint>, here: &str, typed: &str) -> Vec<Endpoint> {
    all.retain(|endpoint| has(endpoint.label.as_deref(), &endpoint.name(), typed));
    all.sort_by_key(|endpoint| endpoint.id.to_string() != here);
    all
}

fn menu(desk: Desk, toasts: Toasts, site: Arc<Site>, open: RwSignal<bool>) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let here = desk
        .endpoint
        .with_untracked(|endpoint| endpoint.id.to_string());
    let all = RwSignal::new(vec![desk.endpoint.get_untracked()]);
    let answer = api::endpoints(&Caller::get(), &site);
    spawn_local(async move {
        match answer.await {
            Ok(page) => {
                all.try_set(page.items);
            }
            Err(refused) => toasts.failed("Your endpoints could not be listed", refused.message),
        }
    });
    let found = {
        let here = here.clone();
        Memo::new(move |_| typed.with(|typed| matching(all.get(), &here, typed)))
    };
    let link = Arc::clone(&site);
    let rows = move || {
        let row = |endpoint| row(endpoint, &here, &link);
        found.get().into_iter().map(row).collect_view()
    };
    let none = Signal::derive(move || {
        found
            .with(Vec::is_empty)
            .then_some("No endpoint of yours has these words.")
    });
    let to = Arc::clone(&site);
    let first = Callback::new(move |()| {
        let first = found.with_untracked(|found| found.first().map(|one| to.link(&address(one))));
        if let Some(link) = &first {
            desk.go_to(link);
        }
        first.is_some()
    });
    let home = site.home();
    let new = move |_| keys::run(desk, toasts, Act::New, &site);
    view! {
        <Finder
            open=open
            label="Endpoints"
            find="Find an endpoint"
            hint="Find an endpoint"
            typed=typed
            first=first
            found=rows
            none=none
        >
            <hr/>
            <button type="button" class="item" on:click=new>{icon::icon("plus")}"New endpoint"<kbd>"Shift N"</kbd></button>
            <a class="item" href=home>{icon::icon("home")}"All endpoints"</a>
        </Finder>
    }
}

/// The address of its page.
fn address(endpoint: &Endpoint) -> String {
    format!("/e/{}", endpoint.name())
}

fn row(endpoint: Endpoint, here: &str, site: &Site) -> impl IntoView + use<> {
    let id = endpoint.id.to_string();
    let current = id == here;
    let now = clock::now();
    let ends = match ending::end(&endpoint, now) {
        Some(Matter::Soon(at, _)) => Some(format!("ends {}", format::until(at, now))),
        Some(Matter::Ended(_)) => Some("ended".to_owned()),
        None => None,
    };
    let glyph = match (current, &ends) {
        (true, _) => "check",
        (false, Some(_)) => "clock",
        (false, None) => "list",
    };
    let fresh = storage::get(&seen_key(&id))
        .and_then(|seen| seen.parse::<u64>().ok())
        .map(|seen| endpoint.last_seq.saturating_sub(seen))
        .filter(|fresh| *fresh > 0 && !current)
        .map(|fresh| view! { <span class="newn">{format!("{} new", format::count(fresh))}</span> });
    let end = ends.unwrap_or_else(|| format::count(endpoint.hits));
    let link = site.link(&address(&endpoint));
    let name = endpoint.label.clone().unwrap_or_else(|| endpoint.name());
    view! {
        <a class="item" href=link aria-current=current.then_some("true")>
            {icon::icon(glyph)}
            <span class="say">{name}</span>
            {fresh}
            <span class="end num">{end}</span>
        </a>
    }
}

#[cfg(test)]
mod tests {
    use super::has;

    #[test]
    fn endpoints_are_found_by_label_and_address() {
        for (typed, found) in [
            ("", true),
            ("harbour", true),
            (" ORDERS ", true),
            ("b-7", true),
            ("B-7", true),
            ("billing", false),
        ] {
            assert_eq!(has(Some("Harbour orders"), "hb-7", typed), found, "{typed}");
        }
        assert!(!has(None, "hb-7", "orders"));
    }
}
