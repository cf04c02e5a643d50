//! How the page reaches the API: in process while the server renders, by fetch in the browser.

use core::future::Future;
use core::pin::Pin;
use std::sync::Arc;

use crate::site::Site;

/// A call of the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiRequest {
    /// `GET`, `POST`, `PATCH`, `PUT` or `DELETE`.
    pub method: &'static str,
    /// Path and query from `/api/` on, without the base path.
    pub path: String,
    /// JSON to send.
    pub body: Option<String>,
}

/// What the API answered. Status 0: nothing was reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApiResponse {
    /// HTTP status.
    pub status: u16,
    /// The bytes.
    pub body: Vec<u8>,
}

/// A future that may move between threads.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// The API within the server's own process, as the visitor: provided by the handler that
/// renders the page, with the visitor's cookie or share link in it.
#[derive(Clone)]
pub struct InProcess(pub Arc<dyn Fn(ApiRequest) -> BoxFuture<ApiResponse> + Send + Sync>);

impl core::fmt::Debug for InProcess {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("InProcess")
    }
}

/// Who calls: taken from the context before anything is awaited, then used as often as needed.
#[derive(Clone, Debug)]
pub struct Caller(side::Way);

impl Caller {
    /// The caller of the page around.
    #[must_use]
    pub fn get() -> Self {
        Self(side::way())
    }

    /// Calls the API.
    pub fn call(&self, site: &Site, request: ApiRequest) -> BoxFuture<ApiResponse> {
        side::call(&self.0, site, request)
    }
}

#[cfg(not(feature = "hydrate"))]
mod side {
    use leptos::prelude::use_context;

    use super::{ApiRequest, ApiResponse, BoxFuture, InProcess, Site};

    pub(super) type Way = Option<InProcess>;

    pub(super) fn way() -> Way {
        use_context()
    }

    pub(super) fn call(way: &Way, _: &Site, request: ApiRequest) -> BoxFuture<ApiResponse> {
        match way {
            Some(api) => (api.0)(request),
            None => Box::pin(async { ApiResponse::default() }),
        }
    }

    pub(super) fn site() -> Site {
        use_context::<Site>().unwrap_or_default()
    }
}

#[cfg(feature = "hydrate")]
mod side {
    use js_sys::Uint8Array;
    use send_wrapper::SendWrapper;
    use wasm_bindgen::{JsCast as _, JsValue};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{Headers, RequestInit, Response};

    use super::{ApiRequest, ApiResponse, BoxFuture, Site};

    /// There is one way: the network.
    #[derive(Clone, Copy, Debug)]
    pub(super) struct Way;

    pub(super) const fn way() -> Way {
        Way
    }

    pub(super) fn call(_: &Way, site: &Site, request: ApiRequest) -> BoxFuture<ApiResponse> {
        let url = site.link(&request.path);
        Box::pin(SendWrapper::new(async move {
            fetch(&url, request).await.unwrap_or_default()
        }))
    }

    async fn fetch(url: &str, request: ApiRequest) -> Result<ApiResponse, JsValue> {
        let headers = Headers::new()?;
        headers.append("accept", "application/json")?;
        let init = RequestInit::new();
        init.set_method(request.method);
        if let Some(body) = request.body {
            headers.append("content-type", "application/json")?;
            init.set_body(&JsValue::from_str(&body));
        }
        init.set_headers(&headers);
        if request.method == "DELETE" {
            // What was deferred is sent when the page is left.
            js_sys::Reflect::set(&init, &"keepalive".into(), &JsValue::TRUE)?;
        }
        let window = web_sys::window().ok_or(JsValue::NULL)?;
        let response = JsFuture::from(window.fetch_with_str_and_init(url, &init)).await?;
        let response: Response = response.dyn_into()?;
        let body = JsFuture::from(response.array_buffer()?).await?;
        Ok(ApiResponse {
            status: response.status(),
            body: Uint8Array::new(&body).to_vec(),
        })
    }

    pub(super) fn site() -> Site {
        let attribute = |name: &str| {
            leptos::prelude::document()
                .document_element()
                .and_then(|root| root.get_attribute(name))
                .unwrap_or_default()
        };
        Site::from_attributes(attribute)
    }
}

/// Where the page's own files are: from the context on the server, from `<html>` in the browser.
#[must_use]
pub fn site() -> Site {
    side::site()
}
