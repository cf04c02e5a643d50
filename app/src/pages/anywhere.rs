//! What is done from a page without a list of hits: the palette, the sheet of keys, the theme, a new endpoint.

use std::sync::Arc;

use domain::Endpoint;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use crate::browser::{page, storage};
use crate::effect::effect;
use crate::inspector::keys::{self, Act};
use crate::inspector::palette::{self, Opens, Over};
use crate::later::Later;
use crate::site::Site;
use crate::ui::appbar::{SearchButton, ThemeButton};
use crate::ui::icon;
use crate::ui::toast::Toasts;
use crate::{Go, use_go, use_site};

/// A page that is not the inspector.
#[derive(Clone, Copy)]
pub struct Anywhere {
    /// The palette is open.
    pub palette: RwSignal<bool>,
    /// The sheet of keys is open.
    sheet: RwSignal<bool>,
    /// The endpoint that the page is about.
    pub endpoint: StoredValue<Option<Endpoint>>,
    /// It is the home page.
    pub is_home: bool,
    go: StoredValue<Go>,
}

impl Anywhere {
    /// The home page.
    #[must_use]
    pub fn home() -> Self {
        Self {
            is_home: true,
            ..Self::about(None)
        }
    }

    /// A page about this endpoint, or about none.
    #[must_use]
    pub fn about(endpoint: Option<Endpoint>) -> Self {
        Self {
            palette: RwSignal::new(false),
            sheet: RwSignal::new(false),
            endpoint: StoredValue::new(endpoint),
            is_home: false,
            go: StoredValue::new(use_go(true)),
        }
    }

    /// Opens an address of the page.
    pub fn go_to(self, link: &str) {
        let go = self.go.get_value();
        go(link);
    }

    /// Does what can be done without a hit.
    pub fn run(self, act: Act, toasts: Toasts, site: &Arc<Site>) {
        match act {
            Act::New => keys::new_endpoint(toasts, site),
            Act::Url => {
                if let Some(endpoint) = self.endpoint.get_value() {
                    toasts.copy(endpoint.url, "Capture URL copied");
                }
            }
            Act::Undo => toasts.undo(),
            Act::Theme => {
                // A browser without a root element has no theme either.
                let _: Option<()> = page::switch_theme(&site.base);
            }
            Act::Help => self.sheet.set(true),
            _ => {}
        }
    }

    /// Listens to the keys while the page is open.
    fn attach(self, toasts: Toasts, site: Arc<Site>) {
        effect(move || {
            let site = Arc::clone(&site);
            let listener = window_event_listener(leptos::ev::keydown, move |event| {
                let open = page::exists("dialog:is([open], :popover-open)");
                if event.default_prevented() || event.alt_key() || open {
                    return;
                }
                if event.ctrl_key() || event.meta_key() {
                    // Also out of a field.
                    if event.key() == "k" {
                        event.prevent_default();
                        self.palette.set(true);
                    }
                    return;
                }
                let target = event.target();
                let typed = target.and_then(|target| target.dyn_into::<web_sys::Element>().ok());
                // What is typed belongs to a dialog, which may still be on its way.
                let opening = self.palette.get_untracked() || self.sheet.get_untracked();
                if opening || typed.as_ref().is_some_and(page::is_field) {
                    return;
                }
                let single = event.key().len() == 1 && storage::get(keys::OFF).is_none();
                if let Some(act) = keys::act(&event.key()).filter(|_| single) {
                    self.run(act, toasts, &site);
                }
            });
            on_cleanup(move || listener.remove());
        });
    }
}

/// What was opened, and the keys of the page. It stands beside bar and content, as dialogs do.
#[component]
pub fn Dialogs(
    /// The page.
    here: Anywhere,
) -> impl IntoView {
    let opens = Opens {
        over: Over::Page(here),
        site: use_site(),
        toasts: Toasts::get(),
    };
    here.attach(opens.toasts, Arc::clone(&opens.site));
    let open = move || {
        here.palette.get().then(|| {
            let opens = opens.clone();
            view! { <Later part=move || palette::opened(opens.clone())/> }
        })
    };
    let close = Callback::new(move |()| here.sheet.set(false));
    let sheet = move || {
        here.sheet
            .get()
            .then(|| view! { <Later part=move || keys::sheet(close)/> })
    };
    view! { {open}{sheet} }
}

/// The end of the bar: palette, keys, theme.
#[component]
pub fn Tools(
    /// The page.
    here: Anywhere,
) -> impl IntoView {
    view! {
        <SearchButton palette=here.palette/>
        <button
            type="button"
            class="btn icon-only quiet not-narrow"
            aria-label="Keyboard shortcuts"
            title="Keyboard shortcuts (?)"
            data-js=""
            on:click=move |_| here.sheet.set(true)
        >
            {icon::icon("keyboard")}
        </button>
        <ThemeButton/>
    }
}
