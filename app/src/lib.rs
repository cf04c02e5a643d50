//! The page: home, inspector, settings, errors.
//!
//! The server renders it first, the browser takes it over. What can be wrong without a browser is in
//! plain modules with their own tests (`list`, `lines`, `commands`, `session`, `window`, `lens`, `format`, `verdict`); components
//! only draw what these give. `transport` and `socket` are the two places where server and browser differ.

#![recursion_limit = "512"]

use std::sync::Arc;

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::path;

pub mod address;
pub mod api;
pub mod browser;
pub mod commands;
pub mod effect;
pub mod format;
pub mod inspector;
pub mod later;
pub mod lens;
pub mod lines;
pub mod list;
pub mod pace;
pub mod pages;
pub mod provider;
pub mod session;
pub mod site;
pub mod socket;
pub mod texts;
pub mod transport;
pub mod ui;
pub mod verdict;
pub mod window;

use later::{Later, When};
use site::Site;

/// Where the page lives.
#[must_use]
pub fn use_site() -> Arc<Site> {
    use_context::<Arc<Site>>().unwrap_or_default()
}

/// Opens an address of the page.
pub type Go = Arc<dyn Fn(&str) + Send + Sync>;

/// Opens addresses of the page without leaving it; `scroll` goes to the top of what opens.
#[must_use]
pub fn use_go(scroll: bool) -> Go {
    let navigate = leptos_router::hooks::use_navigate();
    let base = use_site().base.clone();
    Arc::new(move |link: &str| {
        // The router adds the base itself.
        let path = link.strip_prefix(&base).unwrap_or(link);
        navigate(
            path,
            leptos_router::NavigateOptions {
                scroll,
                ..leptos_router::NavigateOptions::default()
            },
        );
    })
}

/// The whole page below `<body>`.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let site = Arc::new(transport::site());
    let base = site.base.clone();
    provide_context(site);
    ui::toast::Toasts::provide();
    effect::effect(browser::page::part_came);
    view! {
        <Router base=base>
            <FlatRoutes fallback=pages::message::NotFound>
                <Route path=path!("/") view=pages::home::Home/>
                <Route path=path!("/e/:id/settings") view=pages::settings::Settings/>
                <Route path=path!("/e/:id/:seq?") view=inspector::Inspector/>
                <Route path=path!("/s/:share/:seq?") view=inspector::Shared/>
            </FlatRoutes>
        </Router>
        <Later when=When::Used part=ui::toast::messages/>
    }
}
