//! The menu of the list.

use leptos::prelude::*;

use super::desk::Desk;
use super::notify::{self, Kind};
use crate::browser::page;
use crate::later::Later;
use crate::ui::icon;
use crate::ui::toast::Toasts;

/// The button, and the menu once it is pressed.
#[component]
pub fn ListMenu() -> impl IntoView {
    let desk = Desk::get();
    let toasts = Toasts::get();
    let open = RwSignal::new(false);
    view! {
        <span class="anchor" data-js="" data-list-menu="">
            <button
                type="button"
                class="btn icon-only quiet sm"
                aria-label="List menu"
                title="List menu"
                aria-haspopup="menu"
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {icon::icon("more")}
            </button>
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

fn items(desk: Desk, toasts: Toasts, open: RwSignal<bool>) -> impl IntoView {
    let turn = move |kind: Kind, name: &'static str| {
        let on = notify::wanted(kind);
        let press = move |_| {
            open.set(false);
            notify::turn(kind, toasts);
        };
        let mark = on.then(|| icon::icon("check"));
        view! {
            <button type="button" role="menuitemcheckbox" aria-checked=on.to_string() on:click=press>
                {mark}
                {name}
            </button>
        }
    };
    let read = move |_| {
        open.set(false);
        desk.unread.update(std::collections::BTreeSet::clear);
    };
    let clear = desk.can_write().then(|| {
        let press = move |_| {
            open.set(false);
            page::leave_for(
                &desk
                    .place
                    .with_untracked(|place| format!("{}/settings#danger", place.root)),
            );
        };
        view! {
            <hr/>
            <button type="button" role="menuitem" class="danger" on:click=press>{icon::icon("trash")}"Clear hits…"</button>
        }
    });
    let on_key = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        "Escape" => {
            event.stop_propagation();
            open.set(false);
            page::focus("[data-list-menu] > button");
        }
        "ArrowDown" => page::focus_beside(&event, true),
        "ArrowUp" => page::focus_beside(&event, false),
        "Tab" => open.set(false),
        _ => {}
    };
    // The first item takes the focus once the menu is drawn.
    request_animation_frame(|| page::focus("[data-list-menu] [role=menuitem]"));
    view! {
        <div class="menu" role="menu" on:keydown=on_key>
            <button type="button" role="menuitem" on:click=read>{icon::icon("eye")}"Mark all as read"</button>
            {turn(Kind::Notify, "Desktop notifications")}
            {turn(Kind::Sound, "Sound of new hits")}
            {clear}
        </div>
    }
}
