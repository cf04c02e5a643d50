//! The body through a lens.

use std::sync::Arc;

use base64::Engine as _;
use domain::multipart::{self, Part};
use leptos::prelude::*;

use super::desk::Desk;
use super::hit_pane::Shown;
use super::query::table;
use super::tree::Tree;
use crate::lens::json::Broken;
use crate::lens::{self, Ink, Kind, Lens, form, hex, json, media, text, xml};
use crate::ui::copy::CopyIcon;
use crate::ui::{icon, spans};
use crate::{format, use_site};

/// Pictures up to this size are drawn from the page itself.
const INLINE_PICTURE: usize = 4_000_000;

/// The tab.
#[component]
pub fn BodyTab(
    /// The hit.
    shown: Shown,
) -> impl IntoView {
    let desk = Desk::get();
    let kind = lens::kind(shown.content_type(), &shown.bytes);
    if kind == Kind::Empty {
        return empty(&shown).into_any();
    }
    let body = Body::read(&shown, kind);
    let lenses = lens::lenses(kind);
    let best = match (&body.broken, lenses) {
        (Some(_), _) => Lens::Raw,
        (None, [best, ..]) => *best,
        (None, []) => Lens::Hex,
    };
    let current = Memo::new(move |_| {
        desk.place
            .with(|place| place.lens)
            .and_then(Lens::from_word)
            .filter(|lens| lenses.contains(lens))
            .unwrap_or(best)
    });
    let drawn = body.clone();
    view! {
        <Bar shown=shown.clone() body=body.clone() lenses=lenses best=best current=current/>
        {notes(&shown, &body)}
        {move || drawn.draw(current.get())}
    }
    .into_any()
}

/// A body, read once for all lenses.
#[derive(Clone)]
struct Body {
    content_type: String,
    bytes: Arc<Vec<u8>>,
    text: Arc<String>,
    tree: Option<Arc<json::Tree>>,
    broken: Option<Broken>,
}

impl Body {
    fn read(shown: &Shown, kind: Kind) -> Self {
        let content_type = shown.content_type().to_owned();
        let text = Arc::new(text::decode(&content_type, &shown.bytes));
        let (tree, broken) = match (kind, json::parse(&text)) {
            (Kind::Json, Ok(tree)) => (Some(Arc::new(tree)), None),
            (Kind::Json, Err(broken)) => (None, Some(broken)),
            _ => (None, None),
        };
        Self {
            content_type,
            bytes: Arc::clone(&shown.bytes),
            text,
            tree,
            broken,
        }
    }

    fn draw(&self, lens: Lens) -> AnyView {
        match (lens, &self.tree) {
            (Lens::Tree, Some(tree)) => {
                view! { <Tree text=Arc::clone(&self.text) tree=Arc::clone(tree)/> }.into_any()
            }
            (Lens::Pretty, Some(tree)) => {
                let runs = json::pretty(&self.text, tree);
                view! { <Long runs=runs/> }.into_any()
            }
            (Lens::Pretty, None) => match xml::pretty(&self.text) {
                Some(runs) => view! { <Long runs=runs/> }.into_any(),
                None => self.raw(),
            },
            (Lens::Fields, _) => {
                let (fields, total) = form::fields(&self.text);
                table(fields, total, "Form").into_any()
            }
            (Lens::Parts, _) => parts(&self.content_type, &self.bytes),
            (Lens::Picture, _) => picture(&self.bytes),
            (Lens::Hex, _) => view! { <Hex bytes=Arc::clone(&self.bytes)/> }.into_any(),
            (Lens::Tree | Lens::Raw | Lens::Text, _) => self.raw(),
        }
    }

    fn raw(&self) -> AnyView {
        let json = self.tree.is_some() || self.broken.is_some();
        view! { <Text text=Arc::clone(&self.text) json=json broken=self.broken.clone()/> }
            .into_any()
    }
}

#[component]
fn Bar(
    /// The hit.
    shown: Shown,
    /// Its body.
    body: Body,
    /// Lenses to choose from.
    lenses: &'static [Lens],
    /// The one chosen for the reader.
    best: Lens,
    /// The one looked through.
    current: Memo<Lens>,
) -> impl IntoView {
    let desk = Desk::get();
    let seq = shown.hit.summary.seq;
    let choices = lenses.iter().map(|&which| {
        let link = move || {
            desk.place.with(|place| {
                let mut place = place.at(Some(seq));
                place.lens = (which != best).then(|| which.word());
                place.link()
            })
        };
        let checked = move || (current.get() == which).to_string();
        view! { <a href=link role="radio" aria-checked=checked>{which.label()}</a> }
    });
    let kind = lens::essence(shown.content_type());
    let kind = if kind.is_empty() {
        "no type".to_owned()
    } else {
        kind
    };
    let charset = core::str::from_utf8(&shown.bytes)
        .is_ok()
        .then_some("utf-8");
    let text = Arc::clone(&body.text);
    let reader = desk.reader.get_value();
    let download = use_site().link(&reader.path(&format!("/hits/{seq}/body"), &[]));
    view! {
        <div class="lens-bar">
            <div class="seg" role="radiogroup" aria-label="Lens">{choices.collect_view()}</div>
            <span class="meta">
                <span>{kind}</span>
                {charset.map(|charset| view! { <span>{charset}</span> })}
                <span>{format::size_long(shown.hit.body.size)}</span>
            </span>
            <span class="grow"></span>
            <CopyIcon text=Signal::derive(move || (*text).clone()) label="Copy body" class="btn icon-only quiet"/>
            <a
                class="btn icon-only quiet"
                href=download
                rel="external"
                download=format!("hit-{seq}")
                aria-label="Download body"
                title="Download body"
            >
                {icon::icon("download")}
            </a>
        </div>
    }
}

/// What the reader should know about these bytes.
fn notes(shown: &Shown, body: &Body) -> impl IntoView + use<> {
    let row = &shown.hit.summary;
    let cut = shown.hit.body.truncated.then(|| {
        let kept = format::size(shown.hit.body.size);
        view! {
            <div class="lens-note" data-tone="warn">
                {icon::icon("alert")}
                <span class="grow">
                    <b>{format!("Cut at {kept}.")}</b>
                    {format!(" The sender got 413. The first {kept} are kept; the signature cannot be checked on part of a body.")}
                </span>
            </div>
        }
    });
    let broken_off = (row.incomplete || shown.hit.body.incomplete).then(|| {
        view! {
            <div class="lens-note" data-tone="warn">
                {icon::icon("alert")}
                <span class="grow"><b>"Broken off."</b>" The sender hung up before the request was complete. What came is kept."</span>
            </div>
        }
    });
    let bad = body.broken.as_ref().map(|broken| {
        let found = match broken.found {
            Some(found) => format!(", found “{}”", found.escape_debug()),
            None => ", found the end".to_owned(),
        };
        let place = format!(
            " Line {}, column {}: {}{found}. Shown as text; nothing was changed.",
            broken.line, broken.column, broken.message
        );
        view! {
            <div class="lens-note" data-tone="fail">
                {icon::icon("alert")}
                <span class="grow"><b>"Not valid JSON."</b>{place}</span>
            </div>
        }
    });
    view! { {cut}{broken_off}{bad} }
}

fn empty(shown: &Shown) -> impl IntoView + use<> {
    let text = match shown.hit.connection.framing {
        domain::Framing::Length => {
            "Content-Length was 0, and nothing followed the headers. That is usual for GET and DELETE."
        }
        _ => "Nothing followed the headers. That is usual for GET and DELETE.",
    };
    view! {
        <div class="blank" style="padding-top:96px">
            {icon::sized("empty", "icon s28")}
            <h2>"No body"</h2>
            <p>{text}</p>
        </div>
    }
}

/// Text in parts: some at first, more on request.
#[component]
fn Text(
    /// The text.
    text: Arc<String>,
    /// Coloured as JSON.
    json: bool,
    /// Where it stops being JSON.
    broken: Option<Broken>,
) -> impl IntoView {
    let limit = RwSignal::new(text::FIRST);
    let total = text.len();
    let content = move || {
        let part = text::head(&text, limit.get());
        let runs = match &broken {
            Some(broken) if broken.at < part.len() => return broken_text(part, broken.at),
            _ if json && part.len() <= text::COLOURED => json::highlight(part),
            _ if part.len() <= text::COLOURED => text::marked(part),
            _ => vec![(Ink::Plain, part.to_owned())],
        };
        spans::code(runs)
    };
    view! { {content}<More shown=limit total=total/> }
}

/// Text with the byte marked where it breaks.
fn broken_text(part: &str, at: usize) -> AnyView {
    let at = part.floor_char_boundary(at);
    let (before, rest) = part.split_at(at);
    let width = rest.chars().next().map_or(0, char::len_utf8);
    let (odd, after) = rest.split_at(width);
    let paint = |text: &str| {
        if text.len() <= text::COLOURED {
            json::highlight(text)
        } else {
            vec![(Ink::Plain, text.to_owned())]
        }
    };
    view! {
        <div class="code">
            <pre class="ln" aria-hidden="true">{text::numbers(text::lines(part))}</pre>
            <pre tabindex="0">
                {spans::spans(paint(before))}
                <span class="err-at">{odd.to_owned()}</span>
                {spans::spans(paint(after))}
            </pre>
        </div>
    }
    .into_any()
}

/// Coloured runs in parts.
#[component]
fn Long(
    /// The runs.
    runs: Vec<lens::Span>,
) -> impl IntoView {
    let total: usize = runs.iter().map(|(_, run)| run.len()).sum();
    let limit = RwSignal::new(text::COLOURED);
    let content = move || {
        let mut left = limit.get();
        let part = runs.iter().take_while(|(_, run)| {
            let fits = left > 0;
            left = left.saturating_sub(run.len());
            fits
        });
        spans::code(part.cloned().collect())
    };
    view! { {content}<More shown=limit total=total/> }
}

/// How much is shown, and more of it.
#[component]
fn More(
    /// Bytes shown.
    shown: RwSignal<usize>,
    /// Bytes there are.
    total: usize,
) -> impl IntoView {
    let size = |bytes: usize| format::size(u64::try_from(bytes).unwrap_or(u64::MAX));
    move || {
        (shown.get() < total).then(|| {
            view! {
                <div class="more-body">
                    {icon::icon("file")}
                    <span><b>{format!("{} of {}", size(shown.get()), size(total))}</b>" shown"</span>
                    <span class="grow"></span>
                    <button type="button" class="btn sm" data-js="" on:click=move |_| shown.update(|shown| *shown += text::STEP)>
                        {icon::icon("arrow-d")}
                        <span>"Show 1 MB more"</span>
                    </button>
                </div>
            }
        })
    }
}

#[component]
fn Hex(
    /// The bytes.
    bytes: Arc<Vec<u8>>,
) -> impl IntoView {
    let lines = RwSignal::new(hex::STEP);
    let total = bytes.len();
    let dump = move || {
        let dump = hex::dump(&bytes, lines.get());
        let column = |runs: Vec<(&'static str, String)>| {
            runs.into_iter()
                .map(|(class, run)| view! { <span class=class>{run}</span> })
                .collect_view()
        };
        view! {
            <div class="hex">
                <pre class="off">{dump.offsets}</pre>
                <pre tabindex="0">{column(dump.hex)}</pre>
                <pre>{column(dump.text)}</pre>
            </div>
        }
    };
    let more = move || {
        let shown = lines.get() * hex::WIDTH;
        (shown < total).then(|| {
            let size = |bytes: usize| format::size(u64::try_from(bytes).unwrap_or(u64::MAX));
            view! {
                <div class="more-body">
                    {icon::icon("file")}
                    <span><b>{format!("{} of {}", size(shown), size(total))}</b>" shown"</span>
                    <span class="grow"></span>
                    <button type="button" class="btn sm" data-js="" on:click=move |_| lines.update(|lines| *lines += hex::STEP * 4)>
                        {icon::icon("arrow-d")}
                        <span>"Show more"</span>
                    </button>
                </div>
            }
        })
    };
    view! { {dump}{more} }
}

/// A raster image as a data address: no request, nothing that could be script.
fn picture(bytes: &[u8]) -> AnyView {
    let Some(kind) = media::image_type(bytes).filter(|_| bytes.len() <= INLINE_PICTURE) else {
        return view! { <div class="blank"><h2>"Too large to preview"</h2><p>"Download it to see it."</p></div> }.into_any();
    };
    let data = base64::engine::general_purpose::STANDARD.encode(bytes);
    view! {
        <div class="parts">
            <div class="part">
                <div class="pic" style="padding:32px"><img src=format!("data:{kind};base64,{data}") alt="The body as a picture"/></div>
            </div>
        </div>
    }
    .into_any()
}

fn parts(content_type: &str, bytes: &[u8]) -> AnyView {
    let boundary = multipart::boundary(content_type).unwrap_or_default();
    let parts = multipart::parts(bytes, &boundary);
    if parts.is_empty() {
        return view! {
            <div class="blank">
                <h2>"No parts found"</h2>
                <p>"The boundary of the content type does not occur in the body. Raw and Hex show it as it is."</p>
            </div>
        }
        .into_any();
    }
    let each = parts
        .into_iter()
        .enumerate()
        .map(|(at, part)| one_part(at + 1, &part, bytes));
    view! { <div class="parts">{each.collect_view()}</div> }.into_any()
}

fn one_part(number: usize, part: &Part, bytes: &[u8]) -> impl IntoView + use<> {
    let content = bytes.get(part.content.clone()).unwrap_or_default();
    let kind = if part.content_type.is_empty() {
        "text/plain".to_owned()
    } else {
        part.content_type.clone()
    };
    let image = media::image_type(content).filter(|_| content.len() <= INLINE_PICTURE);
    let name = part
        .name
        .clone()
        .unwrap_or_else(|| format!("part {number}"));
    let file = part.file.clone();
    let data = |kind: &str| {
        format!(
            "data:{kind};base64,{}",
            base64::engine::general_purpose::STANDARD.encode(content)
        )
    };
    let inside = match (image, lens::kind(&kind, content)) {
        (Some(image), _) => {
            let alt = format!(
                "Picture in part {number}: {}",
                file.clone().unwrap_or_default()
            );
            view! { <div class="pic"><img src=data(image) alt=alt/></div> }.into_any()
        }
        (None, Kind::Empty) => view! { <div class="in soft">"Empty"</div> }.into_any(),
        (None, Kind::Json | Kind::Text | Kind::Form) => {
            let content = text::decode(&kind, content);
            let runs = json::highlight(text::head(&content, 4000));
            let cut = (content.len() > 4000).then(|| view! { <span class="cut">" …"</span> });
            view! { <div class="in mono">{spans::spans(runs)}{cut}</div> }.into_any()
        }
        (None, _) => {
            let text = format!(
                "Not shown: {} is only offered as a download.",
                lens::essence(&kind)
            );
            view! { <div class="in soft">{text}</div> }.into_any()
        }
    };
    let glyph = if image.is_some() {
        "image"
    } else if file.is_some() {
        "file"
    } else {
        "text"
    };
    view! {
        <section class="part" aria-label=format!("Part {number}")>
            <header>
                {icon::icon(glyph)}
                <b>{spans::safe(&name)}</b>
                {file.clone().map(|file| view! { <span class="soft">{spans::safe(&file)}</span> })}
                <span class="chip">{lens::essence(&kind)}</span>
                <span class="count">{format::size(u64::try_from(content.len()).unwrap_or(u64::MAX))}</span>
                <span class="grow"></span>
                <a class="btn quiet sm" href=data("application/octet-stream") download=file.unwrap_or(name)>
                    {icon::icon("download")}
                    <span>"Download"</span>
                </a>
            </header>
            {inside}
        </section>
    }
}
