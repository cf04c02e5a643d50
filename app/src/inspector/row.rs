//! A row of the list.

use std::sync::Arc;

use domain::HitSummary;
use leptos::prelude::*;

use super::desk::Desk;
use crate::address::{self, Place};
use crate::provider::face;
use crate::ui::{icon, marks, spans};
use crate::{format, lens};

/// One hit.
#[component]
pub fn Row(
    /// The hit.
    row: Arc<HitSummary>,
) -> impl IntoView {
    let desk = Desk::get();
    let seq = row.seq;
    let link = move || {
        desk.place.with(|place| {
            Place {
                before: None,
                ..place.at(Some(seq))
            }
            .link()
        })
    };
    let current = move || (desk.selected.get() == Some(seq)).then_some("true");
    let unread = move || desk.unread.with(|unread| unread.contains(&seq));
    let dot = {
        let row = Arc::clone(&row);
        move || marks::dot(desk.outcome(&row))
    };
    // Known only in the browser; on the server no row is fresh.
    let fresh = desk.now.with_untracked(Option::is_some) && desk.is_fresh(seq);
    let pinned = row.pinned.then(|| icon::meaning("pin-on", "Pinned"));
    view! {
        <li
            class="hit"
            data-seq=seq
            data-unread=move || unread().then_some("")
            data-new=fresh.then_some("")
        >
            <a href=link aria-current=current>
                <span class="gut">
                    {pinned}
                    {move || unread().then(|| view! { <span class="unread"><span class="sr-only">"Unread"</span></span> })}
                </span>
                {dot}
                {top(&row, desk)}
                {marks::when(row.received_at, desk.now.into())}
                {match &row.provider {
                    Some(id) => marks::sender(id),
                    None => marks::no_sender(row.content_type.as_deref(), row.size),
                }}
                {sub(&row)}
                {nums(&row)}
            </a>
        </li>
    }
}

fn top(row: &HitSummary, desk: Desk) -> impl IntoView + use<> {
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
    view! {
        <span class="top">
            <span class="method">{row.method.clone()}</span>
            <span class="path">{spans::safe(lens::text::head(path, 300))}{query}</span>
        </span>
    }
}

fn sub(row: &HitSummary) -> impl IntoView + use<> {
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
    let cut = row
        .truncated
        .then(|| view! { <span class="status" data-class="4">"cut"</span> });
    let broken = row
        .incomplete
        .then(|| view! { <span class="status" data-class="abort">"broken off"</span> });
    view! {
        <span class="sub">
            <span class="ev"><span class="sr-only">{sender}</span>{spans::safe(lens::text::head(&event, 120))}</span>
            {note}
            {cut}
            {broken}
        </span>
    }
}

fn nums(row: &HitSummary) -> impl IntoView + use<> {
    let usual = row
        .status
        .is_some_and(|status| (200..300).contains(&status));
    view! {
        <span class="nums">
            {(!usual).then(|| marks::status(row.status))}
            <span class="sz">{format::size(row.size)}</span>
            <span class="sq">{format!("#{}", row.seq)}</span>
        </span>
    }
}
