//! The bar and the banners of the inspector.

use domain::Timestamp;
use leptos::prelude::*;

use super::desk::{Desk, Overlay};
use super::live::Line;
use crate::browser::clock;
use crate::format;
use crate::later::{Later, When};
use crate::list::Hits;
use crate::session::{Session, Trouble};
use crate::ui::appbar::{Brand, SearchButton, ThemeButton};
use crate::ui::copy::CopyButton;
use crate::ui::icon;

crate::chunk! {
    /// The bar.
    inspector fn bar() -> AnyView {
        view! { <Bar/> }.into_any()
    }
}

/// The bar: where you are, and the capture URL.
#[component]
fn Bar() -> impl IntoView {
    let desk = Desk::get();
    let url = Signal::derive(move || desk.endpoint.with(|endpoint| endpoint.url.clone()));
    let settings = desk.can_write().then(|| {
        let link = move || desk.place.with(|place| format!("{}/settings", place.root));
        view! {
            <a class="btn quiet icon-only" href=link aria-label="Endpoint settings" title="Endpoint settings (,)">
                {icon::icon("sliders")}
            </a>
        }
    });
    let capture = if desk.can_write() {
        view! { <Capture url=url/> }.into_any()
    } else {
        view! { <span class="chip">{icon::small("eye")}"Read only"</span> }.into_any()
    };
    let short = desk
        .can_write()
        .then(|| view! { <CopyButton text=url label="URL" class="btn sm only-narrow"/> });
    view! {
        <header class="appbar">
            <Brand short=true/>
            <span class="slash not-narrow" aria-hidden="true">"/"</span>
            <super::switcher::Switcher/>
            {capture}
            <span class="grow"></span>
            {short}
            <SearchButton palette=desk.palette/>
            {settings}
            {opener(desk, Overlay::Keys, "btn icon-only quiet not-narrow", "Keyboard shortcuts", "Keyboard shortcuts (?)", "keyboard")}
            <ThemeButton/>
        </header>
    }
}

/// An icon that opens a dialog.
fn opener(
    desk: Desk,
    overlay: Overlay,
    class: &'static str,
    label: &'static str,
    title: &'static str,
    glyph: &'static str,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class=class
            aria-label=label
            title=title
            data-js=""
            on:click=move |_| desk.overlay.set(Some(overlay))
        >
            {icon::icon(glyph)}
        </button>
    }
}

/// The capture URL, to be copied.
#[component]
fn Capture(
    /// The URL.
    url: Signal<String>,
) -> impl IntoView {
    let desk = Desk::get();
    view! {
        <div class="capture not-narrow">
            {move || capture_url(desk)}
            <CopyButton text=url label="Copy" title="Copy the capture URL (u)"/>
            {opener(desk, Overlay::Qr, "btn", "Show QR code", "Show QR code", "qr")}
        </div>
    }
}

/// The capture URL with the endpoint's own part in ink.
pub(super) fn capture_url(desk: Desk) -> impl IntoView {
    let (front, back) = desk.endpoint.with(|endpoint| {
        let name = endpoint.name();
        let cut = if endpoint.url.ends_with(&name) {
            endpoint.url.len() - name.len()
        } else {
            0
        };
        let (front, back) = endpoint.url.split_at(cut);
        (front.to_owned(), back.to_owned())
    });
    view! { <code>{front}<b>{back}</b></code> }
}

/// What the reader should know about the connection and the endpoint.
#[component]
pub fn Banners(
    /// This is a shared copy, and when its link ends.
    shared: Option<Option<Timestamp>>,
) -> impl IntoView {
    let desk = Desk::get();
    let line = Line::get();
    let trouble = Memo::new(move |_| {
        desk.now.track();
        desk.session
            .with(|session| match desk.now.with_untracked(Option::is_some) {
                true => session.trouble(clock::millis()),
                false => None,
            })
    });
    let lost = Memo::new(move |_| {
        trouble
            .get()
            .map(|trouble| matches!(trouble, Trouble::Lost { .. }))
    });
    view! {
        <div class="banners" role="region" aria-label="Notices">
            <div class="banner" data-noscript="">
                {icon::icon("info")}
                <p>"Scripts are off: reload to see new hits."</p>
            </div>
            {move || shared.filter(|_| !desk.session.with(Session::is_ended)).map(copy)}
            {move || lost.get().map(|lost| connection(desk, line, lost, trouble))}
            <Later when=When::Used part=super::ending::banners/>
        </div>
    }
}

/// The banner of a lost connection. It is drawn once and its words change with the seconds, so that the button keeps
/// the focus and stays under the pointer.
fn connection(desk: Desk, line: Line, lost: bool, trouble: Memo<Option<Trouble>>) -> impl IntoView {
    let (tone, role, glyph) = if lost {
        ("warn", None, icon::sized("spin", "icon spin"))
    } else {
        ("fail", Some("status"), icon::icon("plug-off"))
    };
    let words = move || match trouble.get() {
        Some(Trouble::Lost { next }) => {
            let last = desk.hits.with_untracked(Hits::last_seq);
            let text = format!(
                " Trying again in {next} s. Hits are still being captured; everything since #{last} will follow."
            );
            ("Connection lost.".to_owned(), text)
        }
        Some(Trouble::Offline { since }) => {
            let since = i64::try_from(since).unwrap_or(i64::MAX) / 60 * 60;
            let text = " You are reading what was already loaded.".to_owned();
            (
                format!("No connection for {}.", format::seconds(since)),
                text,
            )
        }
        None => (String::new(), String::new()),
    };
    view! {
        <div class="banner" data-tone=tone role=role>
            {glyph}
            <p><b>{move || words().0}</b>{move || words().1}</p>
            <button type="button" class="btn sm" on:click=move |_| line.hurry()><span>"Reconnect now"</span></button>
        </div>
    }
}

fn copy(until: Option<Timestamp>) -> impl IntoView {
    let end = until.map_or_else(String::new, |at| {
        format!(" The link works until {}.", format::moment(at))
    });
    view! {
        <div class="banner" data-tone="auth">
            {icon::icon("eye")}
            <p><b>"You are reading a shared copy."</b>{format!(" You can look and copy; nothing can be changed.{end}")}</p>
        </div>
    }
}
