//! What has come of a body, and the way to the rest of it.

use std::sync::Arc;

use domain::BodyView;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, Reader};
use crate::inspector::desk::Desk;
use crate::site::Site;
use crate::transport::Caller;
use crate::ui::toast::Toasts;
use crate::use_site;

/// Bytes that come at first.
pub const FIRST: u64 = 256_000;

/// Bytes that come with every further step.
const STEP: u64 = 1_000_000;

/// A body of more than this is not fetched whole unless the reader goes on asking for more.
pub const WHOLE: u64 = 16_000_000;

/// The bytes that are here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Text.
    Text(Arc<String>),
    /// Anything else.
    Bytes(Arc<Vec<u8>>),
}

impl Content {
    fn of(view: BodyView) -> Self {
        match view.text {
            Some(text) => Self::Text(Arc::new(text)),
            None => Self::Bytes(Arc::new(view.bytes())),
        }
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }

    /// The text; what is none is shown with U+FFFD.
    #[must_use]
    pub fn text(&self) -> Arc<String> {
        match self {
            Self::Text(text) => Arc::clone(text),
            Self::Bytes(bytes) => Arc::new(String::from_utf8_lossy(bytes).into_owned()),
        }
    }

    fn add(&mut self, view: BodyView) {
        match (self, view.text) {
            (Self::Text(text), Some(more)) => Arc::make_mut(text).push_str(&more),
            (Self::Bytes(bytes), None) => {
                Arc::make_mut(bytes).extend(BodyView { text: None, ..view }.bytes());
            }
            // The whole does not change between text and no text.
            (Self::Text(_), None) | (Self::Bytes(_), Some(_)) => {}
        }
    }
}

/// The body of one hit, as far as it has come.
#[derive(Clone, Copy)]
pub struct Loaded {
    /// What is here.
    pub content: RwSignal<Content>,
    /// Bytes there are.
    pub total: u64,
    asking: RwSignal<bool>,
    seq: u64,
    from: StoredValue<Source>,
}

/// Where more of it comes from.
#[derive(Clone)]
struct Source {
    caller: Caller,
    site: Arc<Site>,
    reader: Reader,
    toasts: Toasts,
}

impl Loaded {
    /// With the first piece.
    pub fn new(desk: Desk, seq: u64, first: BodyView) -> Self {
        let total = first.total;
        Self::with(desk, seq, Content::of(first), total)
    }

    fn with(desk: Desk, seq: u64, content: Content, total: u64) -> Self {
        Self {
            content: RwSignal::new(content),
            total,
            asking: RwSignal::new(false),
            seq,
            from: StoredValue::new(Source {
                caller: Caller::get(),
                site: use_site(),
                reader: desk.reader.get_value(),
                toasts: Toasts::get(),
            }),
        }
    }

    /// With all of the bytes.
    pub fn all(desk: Desk, seq: u64, bytes: Arc<Vec<u8>>) -> Self {
        let total = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Self::with(desk, seq, Content::Bytes(bytes), total)
    }

    /// Bytes that are here.
    #[must_use]
    pub fn loaded(self) -> usize {
        self.content.with(|content| content.bytes().len())
    }

    /// All of it is here.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.here() >= self.total
    }

    /// Not all of it is here, and all of it can be fetched at once.
    #[must_use]
    pub fn rest_can_come(self) -> bool {
        !self.is_whole() && self.total <= WHOLE
    }

    /// Address of all of it.
    #[must_use]
    pub fn address(self) -> String {
        self.from.with_value(|from| {
            let path = api::readable_path(&from.reader, self.seq, self.is_text());
            from.site.link(&path)
        })
    }

    fn is_text(self) -> bool {
        self.content
            .with_untracked(|content| matches!(content, Content::Text(_)))
    }

    fn here(self) -> u64 {
        u64::try_from(self.content.with_untracked(|content| content.bytes().len()))
            .unwrap_or(u64::MAX)
    }

    /// Asks for the next piece.
    pub fn more(self) {
        if self.asking.get_untracked() || self.is_whole() {
            return;
        }
        self.asking.set(true);
        let Source {
            caller,
            site,
            reader,
            toasts,
        } = self.from.get_value();
        let answer = api::view(&caller, &site, &reader, self.seq, self.here(), STEP);
        spawn_local(async move {
            match answer.await {
                Ok(view) => {
                    self.content.try_update(|content| content.add(view));
                }
                Err(refused) => {
                    toasts.failed("No more of the body could be loaded", refused.message);
                }
            }
            self.asking.try_set(false);
        });
    }

    /// All of it, from the server where it is not here. Nothing when it is too long, or the server did not answer.
    pub async fn whole(self) -> Option<Content> {
        if self.is_whole() {
            return self.content.try_get_untracked();
        }
        if self.total > WHOLE {
            return None;
        }
        let Source {
            caller,
            site,
            reader,
            toasts,
        } = self.from.try_get_value()?;
        let text = self.is_text();
        match api::readable(&caller, &site, &reader, self.seq, text).await {
            Ok(bytes) if text => String::from_utf8(bytes)
                .ok()
                .map(|text| Content::Text(Arc::new(text))),
            Ok(bytes) => Some(Content::Bytes(Arc::new(bytes))),
            Err(refused) => {
                toasts.failed("The whole body could not be loaded", refused.message);
                None
            }
        }
    }

    /// A piece of it, as something of its own.
    #[must_use]
    pub fn piece(self, bytes: Vec<u8>) -> Self {
        Self {
            total: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            content: RwSignal::new(Content::Bytes(Arc::new(bytes))),
            ..self
        }
    }

    /// The place for other bytes of the same body, of which there are `total`.
    #[must_use]
    pub fn beside(self, total: u64) -> Self {
        Self {
            content: RwSignal::new(Content::Bytes(Arc::default())),
            total,
            ..self
        }
    }

    /// Puts all of it here exactly as it was sent. False when the server did not answer.
    pub async fn fetch_as_sent(self) -> bool {
        let Some(from) = self.from.try_get_value().filter(|_| !self.is_whole()) else {
            return true;
        };
        let path = api::body_path(&from.reader, self.seq);
        match api::bytes(&from.caller, &from.site, path).await {
            Ok(bytes) => {
                self.complete(Content::Bytes(Arc::new(bytes)));
                true
            }
            Err(refused) => {
                let toasts = from.toasts;
                toasts.failed("The body could not be loaded", refused.message);
                false
            }
        }
    }

    /// Puts all of it here.
    pub fn complete(self, whole: Content) {
        self.content.try_set(whole);
    }
}
