//! Copying, also where the page came over plain HTTP.

use wasm_bindgen::{JsCast as _, JsValue};

/// Puts text on the clipboard; false when the browser does not let us.
#[must_use]
pub fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else {
        return false;
    };
    let navigator = window.navigator();
    let has = js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard"))
        .is_ok_and(|clipboard| !clipboard.is_undefined());
    if has {
        // Written in a click: refused only when the reader forbade it.
        drop(navigator.clipboard().write_text(text));
        return true;
    }
    by_selection(&window, text).unwrap_or(false)
}

/// Puts text on the clipboard and waits for the browser's word; false when it does not let us.
pub async fn copied(text: &str) -> bool {
    let Some(window) = web_sys::window() else {
        return false;
    };
    let navigator = window.navigator();
    let has = js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard"))
        .is_ok_and(|clipboard| !clipboard.is_undefined());
    let written = has
        && wasm_bindgen_futures::JsFuture::from(navigator.clipboard().write_text(text))
            .await
            .is_ok();
    written || by_selection(&window, text).unwrap_or(false)
}

/// Selects the text in a field of its own and asks the browser to copy the selection.
fn by_selection(window: &web_sys::Window, text: &str) -> Option<bool> {
    let document = window.document()?;
    let before = document.active_element();
    let area: web_sys::HtmlTextAreaElement =
        document.create_element("textarea").ok()?.dyn_into().ok()?;
    area.set_value(text);
    area.set_class_name("sr-only");
    area.set_read_only(true);
    let dialog = document.query_selector("dialog[open]").ok().flatten();
    let home: web_sys::Element = dialog.or_else(|| document.body().map(Into::into))?;
    home.append_child(&area).ok()?;
    area.select();
    let html: &web_sys::HtmlDocument = document.dyn_ref()?;
    let done = html.exec_command("copy").unwrap_or(false);
    area.remove();
    if let Some(element) = before.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
        drop(element.focus());
    }
    Some(done)
}
