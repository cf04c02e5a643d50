//! Pictures, and bodies that are made of parts.

use base64::Engine as _;
use domain::multipart::{self, Part};
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use crate::format;
use crate::lens::{self, Kind, json, media, text};
use crate::ui::{icon, spans};

/// Pictures up to this size are drawn from the page itself.
const INLINE_PICTURE: usize = 4_000_000;

/// A raster image as a data address: no request, nothing that could be script. Its size in pixels is told once it
/// is drawn.
#[must_use]
pub fn picture(bytes: &[u8], whole: bool, pixels: RwSignal<Option<(u32, u32)>>) -> AnyView {
    let fits = whole && bytes.len() <= INLINE_PICTURE;
    let Some(kind) = media::image_type(bytes).filter(|_| fits) else {
        return view! { <div class="blank"><h2>"Too large to preview"</h2><p>"Download it to see it."</p></div> }.into_any();
    };
    let data = base64::engine::general_purpose::STANDARD.encode(bytes);
    let drawn = move |event: leptos::ev::Event| {
        let image = event.target().and_then(|image| image.dyn_into().ok());
        pixels.set(image.map(|image: web_sys::HtmlImageElement| {
            (image.natural_width(), image.natural_height())
        }));
    };
    view! {
        <div class="parts">
            <div class="part">
                <div class="pic" style="padding:32px"><img src=format!("data:{kind};base64,{data}") alt="The body as a picture" on:load=drawn/></div>
            </div>
        </div>
    }
    .into_any()
}

/// The parts of a multipart body.
#[must_use]
pub fn parts(content_type: &str, bytes: &[u8]) -> AnyView {
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
        (None, what @ (Kind::Json | Kind::Text | Kind::Form)) => {
            let content = text::decode(&kind, content);
            let part = text::head(&content, 4000);
            let runs = match what {
                Kind::Json => json::highlight(part),
                _ => text::marked(part),
            };
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
