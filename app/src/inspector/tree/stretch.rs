//! The stretch of a tree's lines that is drawn: a body of megabytes has more of them than a browser can lay out.

use core::ops::Range;

use leptos::prelude::*;

use super::Leaves;
use crate::ui::icon;

/// Lines drawn at once; more on request.
const LINES: usize = 600;

/// Lines that come with each request for more.
const STEP: usize = 2_000;

/// Lines of a tree, by their numbers from 0.
pub type Stretch = Range<usize>;

/// The first lines.
pub const FIRST: Stretch = 0..LINES;

/// The lines drawn so that this one is among them: as they are, when it is.
#[must_use]
pub fn around(stretch: &Stretch, line: usize) -> Stretch {
    if stretch.contains(&line) {
        return stretch.clone();
    }
    let start = line.saturating_sub(LINES / 2);
    start..start + LINES
}

impl Leaves {
    /// Draws the line of a value; false when it is drawn already.
    pub(super) fn reach(&self, at: usize) -> bool {
        let line = self.open.with_untracked(|open| self.tree.line_of(open, at));
        let stretch = self.stretch.get_untracked();
        let now = around(&stretch, line);
        let far = now != stretch;
        if far {
            self.stretch.set(now);
        }
        far
    }

    /// The value of the line before or after that of another.
    pub(super) fn beside(&self, at: usize, after: bool) -> Option<usize> {
        self.open.with_untracked(|open| {
            let line = self.tree.line_of(open, at);
            let line = if after {
                line + 1
            } else {
                line.checked_sub(1)?
            };
            self.tree.lines(open, &(line..line + 1)).0.first().copied()
        })
    }

    /// The value of the last line.
    pub(super) fn last(&self) -> Option<usize> {
        let all = |open: &Vec<bool>| self.tree.lines(open, &(0..usize::MAX)).0;
        self.open.with_untracked(all).last().copied()
    }
}

/// Says which lines are drawn when there are some before them, and draws more of those.
pub(super) fn before(stretch: RwSignal<Stretch>) -> impl IntoView {
    move || {
        let Stretch { start, .. } = stretch.get();
        (start > 0).then(|| {
            let text = format!("{start} lines come before these");
            let more = move || stretch.update(|lines| lines.start = start.saturating_sub(STEP));
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
