//! The signature checker as a WASM module of its own: the page loads it into a
//! worker when it first needs it, so that a secret never leaves the browser and
//! a diagnosis never holds up the page. Node runs the same module in tests.

mod question;

use wasm_bindgen::prelude::{JsError, wasm_bindgen};

use crate::question::Question;

/// Checks a request. `request` is JSON (see [`Question`]), `body` the exact
/// bytes; the answer is a verdict as JSON.
///
/// # Errors
///
/// When the JSON is not a question, or the provider is not known or never judged.
#[wasm_bindgen]
pub fn check(request: &str, body: &[u8]) -> Result<String, JsError> {
    let question = Question::read(request)?;
    let headers = question.headers()?;
    let headers: Vec<(&str, &[u8])> = headers
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    let verdict = signatures::verify(
        &question.text("provider").unwrap_or_default(),
        question.text("scheme").as_deref(),
        &question.request(&headers, body),
        &question.keys(),
        question.clock(),
    )?;
    Ok(serde_json::to_string(&verdict)?)
}

/// Says who sent a request, as JSON; `null` when nobody known did.
///
/// # Errors
///
/// When the JSON is not a question.
#[wasm_bindgen]
pub fn recognise(request: &str, body: &[u8]) -> Result<String, JsError> {
    let question = Question::read(request)?;
    let headers = question.headers()?;
    let headers: Vec<(&str, &[u8])> = headers
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    let found = signatures::recognise(&question.request(&headers, body));
    Ok(serde_json::to_string(&found)?)
}

/// The providers and their schemes, as a JSON list.
///
/// # Errors
///
/// Never in practice: the list is plain data.
#[wasm_bindgen]
pub fn providers() -> Result<String, JsError> {
    Ok(serde_json::to_string(&signatures::providers())?)
}
