//! Where the palette was opened: what there is to do there, and how it is done.

use std::sync::Arc;

use domain::Endpoint;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::address::Place;
use crate::api::{self, Reader};
use crate::commands::{Run, Scene};
use crate::format;
use crate::inspector::actions::Actions;
use crate::inspector::desk::Desk;
use crate::inspector::keys;
use crate::inspector::notify;
use crate::pages::anywhere::Anywhere;
use crate::site::Site;
use crate::transport::Caller;
use crate::ui::toast::Toasts;

/// The page the palette is over.
#[derive(Clone, Copy)]
#[expect(
    clippy::large_enum_variant,
    reason = "a desk is copied wherever it goes"
)]
pub enum Over {
    /// The inspector.
    Desk(Desk),
    /// Home, or the settings of an endpoint.
    Page(Anywhere),
}

/// What entries need when they run.
#[derive(Clone)]
pub struct Opens {
    /// The page it is over.
    pub over: Over,
    /// The site.
    pub site: Arc<Site>,
    /// Where is said what was done.
    pub toasts: Toasts,
}

/// Other endpoints of the reader: name, address, hits.
pub(super) type Others = Vec<(String, String, String)>;

impl Opens {
    /// Closes the palette.
    pub(super) fn close(&self) {
        match self.over {
            Over::Desk(desk) => desk.palette.set(false),
            Over::Page(page) => page.palette.set(false),
        }
    }

    /// The endpoint of the page, if it is about one.
    fn endpoint(&self) -> Option<Endpoint> {
        match self.over {
            Over::Desk(desk) => Some(desk.endpoint.get_untracked()),
            Over::Page(page) => page.endpoint.get_value(),
        }
    }

    /// Who reads the hits of that endpoint.
    pub(super) fn reader(&self) -> Option<Reader> {
        match self.over {
            Over::Desk(desk) => Some(desk.reader.get_value()),
            Over::Page(_) => self.endpoint().map(|endpoint| Reader {
                id: endpoint.id.to_string(),
                share: None,
            }),
        }
    }

    /// What the reader has in front of them.
    pub(super) fn scene(&self, others: Others) -> Scene {
        let scene = Scene {
            undo: self.toasts.undoing(),
            home: match self.over {
                Over::Page(page) if page.is_home => String::new(),
                _ => self.site.home(),
            },
            others,
            ..Scene::default()
        };
        match self.over {
            Over::Desk(desk) => inspected(desk, scene),
            Over::Page(_) => Scene {
                hits: self.endpoint().map(|endpoint| {
                    let name = endpoint.name();
                    let link = self.site.link(&format!("/e/{name}"));
                    (endpoint.label.unwrap_or(name), link)
                }),
                ..scene
            },
        }
    }

    /// Does what was chosen.
    pub(super) fn run(&self, run: Run) {
        match self.over {
            Over::Desk(desk) => on_desk(desk, self, run),
            Over::Page(page) => self.on_page(page, run),
        }
    }

    fn on_page(&self, over: Anywhere, run: Run) {
        let place = || Place {
            root: self.scene(Others::new()).hits.unwrap_or_default().1,
            ..Place::default()
        };
        match run {
            Run::Go(link) => over.go_to(&link),
            Run::Hit(seq) => over.go_to(&place().at(Some(seq)).link()),
            Run::Filter(q) => over.go_to(&Place { q, ..place() }.link()),
            Run::Act(act) => over.run(act, self.toasts, &self.site),
            // Nothing else is offered without a hit or a list in front of the reader.
            Run::CopyAs(..) | Run::Open(_) | Run::Notify | Run::Sound => {}
        }
    }

    /// Fetches the reader's other endpoints.
    pub(super) fn fetch_others(&self, others: RwSignal<Others>) {
        let answer = api::endpoints(&Caller::get(), &self.site);
        let site = Arc::clone(&self.site);
        let here = self.endpoint().map(|endpoint| endpoint.id);
        spawn_local(async move {
            // Without an answer the others are found from the home page.
            if let Ok(page) = answer.await {
                let each = page
                    .items
                    .into_iter()
                    .filter(|endpoint| Some(endpoint.id) != here);
                let each = each.take(8).map(|endpoint| {
                    let name = endpoint.label.clone().unwrap_or_else(|| endpoint.name());
                    let link = site.link(&format!("/e/{}", endpoint.name()));
                    (name, link, format::counted(endpoint.hits, "hit"))
                });
                others.try_set(each.collect());
            }
        });
    }
}

/// The inspector: its hit, its list, its endpoint.
fn inspected(desk: Desk, scene: Scene) -> Scene {
    let seq = desk.selected.get();
    Scene {
        list: true,
        seq,
        pinned: seq.is_some_and(|seq| {
            desk.hits
                .with(|hits| hits.get(seq).is_some_and(|r| r.pinned))
        }),
        write: desk.can_write(),
        paused: desk.paused.get(),
        label: desk.label(),
        settings: desk.place.with(|place| format!("{}/settings", place.root)),
        notify: notify::wanted(notify::Kind::Notify),
        sound: notify::wanted(notify::Kind::Sound),
        ..scene
    }
}

fn on_desk(desk: Desk, opens: &Opens, run: Run) {
    match run {
        Run::Act(act) => keys::run(desk, opens.toasts, act, &opens.site),
        Run::CopyAs(form, name) => {
            if let Some(seq) = desk.selected.get_untracked() {
                Actions::with(desk, opens.toasts, Arc::clone(&opens.site), seq).copy_as(form, name);
            }
        }
        Run::Go(link) => desk.go_to(&link),
        Run::Hit(seq) => desk.open(Some(seq)),
        Run::Filter(q) => {
            let place = desk.place.get_untracked();
            desk.go(&Place {
                q,
                before: None,
                ..place.at(None)
            });
        }
        Run::Open(overlay) => desk.overlay.set(Some(overlay)),
        Run::Notify => notify::turn(notify::Kind::Notify, opens.toasts),
        Run::Sound => notify::turn(notify::Kind::Sound, opens.toasts),
    }
}
