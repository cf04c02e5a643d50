//! A row of the list.

use std::sync::Arc;

use domain::HitSummary;
use leptos::prelude::*;

use super::desk::Desk;
use crate::address::{self, Place};
use crate::lines::{self, CELLS};
use crate::provider::face;
use crate::ui::{icon, marks, spans};
use crate::{format, lens};

/// One line: a hit, or an older attempt below its newest.
#[component]
pub fn Row(
    /// The hit; in a burst it becomes another one that looks the same: see [`passing`](super::passing).
    row: RwSignal<Arc<HitSummary>>,
    /// Which attempt it is, below the newest.
    attempt: Option<u32>,
    /// The one line that Tab reaches, once the page runs.
    stop: Memo<Option<u64>>,
) -> impl IntoView {
    let desk = Desk::get();
    let first = row.get_untracked();
    let seq = move || row.with(|row| row.seq);
    // A long list is drawn in part: its lines say where they are.
    let place = Memo::new(move |_| {
        desk.lines.with(|lines| {
            let all = lines.all().len();
            (all > super::list_pane::WHOLE).then(|| (lines.place(seq()).unwrap_or(0) + 1, all))
        })
    });
    let class = if attempt.is_some() {
        "hit child"
    } else {
        "hit"
    };
    // A hit that names no delivery has no other attempts: nothing of them is looked after.
    let retried = lines::delivery(&first).is_some();
    let unread = Memo::new(move |_| {
        let seq = seq();
        let folded = if retried {
            desk.lines.with(|lines| {
                lines
                    .attempts(seq)
                    .filter(|attempts| !attempts.open)
                    .cloned()
            })
        } else {
            None
        };
        desk.unread.with(|unread| {
            unread.contains(&seq)
                || folded.is_some_and(|f| f.each.iter().any(|(seq, _)| unread.contains(seq)))
        })
    });
    // Known only in the browser; on the server no row is fresh.
    let fresh = desk.now.with_untracked(Option::is_some) && desk.is_fresh(first.seq);
    let link = move || {
        desk.place.with(|place| {
            Place {
                before: None,
                ..place.at(Some(seq()))
            }
            .link()
        })
    };
    let current = move || (desk.selected.get() == Some(seq())).then_some("true");
    let tab = move || (desk.runs.get() && stop.get() != Some(seq())).then_some("-1");
    let early = move || (attempt.is_some() && !desk.runs.get()).then_some("");
    let inner = match attempt {
        Some(number) => older(&first, number, desk),
        None => whole(row, unread, desk),
    };
    view! {
        <li
            class=class
            data-seq=seq
            data-early=early
            data-unread=move || unread.get().then_some("")
            data-new=fresh.then_some("")
            aria-setsize=move || place.get().map(|(_, all)| all)
            aria-posinset=move || place.get().map(|(at, _)| at)
        >
            {(retried && attempt.is_none()).then(|| view! { <Fold seq=first.seq/> })}
            <a
                href=link
                aria-current=current
                tabindex=tab
                on:click=move |event| {
                    if event.shift_key() {
                        event.prevent_default();
                        desk.compare_with(row.with_untracked(|row| row.seq));
                    }
                }
            >
                {inner}
            </a>
        </li>
    }
}

/// The button that lists the attempts of a delivery, where there are several.
#[component]
fn Fold(
    /// The newest attempt.
    seq: u64,
) -> impl IntoView {
    let desk = Desk::get();
    let state = Memo::new(move |_| {
        desk.lines
            .with(|lines| lines.attempts(seq).map(|a| (a.each.len(), a.open)))
    });
    let several = Memo::new(move |_| state.with(Option::is_some));
    let open = move || state.get().is_some_and(|(_, open)| open).to_string();
    let name = move || {
        let (count, open) = state.get().unwrap_or_default();
        format!(
            "{} the {count} attempts",
            if open { "Hide" } else { "Show" }
        )
    };
    move || {
        several.get().then(|| {
            view! {
                <button
                    type="button"
                    class="fold"
                    data-js=""
                    tabindex=move || desk.runs.get().then_some("-1")
                    aria-expanded=open
                    aria-label=name
                    title="Show or hide the attempts (→ ←)"
                    on:click=move |_| desk.fold(seq, None)
                >
                    {icon::icon("chev-r")}
                </button>
            }
        })
    }
}

fn whole(row: RwSignal<Arc<HitSummary>>, unread: Memo<bool>, desk: Desk) -> AnyView {
    let first = row.get_untracked();
    let pinned = first.pinned.then(|| icon::meaning("pin-on", "Pinned"));
    let outcome = Memo::new(move |_| row.with(|row| desk.outcome(row)));
    let at = Signal::derive(move || row.with(|row| row.received_at));
    view! {
        <span class="gut">
            {pinned}
            {move || unread.get().then(|| view! { <span class="unread"><span class="sr-only">"Unread"</span></span> })}
        </span>
        {move || marks::dot(outcome.get())}
        <span class="top">
            <span class="method">{first.method.clone()}</span>
            <span class="path">{move || row.with(|row| path(row, desk))}</span>
        </span>
        {marks::when(at, desk.now.into())}
        {match &first.provider {
            Some(id) => marks::sender(id),
            None => marks::no_sender(first.content_type.as_deref(), first.size),
        }}
        {sub(&first, desk)}
        {nums(row)}
    }
    .into_any()
}

fn older(row: &Arc<HitSummary>, number: u32, desk: Desk) -> AnyView {
    let dot = {
        let row = Arc::clone(row);
        move || marks::dot(desk.outcome(&row))
    };
    view! {
        <span class="gut"></span>
        {dot}
        <span class="top">
            {format!("Attempt {number} ")}
            {marks::status(row.status)}
            " "
            <span class="muted num">{format!("#{}", row.seq)}</span>
        </span>
        {marks::when(row.received_at.into(), desk.now.into())}
    }
    .into_any()
}

/// A cell per attempt, oldest first, coloured by what was replied.
fn cells(seq: u64, desk: Desk) -> impl IntoView {
    let attempts = Memo::new(move |_| desk.lines.with(|lines| lines.attempts(seq).cloned()));
    move || {
        attempts.get().map(|attempts| {
            let count = attempts.each.len();
            let said = attempts.replied();
            let each = attempts
                .each
                .iter()
                .skip(count.saturating_sub(CELLS))
                .map(|(_, status)| view! { <i data-class=marks::class(*status)></i> })
                .collect_view();
            view! {
                <span class="attempts" title=said.clone()>
                    {each}
                    <span>{format!("{count} attempts")}</span>
                    <span class="sr-only">{format!(", {}", said.to_lowercase())}</span>
                </span>
            }
        })
    }
}

fn path(row: &HitSummary, desk: Desk) -> AnyView {
    let names = desk.names();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let target = address::target(&row.target, &names);
    let path = if target.path.is_empty() {
        "/"
    } else {
        target.path
    };
    let query = target.query.map(|query| {
        let query = format!("?{}", lens::text::head(query, 200));
        view! { <span class="q">{spans::safe(&query)}</span> }
    });
    view! { {spans::safe(lens::text::head(path, 300))}{query} }.into_any()
}

fn sub(row: &HitSummary, desk: Desk) -> impl IntoView + use<> {
    let sender = row
        .provider
        .as_deref()
        .map(|id| format!("{} ", face(id).name))
        .unwrap_or_default();
    let event = match (&row.event, &row.content_type) {
        (Some(event), _) => event.clone(),
        _ if row.size == 0 => "no body".to_owned(),
        (None, Some(kind)) => lens::essence(kind),
        (None, None) => "no type".to_owned(),
    };
    let note = row
        .note
        .is_some()
        .then(|| icon::meaning("note", "Has a note"));
    let attempts = lines::delivery(row).map(|_| cells(row.seq, desk));
    let cut = row
        .truncated
        .then(|| view! { <span class="status" data-class="4">"cut"</span> });
    let broken = row
        .incomplete
        .then(|| view! { <span class="status" data-class="abort">"broken off"</span> });
    view! {
        <span class="sub">
            <span class="ev"><span class="sr-only">{sender}</span>{spans::safe(lens::text::head(&event, 120))}</span>
            {attempts}
            {note}
            {cut}
            {broken}
        </span>
    }
}

fn nums(row: RwSignal<Arc<HitSummary>>) -> impl IntoView {
    let status = row.with_untracked(|row| row.status);
    let usual = status.is_some_and(|status| (200..300).contains(&status));
    view! {
        <span class="nums">
            {(!usual).then(|| marks::status(status))}
            <span class="sz">{move || format::size(row.with(|row| row.size))}</span>
            <span class="sq">{move || format!("#{}", row.with(|row| row.seq))}</span>
        </span>
    }
}
