//! What pages are drawn from.

use std::sync::Arc;

use domain::BodyView;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::api::Refused;
use crate::transport::BoxFuture;

/// Texts that a page is drawn from, mostly JSON as the API gave it; read by the part of the page that draws it.
///
/// All pages have this one kind of resource: every further kind is compiled anew, and is a good part of what
/// the page would have to load.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Texts {
    /// The texts, in an order that the page knows.
    pub texts: Vec<String>,
    /// The first piece of a body. It does not go along with a page, whose markup has it already.
    #[serde(skip)]
    pub view: Option<Arc<BodyView>>,
}

impl From<Vec<String>> for Texts {
    fn from(texts: Vec<String>) -> Self {
        Self { texts, view: None }
    }
}

impl Texts {
    /// A text; empty when there is none.
    #[must_use]
    pub fn get(&self, at: usize) -> &str {
        self.texts.get(at).map_or("", String::as_str)
    }
}

type Key = Arc<dyn Fn() -> String + Send + Sync>;
type Fetch = Arc<dyn Fn(String) -> BoxFuture<Result<Texts, Refused>> + Send + Sync>;

/// Fetches texts for a key, and again when the key changes. The page waits for them on the server.
pub fn texts(
    key: impl Fn() -> String + Send + Sync + 'static,
    fetch: impl Fn(String) -> BoxFuture<Result<Texts, Refused>> + Send + Sync + 'static,
) -> Resource<Result<Texts, Refused>> {
    shared(Arc::new(key), Arc::new(fetch))
}

fn shared(key: Key, fetch: Fetch) -> Resource<Result<Texts, Refused>> {
    Resource::new_blocking(move || key(), move |key| fetch(key))
}
