//! The head of a hit: what it is, where it came from, what was proved; and its tabs.

use domain::{Hit, Outcome};
use leptos::prelude::*;
use leptos_meta::Title;

use super::actions::HitActions;
use super::desk::Desk;
use super::hit_pane::Shown;
use crate::address::{self, Place, Tab};
use crate::browser::page;
use crate::effect::effect;
use crate::lens::form;
use crate::lines::Lines;
use crate::provider::face;
use crate::ui::{icon, marks, spans};
use crate::{format, lens, verdict};

/// The title of the page while a hit is open.
#[component]
pub fn PageTitle(
    /// The hit.
    shown: Shown,
) -> impl IntoView {
    let desk = Desk::get();
    let row = &shown.hit.summary;
    let about = format!(
        "#{} {} {}",
        row.seq,
        row.method,
        lens::text::head(&row.target, 60)
    );
    let text = move || {
        let unread = desk
            .unread
            .with(|unread| u64::try_from(unread.len()).unwrap_or(u64::MAX));
        let chosen = desk.place.with(|place| place.seq.is_some());
        let label = desk.label();
        let parts = if chosen {
            [about.as_str(), label.as_str()]
        } else {
            [label.as_str(), ""]
        };
        format::title(unread, &parts)
    };
    view! { <Title text=text/> }
}

/// The head.
#[component]
pub fn Head(
    /// The hit.
    shown: Shown,
    /// The open tab.
    tab: Memo<Tab>,
) -> impl IntoView {
    let desk = Desk::get();
    let hit = &shown.hit;
    let seq = hit.summary.seq;
    let first = hit.summary.note.clone();
    // As the row says it now; another tab may have written it.
    let note = move || {
        desk.hits
            .with(|hits| hits.get(seq).map(|row| row.note.clone()))
            .unwrap_or_else(|| first.clone())
            .map(|note| {
                let stop = stop(&note);
                let edit = desk.can_write().then(|| edit_note(desk));
                view! { <div class="note">{icon::icon("note")}<p tabindex=stop>{note}</p>{edit}</div> }
            })
    };
    let strip = {
        let shown = shown.clone();
        move || (tab.get() != Tab::Signature).then(|| strip(desk, &shown))
    };
    view! {
        <header class="hit-head">
            {line(desk, &shown)}
            {target(desk, hit)}
            {facts(desk, hit)}
            {strip}
            {note}
        </header>
    }
}

fn edit_note(desk: Desk) -> impl IntoView {
    view! {
        <button
            type="button"
            class="btn icon-only quiet sm"
            data-js=""
            aria-label="Edit note"
            title="Edit note (n)"
            on:click=move |_| desk.noting.set(true)
        >
            {icon::icon("edit")}
        </button>
    }
}

fn line(desk: Desk, shown: &Shown) -> impl IntoView + use<> {
    let row = &shown.hit.summary;
    let actions = view! { <HitActions shown=shown.clone()/> };
    let seq = row.seq;
    let back = move || desk.place.with(|place| place.at(None).link());
    let name = match &row.provider {
        Some(id) => view! {
            {marks::sender(id)}
            <b>{face(id).name}</b>
            <span class="soft">{row.event.clone().unwrap_or_default()}</span>
        }
        .into_any(),
        None => {
            let kind = match row.content_type.as_deref().map(lens::essence) {
                _ if row.size == 0 => "no body".to_owned(),
                kind => kind.unwrap_or_default(),
            };
            view! { <span class="soft">{row.event.clone().unwrap_or(kind)}</span> }.into_any()
        }
    };
    let step = move |to: fn(&Lines, u64) -> Option<u64>,
                     name: &'static str,
                     title: &'static str,
                     glyph: &'static str| {
        let next = Memo::new(move |_| desk.lines.with(|lines| to(lines, seq)));
        let press = move |_| {
            if let Some(next) = next.get_untracked() {
                desk.open(Some(next));
            }
        };
        view! {
            <button
                type="button"
                class="btn icon-only quiet sm"
                aria-label=name
                title=title
                data-js=""
                disabled=move || next.get().is_none()
                on:click=press
            >
                {icon::icon(glyph)}
            </button>
        }
    };
    view! {
        <div class="hit-top">
            <a class="btn quiet icon-only only-narrow" href=back aria-label="Back to the list">{icon::icon("arrow-l")}</a>
            <h1>{format!("#{seq}")}</h1>
            <span class="row not-narrow" style="gap:0">
                {step(Lines::above, "Newer hit", "Newer hit ([)", "chev-u")}
                {step(Lines::below, "Older hit", "Older hit (])", "chev-d")}
            </span>
            <span class="name">{name}</span>
            {actions}
        </div>
    }
}

fn target(desk: Desk, hit: &Hit) -> impl IntoView + use<> {
    let names = desk.names();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let target = address::target(&hit.summary.target, &names);
    let query = target.query.map(|query| {
        let mut runs = vec![view! { "?" }.into_any()];
        for (at, pair) in query.split('&').take(200).enumerate() {
            if at > 0 {
                runs.push(view! { "&" }.into_any());
            }
            let (key, value) = pair.split_once('=').map_or((pair, None), |(key, value)| (key, Some(value)));
            runs.push(view! { <span class="k">{spans::safe(key)}</span> }.into_any());
            if let Some(value) = value {
                runs.push(view! { "="<span class="v">{spans::safe(lens::text::head(value, 2000))}</span> }.into_any());
            }
        }
        runs
    });
    view! {
        <div class="target">
            <span class="method">{hit.summary.method.clone()}</span>
            <code tabindex=stop(&hit.summary.target)>
                <span>{target.prefix.to_owned()}</span>
                <b>{spans::safe(lens::text::head(target.path, 4000))}</b>
                {query}
            </code>
        </div>
    }
}

/// What may be too long for its box scrolls in it, by keyboard as well.
fn stop(text: &str) -> Option<&'static str> {
    (text.len() > 200).then_some("0")
}

fn facts(desk: Desk, hit: &Hit) -> impl IntoView + use<> {
    let row = &hit.summary;
    let at = row.received_at;
    let spent =
        i64::try_from(hit.timing.receive_us.saturating_add(hit.timing.wait_us)).unwrap_or(i64::MAX);
    let replied = match row.status {
        Some(status) => view! { <b>{status}</b>" in "{format::duration(spent)} }.into_any(),
        None => view! { "nobody was there" }.into_any(),
    };
    let over = if hit.scheme == "https" {
        " over TLS"
    } else {
        ""
    };
    let ago = move || {
        desk.now
            .get()
            .map(|now| format!(", {}", format::ago(at, now)))
    };
    view! {
        <dl class="facts">
            <div><dt>"Replied"</dt><dd>{replied}</dd></div>
            <div><dt>"From"</dt><dd>{row.client_ip.to_string()}</dd></div>
            <div title=format::counted(row.size, "byte")><dt>"Size"</dt><dd>{format::size_long(row.size)}</dd></div>
            <div><dt class="sr-only">"Protocol"</dt><dd>{format!("{}{over}", hit.version)}</dd></div>
            <div title=format::moment(at)>
                <dt>"Received"</dt>
                <dd><time datetime=at.to_string()><b>{format::clock_exact(at)}</b>" UTC"</time>{ago}</dd>
            </div>
        </dl>
    }
}

/// One sentence that says what was proved; a link to how.
fn strip(desk: Desk, shown: &Shown) -> impl IntoView + use<> {
    let verdict = shown.verdict();
    let outcome = verdict.outcome;
    let (before, name, after) = verdict.said(&face(&verdict.provider).name);
    let name = (!name.is_empty()).then(|| view! { <b>{name}</b> });
    let link = move || desk.place.with(|place| place.on(Tab::Signature).link());
    let more = match outcome {
        Outcome::NoSecret => "Add the secret",
        Outcome::Unsigned if desk.can_write() => "Check it anyway",
        _ => "How this was checked",
    };
    view! {
        <a class="v-strip" data-verdict=outcome.word() href=link>
            {icon::icon(verdict::icon(outcome))}
            <span class="say"><b>{format!("{}.", verdict::label(outcome))}</b>" "{before}{name}{after}</span>
            <span class="more"><span class="not-narrow">{more}</span>{icon::small("chev-r")}</span>
        </a>
    }
}

/// The tabs: links, so that each is an address.
#[component]
pub fn Tabs(
    /// The hit.
    shown: Shown,
    /// The open tab.
    tab: Memo<Tab>,
) -> impl IntoView {
    let desk = Desk::get();
    let seq = shown.hit.summary.seq;
    let each = Tab::ALL.into_iter().enumerate().map(|(at, which)| {
        let link = move || {
            desk.place.with(|place| {
                Place {
                    before: None,
                    ..place.at(Some(seq)).on(which)
                }
                .link()
            })
        };
        let current = move || (tab.get() == which).then_some("page");
        view! {
            <a href=link aria-current=current aria-keyshortcuts=(at + 1).to_string()>
                {which.label()}
                {badge(&shown, which)}
            </a>
        }
    });
    // Where the tabs scroll sideways, the open one is in view.
    effect(move || {
        tab.track();
        request_animation_frame(|| page::reveal(".tabs [aria-current]"));
    });
    view! { <nav class="tabs" aria-label="Parts of hit">{each.collect_view()}</nav> }
}

fn badge(shown: &Shown, tab: Tab) -> AnyView {
    let hit = &shown.hit;
    let count = |text: String| view! { <span class="count">{text}</span> }.into_any();
    match tab {
        Tab::Body if hit.summary.size == 0 => ().into_any(),
        Tab::Body => count(format::size(hit.summary.size)),
        Tab::Headers => count(hit.headers.len().to_string()),
        Tab::Query => {
            let query = form::query(&hit.summary.target).map(form::fields);
            // Of a long form only the first piece may be here, and that is no number of it.
            let fields = shown.form().map(form::fields);
            let pairs = [query, fields]
                .into_iter()
                .flatten()
                .map(|(_, count)| count);
            match pairs.sum::<usize>() {
                0 => ().into_any(),
                pairs => count(pairs.to_string()),
            }
        }
        Tab::Signature => {
            let shown = shown.clone();
            (move || marks::dot(shown.verdict().outcome)).into_any()
        }
        Tab::Reply => match hit.summary.status {
            Some(status) => count(status.to_string()),
            None => count("none".to_owned()),
        },
        Tab::Raw => ().into_any(),
    }
}
