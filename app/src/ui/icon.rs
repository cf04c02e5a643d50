//! Icons from the sprite, the mark, drawings.

use leptos::prelude::*;

use crate::use_site;

/// Address of an icon in the sprite.
fn source(name: &str) -> String {
    format!("{}#i-{name}", use_site().icons)
}

/// A decorative icon.
#[must_use]
pub fn icon(name: &'static str) -> AnyView {
    sized(name, "icon")
}

/// A decorative icon of 14 pixels.
#[must_use]
pub fn small(name: &'static str) -> AnyView {
    sized(name, "icon s14")
}

/// A decorative icon with its class.
#[must_use]
pub fn sized(name: &'static str, class: &'static str) -> AnyView {
    view! { <svg class=class aria-hidden="true"><use_ href=source(name)/></svg> }.into_any()
}

/// An icon that says something no word beside it says.
#[must_use]
pub fn meaning(name: &'static str, label: &str) -> AnyView {
    view! { <svg class="icon" role="img" aria-label=label.to_owned()><use_ href=source(name)/></svg> }
        .into_any()
}

/// An icon that changes.
#[must_use]
pub fn changing(name: impl Fn() -> &'static str + Send + Sync + 'static) -> AnyView {
    let icons = use_site().icons.clone();
    let href = move || format!("{icons}#i-{}", name());
    view! { <svg class="icon" aria-hidden="true"><use_ href=href/></svg> }.into_any()
}

const SHAPE: &str =
    "M2 5.2A2.2 2.2 0 0 1 4.2 3h15.6A2.2 2.2 0 0 1 22 5.2V12c0 5.8-4.2 9.7-10 9.7S2 17.8 2 12z";
const ACROSS: &str = "M2 3h9.2v4.3H2zM2 8.7h9.2V13H2zM12.8 14.4H22v3.3h-9.2zM12.8 19.1H22V23h-9.2z";
const LOST: &str = "M2 3h9.2v4.3H2zM2 8.7h9.2V13H2zM12.8 19.1H22V23h-9.2z";
const DOWN: &str = "M12.8 3h3.9v10h-3.9zM18.1 3H22v10h-3.9zM2 14.4h3.9V23H2zM7.3 14.4h3.9V23H7.3z";

/// The mark.
#[must_use]
pub fn mark() -> AnyView {
    view! {
        <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
            <clipPath id="mark-c"><path d=SHAPE/></clipPath>
            <g clip-path="url(#mark-c)"><path class="mk-a" d=ACROSS/><path class="mk-b" d=DOWN/></g>
        </svg>
    }
    .into_any()
}

/// The basket with a strand missing, for pages that say that something is not there.
#[must_use]
pub fn basket() -> AnyView {
    view! {
        <svg class="basket" viewBox="0 0 24 24" aria-hidden="true">
            <g clip-path="url(#mark-c)"><path class="mk-a" d=LOST/><path class="mk-b" d=DOWN/></g>
            <rect class="lost" x="13" y="14.6" width="8" height="2.9"/>
        </svg>
    }
    .into_any()
}

/// The float on the water.
#[must_use]
pub fn float() -> AnyView {
    view! {
        <svg class="float-art" viewBox="0 0 148 60" aria-hidden="true">
            <path class="ink" d="M2 44h50M96 44h50" opacity=".9"/>
            <path class="ink" d="M14 51h22M112 51h18" opacity=".5"/>
            <ellipse class="ink rip" cx="74" cy="44" rx="44" ry="8"/>
            <ellipse class="ink rip b" cx="74" cy="44" rx="44" ry="8"/>
            <g class="bob">
                <path class="ink" d="M74 26V8" style="stroke:var(--ink-3)"/>
                <path class="top" d="M62.5 38a11.5 11.5 0 0 1 23 0z"/>
                <path class="bot" d="M62.5 38a11.5 11.5 0 0 0 23 0z"/>
                <path d="M74 49.5V55" class="ink" style="stroke:var(--ink-3)"/>
            </g>
        </svg>
    }
    .into_any()
}
