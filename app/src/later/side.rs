//! In the browser: what was rendered stays, and can be read, until the code has come.

use core::cell::RefCell;
use core::future::{Future as _, poll_fn};
use core::pin::pin;
use core::task::Poll;
use core::time::Duration;
use std::rc::Rc;

use js_sys::Promise;
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlDivElement;

use super::{Drawing, Drawn, Part, When, again};
use crate::browser::page;
use crate::browser::resume::{Done, Waiting};

/// What carries it waits for its code.
const MARK: &str = "data-later";

/// A place, once it is in the document.
struct Place {
    element: HtmlDivElement,
    part: StoredValue<Part>,
    /// Raised to try again.
    tries: RwSignal<u32>,
    /// Of the component the place is in.
    owner: Owner,
    /// What is in it was rendered by the server, and what the reader does in it meanwhile.
    rendered: Option<Rc<RefCell<Option<Waiting>>>>,
    /// The page counts as taken over only with this part.
    first: bool,
}

pub(super) fn place(part: Part, when: When) -> AnyView {
    let node = NodeRef::<leptos::html::Div>::new();
    let part = StoredValue::new(part);
    let tries = RwSignal::new(0_u32);
    let owner = Owner::current().unwrap_or_default();
    // Only where the server rendered does the page begin with something to read.
    let when = if page::is_taken_over() {
        When::Drawn
    } else {
        when
    };
    if when == When::Drawn {
        page::part_awaited();
    }
    Effect::new(move |before: Option<Option<u32>>| {
        let now = Some(tries.get());
        let element = node.get()?;
        let before = before.flatten();
        if before == now {
            return now;
        }
        let waits = when == When::Used && before.is_none();
        let place = Place {
            part,
            tries,
            owner: owner.clone(),
            rendered: waits.then(Rc::default),
            first: before.is_none() && when == When::Drawn,
            element,
        };
        if waits {
            place.wait("");
        } else {
            place.draw();
        }
        now
    });
    view! { <div class="later" node_ref=node></div> }.into_any()
}

impl Place {
    /// Draws when the page is used.
    fn wait(self, state: &str) {
        self.mark(state);
        if let Some(waiting) = &self.rendered {
            waiting
                .borrow_mut()
                .get_or_insert_with(|| Waiting::new(&self.element, page::used));
        }
        page::when_used(move || self.draw());
    }

    /// Marks it, for those who look whether the page is all there.
    fn mark(&self, state: &str) {
        drop(self.element.set_attribute(MARK, state));
    }

    fn draw(self) {
        // Nothing is left to be drawn, or to be drawn from.
        let Some(part) = self.part.try_get_value() else {
            return;
        };
        // Below the component and not below an effect, and nothing read in it makes that run again.
        let owner = self.owner.child();
        // What the server rendered can be read meanwhile; an empty place is filled at once.
        let patient = self.rendered.is_some();
        if !patient {
            self.mark("");
        }
        let drawing =
            owner.with(|| ScopedFuture::new_untracked(alive(part(), self.tries, patient)));
        spawn_local(async move {
            let drawn = drawing.await;
            if self.first {
                page::part_came();
            }
            match drawn {
                None => {}
                // It can still be read, and is asked for again when it is next used.
                Some(Err(_)) if self.rendered.is_some() => self.wait("failed"),
                Some(drawn) => self.put(drawn, owner),
            }
        });
    }

    /// Puts the part in the place of what was there.
    fn put(self, drawn: Drawn, owner: Owner) {
        let waiting = self.rendered.as_ref().and_then(|waiting| waiting.take());
        let done = waiting.map(Waiting::over);
        self.element.set_text_content(None);
        drop(self.element.remove_attribute(MARK));
        let tries = self.tries;
        let retry = move || tries.update(|tries| *tries += 1);
        let state = owner.with(|| {
            let mut state = drawn.unwrap_or_else(|_| again(retry)).build();
            state.mount(&self.element, None);
            state
        });
        // Nobody else holds either for as long as the place is there.
        let kept = SendWrapper::new((state, owner));
        self.owner.with(|| on_cleanup(move || drop(kept)));
        if let Some(done) = done {
            resume(done);
        }
    }
}

/// Does again what was done: at once, so that nothing is typed meanwhile; but where there are parts within
/// this one, once they are there as well. Those begin with the next frame, and their code may still be on its way.
fn resume(done: Done) {
    if matches!(done.root().query_selector(".later"), Ok(Some(_))) {
        resume_within(done);
    } else {
        done.again();
    }
}

fn resume_within(done: Done) {
    request_animation_frame(
        move || match done.root().query_selector("[data-later='']") {
            // The reader went elsewhere.
            _ if !done.root().is_connected() => {}
            Ok(Some(_)) => resume_within(done),
            _ => done.again(),
        },
    );
}

/// Lets what waits be done: many places wait for one file, and to draw all of them would be one long task.
fn turn() -> JsFuture {
    JsFuture::from(Promise::new(&mut |resolve, _| {
        set_timeout(move || drop(resolve.call0(&JsValue::NULL)), Duration::ZERO);
    }))
}

/// Nothing, when the place is gone before the part has come: what it would read is gone as well. One that is
/// patient goes on in a task of its own whenever something that it waited for has come.
async fn alive(mut drawing: Drawing, place: RwSignal<u32>, patient: bool) -> Option<Drawn> {
    let (mut begun, mut waits) = (false, None);
    poll_fn(|context| {
        if place.is_disposed() {
            return Poll::Ready(None);
        }
        if patient && begun {
            let turn = waits.get_or_insert_with(turn);
            if pin!(turn).poll(context).is_pending() {
                return Poll::Pending;
            }
            waits = None;
        }
        begun = true;
        drawing.as_mut().poll(context).map(Some)
    })
    .await
}
