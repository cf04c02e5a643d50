//! The bar above the body.

use domain::multipart;
use leptos::prelude::*;

use super::find::FindField;
use super::{Body, parts, text};
use crate::inspector::desk::Desk;
use crate::inspector::hit_pane::Shown;
use crate::lens::{self, Kind, Lens, form};
use crate::ui::copy::CopyIcon;
use crate::ui::download::DownloadIcon;
use crate::ui::spans;
use crate::{api, format, use_site};

/// Bytes that are shown of a boundary.
const MOST_BOUNDARY: usize = 40;

/// Lenses to choose from, what is known of the body, and what can be done with it.
#[component]
pub fn Bar(
    /// The hit.
    shown: Shown,
    /// Its body.
    body: Body,
    /// How its characters are written.
    charset: Option<String>,
    /// The content codings that were undone.
    codings: Option<String>,
    /// Lenses to choose from.
    lenses: &'static [Lens],
    /// The one chosen for the reader.
    best: Memo<Lens>,
    /// The one looked through.
    current: Memo<Lens>,
) -> impl IntoView {
    let desk = Desk::get();
    let seq = shown.hit.summary.seq;
    let choices = lenses.iter().map(|&which| {
        let link = move || {
            desk.place.with(|place| {
                let mut place = place.at(Some(seq));
                place.lens = (which != best.get()).then(|| which.word());
                place.link()
            })
        };
        let checked = move || {
            let drawn = if body.as_sent.get() { Lens::Hex } else { current.get() };
            (drawn == which).to_string()
        };
        view! { <a href=link role="radio" aria-checked=checked on:click=move |_| body.as_sent.set(false)>{which.label()}</a> }
    });
    view! {
        <div class="lens-bar">
            <div class="seg" role="radiogroup" aria-label="Lens">{choices.collect_view()}</div>
            <Facts shown=shown body=body charset=charset codings=codings/>
            <span class="grow"></span>
            <Tools seq=seq body=body current=current/>
        </div>
    }
}

/// What is known of the body.
#[component]
fn Facts(
    /// The hit.
    shown: Shown,
    /// Its body.
    body: Body,
    /// How its characters are written.
    charset: Option<String>,
    /// The content codings that were undone.
    codings: Option<String>,
) -> impl IntoView {
    let pixels = move || {
        body.picture.get().map(|(width, height)| {
            let size = format!(
                "{} × {}",
                format::count(width.into()),
                format::count(height.into())
            );
            view! { <span>{size}</span> }
        })
    };
    let sent = format::size_long(shown.hit.body.size);
    let size = match codings {
        Some(codings) => {
            let decoded = format::size_long(body.loaded.total);
            format!("{codings}: {sent} on the wire, {decoded} decoded")
        }
        None => sent,
    };
    let kind = lens::essence(shown.content_type());
    let kind = if kind.is_empty() {
        "no type".to_owned()
    } else {
        kind
    };
    let boundary = (body.kind == Kind::Multipart).then(|| {
        let boundary = multipart::boundary(shown.content_type()).unwrap_or_default();
        let boundary = spans::safe(lens::text::head(&boundary, MOST_BOUNDARY));
        view! { <span>"boundary "<code>{boundary}</code></span> }
    });
    view! {
        <span class="meta">
            <span>{kind}</span>
            {charset.map(|charset| view! { <span>{charset.to_ascii_lowercase()}</span> })}
            {pixels}
            {move || pieces(body)}
            <span>{size}</span>
            {boundary}
        </span>
    }
}

/// What can be done with the body.
#[component]
fn Tools(
    /// Number of the hit.
    seq: u64,
    /// Its body.
    body: Body,
    /// The lens it is looked at through.
    current: Memo<Lens>,
) -> impl IntoView {
    let searched = Memo::new(move |_| {
        let drawn = current.get();
        body.as_sent.get() || !matches!(drawn, Lens::Picture | Lens::Parts | Lens::Fields)
    });
    let in_tree = move || {
        let drawn = current.get() == Lens::Tree && !body.as_sent.get();
        drawn.then_some(body)
    };
    let tree = Signal::derive(in_tree);
    let hint = Signal::derive(move || {
        let bytes = body.as_sent.get() || current.get() == Lens::Hex;
        bytes.then_some("Find text or 0a 0d")
    });
    let reader = Desk::get().reader.get_value();
    let download = use_site().link(&api::body_path(&reader, seq));
    let label = if body.loaded.is_whole() {
        "Copy body"
    } else {
        "Copy what is loaded of the body"
    };
    let copied = Signal::derive(move || (*text::all(body.loaded)).clone());
    view! {
        {move || searched.get().then(|| view! { <FindField find=body.find tree=tree hint=hint/> })}
        <CopyIcon text=copied label=label class="btn icon-only quiet"/>
        <DownloadIcon href=download file=format!("hit-{seq}") label="Download body"/>
    }
}

/// What a body is made of, once all of it is here.
fn pieces(body: Body) -> Option<AnyView> {
    if !body.loaded.is_whole() {
        return None;
    }
    let (count, noun) = body.loaded.content.with(|content| match body.kind {
        Kind::Form => Some((form::count(&content.text()), "field")),
        Kind::Multipart => {
            let kind = body.content_type.get_value();
            Some((parts::split(&kind, content.bytes()).len(), "part"))
        }
        _ => None,
    })?;
    let count = format::counted(u64::try_from(count).unwrap_or(u64::MAX), noun);
    Some(view! { <span>{count}</span> }.into_any())
}
