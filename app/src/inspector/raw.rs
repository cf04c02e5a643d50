//! The request as it came: text with its line ends, or bytes.

mod wire;

use std::sync::Arc;

use base64::Engine as _;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::body::find::{Find, FindField};
use super::body::loaded::{Loaded, WHOLE};
use super::body::text::Hex;
use super::desk::Desk;
use super::hit_pane::Shown;
use crate::browser::choice::Choice;
use crate::effect::effect;
use crate::lens::text;
use crate::transport::Caller;
use crate::ui::copy::CopyIcon;
use crate::ui::download::DownloadIcon;
use crate::ui::toast::Toasts;
use crate::ui::{icon, seg};
use crate::{api, format, use_site};

/// How the request is shown.
#[derive(Clone, Copy)]
struct Look {
    /// As text and not as bytes.
    text: Choice,
    /// The ends of lines are drawn.
    ends: Choice,
    /// Long lines wrap.
    wrap: Choice,
    /// All bytes that were on the wire, once they were asked for.
    bytes: RwSignal<Option<Arc<Vec<u8>>>>,
    /// What is looked for.
    find: Find,
    /// The bytes are so many that they only come when they are asked for here.
    is_long: bool,
    /// They were.
    asked: RwSignal<bool>,
}

impl Look {
    fn new(size: u64) -> Self {
        Self {
            is_long: size > WHOLE,
            asked: RwSignal::new(false),
            text: Choice::new("creel:raw-hex"),
            ends: Choice::new("creel:raw-no-ends"),
            wrap: Choice::new("creel:raw-no-wrap"),
            bytes: RwSignal::new(None),
            find: Find::new(),
        }
    }

    /// The bytes are to be drawn.
    fn is_hex(self) -> bool {
        !self.text.is_usual() && (!self.is_long || self.asked.get())
    }

    /// The bytes, when they are to be drawn and have come.
    fn drawn_bytes(self) -> Option<Arc<Vec<u8>>> {
        self.bytes.get().filter(|_| self.is_hex())
    }

    fn choose(self, text: bool) {
        self.asked.set(!text);
        self.text.set(text);
    }

    /// Asks the server for the bytes as soon as they are to be drawn.
    fn fetch(self, path: String) {
        let (caller, site, toasts) = (Caller::get(), use_site(), Toasts::get());
        effect(move || {
            if !self.is_hex() || self.bytes.with_untracked(Option::is_some) {
                return;
            }
            let answer = api::bytes(&caller, &site, path.clone());
            spawn_local(async move {
                match answer.await {
                    Ok(bytes) => {
                        self.bytes.try_set(Some(Arc::new(bytes)));
                    }
                    Err(refused) => toasts.failed("The bytes could not be loaded", refused.message),
                }
            });
        });
    }
}

/// The tab.
#[component]
pub fn RawTab(
    /// The hit.
    shown: Shown,
) -> impl IntoView {
    let desk = Desk::get();
    let look = Look::new(shown.hit.body.size);
    let seq = shown.hit.summary.seq;
    let path = desk
        .reader
        .with_value(|reader| reader.path(&format!("/hits/{seq}/raw"), &[]));
    let download = use_site().link(&path);
    look.fetch(path);
    let body_text = text::decode(shown.content_type(), &shown.bytes);
    let note = if shown.hit.version.starts_with("HTTP/2") {
        "Over HTTP/2 there is no text to show; the same fields are written in the form of HTTP/1.1, in the order they came."
    } else {
        "Exactly what arrived on the connection: order, case and repeats are the sender’s."
    };
    let lines = Lines::of(&shown, &body_text);
    let content = move || match look.drawn_bytes() {
        Some(bytes) => {
            let loaded = Loaded::all(desk, seq, bytes);
            view! { <Hex loaded=loaded find=look.find/> }.into_any()
        }
        None => lines.draw(look),
    };
    view! {
        <Bar shown=shown look=look body=body_text download=download/>
        <div class="lens-note">{icon::icon("info")}<span>{note}</span></div>
        {content}
    }
}

/// How it is shown, how long it is, and what can be done with it.
#[component]
fn Bar(
    /// The hit.
    shown: Shown,
    /// How it is shown.
    look: Look,
    /// The body as text.
    body: String,
    /// Address of all of it.
    download: String,
) -> impl IntoView {
    let head = wire::head(&shown.hit);
    let hit = shown.hit.clone();
    let sizes = move || wire::sizes(&hit, look.bytes.get().as_ref().map(|bytes| bytes.len()));
    let as_text = move || look.drawn_bytes().is_none();
    let switches =
        move || as_text().then(|| (switch("Line endings", look.ends), switch("Wrap", look.wrap)));
    let whole = format!("{head}{body}");
    let copy = move || match look.drawn_bytes() {
        Some(bytes) => {
            let encoded = move || base64::engine::general_purpose::STANDARD.encode(&*bytes);
            view! { <CopyIcon text=Signal::derive(encoded) label="Copy exact bytes as base64" class="btn icon-only quiet"/> }
        }
        None => {
            let whole = whole.clone();
            view! { <CopyIcon text=Signal::derive(move || whole.clone()) label="Copy as text" class="btn icon-only quiet"/> }
        }
    };
    let hint = Signal::derive(move || (!as_text()).then_some("Find text or 0a 0d"));
    let file = format!("hit-{}.http", shown.hit.summary.seq);
    view! {
        <div class="lens-bar">
            {seg::seg("Show as", [(true, "Text"), (false, "Hex")], as_text, move |text| look.choose(text))}
            {switches}
            <span class="meta"><span>{sizes}</span></span>
            <span class="grow"></span>
            <FindField find=look.find label="Find in raw" hint=hint/>
            {copy}
            <DownloadIcon href=download file=file label="Download as .http"/>
        </div>
    }
}

/// A choice that is made while the request is read.
fn switch(name: &'static str, choice: Choice) -> impl IntoView {
    view! {
        <label class="switch" data-js="">
            <input
                type="checkbox"
                prop:checked=move || choice.is_usual()
                on:change:target=move |event| choice.set(event.target().checked())
            />
            {name}
        </label>
    }
}

/// The request as text, as far as it is shown.
#[derive(Clone)]
struct Lines {
    runs: Arc<Vec<crate::lens::Span>>,
    /// What is said of a body that is not all shown.
    more: Option<String>,
}

impl Lines {
    fn of(shown: &Shown, body: &str) -> Self {
        let part = text::head(body, text::COLOURED);
        let size = shown.hit.body.size;
        let drawn = u64::try_from(part.len()).unwrap_or(u64::MAX);
        let more = (drawn < size).then(|| {
            let all = format::size(size);
            match drawn {
                0 => format!("The body, {all}, is not shown here as it was coded or not loaded. Hex and the download have it."),
                _ => format!("Body: {} of {all} shown. Hex and the download have all of it.", format::size(drawn)),
            }
        });
        Self {
            runs: Arc::new(wire::runs(&shown.hit, part)),
            more,
        }
    }

    fn draw(&self, look: Look) -> AnyView {
        let runs = Arc::clone(&self.runs);
        let code = move || {
            look.find.code(if look.ends.is_usual() {
                (*runs).clone()
            } else {
                wire::without_ends(&runs)
            })
        };
        let more = self.more.clone().map(|text| {
            view! { <div class="more-body">{icon::icon("file")}<span>{text}</span></div> }
        });
        let nowrap = move || (!look.wrap.is_usual()).then_some("");
        view! { <div data-nowrap=nowrap>{code}</div>{more} }.into_any()
    }
}
