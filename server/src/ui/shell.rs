//! The document around every page.

use app::App;
use app::site::Site;
use leptos::config::LeptosOptions;
use leptos::hydration::AutoReload;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;

/// Asks for the rest of a long body once the WASM has come and the line is free. That is with the first turn of the
/// browser after the page was taken over; the page's own way (`app::browser::page`) takes some turns, and 30 to 60 ms, more.
const REST: &str = "const rest = document.querySelector(\"link[data-rest]\"); \
    if (rest) new PerformanceObserver((list) => { \
        if (!rest.rel && list.getEntries().some((entry) => entry.name.endsWith(\".wasm\"))) rest.rel = \"preload\"; \
    }).observe({ type: \"resource\", buffered: true });";

/// The document: styles first, then the script that takes the page over. With `reload`, the page hears of
/// new builds.
pub(super) fn shell(site: &Site, reload: Option<LeptosOptions>) -> impl IntoView + use<> {
    let nonce = use_nonce();
    let site = site.clone();
    let mark = site.mark.clone();
    // Names made by the build and a configured base path: no quotes or backslashes in them.
    let start = format!(
        "import start, {{ hydrate }} from \"{}\"; start({{ module_or_path: \"{}\" }}).then(hydrate);{}",
        site.js, site.wasm, REST
    );
    view! {
        <!DOCTYPE html>
        <html
            lang="en"
            data-theme=site.theme
            data-base=site.base
            data-icons=site.icons
            data-mark=mark
            data-worker=site.worker
            data-checker-js=site.checker_js
            data-checker-wasm=site.checker_wasm
            data-origin=site.origin
            data-version=site.version
        >
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href=site.mark type="image/svg+xml"/>
                <link rel="stylesheet" href=site.css/>
                <link rel="modulepreload" href=site.js nonce=nonce.clone()/>
                {site.parts.map(|parts| view! { <link rel="modulepreload" href=parts nonce=nonce.clone()/> })}
                <link rel="preload" href=site.wasm r#as="fetch" crossorigin=""/>
                <script type="module" nonce=nonce>{start}</script>
                {reload.map(|options| view! { <AutoReload options/> })}
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}
