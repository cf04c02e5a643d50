//! What can be done with a hit.

use std::sync::Arc;

use domain::HitChange;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::desk::{Desk, Overlay};
use super::hit_pane::Shown;
use crate::api;
use crate::browser::clipboard;
use crate::later::Later;
use crate::ui::icon;
use crate::ui::menu::{Menu, Opener};
use crate::ui::toast::Toasts;
use crate::ui::undo::unless_undone;
use crate::use_site;

/// Forms a hit is copied in: the word of the API, and for people.
const FORMS: [(&str, &str, &str); 7] = [
    ("curl", "curl", "terminal"),
    ("httpie", "HTTPie", "terminal"),
    ("fetch", "fetch (JavaScript)", "braces"),
    ("python", "Python requests", "braces"),
    ("go", "Go net/http", "braces"),
    ("rust", "Rust reqwest", "braces"),
    ("har", "HAR entry", "file"),
];

/// The actions on one hit: pressed, or called by a key.
#[derive(Clone)]
pub struct Actions {
    desk: Desk,
    toasts: Toasts,
    site: Arc<crate::site::Site>,
    /// The hit.
    pub seq: u64,
}

impl Actions {
    /// The actions on a hit.
    #[must_use]
    pub fn on(desk: Desk, seq: u64) -> Self {
        Self::with(desk, Toasts::get(), use_site(), seq)
    }

    /// The same where there is no context: in an event handler.
    #[must_use]
    pub fn with(desk: Desk, toasts: Toasts, site: Arc<crate::site::Site>, seq: u64) -> Self {
        Self {
            desk,
            toasts,
            site,
            seq,
        }
    }

    /// Copies the hit in a form: `curl`, `har`…
    pub fn copy_as(&self, form: &'static str, name: &'static str) {
        let path = self.desk.reader.with_value(|reader| {
            reader.path(
                &format!("/hits/{}/export", self.seq),
                &[("as", form.to_owned())],
            )
        });
        let answer = api::bytes(&crate::transport::Caller::get(), &self.site, path);
        let toasts = self.toasts;
        spawn_local(async move {
            match answer.await {
                Ok(bytes) => {
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    let size = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
                    if clipboard::copied(&text).await {
                        toasts.done(
                            format!("Copied as {name}"),
                            format!(
                                "{}, body included",
                                crate::format::counted(size, "character")
                            ),
                        );
                    } else {
                        toasts.by_hand(&text);
                    }
                }
                Err(refused) => toasts.failed("Not copied", refused.message),
            }
        });
    }

    /// Copies the address of the hit.
    pub fn copy_link(&self) {
        let place = self
            .desk
            .place
            .with_untracked(|place| place.at(Some(self.seq)).link());
        let origin = web_sys::window()
            .and_then(|window| window.location().origin().ok())
            .unwrap_or_default();
        self.toasts.copy(format!("{origin}{place}"), "Link copied");
    }

    /// Pins or unpins.
    pub fn pin(&self, pinned: bool) {
        self.change(
            HitChange {
                pinned: Some(pinned),
                note: None,
            },
            if pinned { "Pinned" } else { "No longer pinned" },
        );
    }

    /// Writes or removes the note.
    pub fn note(&self, note: Option<String>) {
        let said = if note.is_some() {
            "Note saved"
        } else {
            "Note removed"
        };
        self.change(
            HitChange {
                pinned: None,
                note: Some(note),
            },
            said,
        );
    }

    fn change(&self, change: HitChange, said: &'static str) {
        let reader = self.desk.reader.get_value();
        // A change always serialises.
        let body = serde_json::to_string(&change).unwrap_or_default();
        let answer = api::change_hit(
            &crate::transport::Caller::get(),
            &self.site,
            &reader,
            self.seq,
            body,
        );
        let (toasts, seq) = (self.toasts, self.seq);
        spawn_local(async move {
            match answer.await {
                Ok(()) => toasts.say(said),
                Err(refused) => toasts.failed(format!("#{seq} was not changed"), refused.message),
            }
        });
    }

    /// Deletes: gone from the list at once, from the server when it cannot be taken back any more.
    pub fn delete(&self) {
        let (desk, toasts, seq) = (self.desk, self.toasts, self.seq);
        let next = desk
            .hits
            .with_untracked(|hits| hits.older(seq).or_else(|| hits.newer(seq)));
        let Some(row) = desk.hits.try_update(|hits| hits.hide(seq)).flatten() else {
            return;
        };
        if desk.place.with_untracked(|place| place.seq == Some(seq)) {
            desk.open(next);
        }
        let reader = desk.reader.get_value();
        let site = Arc::clone(&self.site);
        let run = move || {
            let answer = api::delete_hit(&crate::transport::Caller::get(), &site, &reader, seq);
            spawn_local(async move {
                if let Err(refused) = answer.await {
                    toasts.failed(format!("#{seq} was not deleted"), refused.message);
                }
            });
        };
        let back = move || {
            desk.hits.try_update(|hits| hits.put_back(Arc::clone(&row)));
            desk.open(Some(seq));
        };
        unless_undone(toasts, format!("Deleted #{seq}"), run, back);
    }
}

/// The buttons.
#[component]
pub fn HitActions(
    /// The hit.
    shown: Shown,
) -> impl IntoView {
    let desk = Desk::get();
    let seq = shown.hit.summary.seq;
    let actions = Actions::on(desk, seq);
    let open = RwSignal::new(false);
    let was = shown.hit.summary.pinned;
    let pinned = Memo::new(move |_| {
        desk.hits
            .with(|hits| hits.get(seq).map_or(was, |row| row.pinned))
    });
    let written = shown.hit.summary.note.clone();
    let note = Signal::derive(move || {
        desk.hits
            .with(|hits| hits.get(seq).map(|row| row.note.clone()))
            .unwrap_or_else(|| written.clone())
    });
    let curl = {
        let actions = actions.clone();
        move |_| actions.copy_as("curl", "curl")
    };
    let others = {
        let actions = actions.clone();
        move || {
            open.get().then(|| {
                let actions = actions.clone();
                view! { <Later part=move || copy_menu(actions.clone(), open)/> }
            })
        }
    };
    let pin = {
        let actions = actions.clone();
        move |_| actions.pin(!pinned.get_untracked())
    };
    let delete = {
        let actions = actions.clone();
        move |_| actions.delete()
    };
    let write = desk.can_write();
    let share = move || {
        desk.place
            .with(|place| format!("{}/settings#access", place.root))
    };
    let share_here = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        desk.overlay.set(Some(Overlay::Share));
    };
    let change = write.then(|| {
        view! {
            <button
                type="button"
                class="btn icon-only quiet"
                data-js=""
                aria-label="Pin"
                title="Pin (p)"
                aria-pressed=move || pinned.get().to_string()
                on:click=pin
            >
                {icon::changing(move || if pinned.get() { "pin-on" } else { "pin" })}
            </button>
            <button
                type="button"
                class="btn icon-only quiet"
                data-js=""
                aria-label=move || if note.with(Option::is_some) { "Edit the note" } else { "Add a note" }
                title="Note (n)"
                on:click=move |_| desk.noting.set(true)
            >
                {icon::icon("note")}
            </button>
            <a class="btn icon-only quiet" rel="external" href=share aria-label="Share" title="Share (s)" on:click=share_here>
                {icon::icon("share")}
            </a>
            <button type="button" class="btn icon-only quiet" data-js="" aria-label="Delete" title="Delete (Del)" on:click=delete>
                {icon::icon("trash")}
            </button>
        }
    });
    view! {
        <div class="hit-actions">
            <span class="anchor" data-js="">
                <span class="split">
                    <button type="button" class="btn" title="Copy as curl (c)" on:click=curl>
                        {icon::icon("terminal")}
                        <span>"Copy as curl"</span>
                    </button>
                    <Opener open=open class="btn" label="Copy as something else">{icon::small("chev-d")}</Opener>
                </span>
                {others}
            </span>
            {change}
        </div>
        {move || desk.noting.get().then(|| {
            let actions = actions.clone();
            view! { <Later part=move || note_dialog(actions.clone(), note.get_untracked())/> }
        })}
    }
}

crate::chunk! {
    /// The forms a hit is copied in, to choose from.
    tools fn copy_menu(actions: Actions, open: RwSignal<bool>) -> AnyView {
        forms(&actions, open).into_any()
    }

    /// The note, to be written.
    tools fn note_dialog(actions: Actions, note: Option<String>) -> AnyView {
        view! { <NoteDialog actions=actions note=note/> }.into_any()
    }
}

fn forms(actions: &Actions, open: RwSignal<bool>) -> impl IntoView + use<> {
    let each = FORMS.map(|(form, name, glyph)| {
        let actions = actions.clone();
        let press = move |_| actions.copy_as(form, name);
        let key = (form == "curl").then(|| view! { <kbd>"c"</kbd> });
        view! { <button type="button" role="menuitem" on:click=press>{icon::icon(glyph)}{name}{key}</button> }
    });
    let actions = actions.clone();
    let link = move |_| actions.copy_link();
    view! {
        <Menu open=open label="Copy the hit as">
            {each.collect_view()}
            <hr/>
            <button type="button" role="menuitem" on:click=link>{icon::icon("link")}"Link to this hit"<kbd>"y"</kbd></button>
        </Menu>
    }
}

#[component]
fn NoteDialog(
    /// The hit.
    actions: Actions,
    /// The note there is.
    note: Option<String>,
) -> impl IntoView {
    let desk = Desk::get();
    let seq = actions.seq;
    let text = RwSignal::new(note.clone().unwrap_or_default());
    let had = note.is_some();
    let close = move || desk.noting.set(false);
    let save = {
        let actions = actions.clone();
        move || {
            let text = text.get_untracked().trim().to_owned();
            actions.note((!text.is_empty()).then_some(text));
            close();
        }
    };
    let submit = {
        let save = save.clone();
        move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            save();
        }
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            save();
        }
    };
    // As the field counts them.
    let count = move || {
        let units = text.with(|text| text.encode_utf16().count());
        crate::format::count(u64::try_from(units).unwrap_or(u64::MAX))
    };
    let remove = move |_| {
        actions.note(None);
        close();
    };
    view! {
        <crate::ui::dialog::Dialog title=format!("Note on #{seq}") close=Callback::new(move |()| close())>
            <form on:submit=submit on:keydown=on_key>
                <div class="in">
                    <textarea
                        class="area"
                        rows="4"
                        maxlength="10000"
                        style="white-space:pre-wrap"
                        aria-label="Note"
                        autofocus=true
                        prop:value=note.unwrap_or_default()
                        on:input:target=move |event| text.set(event.target().value())
                    ></textarea>
                    <p class="muted">"Everyone who reads this endpoint sees it. "{count}" of 10,000 characters."</p>
                </div>
                <footer>
                    {had.then(|| view! { <button type="button" class="btn lg quiet danger" on:click=remove><span>"Remove note"</span></button> })}
                    <span class="grow"></span>
                    <button type="submit" class="btn lg primary"><span>"Save note"</span><kbd>"Ctrl ↵"</kbd></button>
                </footer>
            </form>
        </crate::ui::dialog::Dialog>
    }
}
