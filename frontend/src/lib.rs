//! The WASM entry point: takes the rendered page over, nothing else.

// The type of the whole view is worked out here, and it is deep.
#![recursion_limit = "512"]

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page's script once the module is loaded.
#[wasm_bindgen]
pub fn hydrate() {
    // A panic ends in an error of the module either way; its words are for those who work on the page.
    if cfg!(debug_assertions) {
        console_error_panic_hook::set_once();
    }
    leptos::mount::hydrate_body(app::App);
}
