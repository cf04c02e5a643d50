//! What the sender got, and how long it took.

use domain::Hit;
use leptos::prelude::*;

use super::hit_pane::Shown;
use crate::format;
use crate::lens::{Kind, json, kind, text};
use crate::ui::copy::CopyIcon;
use crate::ui::{marks, spans};

/// The tab.
#[component]
pub fn ReplyTab(
    /// The hit.
    shown: Shown,
) -> impl IntoView {
    let hit = &shown.hit;
    view! {
        <div class="pad">
            {got(hit)}
            {timeline(hit)}
            {chosen(hit)}
            <p class="muted"><small>
                "The reply left after the hit was on disk. If it could not have been stored, the sender would have got 503 or 507 and would try again."
            </small></p>
        </div>
    }
}

fn got(hit: &Hit) -> impl IntoView + use<> {
    let reply = &hit.reply;
    let status = match reply.status {
        Some(status) => {
            let text = format!("{status} {}", format::reason(status));
            view! { <span class="status" data-class=marks::class(Some(status))><b>{text}</b></span> }.into_any()
        }
        None => view! { <span class="status" data-class="abort"><b>"Nothing: the sender had gone"</b></span> }.into_any(),
    };
    let rows = reply.headers.iter().map(|header| {
        let value = String::from_utf8_lossy(&header.bytes()).into_owned();
        let copied = value.clone();
        view! {
            <tr>
                <th scope="row" class="nm">{header.name.clone()}</th>
                <td class="vl">{value}</td>
                <td class="ac"><CopyIcon text=Signal::derive(move || copied.clone()) label=format!("Copy {}", header.name)/></td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let table = (!reply.headers.is_empty())
        .then(|| view! { <table class="kv"><tbody>{rows}</tbody></table> });
    let runs = match kind("", reply.body.as_bytes()) {
        Kind::Json => json::highlight(text::head(&reply.body, text::COLOURED)),
        _ => text::marked(text::head(&reply.body, text::COLOURED)),
    };
    let body = if reply.body.is_empty() {
        view! { <div class="in soft">"No body"</div> }.into_any()
    } else {
        view! { <div class="code plain"><pre tabindex="0">{spans::spans(runs)}</pre></div> }
            .into_any()
    };
    let copied = reply.body.clone();
    view! {
        <div class="card">
            <header>
                <h2>"What the sender got"</h2>
                {status}
                <span class="grow"></span>
                <CopyIcon text=Signal::derive(move || copied.clone()) label="Copy the body of the reply"/>
            </header>
            {table}
            {body}
        </div>
    }
}

/// The spans the server reports, in its order; nothing is invented when one is missing.
fn timeline(hit: &Hit) -> impl IntoView + use<> {
    let spans = [
        ("Hit received", "", hit.timing.receive_us),
        ("Configured delay", "wait", hit.timing.wait_us),
    ];
    let total: u64 = spans.iter().map(|(.., micros)| *micros).sum();
    let micros = |value: u64| format::duration(i64::try_from(value).unwrap_or(i64::MAX));
    let mut from = 0;
    let mut rows = Vec::new();
    for (what, key, length) in spans.into_iter().filter(|(.., length)| *length > 0) {
        let percent = |part: u64| part.saturating_mul(100) / total.max(1);
        let style = format!("--from:{}%;--len:{}%", percent(from), percent(length));
        from += length;
        rows.push(view! {
            <div class="what">{what}</div>
            <div class="lane"><span class="span" data-k=key style=style></span></div>
            <div class="at"><b>{micros(length)}</b></div>
        });
    }
    (!rows.is_empty()).then(|| {
        view! {
            <div class="card">
                <header><h2>"From first byte to reply"</h2><span class="grow"></span><span class="count">{format!("total {}", micros(total))}</span></header>
                <div class="in"><div class="timeline">{rows}</div></div>
            </div>
        }
    })
}

fn chosen(hit: &Hit) -> impl IntoView + use<> {
    let why = match hit.reply.rule.as_str() {
        "default" => "Nothing is configured, so the usual reply was given.",
        "settings" => "The endpoint’s settings say so.",
        "forced" => "The request asked for this status itself.",
        "too_large" => "The body was larger than the limit.",
        "too_slow" => "The body did not arrive in time.",
        "malformed" => "The body was not what its framing says.",
        "connect" => "This server opens no tunnels.",
        "preflight" => "A browser asked whether a page may send this.",
        "rejected" => "The signature did not verify, and the endpoint refuses such hits.",
        "incomplete" => "The request broke off before it was complete.",
        _ => "",
    };
    let rule = hit.reply.rule.clone();
    (!rule.is_empty()).then(|| {
        view! {
            <div class="card">
                <header><h2>"Why this reply"</h2><span class="chip">{rule}</span></header>
                {(!why.is_empty()).then(|| view! { <div class="in soft">{why}</div> })}
            </div>
        }
    })
}
