//! Doing what a key does.

use std::sync::Arc;

use leptos::prelude::*;

use super::{Act, LENSES, field};
use crate::address::{Place, Tab};
use crate::browser::page;
use crate::inspector::actions::Actions;
use crate::inspector::desk::{Desk, Overlay};
use crate::lines::Lines;
use crate::list::Hits;
use crate::site::Site;
use crate::ui::toast::Toasts;

crate::chunk! {
    /// Does what a key does; always true.
    tools fn act_on(desk: Desk, toasts: Toasts, act: Act, site: Arc<Site>) -> bool {
        run(desk, toasts, act, &site);
        true
    }
}

/// Does what a key does; also chosen from the palette.
pub(in crate::inspector) fn run(desk: Desk, toasts: Toasts, act: Act, site: &Arc<Site>) {
    let selected = desk.selected.get_untracked();
    let open = |seq: Option<u64>| {
        if let Some(seq) = seq {
            desk.open(Some(seq));
            request_animation_frame(move || page::reveal(&format!("[data-seq='{seq}']")));
        }
    };
    let line = |pick: fn(&Lines, u64) -> Option<u64>| {
        let newest = || desk.hits.with_untracked(Hits::newest);
        desk.lines
            .with_untracked(|lines| selected.map_or_else(newest, |seq| pick(lines, seq)))
    };
    let actions = selected.map(|seq| Actions::with(desk, toasts, Arc::clone(site), seq));
    match act {
        Act::Older => open(line(Lines::below)),
        Act::Newer => open(line(Lines::above)),
        Act::Fold(open) => {
            if let Some(seq) = selected {
                desk.fold(seq, Some(open));
                request_animation_frame(|| page::focus(".hits a[aria-current]"));
            }
        }
        Act::Newest => open(desk.hits.with_untracked(Hits::newest)),
        Act::Oldest => {
            open(
                desk.lines
                    .with_untracked(|lines| lines.all().last().map(|line| line.seq)),
            );
        }
        Act::Enter => {
            open(selected);
            page::focus("#hit");
        }
        Act::Leave => leave(desk),
        Act::Filter | Act::Find => {
            if let Some(field) = field(act) {
                page::focus(field);
            }
        }
        Act::Pause => desk.toggle_pause(),
        Act::Show => desk.follow_again(),
        Act::Tab(place) => {
            if let Some(tab) = Tab::ALL.get(place) {
                let place = desk.place.get_untracked();
                desk.go(&Place {
                    before: None,
                    ..place.at(selected).on(*tab)
                });
            }
        }
        Act::Url => {
            let url = desk
                .endpoint
                .with_untracked(|endpoint| endpoint.url.clone());
            toasts.copy(url, "Capture URL copied");
        }
        Act::Undo => toasts.undo(),
        Act::Compare => {
            if !desk.compare_open() {
                toasts.done("There is no other hit to compare with", "");
            }
        }
        Act::Mark => mark(desk, toasts),
        Act::Settings | Act::Share if !desk.can_write() => {}
        Act::Settings => desk.go_to(
            &desk
                .place
                .with_untracked(|place| format!("{}/settings", place.root)),
        ),
        Act::Share => desk.overlay.set(Some(Overlay::Share)),
        Act::New => new_endpoint(toasts, site),
        Act::Lens => page::press_next(LENSES),
        Act::Theme => {
            // A browser without a root element has no theme either.
            let _: Option<()> = page::switch_theme(&site.base);
        }
        Act::Help => desk.overlay.set(Some(Overlay::Keys)),
        Act::Curl | Act::Link | Act::Pin | Act::Note | Act::Delete => {
            if let Some(actions) = actions {
                on_hit(desk, act, &actions);
            }
        }
    }
}

/// Marks the row that has the focus; in a comparison it becomes the other side at once.
fn mark(desk: Desk, toasts: Toasts) {
    let Some(seq) = page::focused_row() else {
        return;
    };
    if desk.place.with_untracked(|place| place.against.is_some()) {
        desk.compare_with(seq);
        return;
    }
    desk.marked.set(Some(seq));
    toasts.done(
        format!("#{seq} is marked"),
        "Choose another hit and press x to compare them.",
    );
}

/// Makes an endpoint without options, and goes there.
pub(crate) fn new_endpoint(toasts: Toasts, site: &Arc<Site>) {
    let answer = crate::api::create(&crate::transport::Caller::get(), site, "{}".to_owned());
    let site = Arc::clone(site);
    leptos::task::spawn_local(async move {
        match answer.await {
            Ok(endpoint) => page::leave_for(&site.link(&format!("/e/{}", endpoint.name()))),
            Err(refused) => toasts.failed("The endpoint was not created", refused.message),
        }
    });
}

fn on_hit(desk: Desk, act: Act, actions: &Actions) {
    let write = desk.can_write();
    match act {
        Act::Curl => actions.copy_as("curl", "curl"),
        Act::Link => actions.copy_link(),
        Act::Pin if write => {
            let pinned = desk
                .hits
                .with_untracked(|hits| hits.get(actions.seq).is_some_and(|row| row.pinned));
            actions.pin(!pinned);
        }
        Act::Note if write => desk.noting.set(true),
        Act::Delete if write => actions.delete(),
        _ => {}
    }
}

/// Back from the hit to its row, else to following the newest.
fn leave(desk: Desk) {
    let document = document();
    let inside = document
        .active_element()
        .and_then(|element| element.closest(".hit-pane").ok().flatten())
        .is_some();
    if inside {
        page::focus(".hits a[aria-current]");
    } else if desk.place.with_untracked(|place| place.against.is_some()) {
        desk.open(desk.place.with_untracked(|place| place.seq));
    } else if desk.place.with_untracked(|place| place.seq.is_some()) {
        desk.open(None);
    }
}
