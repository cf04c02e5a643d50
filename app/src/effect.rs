//! Effects, in one piece of code.

use leptos::prelude::Effect;

/// Runs `run` in the browser, and again when a signal that it read has changed. As `Effect::new`, which
/// however is compiled anew for every closure; the page has many.
pub fn effect(run: impl FnMut() + 'static) {
    boxed(Box::new(run));
}

fn boxed(mut run: Box<dyn FnMut()>) {
    Effect::new(move |_: Option<()>| run());
}
