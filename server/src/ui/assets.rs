//! The page's own files: embedded in the binary under names that carry their content's hash, or,
//! while the page is being worked on, from the folder that `cargo leptos watch` writes.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use leptos::config::{LeptosOptions, get_configuration};
use rust_embed::RustEmbed;

use super::Pages;

/// What the build of the page wrote.
#[derive(RustEmbed)]
#[folder = "../target/ui"]
#[allow_missing = true]
struct Embedded;

/// Scripts of the worker may do nothing but load their own parts.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

/// Names of the files, by what they are for.
#[derive(Clone, Debug)]
pub(super) struct Assets {
    names: Arc<HashMap<String, String>>,
    /// Folder to read from, with names that never change; `None` when embedded.
    folder: Option<Arc<PathBuf>>,
    /// Where `cargo leptos watch` tells open pages that something was built.
    reload: Option<Arc<LeptosOptions>>,
}

impl Assets {
    /// The embedded files, unless there are none or a folder is named.
    pub(super) fn find() -> Self {
        let watched = std::env::var_os("LEPTOS_SITE_ROOT").map(PathBuf::from);
        let manifest = Embedded::get("manifest.json");
        let names: Option<HashMap<String, String>> =
            manifest.and_then(|file| serde_json::from_slice(&file.data).ok());
        match (watched, names) {
            (None, Some(names)) => Self {
                names: Arc::new(names),
                folder: None,
                reload: None,
            },
            (folder, _) => Self {
                names: Arc::new(HashMap::new()),
                folder: Some(Arc::new(
                    folder.unwrap_or_else(|| PathBuf::from("target/site")),
                )),
                reload: reload(),
            },
        }
    }

    /// How open pages learn of a new build, while the page is being worked on.
    pub(super) fn reload(&self) -> Option<LeptosOptions> {
        self.reload.as_deref().cloned()
    }

    /// The build made a file with this key.
    pub(super) fn has(&self, key: &str) -> bool {
        self.names.contains_key(key)
    }

    /// Path of a file of the page, by its key in the manifest.
    pub(super) fn path(&self, base: &str, key: &str) -> String {
        let plain = match key {
            "js" => "creel.js",
            "wasm" => "creel.wasm",
            "css" => "creel.css",
            "icons" => "icons.svg",
            "mark" => "mark.svg",
            "worker" => "checker.worker.js",
            "checker_js" => "checker.js",
            "checker_wasm" => "checker.wasm",
            other => other,
        };
        let name = self.names.get(key).map_or(plain, String::as_str);
        format!("{base}/pkg/{name}")
    }
}

/// What `cargo leptos watch` says of itself; `None` when it did not start this process.
fn reload() -> Option<Arc<LeptosOptions>> {
    std::env::var_os("LEPTOS_WATCH")?;
    match get_configuration(None) {
        Ok(file) => Some(Arc::new(file.leptos_options)),
        Err(error) => {
            tracing::warn!(%error, "pages will not reload by themselves");
            None
        }
    }
}

/// `/pkg/{file}`.
pub(super) async fn serve(
    State(pages): State<Pages>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Response {
    match &pages.assets.folder {
        None => embedded(&file, &headers),
        Some(folder) => from_folder(folder, &file).await,
    }
}

/// Browsers ask for this whatever the page says.
pub(super) async fn favicon(State(pages): State<Pages>, headers: HeaderMap) -> Response {
    let path = pages.assets.path("", "mark");
    let file = path.trim_start_matches("/pkg/").to_owned();
    serve(State(pages), Path(file), headers).await
}

fn embedded(file: &str, headers: &HeaderMap) -> Response {
    let plain = format!("pkg/{file}");
    for (coding, ending) in [("br", ".br"), ("gzip", ".gz")] {
        if accepts(headers, coding)
            && let Some(found) = Embedded::get(&format!("{plain}{ending}"))
        {
            let mut response = answer(file, found.data.into_owned());
            response
                .headers_mut()
                .insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
            return forever(response);
        }
    }
    match Embedded::get(&plain) {
        // The compressed twins are not addresses of their own.
        Some(found) if !file.ends_with(".br") && !file.ends_with(".gz") => {
            forever(answer(file, found.data.into_owned()))
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn from_folder(folder: &std::path::Path, file: &str) -> Response {
    if file.contains(['/', '\\']) || file.starts_with('.') {
        return StatusCode::NOT_FOUND.into_response();
    }
    // The worker's module is built by xtask, and lies beside what the watcher writes.
    for place in [
        folder.join("pkg").join(file),
        folder.join(file),
        folder.with_file_name("worker").join(file),
    ] {
        if let Ok(bytes) = tokio::fs::read(place).await {
            let mut response = answer(file, bytes);
            response
                .headers_mut()
                .insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
            return response;
        }
    }
    StatusCode::NOT_FOUND.into_response()
}

fn answer(file: &str, bytes: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type(file)));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(
        "x-content-type-options",
        HeaderValue::from_static("nosniff"),
    );
    response
}

/// A name with a hash never changes what it stands for.
fn forever(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(
        CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    response
}

fn media_type(file: &str) -> &'static str {
    match file.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    }
}

/// The client takes this coding; `q=0` says that it does not.
fn accepts(headers: &HeaderMap, coding: &str) -> bool {
    headers
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|item| {
            let (name, weight) = item.split_once(';').unwrap_or((item, "q=1"));
            let refused = weight.trim().trim_start_matches("q=").parse::<f32>() == Ok(0.0);
            name.trim().eq_ignore_ascii_case(coding) && !refused
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(value: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(value));
        headers
    }

    #[test]
    fn codings_are_taken_only_when_offered() {
        assert!(accepts(&asking("gzip, deflate, br"), "br"));
        assert!(accepts(&asking("br;q=0.5"), "br"));
        assert!(!accepts(&asking("br;q=0, gzip"), "br"));
        assert!(!accepts(&asking("brotli"), "br"));
        assert!(!accepts(&HeaderMap::new(), "br"));
    }

    #[tokio::test]
    async fn files_outside_the_folder_are_not_served() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("pkg")).unwrap();
        std::fs::write(folder.path().join("pkg/a.js"), "1").unwrap();
        std::fs::write(folder.path().join(".env"), "secret").unwrap();
        assert_eq!(
            from_folder(folder.path(), "a.js").await.status(),
            StatusCode::OK
        );
        for file in [".env", "../a.js", "..", "b.js", "pkg/a.js"] {
            assert_eq!(
                from_folder(folder.path(), file).await.status(),
                StatusCode::NOT_FOUND,
                "{file}"
            );
        }
    }
}
