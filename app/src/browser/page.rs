//! The document: title, theme, focus, what the reader is doing.

use core::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};

/// What the page waits for before it is taken over: its own script, and parts of the first view.
static AWAITED: AtomicU32 = AtomicU32::new(1);

/// The page was taken over once, with the parts of its first view.
static TAKEN_OVER: AtomicBool = AtomicBool::new(false);

/// Whether the page was taken over, with the parts of its first view.
#[must_use]
pub fn is_taken_over() -> bool {
    TAKEN_OVER.load(Ordering::Relaxed)
}

/// Tells that the page is in use, where nobody touched it.
const USED: &str = "creel:used";

/// The page is in use though nobody touched it: what waits for that begins.
pub fn used() {
    if let (Some(window), Ok(event)) = (web_sys::window(), web_sys::Event::new(USED)) {
        drop(window.dispatch_event(&event));
    }
}

/// Runs something once: when the reader next does anything, or the page is said to be [`used`].
pub fn when_used(run: impl FnOnce() + 'static) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let mut run = Some(run);
    let run = Closure::<dyn FnMut(JsValue)>::new(move |_| {
        if let Some(run) = run.take() {
            run();
        }
    });
    // Collected with its last listener.
    let run = run.into_js_value();
    let run: &js_sys::Function = run.unchecked_ref();
    let options = web_sys::AddEventListenerOptions::new();
    options.set_once(true);
    options.set_passive(true);
    for event in [
        "pointermove",
        "pointerdown",
        "keydown",
        "focusin",
        "wheel",
        USED,
    ] {
        drop(
            window.add_event_listener_with_callback_and_add_event_listener_options(
                event, run, &options,
            ),
        );
    }
}

/// A part of the page was asked for.
pub fn part_awaited() {
    AWAITED.fetch_add(1, Ordering::Relaxed);
}

/// A part of the page came, or is no longer waited for. With the last one the page counts as taken over
/// by its script, and is marked so.
pub fn part_came() {
    if AWAITED.fetch_sub(1, Ordering::Relaxed) == 1
        && !TAKEN_OVER.swap(true, Ordering::Relaxed)
        && let Some(root) = leptos::prelude::document().document_element()
    {
        drop(root.set_attribute("data-hydrated", ""));
        // What is still to be set up by then has been.
        leptos::prelude::set_timeout(go_on, core::time::Duration::ZERO);
    }
}

/// Where more is to come of what is open, the page is in use: its code is asked for, and then the rest, where
/// the document has not done so yet.
fn go_on() {
    let found = |selector| leptos::prelude::document().query_selector(selector);
    if let Ok(Some(_)) = found("link[data-rest]") {
        used();
        let rest = move || {
            if let Ok(Some(link)) = found("link[data-rest]:not([rel])") {
                drop(link.set_attribute("rel", "preload"));
            }
        };
        leptos::prelude::set_timeout(rest, core::time::Duration::ZERO);
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
        .query_selector("dialog[open], .anchor .menu")
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

/// Presses the first element that matches.
pub fn press(selector: &str) {
    let found = leptos::prelude::document().query_selector(selector);
    if let Ok(Some(element)) = found
        && let Ok(element) = element.dyn_into::<web_sys::HtmlElement>()
    {
        element.click();
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

/// Makes something of what an element scrolls longer at its beginning, and keeps what is read where it is.
pub fn longer_above(selector: &'static str, change: impl FnOnce()) {
    let find = move || leptos::prelude::document().query_selector(selector);
    let below = |element: &web_sys::Element| element.scroll_height() - element.scroll_top();
    let before = find().ok().flatten().map(|element| below(&element));
    change();
    leptos::prelude::request_animation_frame(move || {
        if let (Ok(Some(element)), Some(before)) = (find(), before) {
            element.set_scroll_top(element.scroll_height() - before);
        }
    });
}

/// Scrolls an element into its box, if it is outside.
pub fn reveal(selector: &str) {
    if let Ok(Some(element)) = leptos::prelude::document().query_selector(selector) {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Something matches.
#[must_use]
pub fn exists(selector: &str) -> bool {
    leptos::prelude::document()
        .query_selector(selector)
        .is_ok_and(|found| found.is_some())
}

/// A dialog is open.
#[must_use]
pub fn has_dialog() -> bool {
    exists("dialog[open]")
}

/// The press was on a dialog itself: beside what is in it.
#[must_use]
pub fn is_backdrop(event: &leptos::ev::MouseEvent) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|element| element.tag_name() == "DIALOG")
}

/// Width of an element in pixels; `otherwise` where there is none.
#[must_use]
pub fn width_of(selector: &str, otherwise: u32) -> u32 {
    let found = leptos::prelude::document().query_selector(selector);
    let width = found.ok().flatten().map(|element| element.client_width());
    width
        .and_then(|width| u32::try_from(width).ok())
        .unwrap_or(otherwise)
}

/// What moves from here on is told to the element that was pressed.
pub fn capture_pointer(event: &leptos::ev::PointerEvent) {
    if let Some(element) = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
    {
        // A pointer that is gone needs no capture.
        drop(element.set_pointer_capture(event.pointer_id()));
    }
}

/// Which of `columns` side by side the pointer is over, within the element that was pressed.
#[must_use]
pub fn column(event: &leptos::ev::PointerEvent, columns: usize) -> usize {
    let Some(element) = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
    else {
        return 0;
    };
    let wide = usize::try_from(element.client_width()).unwrap_or(1).max(1);
    let at = usize::try_from(event.offset_x()).unwrap_or(0);
    (at * columns / wide).min(columns - 1)
}

/// Shows in the icon of the page whether something is unread.
pub fn mark_icon(icon: &str, unread: bool) {
    let found = leptos::prelude::document().query_selector("link[rel=icon]");
    if let Ok(Some(link)) = found {
        let address = if unread {
            format!("{icon}#new")
        } else {
            icon.to_owned()
        };
        if link.get_attribute("href").as_deref() != Some(&address) {
            drop(link.set_attribute("href", &address));
        }
    }
}

/// Number of the row that has the focus.
#[must_use]
pub fn focused_row() -> Option<u64> {
    let active = leptos::prelude::document().active_element()?;
    let row = active.closest("[data-seq]").ok().flatten()?;
    row.get_attribute("data-seq")?.parse().ok()
}

/// Presses the radio button after the checked one, or the first.
pub fn press_next(selector: &str) {
    let Ok(all) = leptos::prelude::document().query_selector_all(selector) else {
        return;
    };
    let radio = |at: u32| {
        all.get(at)
            .and_then(|node| node.dyn_into::<web_sys::HtmlElement>().ok())
    };
    let checked = |at: &u32| {
        radio(*at)
            .is_some_and(|radio| radio.get_attribute("aria-checked").as_deref() == Some("true"))
    };
    let next = (0..all.length()).find(checked).map_or(0, |at| at + 1);
    if let Some(radio) = radio(next).or_else(|| radio(0)) {
        radio.click();
    }
}

/// Scrolls the box to the first line below (or the last one above) its upper third that matches.
pub fn next_within(within: &str, selector: &str, forward: bool) {
    let document = leptos::prelude::document();
    let (Ok(Some(area)), Ok(all)) = (
        document.query_selector(within),
        document.query_selector_all(&format!("{within} {selector}")),
    ) else {
        return;
    };
    let rest = area.get_bounding_client_rect();
    let line = rest.top() + rest.height() / 3.0;
    let top = |at: &u32| {
        let element = all.get(*at)?.dyn_into::<web_sys::Element>().ok()?;
        Some(element.get_bounding_client_rect().top())
    };
    let below = |at: &u32| top(at).is_some_and(|top| top > line + 24.0);
    let above = |at: &u32| top(at).is_some_and(|top| top < line - 24.0);
    let found = if forward {
        (0..all.length()).find(below)
    } else {
        (0..all.length()).rev().find(above)
    };
    if let Some(top) = found.as_ref().and_then(top) {
        area.scroll_by_with_x_and_y(0.0, top - line);
    }
}

/// A short tone. Nothing where the browser has no sound or does not allow it yet.
pub fn beep() -> Option<JsValue> {
    let get =
        |from: &JsValue, name: &str| js_sys::Reflect::get(from, &JsValue::from_str(name)).ok();
    let call = |on: &JsValue, name: &str, with: &js_sys::Array| {
        let method: js_sys::Function = get(on, name)?.dyn_into().ok()?;
        method.apply(on, with).ok()
    };
    let none = js_sys::Array::new();
    let class: js_sys::Function = get(&web_sys::window()?.into(), "AudioContext")?
        .dyn_into()
        .ok()?;
    let context = js_sys::Reflect::construct(&class, &none).ok()?;
    let tone = call(&context, "createOscillator", &none)?;
    let quiet = call(&context, "createGain", &none)?;
    js_sys::Reflect::set(&get(&quiet, "gain")?, &"value".into(), &0.06.into()).ok()?;
    js_sys::Reflect::set(&get(&tone, "frequency")?, &"value".into(), &660.into()).ok()?;
    call(&tone, "connect", &js_sys::Array::of1(&quiet))?;
    call(
        &quiet,
        "connect",
        &js_sys::Array::of1(&get(&context, "destination")?),
    )?;
    call(&tone, "start", &none)?;
    let end = get(&context, "currentTime")?.as_f64()? + 0.09;
    call(&tone, "stop", &js_sys::Array::of1(&end.into()))
}
