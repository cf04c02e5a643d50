//! The document: title, theme, focus, what the reader is doing.

use wasm_bindgen::JsCast as _;

/// Marks the page as taken over by its script.
pub fn mark_hydrated() {
    if let Some(root) = leptos::prelude::document().document_element() {
        drop(root.set_attribute("data-hydrated", ""));
    }
}

/// Switches between light and dark and remembers it in a cookie for a year.
pub fn switch_theme(base: &str) -> Option<()> {
    let window = web_sys::window()?;
    let document = window.document()?;
    let root = document.document_element()?;
    let style = window.get_computed_style(&root).ok().flatten()?;
    let scheme = style.get_property_value("color-scheme").unwrap_or_default();
    let chosen = root.get_attribute("data-theme").unwrap_or_default();
    let dark = match chosen.as_str() {
        "dark" => true,
        "light" => false,
        _ => scheme.contains("dark") && prefers_dark(&window),
    };
    let theme = if dark { "light" } else { "dark" };
    root.set_attribute("data-theme", theme).ok()?;
    let html: &web_sys::HtmlDocument = document.dyn_ref()?;
    let path = if base.is_empty() { "/" } else { base };
    html.set_cookie(&format!(
        "creel_theme={theme}; Path={path}; Max-Age=31536000; SameSite=Lax"
    ))
    .ok()
}

fn prefers_dark(window: &web_sys::Window) -> bool {
    // `matchMedia` without a binding of its own: one call is not worth a feature.
    js_sys::Reflect::get(window, &"matchMedia".into())
        .ok()
        .and_then(|f| f.dyn_into::<js_sys::Function>().ok())
        .and_then(|f| f.call1(window, &"(prefers-color-scheme: dark)".into()).ok())
        .and_then(|list| js_sys::Reflect::get(&list, &"matches".into()).ok())
        .and_then(|matches| matches.as_bool())
        .unwrap_or(false)
}

/// The reader types, has a menu or dialog open, or has text selected: nothing may change under them.
#[must_use]
pub fn is_busy() -> bool {
    let document = leptos::prelude::document();
    let typing = document
        .active_element()
        .is_some_and(|element| is_field(&element));
    let open = document
        .query_selector("dialog[open], [role=menu]")
        .is_ok_and(|found| found.is_some());
    let selected = web_sys::window()
        .and_then(|window| window.get_selection().ok().flatten())
        .is_some_and(|selection| !selection.is_collapsed());
    typing || open || selected
}

/// Keys belong to this element.
#[must_use]
pub fn is_field(element: &web_sys::Element) -> bool {
    matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
}

/// Nobody sees the page.
#[must_use]
pub fn is_hidden() -> bool {
    leptos::prelude::document().visibility_state() == web_sys::VisibilityState::Hidden
}

/// Heights of a list row and of an attempt below it in pixels, as the styles give them.
#[must_use]
pub fn row_heights() -> (u32, u32) {
    let read = |selector: &str| {
        let row = leptos::prelude::document()
            .query_selector(selector)
            .ok()
            .flatten()?;
        let height = row.client_height();
        u32::try_from(height).ok().filter(|height| *height > 0)
    };
    let row = read(".hits .hit:not(.child) > a").unwrap_or(50);
    // Of one that is drawn, else what goes with the row.
    let low = read(".hits .hit.child > a").unwrap_or(if row < 40 { 28 } else { 30 });
    (row, low)
}

/// Focuses the first element that matches.
pub fn focus(selector: &str) {
    let found = leptos::prelude::document().query_selector(selector);
    if let Ok(Some(element)) = found
        && let Ok(element) = element.dyn_into::<web_sys::HtmlElement>()
    {
        drop(element.focus());
    }
}

/// Leaves for another address, through the server.
pub fn leave_for(address: &str) {
    if let Some(window) = web_sys::window() {
        drop(window.location().assign(address));
    }
}

/// Scrolls an element to its top.
pub fn scroll_to_top(selector: &str) {
    if let Ok(Some(element)) = leptos::prelude::document().query_selector(selector) {
        element.set_scroll_top(0);
    }
}

/// Moves the focus to the next or previous item of a menu.
pub fn focus_beside(event: &leptos::ev::KeyboardEvent, forward: bool) {
    event.prevent_default();
    let document = leptos::prelude::document();
    let Some(active) = document.active_element() else {
        return;
    };
    let step = |element: &web_sys::Element| {
        if forward {
            element.next_element_sibling()
        } else {
            element.previous_element_sibling()
        }
    };
    let mut next = step(&active);
    while let Some(element) = next {
        if element
            .get_attribute("role")
            .is_some_and(|role| role.starts_with("menuitem") || role == "option")
        {
            if let Ok(element) = element.dyn_into::<web_sys::HtmlElement>() {
                drop(element.focus());
            }
            return;
        }
        next = step(&element);
    }
}

/// Scrolls an element into its box, if it is outside.
pub fn reveal(selector: &str) {
    if let Ok(Some(element)) = leptos::prelude::document().query_selector(selector) {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}
