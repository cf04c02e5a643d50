//! The palette: every command, every place and every hit from one field.

mod found;
mod scene;

pub(super) use self::found::{Found, found_hit, search};
pub use self::scene::{Opens, Over};

use leptos::prelude::*;

use self::scene::Others;
use super::desk::Desk;
use crate::browser::page;
use crate::commands::{self, Entry, Group, Run, Scene};
use crate::later::Later;
use crate::ui::icon;
use crate::ui::toast::Toasts;
use crate::use_site;

/// The palette, when it was asked for.
#[component]
pub fn Palette() -> impl IntoView {
    let desk = Desk::get();
    let opens = Opens {
        over: Over::Desk(desk),
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

#[component]
fn Open(
    /// What entries need.
    opens: Opens,
) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let active = RwSignal::new(0_usize);
    let others = RwSignal::new(Others::new());
    let found = RwSignal::new(Found::None);
    opens.fetch_others(others);
    if let Some(reader) = opens.reader() {
        search(reader, &opens.site, text, found);
    }
    let groups = {
        let opens = opens.clone();
        Memo::new(move |_| offered(&opens.scene(others.get()), &text.get(), found.get()))
    };
    let count = move || {
        groups.with(|groups| {
            groups
                .iter()
                .map(|group| group.entries.len())
                .sum::<usize>()
        })
    };
    let over = opens.over;
    let about = opens.reader().is_some();
    let close = Callback::new({
        let opens = opens.clone();
        move |()| opens.close()
    });
    let choose = Callback::new({
        move |at: usize| {
            let entry = groups.with_untracked(|groups| {
                let all = groups.iter().flat_map(|group| &group.entries);
                all.clone().nth(at).cloned()
            });
            if let Some(entry) = entry {
                close.run(());
                opens.run(entry.run);
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
                return close.run(());
            }
            // Not when the browser comes to tell of it: what is typed next belongs to the page again.
            "Escape" if !event.is_composing() => {
                event.prevent_default();
                if let Some(dialog) = dialog.get_untracked() {
                    // The focus returns.
                    dialog.close();
                }
                return close.run(());
            }
            _ => return,
        };
        event.prevent_default();
        active.update(|at| *at = (*at + step).checked_rem(count).unwrap_or(0));
        request_animation_frame(|| page::reveal(".palette [aria-selected=true]"));
    };
    let closed = move |_| {
        // It may be told when all of this is gone.
        let _: Option<()> = close.try_run(());
    };
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            // A dialog that is open already stays so.
            drop(dialog.show_modal());
        }
    });
    view! {
        <dialog class="palette" node_ref=dialog aria-label="Command palette" on:close=closed on:keydown=on_key
            on:click=move |event| if page::is_backdrop(&event) { close.run(()) }>
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
            {move || list(over, groups.get(), active, choose)}
            <footer>
                <span><kbd>"↑"</kbd><kbd>"↓"</kbd>" move"</span>
                <span><kbd>"Enter"</kbd>" run"</span>
                <span><kbd>"Esc"</kbd>" close"</span>
                <span class="grow"></span>
                {about.then(|| view! { <span class="not-narrow">"Type "<kbd>"#"</kbd>" for a hit, "<kbd>"/"</kbd>" to filter"</span> })}
            </footer>
        </dialog>
    }
}

/// What is offered for a text: hits first when there is one.
fn offered(scene: &Scene, text: &str, found: Found) -> Vec<Group> {
    let mut groups = Vec::new();
    if let Some(seq) = commands::number(text).filter(|_| scene.list || scene.hits.is_some()) {
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
    over: Over,
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
                    option(over, place, entry, active, choose)
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
    over: Over,
    at: usize,
    entry: Entry,
    active: RwSignal<usize>,
    choose: Callback<usize>,
) -> AnyView {
    let selected = move || (active.get() == at).to_string();
    let hit = match (&entry.run, over) {
        (Run::Hit(seq), Over::Desk(desk)) if entry.glyph.is_empty() => desk
            .hits
            .with_untracked(|hits| hits.get(*seq).cloned())
            .map(|row| found_hit(desk, &row)),
        _ => None,
    };
    let inner = match hit {
        Some(hit) => hit,
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
