//! What is done with a whole endpoint from outside of its settings, in their dialogs.

use domain::Endpoint;
use leptos::prelude::*;

use super::clear::{Again, Clear, Hide};
use super::{danger, shares};
use crate::api::Reader;

fn owner(endpoint: &Endpoint) -> Reader {
    Reader {
        id: endpoint.id.to_string(),
        share: None,
    }
}

crate::chunk! {
    /// The links by which others read it, to be made and taken back.
    settings fn share(endpoint: Endpoint, close: Callback<()>) -> AnyView {
        let label = endpoint.label.clone().unwrap_or_else(|| endpoint.name());
        shares::dialog(owner(&endpoint), None, format!("Share {label}"), close).into_any()
    }

    /// The question before its hits are cleared.
    settings fn clear(endpoint: Endpoint, close: Callback<()>, hide: Hide, again: Again) -> AnyView {
        let reader = owner(&endpoint);
        view! { <Clear reader=reader endpoint=endpoint close=close hide=hide again=again/> }.into_any()
    }

    /// The question before it is deleted.
    settings fn delete(endpoint: Endpoint, close: Callback<()>) -> AnyView {
        danger::delete(&endpoint, close).into_any()
    }
}
