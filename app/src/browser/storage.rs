//! What is kept in this browser. Where storage is blocked, it is kept until the page is closed.

use std::cell::RefCell;
use std::collections::HashMap;

thread_local! {
    static INSTEAD: RefCell<HashMap<String, String>> = RefCell::new(HashMap::new());
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

/// Reads a value.
#[must_use]
pub fn get(key: &str) -> Option<String> {
    storage()
        .and_then(|storage| storage.get_item(key).ok().flatten())
        .or_else(|| INSTEAD.with_borrow(|map| map.get(key).cloned()))
}

/// Keeps a value. False when it will be lost with the page.
pub fn set(key: &str, value: &str) -> bool {
    let kept = storage().is_some_and(|storage| storage.set_item(key, value).is_ok());
    if !kept {
        INSTEAD.with_borrow_mut(|map| map.insert(key.to_owned(), value.to_owned()));
    }
    kept
}

/// Forgets a value.
pub fn remove(key: &str) {
    if let Some(storage) = storage() {
        // A blocked storage has nothing to forget.
        drop(storage.remove_item(key));
    }
    INSTEAD.with_borrow_mut(|map| map.remove(key));
}
