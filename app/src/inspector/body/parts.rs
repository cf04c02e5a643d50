//! Pictures, and bodies that are made of parts.

use base64::Engine as _;
use domain::multipart::{self, Part};
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::find::Find;
use super::loaded::{Content, Loaded};
use super::text::Hex;
use crate::format;
use crate::lens::{self, Kind, json, media, text};
use crate::ui::{icon, spans};

/// Pictures up to this size are drawn from the page itself.
const INLINE_PICTURE: usize = 4_000_000;

/// Bytes of text that are shown of a part.
const MOST_TEXT: usize = 4_000;

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
pub fn parts(content_type: &str, loaded: Loaded) -> AnyView {
    let content = loaded.content.get();
    let parts = split(content_type, content.bytes());
    if parts.is_empty() {
        return view! {
            <div class="blank">
                <h2>"No parts found"</h2>
                <p>"The boundary of the content type does not occur in the body. Raw and Hex show it as it is."</p>
            </div>
        }
        .into_any();
    }
    let each = parts.into_iter().enumerate().map(|(at, part)| {
        let piece = Piece {
            number: at + 1,
            part,
            whole: content.clone(),
        };
        view! { <OnePart piece=piece loaded=loaded/> }
    });
    view! { <div class="parts">{each.collect_view()}</div> }.into_any()
}

/// The parts, by the boundary of the content type.
#[must_use]
pub fn split(content_type: &str, bytes: &[u8]) -> Vec<Part> {
    let boundary = multipart::boundary(content_type).unwrap_or_default();
    multipart::parts(bytes, &boundary)
}

/// A part, and the body it is in.
#[derive(Clone)]
struct Piece {
    number: usize,
    part: Part,
    whole: Content,
}

impl Piece {
    fn bytes(&self) -> &[u8] {
        let range = self.part.content.clone();
        self.whole.bytes().get(range).unwrap_or_default()
    }

    /// The type it names, or that of a part that names none.
    fn kind(&self) -> &str {
        match self.part.content_type.as_str() {
            "" => "text/plain",
            named => named,
        }
    }

    /// The type of the raster image that it is, when that can be drawn.
    fn image(&self) -> Option<&'static str> {
        media::image_type(self.bytes()).filter(|_| self.bytes().len() <= INLINE_PICTURE)
    }

    /// Its bytes as an address.
    fn data(&self, kind: &str) -> String {
        let encoded = base64::engine::general_purpose::STANDARD.encode(self.bytes());
        format!("data:{kind};base64,{encoded}")
    }

    fn glyph(&self) -> &'static str {
        match (self.image(), &self.part.file) {
            (Some(_), _) => "image",
            (None, Some(_)) => "file",
            (None, None) => "text",
        }
    }

    /// What is in it, as far as it is shown.
    fn draw(&self) -> AnyView {
        if let Some(image) = self.image() {
            let file = self.part.file.as_deref().unwrap_or_default();
            let alt = format!("Picture in part {}: {file}", self.number);
            return view! { <div class="pic"><img src=self.data(image) alt=alt/></div> }.into_any();
        }
        let said = match lens::kind(self.kind(), self.bytes()) {
            Kind::Empty => view! { "Empty" }.into_any(),
            what @ (Kind::Json | Kind::Text | Kind::Form) => return self.text(what),
            _ => {
                let kind = spans::safe(text::head(&lens::essence(self.kind()), 200));
                view! { "Not shown: "{kind}" is only offered as a download." }.into_any()
            }
        };
        view! { <div class="in soft">{said}</div> }.into_any()
    }

    fn text(&self, what: Kind) -> AnyView {
        let all = text::decode(self.kind(), self.bytes());
        let part = text::head(&all, MOST_TEXT);
        let runs = match what {
            Kind::Json => json::highlight(part),
            _ => text::marked(part),
        };
        let cut = (part.len() < all.len()).then(|| view! { <span class="cut">" …"</span> });
        view! { <div class="in mono">{spans::spans(runs)}{cut}</div> }.into_any()
    }
}

#[component]
fn OnePart(
    /// The part.
    piece: Piece,
    /// The body it is in.
    loaded: Loaded,
) -> impl IntoView {
    let number = piece.number;
    let file = piece.part.file.clone();
    let name = piece.part.name.clone();
    let name = name.unwrap_or_else(|| format!("part {number}"));
    let size = format::size(u64::try_from(piece.bytes().len()).unwrap_or(u64::MAX));
    let (glyph, kind) = (piece.glyph(), lens::essence(piece.kind()));
    let data = piece.data("application/octet-stream");
    let hex = RwSignal::new(false);
    let switch = (!piece.bytes().is_empty()).then(|| {
        let pressed = move || hex.get().to_string();
        view! {
            <button type="button" class="btn quiet sm" data-js="" aria-pressed=pressed on:click=move |_| hex.update(|hex| *hex = !*hex)>
                {icon::icon("hash")}
                <span>"Hex"</span>
            </button>
        }
    });
    let inside = move || {
        if hex.get() {
            let bytes = loaded.piece(piece.bytes().to_vec());
            return view! { <Hex loaded=bytes find=Find::new()/> }.into_any();
        }
        piece.draw()
    };
    view! {
        <section class="part" aria-label=format!("Part {number}")>
            <header>
                {icon::icon(glyph)}
                <b>{spans::safe(&name)}</b>
                {file.clone().map(|file| view! { <span class="soft">{spans::safe(&file)}</span> })}
                <span class="chip">{spans::safe(text::head(&kind, 200))}</span>
                <span class="count">{size}</span>
                <span class="grow"></span>
                {switch}
                <a class="btn quiet sm" href=data download=file.unwrap_or(name)>
                    {icon::icon("download")}
                    <span>"Download"</span>
                </a>
            </header>
            {inside}
        </section>
    }
}
