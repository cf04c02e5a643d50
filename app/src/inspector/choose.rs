//! Another hit for one side of a comparison.

use std::sync::Arc;

use domain::HitSummary;
use leptos::prelude::*;

use super::desk::Desk;
use super::palette::{Found, found_hit, search};
use crate::address::{Against, Place};
use crate::commands;
use crate::ui::icon;
use crate::ui::menu::{Finder, Opener};
use crate::use_site;

/// Hits offered before anything is typed.
const OFFERED: usize = 12;

/// The button, and the hits to choose from once it is pressed. `letter` is the side: `A` or `B`.
pub(super) fn button(desk: Desk, letter: &'static str) -> impl IntoView {
    let open = RwSignal::new(false);
    let name = format!("Choose another hit for {letter}");
    view! {
        <span class="anchor" data-js="">
            <Opener open=open role="dialog" label=name>{icon::icon("chev-ud")}</Opener>
            {move || open.get().then(|| menu(desk, letter, open))}
        </span>
    }
}

/// The comparison with another hit on one side.
fn with(place: &Place, letter: &str, seq: u64) -> Place {
    match place.against {
        Some(against) if letter == "A" => place.compared(Against {
            with: seq,
            ..against
        }),
        Some(against) => place.at(Some(seq)).compared(against),
        None => place.at(Some(seq)),
    }
}

fn menu(desk: Desk, letter: &'static str, open: RwSignal<bool>) -> impl IntoView {
    let site = use_site();
    let typed = RwSignal::new(String::new());
    let found = RwSignal::new(Found::None);
    search(desk.reader.get_value(), &site, typed, found);
    let rows = Memo::new(move |_| offered(desk, &typed.get(), found.get()));
    let first = Callback::new(move |()| {
        let first = rows.with_untracked(|rows| rows.first().map(|(seq, _)| *seq));
        if let Some(seq) = first {
            desk.go(&with(&desk.place.get_untracked(), letter, seq));
        }
        first.is_some()
    });
    let each = move || {
        let rows = rows.get().into_iter();
        rows.map(|(seq, row)| item(desk, letter, seq, row))
            .collect_view()
    };
    let none = Signal::derive(move || {
        rows.with(Vec::is_empty)
            .then_some("No hit with these words.")
    });
    let label = if letter == "A" {
        "Hits for A"
    } else {
        "Hits for B"
    };
    view! {
        <Finder
            open=open
            label=label
            find="Find a hit"
            hint="A number, or words in it"
            typed=typed
            first=first
            found=each
            none=none
        />
    }
}

/// A hit that can be chosen, and its row where it is known.
type Choice = (u64, Option<Arc<HitSummary>>);

/// The hit whose number is typed, else those that were found, else the newest that are listed. Not the two that are compared.
fn offered(desk: Desk, typed: &str, found: Found) -> Vec<Choice> {
    if let Some(seq) = commands::number(typed).or_else(|| typed.trim().parse().ok()) {
        let row = desk.hits.with_untracked(|hits| hits.get(seq).cloned());
        return vec![(seq, row)];
    }
    let place = desk.place.get();
    let here = [place.seq, place.against.map(|against| against.with)];
    let other = |row: &Arc<HitSummary>| !here.contains(&Some(row.seq));
    let choice = |row: Arc<HitSummary>| (row.seq, Some(row));
    match found {
        Some((_, rows, _)) => rows
            .into_iter()
            .map(Arc::new)
            .filter(other)
            .map(choice)
            .collect(),
        None if typed.trim().is_empty() => desk.hits.with_untracked(|hits| {
            let rows = hits.drawn().filter(|row| other(row)).take(OFFERED);
            rows.cloned().map(choice).collect()
        }),
        None => Vec::new(),
    }
}

fn item(desk: Desk, letter: &'static str, seq: u64, row: Option<Arc<HitSummary>>) -> impl IntoView {
    let link = desk
        .place
        .with_untracked(|place| with(place, letter, seq).link());
    let inner = match row {
        Some(row) => found_hit(desk, &row),
        None => view! { {icon::icon("hash")}<span class="say">{format!("Hit #{seq}")}</span> }
            .into_any(),
    };
    view! { <a class="item" href=link>{inner}</a> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_side_changes_and_the_other_stays() {
        let place = Place {
            root: "/e/abc".to_owned(),
            seq: Some(9),
            q: "is:pinned".to_owned(),
            ..Place::default()
        };
        let place = place.compared(Against {
            any_order: true,
            ..Against::hit(4)
        });
        let link = |letter| with(&place, letter, 2).link();
        assert_eq!(link("A"), "/e/abc/9?with=2&any_order=1&q=is:pinned");
        assert_eq!(link("B"), "/e/abc/2?with=4&any_order=1&q=is:pinned");
    }
}
