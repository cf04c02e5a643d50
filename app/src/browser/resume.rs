//! What the reader did in markup whose code had not come yet: a press, typed text, the focus. It is done
//! again once the code is there and has drawn the same markup anew.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, HtmlTextAreaElement, KeyboardEvent};

use super::page;

/// Where an element is below another: which child of which child.
type Way = Vec<u32>;

/// Presses that cannot do anything without code. Links work without.
const PRESSES: [&str; 2] = ["click", "submit"];

/// Markup that waits for its code.
pub struct Waiting {
    root: Element,
    pressed: Rc<RefCell<Option<Way>>>,
    on_press: Closure<dyn FnMut(Event)>,
}

impl Waiting {
    /// Keeps the last press of a button in it. `pressed` is told that there was one.
    pub fn new(root: &Element, mut told: impl FnMut() + 'static) -> Self {
        let pressed = Rc::<RefCell<Option<Way>>>::default();
        let on_press = {
            let (root, pressed) = (root.clone(), Rc::clone(&pressed));
            Closure::<dyn FnMut(Event)>::new(move |event: Event| {
                if let Some(button) = button(&event) {
                    // Without its code a form would be sent to the address of the page.
                    event.prevent_default();
                    event.stop_propagation();
                    *pressed.borrow_mut() = way(&root, &button);
                    told();
                }
            })
        };
        let listener = on_press.as_ref().unchecked_ref();
        for event in PRESSES {
            drop(root.add_event_listener_with_callback_and_bool(event, listener, true));
        }
        Self {
            root: root.clone(),
            pressed,
            on_press,
        }
    }

    /// What was done. To be called before the markup goes.
    #[must_use]
    pub fn over(self) -> Done {
        let listener = self.on_press.as_ref().unchecked_ref();
        for event in PRESSES {
            drop(
                self.root
                    .remove_event_listener_with_callback_and_bool(event, listener, true),
            );
        }
        let focus = leptos::prelude::document().active_element();
        let focus = focus.and_then(|element| Some((way(&self.root, &element)?, element)));
        Done {
            typed: typed(&self.root),
            between: focus
                .as_ref()
                .filter(|(_, element)| page::is_field(element))
                .map(|_| Between::begin()),
            focus: focus.map(|(way, _)| way),
            pressed: self.pressed.take(),
            root: self.root,
        }
    }
}

/// What is typed while the field for it is on its way.
struct Between {
    typed: Rc<RefCell<String>>,
    on_key: Closure<dyn FnMut(Event)>,
}

impl Between {
    fn begin() -> Self {
        let typed = Rc::<RefCell<String>>::default();
        let on_key = {
            let typed = Rc::clone(&typed);
            Closure::<dyn FnMut(Event)>::new(move |event: Event| {
                let Some(key) = event.dyn_ref::<KeyboardEvent>() else {
                    return;
                };
                let text = key.key();
                let command = key.ctrl_key() || key.meta_key() || key.alt_key();
                // What is typed in another field meanwhile is meant for that.
                if text.chars().count() == 1 && !command && !has_focus(page::is_field) {
                    event.prevent_default();
                    event.stop_propagation();
                    typed.borrow_mut().push_str(&text);
                }
            })
        };
        let listener = on_key.as_ref().unchecked_ref();
        let document = leptos::prelude::document();
        drop(document.add_event_listener_with_callback_and_bool("keydown", listener, true));
        Self { typed, on_key }
    }

    fn end(self) -> String {
        self.typed.take()
    }
}

impl Drop for Between {
    fn drop(&mut self) {
        let listener = self.on_key.as_ref().unchecked_ref();
        let document = leptos::prelude::document();
        drop(document.remove_event_listener_with_callback_and_bool("keydown", listener, true));
    }
}

/// What has the focus is such an element.
fn has_focus(such: impl Fn(&Element) -> bool) -> bool {
    leptos::prelude::document()
        .active_element()
        .is_some_and(|element| such(&element))
}

/// What the reader did.
pub struct Done {
    root: Element,
    typed: Vec<(Way, String)>,
    between: Option<Between>,
    focus: Option<Way>,
    pressed: Option<Way>,
}

impl Done {
    /// The place it was done in.
    pub const fn root(&self) -> &Element {
        &self.root
    }

    /// Does it again. To be called when the new markup is there.
    pub fn again(mut self) {
        let more = self.between.take().map(Between::end).unwrap_or_default();
        if let Some(focus) = self.focus.clone().filter(|_| !more.is_empty()) {
            match self.typed.iter_mut().find(|(way, _)| *way == focus) {
                Some((_, text)) => text.push_str(&more),
                None => self.typed.push((focus, more)),
            }
        }
        for (way, text) in &self.typed {
            if let Some(field) = at(&self.root, way) {
                fill(&field, text);
            }
        }
        let find = |way: Way| at(&self.root, &way)?.dyn_into::<HtmlElement>().ok();
        // The reader may be elsewhere by now.
        if !has_focus(page::is_field)
            && let Some(element) = self.focus.and_then(find)
        {
            drop(element.focus());
        }
        if let Some(element) = self.pressed.and_then(find) {
            element.click();
        }
    }
}

/// The button an event is for; that of its form, when that is sent.
fn button(event: &Event) -> Option<Element> {
    let target: Element = event.target()?.dyn_into().ok()?;
    if event.type_() == "submit" {
        target.query_selector("[type=submit]").ok().flatten()
    } else {
        target.closest("button").ok().flatten()
    }
}

/// Texts that were changed.
fn typed(root: &Element) -> Vec<(Way, String)> {
    let Ok(fields) = root.query_selector_all("input, textarea") else {
        return Vec::new();
    };
    let changed = |at| {
        let field: Element = fields.get(at)?.dyn_into().ok()?;
        let (now, first) = match field.dyn_ref::<HtmlInputElement>() {
            Some(field) => (field.value(), field.default_value()),
            None => {
                let field = field.dyn_ref::<HtmlTextAreaElement>()?;
                (field.value(), field.default_value().ok()?)
            }
        };
        (now != first).then(|| Some((way(root, &field)?, now)))?
    };
    (0..fields.length()).filter_map(changed).collect()
}

fn fill(field: &Element, text: &str) {
    if let Some(field) = field.dyn_ref::<HtmlInputElement>() {
        field.set_value(text);
    } else if let Some(field) = field.dyn_ref::<HtmlTextAreaElement>() {
        field.set_value(text);
    }
    if let Ok(event) = Event::new("input") {
        drop(field.dispatch_event(&event));
    }
}

fn way(root: &Element, element: &Element) -> Option<Way> {
    let mut way = Vec::new();
    let mut here = element.clone();
    while here != *root {
        let before = |element: &Element| element.previous_element_sibling();
        let count = core::iter::successors(before(&here), before).count();
        way.push(u32::try_from(count).ok()?);
        here = here.parent_element()?;
    }
    way.reverse();
    Some(way)
}

fn at(root: &Element, way: &[u32]) -> Option<Element> {
    way.iter().try_fold(root.clone(), |element, &count| {
        let first = element.first_element_child()?;
        (0..count).try_fold(first, |child, _| child.next_element_sibling())
    })
}
