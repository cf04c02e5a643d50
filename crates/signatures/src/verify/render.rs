//! Putting together the bytes that were signed.

use alloc::{borrow::Cow, format, string::String, vec::Vec};

use crate::{
    Keys, Piece, Request, SignedBytes, digest, form,
    json::{self, Raw},
    scheme::Part,
    verify::{locate, parts},
};

/// Text of pieces is cut after this many bytes in verdicts.
const SHOWN: usize = 4096;

/// What a template is filled from. Diagnosis changes one field at a time.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) request: &'a Request<'a>,
    pub(crate) method: &'a str,
    pub(crate) url: Option<&'a str>,
    pub(crate) body: &'a [u8],
    pub(crate) time: Option<&'a str>,
    pub(crate) bound: Option<&'a str>,
    pub(crate) keys: &'a Keys,
    pub(crate) secret: Option<&'a [u8]>,
    /// Where paths into the body start, when not at its root.
    pub(crate) root: Option<Raw<'a>>,
    /// Whether the other of two accepted readings is wanted.
    pub(crate) second: bool,
}

impl<'a> View<'a> {
    pub(crate) fn new(request: &'a Request<'a>, keys: &'a Keys) -> Self {
        Self {
            request,
            method: request.method,
            url: keys.param("url").or(request.url),
            body: request.body,
            time: None,
            bound: None,
            keys,
            secret: None,
            root: None,
            second: false,
        }
    }

    /// A value inside the body as text, empty when it is missing. One that is no
    /// text, such as an object, must not pass for a missing one.
    fn json(&self, path: &[&str]) -> Result<Cow<'a, str>, Lack> {
        let root = self.root.or_else(|| json::root(self.body));
        let Some(root) = root else {
            return Ok(locate::json_or_form(self.body, path).unwrap_or_default());
        };
        match root.at(path) {
            None => Ok(Cow::default()),
            Some(raw) if raw.is_null() => Ok(Cow::default()),
            Some(raw) => raw.text().ok_or_else(|| Lack::Field(path.join("."))),
        }
    }
}

/// A piece with its bytes.
#[derive(Clone)]
pub(crate) struct Chunk<'a> {
    pub(crate) label: &'a str,
    pub(crate) bytes: Cow<'a, [u8]>,
    pub(crate) kind: ChunkKind,
}

/// What must be known about a piece to show it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChunkKind {
    Plain,
    /// The request's body, or a slice of it.
    Body,
    Secret,
}

/// Why the signed bytes cannot be put together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Lack {
    Header(String),
    Param(String),
    Url,
    Field(String),
    Time,
}

impl Lack {
    pub(crate) fn sentence(&self) -> String {
        match self {
            Self::Header(name) => format!("The header {name} is signed too, and it is not there."),
            Self::Param(name) => format!("The setting {name} is signed too: fill it in."),
            Self::Url => "The URL the sender was given is signed too: fill it in.".into(),
            Self::Field(name) => format!("The field {name} is signed, and it is not there."),
            Self::Time => "The timestamp is signed too, and it is not there.".into(),
        }
    }
}

/// Fills a template.
pub(crate) fn render<'a>(template: &[Part<'a>], view: &View<'a>) -> Result<Vec<Chunk<'a>>, Lack> {
    let mut chunks = Vec::with_capacity(template.len());
    for part in template {
        chunks.push(chunk(*part, view)?);
    }
    Ok(chunks)
}

fn chunk<'a>(part: Part<'a>, view: &View<'a>) -> Result<Chunk<'a>, Lack> {
    let text = |label: &'a str, text: &'a str| plain(label, Cow::Borrowed(text.as_bytes()));
    let made = |label: &'a str, text: String| plain(label, Cow::Owned(text.into_bytes()));
    let header = |name: &'a str| view.request.header(name);
    let url = view.url.ok_or(Lack::Url);
    Ok(match part {
        Part::Text(fixed) => text("separator", fixed),
        Part::Body => Chunk {
            label: "body",
            bytes: Cow::Borrowed(view.body),
            kind: ChunkKind::Body,
        },
        Part::Time => text("timestamp", view.time.ok_or(Lack::Time)?),
        Part::Header(name) => text(name, header(name).ok_or_else(|| Lack::Header(name.into()))?),
        Part::AnyHeader(names) => {
            let found = names.iter().find_map(|name| Some((*name, header(name)?)));
            let (name, value) = found.ok_or_else(|| Lack::Header(names.join(" or ")))?;
            text(name, value)
        }
        Part::Method => text("method", view.method),
        Part::Url => text("url", url?),
        Part::Secret => Chunk {
            label: "secret",
            bytes: Cow::Borrowed(view.secret.ok_or_else(|| Lack::Param("secret".into()))?),
            kind: ChunkKind::Secret,
        },
        Part::Param(name) => text(
            name,
            view.keys
                .param(name)
                .ok_or_else(|| Lack::Param(name.into()))?,
        ),
        Part::Json(path) => {
            let label = path.last().copied().unwrap_or("field");
            plain(label, into_bytes(view.json(path)?))
        }
        Part::FormJson(name, path) => {
            let value = locate::form_json(view.body, name, path)
                .ok_or_else(|| Lack::Field(path.join(".")))?;
            plain(path.last().copied().unwrap_or(name), into_bytes(value))
        }
        Part::Form(name) => {
            let mut value = form::field(view.body, name).ok_or_else(|| Lack::Field(name.into()))?;
            if view.second {
                value.to_mut().push(b'\n');
            }
            plain(name, value)
        }
        Part::FormOrBody(name) => match form_value(view, name) {
            Some(value) => plain(name, value),
            None => return chunk(Part::Body, view),
        },
        Part::SortedForm => plain("form", Cow::Owned(parts::sorted_form(view.body))),
        Part::SortedKeysThenValues(but) => plain(
            "form",
            Cow::Owned(parts::sorted_keys_then_values(view.body, but)),
        ),
        Part::Crc32 => made("crc32", format!("{}", digest::crc32(view.body))),
        Part::HubspotUrl => made("url", parts::hubspot_url(url?)),
        Part::PlivoV3 => made("url", parts::plivo_v3(url?, view).ok_or(Lack::Url)?),
        Part::UrlBase => made("url", parts::url_base(url?).ok_or(Lack::Url)?),
        Part::ContentfulPath => made("path", parts::contentful_path(url?).ok_or(Lack::Url)?),
        Part::ListedHeaders(name) => {
            let list = header(name).ok_or_else(|| Lack::Header(name.into()))?;
            made("headers", parts::listed_headers(list, view.request)?)
        }
        Part::MercadoManifest => made("manifest", parts::mercado_manifest(view)),
        Part::SnsFields => made("fields", parts::sns_fields(view)?),
        Part::BoundHeaders => {
            let list = view.bound.ok_or_else(|| Lack::Field("h".into()))?;
            made("headers", parts::bound_headers(list, view.request))
        }
        Part::CanonicalJson => {
            let body = parts::canonical_json(view.body);
            plain("body", body.map_or(Cow::Borrowed(view.body), Cow::Owned))
        }
    })
}

fn plain<'a>(label: &'a str, bytes: Cow<'a, [u8]>) -> Chunk<'a> {
    Chunk {
        label,
        bytes,
        kind: ChunkKind::Plain,
    }
}

fn into_bytes(text: Cow<'_, str>) -> Cow<'_, [u8]> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    }
}

/// The field when the body is a form that has it.
fn form_value<'a>(view: &View<'a>, name: &str) -> Option<Cow<'a, [u8]>> {
    if json::root(view.body).is_some() {
        return None;
    }
    form::field(view.body, name)
}

/// Describes the pieces for people, bounded.
pub(crate) fn describe(chunks: &[Chunk<'_>]) -> SignedBytes {
    let mut offset = 0_u64;
    let mut pieces = Vec::with_capacity(chunks.len());
    for chunk in chunks {
        let length = u64::try_from(chunk.bytes.len()).unwrap_or(u64::MAX);
        let mut piece = Piece {
            label: chunk.label.into(),
            offset,
            length,
            text: None,
            base64: None,
            body: None,
        };
        match chunk.kind {
            ChunkKind::Secret => {}
            ChunkKind::Body => piece.body = Some((0, length)),
            ChunkKind::Plain => show(&mut piece, &chunk.bytes),
        }
        offset += length;
        pieces.push(piece);
    }
    SignedBytes {
        length: offset,
        pieces,
    }
}

fn show(piece: &mut Piece, bytes: &[u8]) {
    let cut = &bytes[..bytes.len().min(SHOWN)];
    match core::str::from_utf8(cut) {
        Ok(text) => piece.text = Some(text.into()),
        Err(error) if cut.len() < bytes.len() && error.valid_up_to() + 4 > cut.len() => {
            // Cut in the middle of a character.
            let valid = &cut[..error.valid_up_to()];
            piece.text = core::str::from_utf8(valid).ok().map(Into::into);
        }
        Err(_) => piece.base64 = Some(crate::encoding::Encoding::Base64.encode(cut)),
    }
}
