//! The list of hits.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::desk::{Desk, Overlay};
use super::live::Line;
use super::passing::{Drawn, rows_of};
use super::row::Row;
use crate::address::Place;
use crate::browser::{clock, page};
use crate::effect::effect;
use crate::later::{Later, When};
use crate::list::Hits;
use crate::session::Lamp;
use crate::site::Site;
use crate::transport::Caller;
use crate::ui::icon;
use crate::window::{Heights, MARGIN, Window, window};
use crate::{api, format, use_site};

/// Up to this the whole list is drawn: a page of it, as the server renders it.
pub(super) const WHOLE: usize = api::PAGE;

/// The left pane.
#[component]
pub fn ListPane() -> impl IntoView {
    let desk = Desk::get();
    // With a filter the list counts what matches; above it stands what there is.
    let total = move || {
        let filtered = desk.place.with(|place| !place.q.is_empty());
        let listed = desk.hits.with(Hits::total);
        let all = desk.endpoint.with(|endpoint| endpoint.hits);
        format::count(if filtered { all } else { listed })
    };
    view! {
        <section class="list-pane" aria-label="Hits">
            <div class="list-head">
                <h2 class="not-narrow">"Hits"</h2>
                <h1 class="only-narrow">"Hits"</h1>
                <span class="count" data-total="">{total}</span>
                <span class="grow"></span>
                <LiveButton/>
                <super::list_menu::ListMenu/>
            </div>
            <super::activity::Activity/>
            <super::filter::FilterBar/>
            <div class="hits-wrap"><Rows/></div>
            <Later when=When::Used part=foot/>
        </section>
    }
}

/// The lamp: live, paused, lost.
#[component]
fn LiveButton() -> impl IntoView {
    let desk = Desk::get();
    let line = Line::get();
    let lamp = Memo::new(move |_| {
        desk.now.track();
        let now = if desk.now.with_untracked(Option::is_some) {
            clock::millis()
        } else {
            0
        };
        desk.session
            .with(|session| session.lamp(now, desk.paused.get()))
    });
    let press = move |_| match lamp.get_untracked() {
        Lamp::Live | Lamp::Paused => desk.toggle_pause(),
        Lamp::Reconnecting | Lamp::Offline => line.hurry(),
        Lamp::Ended => {}
    };
    view! {
        <button
            type="button"
            class="live"
            data-js=""
            data-live=move || lamp.get().state()
            aria-keyshortcuts="l"
            title=move || lamp.get().action()
            on:click=press
        >
            <span class="lamp"></span>
            {move || lamp.get().word()}
        </button>
    }
}

/// The rows that can be seen, and blanks for the rest.
#[component]
fn Rows() -> impl IntoView {
    let desk = Desk::get();
    let place = RwSignal::new((0_u32, 2_000_u32));
    let heights = RwSignal::new((50_u32, 30_u32));
    let list = NodeRef::<leptos::html::Nav>::new();
    let older = Loader::new();
    let measure = move || {
        if let Some(list) = list.get_untracked() {
            let top = u32::try_from(list.scroll_top()).unwrap_or(0);
            let tall = u32::try_from(list.client_height()).unwrap_or(0);
            heights.set(page::row_heights());
            place.set((top, tall.max(200)));
            desk.at_top.set(top < 8);
        }
    };
    effect(move || {
        measure();
        let resized = window_event_listener(leptos::ev::resize, move |_| measure());
        on_cleanup(move || resized.remove());
    });
    let part = Memo::new(move |_| {
        desk.lines.with(|lines| {
            let count = lines.all().len();
            if count <= WHOLE {
                return Window::whole(count);
            }
            let (top, tall) = place.get();
            let (row, low) = heights.get();
            let lows = lines.low();
            // In a burst all of them are drawn anew, again and again.
            let margin = if desk.burst.get() { 0 } else { MARGIN };
            window(count, Heights { row, low, lows }, top, tall, margin)
        })
    });
    more_when_near_the_end(desk, part, older);
    let rows = rows_of(desk, part);
    // The list is one stop: the open hit's line, or the first one drawn when that is out of sight.
    let stop = Memo::new(move |_| {
        desk.lines.with(|lines| {
            let part = part.get();
            let chosen = lines.stands_for(desk.selected.get()?);
            let at = lines
                .place(chosen)
                .filter(|at| (part.from..part.to).contains(at));
            Some(lines.all().get(at.unwrap_or(part.from))?.seq)
        })
    });
    let space = move || {
        let part = part.get();
        format!("padding-block:{}px {}px", part.above, part.below)
    };
    view! {
        <nav
            class="hits"
            id="hits"
            aria-label="Hits, newest first"
            tabindex="-1"
            node_ref=list
            on:scroll=move |_| measure()
            on:pointerenter=move |_| desk.pointer(true)
            on:pointerleave=move |_| desk.pointer(false)
        >
            <ol style=space>
                <For each=rows key=|drawn| drawn.key children=move |drawn: Drawn| view! { <Row row=drawn.row.into() attempt=drawn.attempt stop=stop/> }/>
            </ol>
            {move || (desk.hits.with(Hits::drawn_len) == 0).then(|| no_rows(desk))}
            <Older older=older/>
        </nav>
    }
}

/// Loads the next page before its first row can be seen.
fn more_when_near_the_end(desk: Desk, part: Memo<Window>, older: Loader) {
    effect(move || {
        let count = desk.lines.with(|lines| lines.all().len());
        let near = part.with(|part| part.to) + 40 > count;
        if near && !desk.at_top.get() {
            older.load(desk);
        }
    });
}

/// Loads older hits, one page at a time.
#[derive(Clone, Copy)]
struct Loader {
    site: StoredValue<Arc<Site>>,
    caller: StoredValue<Caller>,
    loading: StoredValue<bool>,
}

impl Loader {
    fn new() -> Self {
        Self {
            site: StoredValue::new(use_site()),
            caller: StoredValue::new(Caller::get()),
            loading: StoredValue::new(false),
        }
    }

    fn load(self, desk: Desk) {
        let Some(before) = desk.hits.with_untracked(Hits::next) else {
            return;
        };
        if self.loading.get_value() {
            return;
        }
        self.loading.set_value(true);
        let q = desk.place.with_untracked(|place| place.q.clone());
        let reader = desk.reader.get_value();
        let answer = self.site.with_value(|site| {
            api::hits(&self.caller.get_value(), site, &reader, &q, Some(before))
        });
        spawn_local(async move {
            let answer = answer.await;
            self.loading.try_set_value(false);
            // Without an answer the next scroll asks again.
            if let Ok(page) = answer {
                desk.hits.try_update(|hits| hits.extend(page));
            }
        });
    }
}

fn no_rows(desk: Desk) -> impl IntoView {
    let q = desk.place.with(|place| place.q.clone());
    let (glyph, heading, text) = if q.is_empty() {
        (
            "list",
            "No hits yet",
            "They are listed here, newest first.".to_owned(),
        )
    } else {
        let total = desk
            .endpoint
            .with(|endpoint| format::counted(endpoint.hits, "hit"));
        (
            "filter",
            "No hit matches",
            format!("{total}, none with {q}. New hits are still checked as they arrive."),
        )
    };
    let clear = (!q.is_empty()).then(|| {
        let all = Place {
            q: String::new(),
            before: None,
            ..desk.place.get()
        };
        view! { <div class="acts"><a class="btn sm" href=all.link()><span>"Clear filter"</span><kbd>"Esc"</kbd></a></div> }
    });
    view! {
        <div class="blank tall">
            {icon::sized(glyph, "icon s28")}
            <h2>{heading}</h2>
            <p>{text}</p>
            {clear}
        </div>
    }
}

/// The end of the list: a link to older hits that works without scripts.
#[component]
fn Older(
    /// Loads them where scripts run.
    older: Loader,
) -> impl IntoView {
    let desk = Desk::get();
    move || {
        let next = desk.hits.with(Hits::next);
        let shown = desk.hits.with(Hits::drawn_len);
        match next {
            Some(before) => {
                let link = Place {
                    before: Some(before),
                    seq: None,
                    ..desk.place.get()
                }
                .link();
                let press = move |event: leptos::ev::MouseEvent| {
                    event.prevent_default();
                    older.load(desk);
                };
                Some(
                    view! {
                        <p class="list-end">
                            <a href=link rel="external" on:click=press>"Older hits"</a>
                        </p>
                    }
                    .into_any(),
                )
            }
            None if shown > 0 => {
                Some(view! { <p class="list-end">"That is everything."</p> }.into_any())
            }
            None => None,
        }
    }
}

crate::chunk! {
    /// What is below the list, and beside it.
    inspector fn foot() -> AnyView {
        view! { <Foot/><super::splitter::Splitter/> }.into_any()
    }
}

/// What the endpoint stores.
#[component]
fn Foot() -> impl IntoView {
    let desk = Desk::get();
    let text = move || {
        desk.endpoint.with(|endpoint| {
            let kept = format::size(endpoint.bytes);
            match endpoint.settings.max_bytes {
                Some(most) => format!("{kept} of {}", format::size(most)),
                None => kept,
            }
        })
    };
    let full = move || {
        desk.endpoint.with(|endpoint| {
            let most = endpoint.settings.max_bytes.filter(|most| *most > 0)?;
            Some(endpoint.bytes.saturating_mul(100).div_ceil(most).min(100))
        })
    };
    let age = move || {
        desk.endpoint.with(|endpoint| {
            let age = endpoint.settings.max_age?;
            Some(format!(
                "kept {}",
                format::seconds(i64::try_from(age).unwrap_or(i64::MAX))
            ))
        })
    };
    view! {
        <div class="list-foot">
            <span title="Stored for this endpoint">{text}</span>
            {move || full().map(|full| view! { <span class="meter" style=format!("--at:{full}%")><i></i></span> })}
            {move || age().map(|age| view! { <span>{age}</span> })}
            <span class="grow"></span>
            <button type="button" class="not-narrow" data-js="" on:click=move |_| desk.overlay.set(Some(Overlay::Keys))><kbd>"?"</kbd>" shortcuts"</button>
        </div>
    }
}
