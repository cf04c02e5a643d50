//! The stretch of the lines of a body that is drawn: one of megabytes has more of them than a browser can lay out.

use core::ops::Range;

use leptos::prelude::*;

use crate::browser::page;
use crate::format;
use crate::ui::icon;

/// Lines drawn at once; more on request.
const LINES: usize = 600;

/// Lines that come with each request for more.
const STEP: usize = 2_000;

/// Lines, by their numbers from 0.
pub(super) type Stretch = Range<usize>;

/// The first lines.
pub(super) const FIRST: Stretch = 0..LINES;

/// The lines drawn so that this one is among them: as they are, when it is.
#[must_use]
pub(super) fn around(stretch: &Stretch, line: usize) -> Stretch {
    if stretch.contains(&line) {
        return stretch.clone();
    }
    let start = line.saturating_sub(LINES / 2);
    start..start + LINES
}

/// Says which lines are drawn when there are some before them, and draws more of those.
pub(super) fn before(stretch: RwSignal<Stretch>) -> impl IntoView {
    move || {
        let Stretch { start, .. } = stretch.get();
        (start > 0).then(|| {
            let start_u64 = u64::try_from(start).unwrap_or(u64::MAX);
            let verb = if start == 1 { "comes" } else { "come" };
            let text = format!("{} {verb} before these", format::counted(start_u64, "line"));
            let more = move || {
                page::longer_above(".tab-body", move || {
                    stretch.update(|lines| lines.start = start.saturating_sub(STEP));
                });
            };
            note(text, "chev-u", "Show earlier lines", more)
        })
    }
}

/// Says which lines are drawn when there are `more` after them, and draws more of those.
pub(super) fn after(
    stretch: RwSignal<Stretch>,
    more: impl Fn() -> bool + Send + 'static,
) -> impl IntoView {
    move || {
        more().then(|| {
            let text = match stretch.get() {
                Stretch { start: 0, end } => format!("The first {end} lines are shown"),
                Stretch { start, end } => format!("Lines {} to {end} are shown", start + 1),
            };
            let more = move || stretch.update(|lines| lines.end += STEP);
            note(text, "arrow-d", "Show more lines", more)
        })
    }
}

fn note(
    text: String,
    glyph: &'static str,
    label: &'static str,
    more: impl Fn() + 'static,
) -> AnyView {
    view! {
        <div class="more-body">
            {icon::icon("list")}
            <span>{text}</span>
            <span class="grow"></span>
            <button type="button" class="btn sm" data-js="" on:click=move |_| more()>
                {icon::icon(glyph)}
                <span>{label}</span>
            </button>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_far_away_is_drawn_without_those_on_the_way() {
        assert_eq!(around(&FIRST, 599), FIRST);
        assert_eq!(around(&FIRST, 600), 300..900);
        assert_eq!(around(&(50_000..50_600), 10), 0..600);
    }
}
