//! The menu of the list.

use leptos::prelude::*;

use super::desk::{Desk, Overlay};
use super::notify::{self, Kind};
use crate::later::Later;
use crate::ui::icon;
use crate::ui::menu::{Menu, Opener};
use crate::ui::toast::Toasts;

/// The button, and the menu once it is pressed.
#[component]
pub fn ListMenu() -> impl IntoView {
    let desk = Desk::get();
    let toasts = Toasts::get();
    let open = RwSignal::new(false);
    view! {
        <span class="anchor" data-js="">
            <Opener open=open label="List menu">{icon::icon("more")}</Opener>
            {move || open.get().then(|| view! { <Later part=move || menu(desk, toasts, open)/> })}
        </span>
    }
}

crate::chunk! {
    /// What can be done with the whole list.
    tools fn menu(desk: Desk, toasts: Toasts, open: RwSignal<bool>) -> AnyView {
        items(desk, toasts, open).into_any()
    }
}

/// An item that is on or off.
fn either(name: &'static str, on: bool, turn: impl Fn() + 'static) -> impl IntoView {
    let mark = if on {
        icon::icon("check")
    } else {
        view! { <span class="icon"></span> }.into_any()
    };
    view! {
        <button type="button" role="menuitemcheckbox" aria-checked=on.to_string() on:click=move |_| turn()>
            {mark}
            {name}
        </button>
    }
}

fn items(desk: Desk, toasts: Toasts, open: RwSignal<bool>) -> impl IntoView {
    let shown = [("Group retries", desk.grouped), ("Activity", desk.strip)];
    let shown = shown.map(|(name, choice)| {
        let on = untrack(|| choice.is_usual());
        either(name, on, move || choice.set(!on))
    });
    let notify = move |kind: Kind, name| {
        either(name, notify::wanted(kind), move || {
            notify::turn(kind, toasts);
        })
    };
    let read = move |_| desk.unread.update(std::collections::BTreeSet::clear);
    let export = move |_| desk.overlay.set(Some(Overlay::Export));
    let clear = desk.can_write().then(|| {
        let press = move |_| desk.overlay.set(Some(Overlay::Clear));
        view! {
            <hr/>
            <button type="button" role="menuitem" class="danger" on:click=press>{icon::icon("trash")}"Clear hits…"</button>
        }
    });
    view! {
        <Menu open=open label="List menu">
            <div role="group" aria-label="Show">
                <div class="group" aria-hidden="true">"Show"</div>
                {shown.collect_view()}
            </div>
            <div role="group" aria-label="Tell me of new hits">
                <div class="group" aria-hidden="true">"Tell me of new hits"</div>
                {notify(Kind::Notify, "Desktop notifications")}
                {notify(Kind::Sound, "Sound of new hits")}
            </div>
            <hr/>
            <button type="button" role="menuitem" on:click=read>{icon::icon("eye")}"Mark all as read"</button>
            <button type="button" role="menuitem" on:click=export>{icon::icon("download")}"Export what is shown…"</button>
            {clear}
        </Menu>
    }
}
