//! Query and form fields.

use leptos::prelude::*;

use super::hit_pane::Shown;
use crate::format;
use crate::lens::form::{self, Field};
use crate::lens::{self, Kind, text};
use crate::ui::copy::CopyIcon;
use crate::ui::{icon, spans};

/// The tab.
#[component]
pub fn QueryTab(
    /// The hit.
    shown: Shown,
) -> impl IntoView {
    let raw = form::query(&shown.hit.summary.target)
        .unwrap_or_default()
        .to_owned();
    let (query, pairs) = form::fields(&raw);
    let body = shown.view.as_ref().and_then(|view| view.text.clone());
    let body = body.filter(|text| lens::kind(shown.content_type(), text.as_bytes()) == Kind::Form);
    let form = body.map(|text| form::fields(&text));
    if pairs == 0 && form.is_none() {
        return view! {
            <div class="blank tall">
                {icon::sized("search", "icon s28")}
                <h2>"No query and no form"</h2>
                <p>"The target has no “?”, and the body is not a form."</p>
            </div>
        }
        .into_any();
    }
    let first = (pairs > 0).then(|| {
        view! {
            <div class="lens-bar">
                <h2>"Query"</h2>
                <span class="meta"><span>{format!("{}, in the order they were sent", counted(pairs, "pair"))}</span></span>
                <span class="grow"></span>
                <CopyIcon text=Signal::derive(move || raw.clone()) label="Copy query" class="btn icon-only quiet"/>
            </div>
            {table(query, pairs, "Query")}
        }
    });
    let second = form.map(|(fields, total)| {
        view! {
            <div class="lens-bar next">
                <h2>"Form"</h2>
                <span class="meta"><span>{counted(total, "field")}</span><span>"application/x-www-form-urlencoded"</span></span>
            </div>
            {table(fields, total, "Form")}
        }
    });
    view! { {first}{second}<div class="tail"></div> }.into_any()
}

fn counted(count: usize, noun: &str) -> String {
    format::counted(u64::try_from(count).unwrap_or(u64::MAX), noun)
}

/// A table of pairs.
pub(super) fn table(fields: Vec<Field>, total: usize, caption: &'static str) -> impl IntoView {
    let shown = fields.len();
    let rows = fields
        .into_iter()
        .enumerate()
        .map(|(at, field)| row(at + 1, field))
        .collect_view();
    let more = (total > shown).then(|| {
        let text = format!(
            "{shown} of {} are shown. Raw has them all.",
            counted(total, "pair")
        );
        view! { <div class="more-body">{icon::icon("file")}<span>{text}</span></div> }
    });
    view! {
        <table class="kv"><caption class="sr-only">{caption}</caption><tbody>{rows}</tbody></table>
        {more}
    }
}

fn row(number: usize, field: Field) -> impl IntoView {
    let shown = match field.value.as_deref() {
        None => view! { <span class="muted say">{format!("no value: sent as “{0}”, not “{0}=”", field.raw_name)}</span> }.into_any(),
        Some("") => view! { <span class="muted say">"empty"</span> }.into_any(),
        Some(value) => spans::safe(text::head(value, 20_000)),
    };
    let changed = field
        .value
        .as_deref()
        .is_some_and(|value| value != field.raw_value);
    let sent = changed.then(|| {
        let raw = text::head(&field.raw_value, 2_000).to_owned();
        view! { <small>{format!("sent as {raw}")}</small> }
    });
    let again = (field.nth > 1).then(|| {
        view! { <small>{format!("number {} of this name, kept apart", field.nth)}</small> }
    });
    let value = field.value.clone().unwrap_or_default();
    view! {
        <tr>
            <td class="ord">{number}</td>
            <th scope="row" class="nm">{spans::safe(text::head(&field.name, 2_000))}</th>
            <td class="vl">{shown}{sent}{again}</td>
            <td class="ac"><CopyIcon text=Signal::derive(move || value.clone()) label="Copy value"/></td>
        </tr>
    }
}
