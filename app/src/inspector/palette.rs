//! The palette: every command, every place and every hit from one field.

use std::sync::Arc;
use std::time::Duration;

use domain::HitSummary;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::desk::Desk;
use super::{actions::Actions, keys, notify};
use crate::address::Place;
use crate::browser::page;
use crate::commands::{self, Entry, Group, Run, Scene};
use crate::later::Later;
use crate::site::Site;
use crate::transport::Caller;
use crate::ui::toast::Toasts;
use crate::ui::{icon, marks};
use crate::{api, format, use_site};

/// Hits found that are listed.
const FOUND: usize = 6;

/// Nothing is searched before nothing was typed for this long.
const PAUSE: Duration = Duration::from_millis(160);

/// The palette, when it was asked for.
#[component]
pub fn Palette() -> impl IntoView {
    let desk = Desk::get();
    let opens = Opens {
        site: use_site(),
        toasts: Toasts::get(),
    };
    move || {
        desk.palette.get().then(|| {
            let opens = opens.clone();
            view! { <Later part=move || opened(opens.clone())/> }
        })
    }
}

crate::chunk! {
    /// The palette while it is open.
    tools fn opened(opens: Opens) -> AnyView {
        view! { <Open opens=opens/> }.into_any()
    }
}

/// What entries need when they run.
#[derive(Clone)]
pub struct Opens {
    site: Arc<Site>,
    toasts: Toasts,
}

/// Other endpoints of the reader: name, address, hits.
type Others = Vec<(String, String, String)>;

fn scene(desk: Desk, opens: &Opens, others: &RwSignal<Others>) -> Scene {
    let seq = desk.selected.get();
    Scene {
        seq,
        pinned: seq.is_some_and(|seq| {
            desk.hits
                .with(|hits| hits.get(seq).is_some_and(|r| r.pinned))
        }),
        write: desk.can_write(),
        paused: desk.paused.get(),
        undo: opens.toasts.undoing(),
        label: desk.label(),
        settings: desk.place.with(|place| format!("{}/settings", place.root)),
        home: opens.site.home(),
        others: others.get(),
        notify: notify::wanted(notify::Kind::Notify),
        sound: notify::wanted(notify::Kind::Sound),
    }
}

/// Hits that match what is typed, and the filter they were found with.
pub(super) type Found = Option<(String, Vec<HitSummary>, bool)>;

#[component]
fn Open(
    /// What entries need.
    opens: Opens,
) -> impl IntoView {
    let desk = Desk::get();
    let text = RwSignal::new(String::new());
    let active = RwSignal::new(0_usize);
    let others = RwSignal::new(Others::new());
    let found = RwSignal::new(Found::None);
    fetch_others(desk, &opens, others);
    search(desk, &opens.site, text, found);
    let groups = {
        let opens = opens.clone();
        Memo::new(move |_| offered(&scene(desk, &opens, &others), &text.get(), found.get()))
    };
    let count = move || {
        groups.with(|groups| {
            groups
                .iter()
                .map(|group| group.entries.len())
                .sum::<usize>()
        })
    };
    let close = move || desk.palette.set(false);
    let choose = Callback::new({
        let opens = opens.clone();
        move |at: usize| {
            let entry = groups.with_untracked(|groups| {
                let all = groups.iter().flat_map(|group| &group.entries);
                all.clone().nth(at).cloned()
            });
            if let Some(entry) = entry {
                close();
                run(desk, &opens, entry.run);
            }
        }
    });
    let dialog = NodeRef::<leptos::html::Dialog>::new();
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        event.stop_propagation();
        let count = count();
        let step = match event.key().as_str() {
            "ArrowDown" => 1,
            "ArrowUp" => count.saturating_sub(1),
            "Enter" => {
                event.prevent_default();
                return choose.run(active.get_untracked());
            }
            "k" if event.ctrl_key() || event.meta_key() => {
                event.prevent_default();
                return close();
            }
            // Not when the browser comes to tell of it: what is typed next belongs to the page again.
            "Escape" if !event.is_composing() => {
                event.prevent_default();
                if let Some(dialog) = dialog.get_untracked() {
                    // The focus returns.
                    dialog.close();
                }
                return close();
            }
            _ => return,
        };
        event.prevent_default();
        active.update(|at| *at = (*at + step).checked_rem(count).unwrap_or(0));
        request_animation_frame(|| page::reveal(".palette [aria-selected=true]"));
    };
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            // A dialog that is open already stays so.
            drop(dialog.show_modal());
        }
    });
    view! {
        <dialog class="palette" node_ref=dialog aria-label="Command palette" on:close=move |_| close() on:keydown=on_key
            on:click=move |event| if page::is_backdrop(&event) { close() }>
            <header>
                <label class="q">
                    {icon::icon("search")}
                    <input
                        type="text"
                        role="combobox"
                        autocomplete="off"
                        spellcheck="false"
                        aria-expanded="true"
                        aria-controls="palette-list"
                        aria-autocomplete="list"
                        aria-activedescendant=move || format!("cmd-{}", active.get())
                        aria-label="Search or run a command"
                        placeholder="Search or run a command"
                        on:input:target=move |event| {
                            active.set(0);
                            text.set(event.target().value());
                        }
                    />
                    <kbd>"Esc"</kbd>
                </label>
            </header>
            {move || list(desk, groups.get(), active, choose)}
            <footer>
                <span><kbd>"↑"</kbd><kbd>"↓"</kbd>" move"</span>
                <span><kbd>"Enter"</kbd>" run"</span>
                <span><kbd>"Esc"</kbd>" close"</span>
                <span class="grow"></span>
                <span class="not-narrow">"Type "<kbd>"#"</kbd>" for a hit, "<kbd>"/"</kbd>" to filter"</span>
            </footer>
        </dialog>
    }
}

/// What is offered for a text: hits first when there is one.
fn offered(scene: &Scene, text: &str, found: Found) -> Vec<Group> {
    let mut groups = Vec::new();
    if let Some(seq) = commands::number(text) {
        groups.push(Group {
            title: "Go to".to_owned(),
            entries: vec![Entry::new("hash", format!("Hit #{seq}"), "", Run::Hit(seq))],
        });
        return groups;
    }
    if let Some((q, rows, more)) = found {
        let mut entries: Vec<Entry> = rows
            .iter()
            .map(|row| Entry::new("", row.target.as_str(), "", Run::Hit(row.seq)))
            .collect();
        if more || text.trim_start().starts_with('/') {
            entries.push(Entry::new(
                "filter",
                "Show all in the list",
                "/",
                Run::Filter(q),
            ));
        }
        if !entries.is_empty() {
            groups.push(Group {
                title: format!("Hits with “{}”", text.trim().trim_start_matches('/')),
                entries,
            });
        }
    }
    groups.extend(commands::matching(commands::commands(scene), text));
    groups
}

fn list(
    desk: Desk,
    groups: Vec<Group>,
    active: RwSignal<usize>,
    choose: Callback<usize>,
) -> impl IntoView {
    let mut at = 0;
    let none = groups.is_empty();
    let each = groups
        .into_iter()
        .enumerate()
        .map(|(group_at, group)| {
            let entries = group
                .entries
                .into_iter()
                .map(|entry| {
                    let place = at;
                    at += 1;
                    option(desk, place, entry, active, choose)
                })
                .collect_view();
            let (id, name) = (format!("cmds-{group_at}"), format!("cmds-{group_at}"));
            view! {
                <div role="group" aria-labelledby=name>
                    <div class="group" id=id>{group.title}</div>
                    {entries}
                </div>
            }
        })
        .collect_view();
    view! {
        <div class="menu" role="listbox" id="palette-list" aria-label="Results" tabindex="-1">
            {each}
            {none.then(|| view! { <div class="group" role="option" aria-disabled="true" aria-selected="false">"Nothing with these words."</div> })}
        </div>
    }
}

fn option(
    desk: Desk,
    at: usize,
    entry: Entry,
    active: RwSignal<usize>,
    choose: Callback<usize>,
) -> AnyView {
    let selected = move || (active.get() == at).to_string();
    let hit = match entry.run {
        Run::Hit(seq) => desk.hits.with_untracked(|hits| hits.get(seq).cloned()),
        _ => None,
    };
    let inner = match hit {
        Some(row) if entry.glyph.is_empty() => found_hit(desk, &row),
        _ => {
            let glyph = if entry.glyph.is_empty() {
                "hash"
            } else {
                entry.glyph
            };
            let seq = match entry.run {
                Run::Hit(seq) if entry.glyph.is_empty() => format!("#{seq}"),
                _ => entry.end,
            };
            view! {
                {icon::icon(glyph)}
                <span class="say">{crate::ui::spans::safe(crate::lens::text::head(&entry.label, 120))}</span>
                {(!seq.is_empty()).then(|| view! { <span class="end">{seq}</span> })}
                {(!entry.key.is_empty()).then(|| view! { <kbd>{entry.key}</kbd> })}
            }
            .into_any()
        }
    };
    view! {
        <div role="option" id=format!("cmd-{at}") aria-selected=selected on:click=move |_| choose.run(at)>{inner}</div>
    }
    .into_any()
}

/// A hit in a line: verdict, method and path, event, number.
pub(super) fn found_hit(desk: Desk, row: &HitSummary) -> AnyView {
    let names = desk.names();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let path = crate::address::target(&row.target, &names).path.to_owned();
    let path = if path.is_empty() {
        "/".to_owned()
    } else {
        path
    };
    let what = format!("{} {}", row.method, crate::lens::text::head(&path, 80));
    view! {
        {marks::dot(desk.outcome(row))}
        <span class="say">
            <code>{crate::ui::spans::safe(&what)}</code>
            " "
            <span class="muted">{crate::ui::spans::safe(crate::lens::text::head(row.event.as_deref().unwrap_or_default(), 60))}</span>
        </span>
        <span class="end"><span class="num">{format!("#{}", row.seq)}</span></span>
    }
    .into_any()
}

fn run(desk: Desk, opens: &Opens, run: Run) {
    match run {
        Run::Act(act) => keys::run(desk, opens.toasts, act, &opens.site),
        Run::CopyAs(form, name) => {
            if let Some(seq) = desk.selected.get_untracked() {
                Actions::with(desk, opens.toasts, Arc::clone(&opens.site), seq).copy_as(form, name);
            }
        }
        Run::Go(link) => desk.go_to(&link),
        Run::Hit(seq) => desk.open(Some(seq)),
        Run::Filter(q) => {
            let place = desk.place.get_untracked();
            desk.go(&Place {
                q,
                before: None,
                ..place.at(None)
            });
        }
        Run::Open(overlay) => desk.overlay.set(Some(overlay)),
        Run::Notify => notify::turn(notify::Kind::Notify, opens.toasts),
        Run::Sound => notify::turn(notify::Kind::Sound, opens.toasts),
    }
}

fn fetch_others(desk: Desk, opens: &Opens, others: RwSignal<Others>) {
    let answer = api::endpoints(&Caller::get(), &opens.site);
    let site = Arc::clone(&opens.site);
    let here = desk.endpoint.with_untracked(|endpoint| endpoint.id);
    spawn_local(async move {
        // Without an answer the others are found from the home page.
        if let Ok(page) = answer.await {
            let each = page
                .items
                .into_iter()
                .filter(|endpoint| endpoint.id != here);
            let each = each.take(8).map(|endpoint| {
                let name = endpoint.label.clone().unwrap_or_else(|| endpoint.name());
                let link = site.link(&format!("/e/{}", endpoint.name()));
                (name, link, format::counted(endpoint.hits, "hit"))
            });
            others.try_set(each.collect());
        }
    });
}

/// Looks for hits a moment after the last letter was typed.
pub(super) fn search(desk: Desk, site: &Arc<Site>, text: RwSignal<String>, found: RwSignal<Found>) {
    let site = Arc::clone(site);
    let ask = move || {
        let Some(typed) = text.try_get_untracked() else {
            return;
        };
        let q = commands::filter(&typed);
        let bare = typed.trim().trim_start_matches('/').trim();
        if bare.chars().count() < 2 || commands::number(&typed).is_some() {
            found.set(None);
            return;
        }
        let reader = desk.reader.get_value();
        let answer = api::hits(&Caller::get(), &site, &reader, &q, None);
        spawn_local(async move {
            let answer = answer.await;
            // Something else may be typed by now, or the palette closed.
            if text.try_with_untracked(|now| *now == typed) != Some(true) {
                return;
            }
            found.try_set(answer.ok().map(|mut page| {
                let more = page.items.len() > FOUND || page.next.is_some();
                page.items.truncate(FOUND);
                (q, page.items, more)
            }));
        });
    };
    Effect::new(move |_| {
        text.track();
        let timer = set_timeout_with_handle(ask.clone(), PAUSE).ok();
        on_cleanup(move || {
            if let Some(timer) = timer {
                timer.clear();
            }
        });
    });
}
