//! The body through a lens.

pub mod bar;
pub mod find;
pub mod loaded;
pub mod notes;
pub mod parts;
pub mod text;

use std::sync::Arc;
use std::time::Duration;

use domain::{BodyView, Timestamp};
use leptos::prelude::*;
use leptos::task::spawn_local;

use self::bar::Bar;
use self::find::Find;
use self::loaded::Loaded;
use self::text::{Hex, Long, Text};
use super::desk::Desk;
use super::hit_pane::Shown;
use super::query::table;
use super::stretch::{self, Stretch};
use super::tree::Tree;
use crate::browser::clock;
use crate::effect::effect;
use crate::lens::json::{Broken, Progress, Reader};
use crate::lens::{self, Kind, Lens, form, json, xml};

/// Milliseconds for which JSON is read at a time, so that nothing else of the page has to wait for long. Not shorter:
/// between two of them the browser rests for at least four.
const SLICE: u64 = 40;

/// Bytes of JSON between two looks at the clock.
const STEP: usize = 64_000;

/// The tab.
#[component]
pub fn BodyTab(
    /// The hit.
    shown: Shown,
    /// The first piece of its body.
    first: BodyView,
) -> impl IntoView {
    let desk = Desk::get();
    let kind = lens::kind(shown.content_type(), &first.bytes());
    if kind == Kind::Empty {
        return notes::empty(&shown).into_any();
    }
    let cut = notes::cut(&shown);
    let read = notes::Read::of(&shown, &first);
    let failed = notes::not_decoded(&first);
    let charset = first
        .charset
        .clone()
        .or_else(|| first.text.is_some().then(|| "utf-8".to_owned()));
    let codings = first.codings.clone();
    let body = Body::new(desk, &shown, kind, first);
    // The page asks for it as soon as it runs, before the code of this part has come.
    let early = (!desk.runs.get_untracked() && body.needs_rest()).then(|| {
        let href = body.loaded.address();
        view! { <link data-rest="" r#as="fetch" crossorigin="" href=href/> }
    });
    body.fetch_rest();
    let lenses = lens::lenses(kind);
    let best =
        Memo::new(
            move |_| match (body.values.with(|values| values.broken.is_some()), lenses) {
                (true, _) => Lens::Raw,
                (false, [best, ..]) => *best,
                (false, []) => Lens::Hex,
            },
        );
    let current = Memo::new(move |_| {
        desk.place
            .with(|place| place.lens)
            .and_then(Lens::from_word)
            .filter(|lens| lenses.contains(lens))
            .unwrap_or_else(|| best.get())
    });
    view! {
        <Bar shown=shown body=body charset=charset codings=codings lenses=lenses best=best current=current/>
        {cut}
        {read.map(|read| notes::read(read, body))}
        {failed}
        {move || body.values.with(|values| values.broken.as_ref().map(notes::not_json))}
        {move || body.draw(current.get())}
        {early}
    }
    .into_any()
}

/// What was read from the JSON that has come.
#[derive(Clone, Debug, Default)]
struct Values {
    tree: Option<Arc<json::Tree>>,
    broken: Option<Broken>,
}

/// A body, read once for all lenses.
#[derive(Clone, Copy)]
pub struct Body {
    kind: Kind,
    content_type: StoredValue<String>,
    received: Timestamp,
    loaded: Loaded,
    values: RwSignal<Values>,
    open: RwSignal<Vec<bool>>,
    chosen: RwSignal<Option<usize>>,
    lines: RwSignal<Stretch>,
    find: Find,
    /// Width and height of the picture in pixels, once the browser has drawn it.
    picture: RwSignal<Option<(u32, u32)>>,
    /// What is shown are the bytes as they were sent, not what can be read.
    as_sent: RwSignal<bool>,
    /// Those bytes, once they were asked for.
    sent: Loaded,
}

impl Body {
    fn new(desk: Desk, shown: &Shown, kind: Kind, first: BodyView) -> Self {
        let loaded = Loaded::new(desk, shown.hit.summary.seq, first);
        let mut values = Values::default();
        if kind == Kind::Json {
            let mut reader = Reader::new();
            let text = loaded.content.with_untracked(loaded::Content::text);
            match reader.read(&text, loaded.is_whole(), usize::MAX) {
                Progress::Broken(broken) => values.broken = Some(broken),
                Progress::More | Progress::Done => values.tree = Some(Arc::new(reader.into())),
            }
        }
        let open = values.tree.as_ref().map(|tree| tree.open_at_first());
        Self {
            kind,
            content_type: StoredValue::new(shown.content_type().to_owned()),
            received: shown.hit.summary.received_at,
            loaded,
            values: RwSignal::new(values),
            open: RwSignal::new(open.unwrap_or_default()),
            chosen: RwSignal::new(None),
            lines: RwSignal::new(stretch::FIRST),
            find: Find::new(),
            picture: RwSignal::new(None),
            as_sent: RwSignal::new(false),
            sent: loaded.beside(shown.hit.body.size),
        }
    }

    /// Not all of it is here, and a lens needs all of it.
    fn needs_rest(self) -> bool {
        matches!(self.kind, Kind::Json | Kind::Multipart | Kind::Image)
            && self.loaded.rest_can_come()
            && self.values.with_untracked(|values| values.broken.is_none())
    }

    /// Fetches what is not here where a lens needs all of it, once the page runs.
    fn fetch_rest(self) {
        if !self.needs_rest() {
            return;
        }
        effect(move || {
            spawn_local(async move {
                let Some(whole) = self.loaded.whole().await else {
                    return;
                };
                if self.kind == Kind::Json {
                    let text = whole.text();
                    self.read_in_slices(whole, text, Reader::new());
                } else {
                    self.loaded.complete(whole);
                }
            });
        });
    }

    /// Reads JSON a slice at a time, and shows it when it is read.
    fn read_in_slices(self, whole: loaded::Content, text: Arc<String>, mut reader: Reader) {
        if self.values.is_disposed() {
            return;
        }
        let until = clock::millis() + SLICE;
        let mut progress = Progress::More;
        while progress == Progress::More && clock::millis() < until {
            progress = reader.read(&text, true, STEP);
        }
        match progress {
            Progress::More => {
                let go_on = move || self.read_in_slices(whole, text, reader);
                set_timeout(go_on, Duration::ZERO);
            }
            Progress::Broken(broken) => {
                self.loaded.complete(whole);
                self.values.set(Values {
                    tree: None,
                    broken: Some(broken),
                });
            }
            Progress::Done => {
                let tree = json::Tree::from(reader);
                // The values that were here are the first of these; what the reader opened stays open.
                self.open
                    .update(|open| open.resize(tree.nodes.len(), false));
                self.loaded.complete(whole);
                self.values.set(Values {
                    tree: Some(Arc::new(tree)),
                    broken: None,
                });
            }
        }
    }

    fn draw(self, lens: Lens) -> AnyView {
        if self.as_sent.get() {
            return view! { <Hex loaded=self.sent find=self.find/> }.into_any();
        }
        let tree = self.values.with(|values| values.tree.clone());
        match (lens, tree) {
            (Lens::Tree, Some(tree)) => {
                let text = text::all(self.loaded);
                view! {
                    <Tree text=text tree=tree open=self.open chosen=self.chosen stretch=self.lines needle=self.find.needle received=self.received/>
                }
                .into_any()
            }
            (Lens::Pretty, Some(tree)) => {
                let runs = json::pretty(&text::all(self.loaded), &tree);
                view! { <Long runs=runs find=self.find/> }.into_any()
            }
            (Lens::Pretty, None) => match xml::pretty(&text::all(self.loaded)) {
                Some(runs) => view! { <Long runs=runs find=self.find/> }.into_any(),
                None => self.raw(),
            },
            (Lens::Fields, _) => {
                let (fields, total) = form::fields(&text::all(self.loaded));
                table(&fields, total, "Form", false).into_any()
            }
            (Lens::Parts, _) => self
                .content_type
                .with_value(|kind| parts::parts(kind, self.loaded)),
            (Lens::Picture, _) => {
                let bytes = |content: &loaded::Content| {
                    parts::picture(content.bytes(), self.loaded.is_whole(), self.picture)
                };
                self.loaded.content.with(bytes)
            }
            (Lens::Hex, _) => view! { <Hex loaded=self.loaded find=self.find/> }.into_any(),
            (Lens::Tree | Lens::Raw | Lens::Text, _) => self.raw(),
        }
    }

    fn raw(self) -> AnyView {
        let json = self.kind == Kind::Json;
        let broken = self.values.with_untracked(|values| values.broken.clone());
        view! { <Text loaded=self.loaded json=json broken=broken find=self.find/> }.into_any()
    }
}
