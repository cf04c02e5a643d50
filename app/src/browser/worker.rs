//! The checker in its worker: signatures are checked there, and a secret goes nowhere else.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};

use crate::site::Site;

/// Checks waiting for an answer at most.
const MOST: usize = 256;

type Answer = Box<dyn FnOnce(Result<String, String>)>;

struct Checker {
    worker: web_sys::Worker,
    waiting: Rc<RefCell<HashMap<u32, Answer>>>,
    next: Cell<u32>,
    _on_message: Closure<dyn FnMut(web_sys::MessageEvent)>,
    _on_error: Closure<dyn FnMut(web_sys::Event)>,
}

thread_local! {
    static CHECKER: RefCell<Option<Checker>> = const { RefCell::new(None) };
}

/// Asks the checker. `request` is JSON, `body` the exact bytes; the answer is a verdict as JSON.
/// The worker and its WASM are loaded with the first question.
pub fn ask(
    site: &Site,
    call: &str,
    request: &str,
    body: &[u8],
    answer: impl FnOnce(Result<String, String>) + 'static,
) {
    CHECKER.with_borrow_mut(|slot| {
        if slot.is_none() {
            *slot = start(site);
        }
        match slot {
            Some(checker) => checker.ask(call, request, body, Box::new(answer)),
            None => answer(Err(
                "This browser has no workers, so nothing can be checked in it.".to_owned(),
            )),
        }
    });
}

fn start(site: &Site) -> Option<Checker> {
    let options = web_sys::WorkerOptions::new();
    options.set_type(web_sys::WorkerType::Module);
    let url = format!(
        "{}?js={}&wasm={}",
        site.worker,
        crate::address::encode(&site.checker_js),
        crate::address::encode(&site.checker_wasm)
    );
    let worker = web_sys::Worker::new_with_options(&url, &options).ok()?;
    let waiting: Rc<RefCell<HashMap<u32, Answer>>> = Rc::default();
    let on_message = {
        let waiting = Rc::clone(&waiting);
        Closure::new(move |event: web_sys::MessageEvent| {
            let data = event.data();
            let field = |name: &str| js_sys::Reflect::get(&data, &JsValue::from_str(name)).ok();
            let Some(id) = field("id").and_then(|id| id.as_f64()) else {
                return;
            };
            let found = waiting.borrow_mut().remove(&number(id));
            if let Some(answer) = found {
                let good = field("ok").and_then(|ok| ok.as_string());
                let bad = field("error").and_then(|error| error.as_string());
                answer(good.ok_or_else(|| bad.unwrap_or_default()));
            }
        })
    };
    let on_error = {
        let waiting = Rc::clone(&waiting);
        Closure::new(move |_: web_sys::Event| {
            let all: Vec<Answer> = waiting
                .borrow_mut()
                .drain()
                .map(|(_, answer)| answer)
                .collect();
            for answer in all {
                answer(Err("The checker could not be loaded.".to_owned()));
            }
        })
    };
    worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    Some(Checker {
        worker,
        waiting,
        next: Cell::new(0),
        _on_message: on_message,
        _on_error: on_error,
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "ids are made here, from a u32"
)]
fn number(id: f64) -> u32 {
    id as u32
}

impl Checker {
    fn ask(&self, call: &str, request: &str, body: &[u8], answer: Answer) {
        if self.waiting.borrow().len() >= MOST {
            answer(Err("Too many checks are waiting.".to_owned()));
            return;
        }
        let id = self.next.get();
        self.next.set(id.wrapping_add(1));
        let message = js_sys::Object::new();
        let set = |name: &str, value: &JsValue| {
            js_sys::Reflect::set(&message, &JsValue::from_str(name), value).is_ok()
        };
        let bytes = js_sys::Uint8Array::from(body);
        let ready = set("id", &JsValue::from(id))
            && set("call", &JsValue::from_str(call))
            && set("request", &JsValue::from_str(request))
            && set("body", &bytes);
        self.waiting.borrow_mut().insert(id, answer);
        if !ready || self.worker.post_message(&message).is_err() {
            let found = self.waiting.borrow_mut().remove(&id);
            if let Some(answer) = found {
                answer(Err("The checker did not take the question.".to_owned()));
            }
        }
    }
}
