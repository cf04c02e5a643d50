//! Headers and trailers, in order, as they were sent.

mod remark;

use domain::{Header, HitSummary, Outcome};
use leptos::prelude::*;

use super::desk::Desk;
use super::hit_pane::Shown;
use crate::lens::filter;
use crate::ui::copy::CopyIcon;
use crate::ui::{icon, seg, spans};
use crate::{format, lens};

/// The tab.
#[component]
pub fn HeadersTab(
    /// The hit.
    shown: Shown,
) -> impl IntoView {
    let hit = &shown.hit;
    let by_name = RwSignal::new(false);
    let wanted = RwSignal::new(String::new());
    let names = {
        let mut names: Vec<String> = hit
            .headers
            .iter()
            .map(|header| header.name.to_ascii_lowercase())
            .collect();
        names.sort_unstable();
        names.dedup();
        names.len()
    };
    let bytes: usize = hit
        .headers
        .iter()
        .map(|header| header.name.len() + header.bytes().len() + 4)
        .sum();
    let all = {
        let headers = hit.headers.clone();
        Signal::derive(move || lines(&headers))
    };
    let rows = {
        let headers = hit.headers.clone();
        let shown = shown.clone();
        move || {
            let verdict = shown.verdict();
            let read = verdict.headers();
            let mut order: Vec<usize> = (0..headers.len()).collect();
            if by_name.get() {
                order.sort_by_key(|&at| {
                    headers
                        .get(at)
                        .map(|header| header.name.to_ascii_lowercase())
                });
            }
            let wanted = wanted.get().to_ascii_lowercase();
            order
                .into_iter()
                .filter_map(|at| headers.get(at).map(|header| (at, header)))
                .filter(|(_, header)| wanted.is_empty() || fits(header, &wanted))
                .map(|(at, header)| {
                    let read = read
                        .iter()
                        .any(|name| name.eq_ignore_ascii_case(&header.name));
                    row(
                        &headers,
                        at,
                        header,
                        Some(&shown.hit.summary),
                        read.then_some(verdict.outcome),
                    )
                })
                .collect_view()
        }
    };
    let trailers = (!hit.trailers.is_empty()).then(|| {
        let rows = hit.trailers.iter().enumerate().map(|(at, header)| row(&hit.trailers, at, header, None, None)).collect_view();
        view! {
            <div class="lens-bar next"><h2>"Trailers"</h2></div>
            <table class="kv"><caption class="sr-only">"Trailers"</caption><tbody>{rows}</tbody></table>
        }
    });
    let orders = [(false, "As received"), (true, "A to Z")];
    view! {
        <div class="lens-bar">
            {seg::seg("Order", orders, move || by_name.get(), move |value| by_name.set(value))}
            <span class="meta">
                <span>{format!("{}, {}", format::counted(u64::try_from(hit.headers.len()).unwrap_or(0), "header"), format::counted(u64::try_from(names).unwrap_or(0), "name"))}</span>
                <span>{format::size_long(u64::try_from(bytes).unwrap_or(0))}</span>
            </span>
            <span class="grow"></span>
            <span class="find" data-js="">
                {icon::icon("search")}
                <input
                    type="search"
                    aria-label="Filter headers"
                    placeholder="Filter headers"
                    on:input:target=move |event| wanted.set(event.target().value())
                />
            </span>
            <CopyIcon text=all label="Copy all headers" class="btn icon-only quiet"/>
        </div>
        <table class="kv">
            <caption class="sr-only">"Headers"</caption>
            <thead>
                <tr>
                    <th class="ord"><span class="sr-only">"Position"</span></th>
                    <th class="nm">"Name, as it was sent"</th>
                    <th>"Value"</th>
                    <th class="ac"><span class="sr-only">"Actions"</span></th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        {trailers}
        <div class="tail"></div>
    }
}

fn lines(headers: &[Header]) -> String {
    headers
        .iter()
        .map(|header| format!("{}: {}\n", header.name, value(header)))
        .collect()
}

/// The value as text; bytes that are not UTF-8 become U+FFFD.
fn value(header: &Header) -> String {
    match &header.value {
        Some(value) => value.clone(),
        None => String::from_utf8_lossy(&header.bytes()).into_owned(),
    }
}

fn fits(header: &Header, wanted: &str) -> bool {
    header.name.to_ascii_lowercase().contains(wanted)
        || value(header).to_ascii_lowercase().contains(wanted)
}

fn row(
    all: &[Header],
    at: usize,
    header: &Header,
    of: Option<&HitSummary>,
    read: Option<Outcome>,
) -> impl IntoView + use<> {
    let desk = Desk::get();
    let same: Vec<usize> = all
        .iter()
        .enumerate()
        .filter(|(_, other)| other.name.eq_ignore_ascii_case(&header.name))
        .map(|(at, _)| at)
        .collect();
    let nth = same.iter().position(|&place| place == at).unwrap_or(0) + 1;
    let tag = (same.len() > 1)
        .then(|| view! { " "<span class="chip tag">{format!("{nth} of {}", same.len())}</span> });
    // What the check compared is marked, in the colour of how it went.
    let check = read.map(|outcome| {
        let tone = match outcome {
            Outcome::Failed => "fail",
            Outcome::Authenticated => "auth",
            _ => "ok",
        };
        view! { " "<span class="chip tag" data-tone=tone>"read by the check"</span> }
    });
    let text = value(header);
    let copied = text.clone();
    let small = remark::remark(header, &text, of).map(|remark| view! { <small>{remark}</small> });
    let name = header.name.clone();
    let filter = of.and_then(|_| filter::header(&name, &text)).map(|by| {
        let label = format!("Filter by {name}");
        view! {
            <button type="button" class="btn icon-only quiet sm not-narrow" data-js="" aria-label=label.clone() title=label on:click=move |_| desk.narrow(&by)>
                {icon::icon("filter")}
            </button>
        }
    });
    view! {
        <tr data-sig=read.map(|_| "") data-verdict=read.map(Outcome::word)>
            <td class="ord">{at + 1}</td>
            <th scope="row" class="nm">{name.clone()}{tag}{check}</th>
            <td class="vl">{spans::safe(lens::text::head(&text, 20_000))}{small}</td>
            <td class="ac">
                <CopyIcon text=Signal::derive(move || copied.clone()) label=format!("Copy {name}")/>
                {filter}
            </td>
        </tr>
    }
}
