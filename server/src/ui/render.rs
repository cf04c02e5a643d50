//! Pages, rendered whole: every resource is awaited, so that they read without scripts.

use std::sync::{Arc, Mutex, PoisonError};

use app::site::{PageStatus, Site};
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_FRAME_OPTIONS,
};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use leptos::nonce::{Nonce, use_nonce};
use leptos::prelude::provide_context;

use super::Pages;
use super::inner::{Visitor, in_process};
use super::shell::shell;
use crate::error::ApiError;
use crate::sender::ConnectionFacts;

/// Cookie with the theme the reader chose.
const THEME: &str = "creel_theme";

/// Renders the page of this address.
pub(super) async fn page(State(pages): State<Pages>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let site = site(&pages, &parts);
    let api = in_process(pages.api.clone(), Visitor::of(&parts));
    let status = PageStatus::default();
    let nonce: Arc<Mutex<Option<Nonce>>> = Arc::default();
    let context = {
        let (site, status, nonce) = (site.clone(), status.clone(), Arc::clone(&nonce));
        move || {
            provide_context(api.clone());
            provide_context(site.clone());
            provide_context(status.clone());
            *nonce.lock().unwrap_or_else(PoisonError::into_inner) = use_nonce();
        }
    };
    let mut request = Request::from_parts(parts, body);
    if let Some(uri) = with_base(&pages.base, request.uri()) {
        *request.uri_mut() = uri;
    }
    let document = site.clone();
    let reload = pages.assets.reload();
    let reload_port = reload.as_ref().map(|options| options.reload_port);
    let handler = leptos_axum::render_app_async_with_context(context, move || {
        shell(&document, reload.clone())
    });
    let mut response = handler(request).await;
    if let Some(status) = StatusCode::from_u16(status.get())
        .ok()
        .filter(|_| response.status() == StatusCode::OK)
    {
        *response.status_mut() = status;
    }
    let nonce = nonce.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Some(policy) = nonce.and_then(|nonce| policy(&nonce, reload_port)) else {
        // A page without its policy is not sent.
        return ApiError::internal("a page has no policy").into_response();
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, policy);
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        "x-content-type-options",
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        "cross-origin-opener-policy",
        HeaderValue::from_static("same-origin"),
    );
    response
}

/// The answer where nothing is: a page for who reads pages, an error for who does not.
pub(super) async fn missing(pages: State<Pages>, request: Request) -> Response {
    let accepts = request.headers().get_all(ACCEPT);
    let reads_pages = accepts
        .iter()
        .any(|value| memchr::memmem::find(value.as_bytes(), b"text/html").is_some());
    if matches!(*request.method(), Method::GET | Method::HEAD) && reads_pages {
        return page(pages, request).await;
    }
    ApiError::nowhere().into_response()
}

/// What the page may load: its own files, its own socket, pictures that it holds itself. Scripts need
/// the nonce of this answer; nothing captured ever runs. A port is named while the page is being worked on:
/// there it hears of new builds.
fn policy(nonce: &str, reload_port: Option<u32>) -> Option<HeaderValue> {
    let builds = reload_port.map_or_else(String::new, |port| format!(" ws://*:{port}"));
    HeaderValue::try_from(format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'{builds}; worker-src 'self'; \
         manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ))
    .ok()
}

/// The router of the page matches with the base path; a request may come without it.
fn with_base(base: &str, uri: &Uri) -> Option<Uri> {
    let path = uri.path_and_query()?.as_str();
    let has = path
        .strip_prefix(base)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    if base.is_empty() || has {
        return None;
    }
    format!("{base}{path}").parse().ok()
}

fn site(pages: &Pages, parts: &Parts) -> Site {
    let path = |key: &str| pages.assets.path(&pages.base, key);
    Site {
        base: pages.base.to_string(),
        icons: path("icons"),
        mark: path("mark"),
        css: path("css"),
        js: path("js"),
        wasm: path("wasm"),
        parts: pages.assets.has("parts_js").then(|| path("parts_js")),
        worker: path("worker"),
        checker_js: path("checker_js"),
        checker_wasm: path("checker_wasm"),
        origin: origin(pages, parts),
        theme: theme(parts),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

/// Scheme, host and port from outside.
fn origin(pages: &Pages, parts: &Parts) -> String {
    if let Some(url) = &pages.public_url {
        return url
            .strip_suffix(&*pages.base)
            .unwrap_or(url)
            .trim_end_matches('/')
            .to_owned();
    }
    let facts = parts.extensions.get::<ConnectionFacts>();
    facts.map_or_else(|| "http://localhost".to_owned(), ConnectionFacts::origin)
}

fn theme(parts: &Parts) -> Option<String> {
    parts
        .headers
        .get_all("cookie")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, value)| *name == THEME && matches!(*value, "light" | "dark"))
        .map(|(_, value)| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_is_added_once() {
        let uri = |text: &str| text.parse::<Uri>().unwrap();
        let based = |base: &str, text: &str| with_base(base, &uri(text)).map(|uri| uri.to_string());
        assert_eq!(based("", "/e/x"), None);
        assert_eq!(
            based("/creel", "/e/x?tab=raw").as_deref(),
            Some("/creel/e/x?tab=raw")
        );
        assert_eq!(based("/creel", "/creel/e/x"), None);
        assert_eq!(
            based("/creel", "/creeley").as_deref(),
            Some("/creel/creeley")
        );
    }

    #[test]
    fn scripts_need_the_nonce() {
        let policy = policy("abc", None).unwrap();
        let text = policy.to_str().unwrap();
        let scripts = text
            .split(';')
            .find(|part| part.trim().starts_with("script-src "))
            .unwrap();
        assert_eq!(
            scripts.trim(),
            "script-src 'self' 'nonce-abc' 'wasm-unsafe-eval'"
        );
        assert!(text.contains("style-src 'self'"));
    }

    #[test]
    fn only_known_themes_are_taken_from_the_cookie() {
        let theme_of = |cookie: &str| {
            let request = Request::builder()
                .header("cookie", cookie)
                .body(())
                .unwrap();
            theme(&request.into_parts().0)
        };
        assert_eq!(theme_of("a=b; creel_theme=dark").as_deref(), Some("dark"));
        assert_eq!(theme_of("creel_theme=\"><script>"), None);
    }
}
