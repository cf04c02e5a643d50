//! The pages: rendered here first, taken over by the browser.
//!
//! - [`assets`]: the page's own files, embedded or from a folder
//! - [`render`]: the pages
//! - [`shell`]: the document around them
//! - [`forms`]: what works without scripts, and [`note`]: the pages between

mod assets;
mod forms;
mod inner;
mod note;
mod render;
mod shell;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use tower_http::compression::{CompressionLayer, CompressionLevel};

use self::assets::Assets;

/// What the pages need of the server.
#[derive(Clone, Debug)]
pub struct Ui {
    /// The API with its state: the pages call it as any client would, without a socket.
    pub api: Router,
    /// Path in front of every address, without a slash at its end; empty at the root.
    pub base: String,
    /// Scheme, host, port and base path from outside; `None` when it is what the visitor asked for.
    pub public_url: Option<String>,
}

/// Shared parts of the handlers below.
#[derive(Clone, Debug)]
struct Pages {
    api: Router,
    base: Arc<str>,
    public_url: Option<Arc<str>>,
    assets: Assets,
}

/// The routes of the pages, their files and their forms.
pub fn routes<S: Clone + Send + Sync + 'static>(ui: Ui) -> Router<S> {
    // Rendering runs on the runtime that serves. It says so when another router of this
    // process came first, which is as good.
    drop(any_spawner::Executor::init_tokio());
    let pages = Pages {
        api: ui.api,
        base: ui.base.into(),
        public_url: ui.public_url.map(Into::into),
        assets: Assets::find(),
    };
    // A page is made for one visitor and compressed as it goes: quickly rather than well.
    let compressed = CompressionLayer::new().quality(CompressionLevel::Precise(4));
    Router::new()
        .route("/", get(render::page))
        .route("/e/{id}", get(render::page))
        .route("/e/{id}/{seq}", get(render::page).post(forms::change))
        .route("/s/{share}", get(render::page))
        .route("/s/{share}/{seq}", get(render::page))
        .route_layer(compressed)
        .route("/new", post(forms::new_endpoint))
        .route("/new/claim", post(forms::claim))
        .route("/pkg/{file}", get(assets::serve))
        .route("/favicon.ico", get(assets::favicon))
        .fallback(render::missing)
        .with_state(pages)
}
