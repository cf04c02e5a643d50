//! Query and form fields.

use leptos::prelude::*;

use super::hit_pane::Shown;
use crate::format;
use crate::lens::form::{self, Field};
use crate::lens::{self, Kind, text};
use crate::ui::copy::CopyIcon;
use crate::ui::{icon, seg, spans};

/// The tab.
#[component]
pub fn QueryTab(
    /// The hit.
    shown: Shown,
) -> impl IntoView {
    let query = form::query(&shown.hit.summary.target).unwrap_or_default();
    let query = Some(query.to_owned()).filter(|query| form::count(query) > 0);
    let whole = shown.view.as_ref().is_some_and(|view| {
        view.text
            .as_ref()
            .is_some_and(|text| text.len() as u64 >= view.total)
    });
    let body = shown.view.as_ref().and_then(|view| view.text.clone());
    let body = body.filter(|text| lens::kind(shown.content_type(), text.as_bytes()) == Kind::Form);
    if query.is_none() && body.is_none() {
        return view! {
            <div class="blank tall">
                {icon::sized("search", "icon s28")}
                <h2>"No query and no form"</h2>
                <p>"The target has no query, and the body is not a form."</p>
            </div>
        }
        .into_any();
    }
    let below = if query.is_some() {
        "lens-bar next"
    } else {
        "lens-bar"
    };
    let query = query.map(|query| view! { <Pairs of=Of::Query text=query bar="lens-bar"/> });
    let form = body.map(|body| view! { <Pairs of=Of::Form { whole } text=body bar=below/> });
    view! { {query}{form}<div class="tail"></div> }.into_any()
}

/// What the pairs are of.
#[derive(Clone, Copy)]
enum Of {
    Query,
    /// Of a form, all of which is here or only its beginning.
    Form {
        whole: bool,
    },
}

/// Pairs, with what is known of them and what can be done with them.
#[component]
fn Pairs(
    /// What they are of.
    of: Of,
    /// The pairs as they were sent.
    text: String,
    /// Classes of the bar above them.
    bar: &'static str,
) -> impl IntoView {
    let (fields, total) = form::fields(&text);
    let sent = RwSignal::new(false);
    let (name, meta) = match of {
        Of::Query => {
            let order = if total > 1 {
                ", in the order they were sent"
            } else {
                ""
            };
            let meta = format!("{}{order}", counted(total, "pair"));
            ("Query", view! { <span>{meta}</span> }.into_any())
        }
        Of::Form { whole } => {
            let first = if whole { "" } else { "the first " };
            let meta = view! { <span>{first}{counted(total, "field")}</span><span>"application/x-www-form-urlencoded"</span> };
            ("Form", meta.into_any())
        }
    };
    let (label, copied) = match of {
        Of::Query => ("Copy query", Signal::stored(text)),
        Of::Form { whole } => (
            if whole {
                "Copy form as JSON"
            } else {
                "Copy what is loaded of the form as JSON"
            },
            Signal::derive(move || form::json(&text)),
        ),
    };
    view! {
        <div class=bar>
            <h2>{name}</h2>
            <span class="meta">{meta}</span>
            <span class="grow"></span>
            {seg::seg("Escapes", [(false, "Decoded"), (true, "As sent")], move || sent.get(), move |value| sent.set(value))}
            <CopyIcon text=copied label=label class="btn icon-only quiet"/>
        </div>
        {move || table(&fields, total, name, sent.get())}
    }
}

fn counted(count: usize, noun: &str) -> String {
    format::counted(u64::try_from(count).unwrap_or(u64::MAX), noun)
}

/// A table of pairs: what they mean, or as they were sent.
pub(super) fn table(
    fields: &[Field],
    total: usize,
    caption: &'static str,
    sent: bool,
) -> impl IntoView + use<> {
    let shown = fields.len();
    let rows = fields
        .iter()
        .enumerate()
        .map(|(at, field)| row(at + 1, field, sent))
        .collect_view();
    let more = (total > shown).then(|| {
        let text = format!(
            "{shown} of {} are shown. The download in Raw has them all.",
            counted(total, "pair")
        );
        view! { <div class="more-body">{icon::icon("file")}<span>{text}</span></div> }
    });
    view! {
        <table class="kv"><caption class="sr-only">{caption}</caption><tbody>{rows}</tbody></table>
        {more}
    }
}

/// Captured text beside other words.
fn safe(text: &str) -> AnyView {
    spans::safe(text::head(text, 2_000))
}

fn row(number: usize, field: &Field, sent: bool) -> impl IntoView + use<> {
    let (name, value) = if sent {
        let value = field.value.as_ref().map(|_| field.raw_value.clone());
        (field.raw_name.clone(), value)
    } else {
        (field.name.clone(), field.value.clone())
    };
    let shown = match value.as_deref() {
        None => view! { <span class="muted say">"no value: sent as “"{safe(&field.raw_name)}"”, not “"{safe(&field.raw_name)}"=”"</span> }.into_any(),
        Some("") => view! { <span class="muted say">"empty"</span> }.into_any(),
        Some(value) => spans::safe(text::head(value, 20_000)),
    };
    let changed = value
        .as_deref()
        .is_some_and(|value| value != field.raw_value);
    let sent = changed.then(|| {
        view! { <small>"sent as "{safe(&field.raw_value)}</small> }
    });
    let again = (field.nth > 1).then(|| {
        view! { <small>{format!("number {} of this name, kept apart", field.nth)}</small> }
    });
    let value = value.unwrap_or_default();
    view! {
        <tr>
            <td class="ord">{number}</td>
            <th scope="row" class="nm">{safe(&name)}</th>
            <td class="vl">{shown}{sent}{again}</td>
            <td class="ac"><CopyIcon text=Signal::stored(value) label="Copy value"/></td>
        </tr>
    }
}
