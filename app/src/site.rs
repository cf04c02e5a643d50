//! Where the page lives: base path, names of its files, theme.

/// What every page needs to know about its server.
///
/// The server provides it as a context and writes it as attributes of `<html>`; the browser
/// reads it back from there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Site {
    /// Path in front of every address, without a slash at its end; empty at the root.
    pub base: String,
    /// Address of the icon sprite.
    pub icons: String,
    /// Address of the favicon.
    pub mark: String,
    /// Address of the stylesheet.
    pub css: String,
    /// Address of the page's script.
    pub js: String,
    /// Address of the page's WASM.
    pub wasm: String,
    /// Address of the script that loads parts of the page; none when the page is in one piece.
    pub parts: Option<String>,
    /// Address of the worker's script.
    pub worker: String,
    /// Address of the checker's script.
    pub checker_js: String,
    /// Address of the checker's WASM.
    pub checker_wasm: String,
    /// Origin of capture URLs, such as `https://hooks.example`.
    pub origin: String,
    /// `light` or `dark` when the reader chose one.
    pub theme: Option<String>,
    /// Version of the server.
    pub version: String,
}

impl Site {
    /// An address of the page with the base path.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Address of the home page.
    #[must_use]
    pub fn home(&self) -> String {
        self.link("/")
    }

    /// Reads what [`Site::attributes`] wrote. The stylesheet, script and WASM are loaded already.
    #[must_use]
    pub fn from_attributes(read: impl Fn(&str) -> String) -> Self {
        let theme = read("data-theme");
        Self {
            base: read("data-base"),
            icons: read("data-icons"),
            mark: read("data-mark"),
            worker: read("data-worker"),
            checker_js: read("data-checker-js"),
            checker_wasm: read("data-checker-wasm"),
            origin: read("data-origin"),
            version: read("data-version"),
            theme: Some(theme).filter(|theme| !theme.is_empty()),
            ..Self::default()
        }
    }
}

/// The status of the page being rendered; the server answers with it.
#[derive(Clone, Debug, Default)]
pub struct PageStatus(std::sync::Arc<core::sync::atomic::AtomicU16>);

impl PageStatus {
    /// Answers with this status.
    pub fn set(&self, status: u16) {
        self.0.store(status, core::sync::atomic::Ordering::Relaxed);
    }

    /// The status set; 0 when none was.
    #[must_use]
    pub fn get(&self) -> u16 {
        self.0.load(core::sync::atomic::Ordering::Relaxed)
    }
}

/// Sets the status of the page where there is one to set.
pub fn answer(status: u16) {
    if let Some(page) = leptos::prelude::use_context::<PageStatus>() {
        page.set(status);
    }
}
