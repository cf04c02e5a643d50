//! Desktop notifications and a sound for new hits. Both are off until the reader turns them on, and kept in
//! the browser.

use wasm_bindgen::{JsCast as _, JsValue};

use crate::browser::{page, storage};
use crate::ui::toast::Toasts;

/// What can be turned on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A notification of the desktop, while the page is not seen.
    Notify,
    /// A short tone.
    Sound,
}

impl Kind {
    const fn key(self) -> &'static str {
        match self {
            Self::Notify => "creel:notify",
            Self::Sound => "creel:sound",
        }
    }
}

/// The reader turned it on.
#[must_use]
pub fn wanted(kind: Kind) -> bool {
    storage::get(kind.key()).is_some()
}

/// Turns it on or off. Notifications need the browser's consent, which it gives on safe addresses only.
pub fn turn(kind: Kind, toasts: Toasts) {
    if wanted(kind) {
        storage::remove(kind.key());
        toasts.done(said(kind, false), "");
        return;
    }
    if kind == Kind::Sound {
        storage::set(kind.key(), "on");
        toasts.done(said(kind, true), "");
        // Heard at once, so that the reader knows it; the press allows it.
        let _: Option<JsValue> = page::beep();
        return;
    }
    leptos::task::spawn_local(async move {
        if allowed().await == Some(true) {
            storage::set(kind.key(), "on");
            toasts.done(said(kind, true), "");
        } else {
            toasts.failed(
                "This browser does not allow notifications here",
                "They need HTTPS or localhost, and the permission of this site.",
            );
        }
    });
}

const fn said(kind: Kind, on: bool) -> &'static str {
    match (kind, on) {
        (Kind::Notify, true) => "Desktop notifications are on",
        (Kind::Notify, false) => "Desktop notifications are off",
        (Kind::Sound, true) => "The sound of new hits is on",
        (Kind::Sound, false) => "The sound of new hits is off",
    }
}

/// `Notification`, where there is one.
fn class() -> Option<js_sys::Function> {
    let window = web_sys::window()?;
    js_sys::Reflect::get(&window, &JsValue::from_str("Notification"))
        .ok()?
        .dyn_into()
        .ok()
}

async fn allowed() -> Option<bool> {
    let class = class()?;
    let ask: js_sys::Function =
        js_sys::Reflect::get(&class, &JsValue::from_str("requestPermission"))
            .ok()?
            .dyn_into()
            .ok()?;
    let answer: js_sys::Promise = ask.call0(&class).ok()?.dyn_into().ok()?;
    let answer = wasm_bindgen_futures::JsFuture::from(answer).await.ok()?;
    Some(answer.as_string().as_deref() == Some("granted"))
}

/// Says that hits came, in the ways that are on. `title` names the endpoint, `body` counts: nothing of a hit.
pub fn came(title: &str, body: &str) {
    if wanted(Kind::Sound) {
        // A browser that was never pressed plays nothing.
        let _: Option<JsValue> = page::beep();
    }
    if page::is_hidden() && wanted(Kind::Notify) {
        // One that was forbidden since shows nothing.
        let _: Option<JsValue> = show(title, body);
    }
}

fn show(title: &str, body: &str) -> Option<JsValue> {
    let options = js_sys::Object::new();
    let set = |name: &str, value: &str| {
        js_sys::Reflect::set(
            &options,
            &JsValue::from_str(name),
            &JsValue::from_str(value),
        )
        .ok()
    };
    set("body", body)?;
    // A later one takes the place of the earlier.
    set("tag", "creel-hits")?;
    let arguments = js_sys::Array::of2(&JsValue::from_str(title), &options);
    js_sys::Reflect::construct(&class()?, &arguments).ok()
}
