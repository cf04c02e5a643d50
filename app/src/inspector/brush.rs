//! Filtering by time: a stretch of the activity strip, chosen with the pointer or the keyboard.

use domain::Timestamp;
use leptos::prelude::*;

use super::activity::{Bucket, COLUMNS, Counts};
use super::desk::Desk;
use crate::address::Place;
use crate::browser::{clock, page};
use crate::format;

/// Seconds the strip shows.
const SHOWN: i64 = 3_600;

/// A stretch of columns: where it began, and where it is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Brush {
    from: usize,
    to: usize,
}

impl Brush {
    /// One column.
    #[must_use]
    pub const fn at(column: usize) -> Self {
        Self {
            from: column,
            to: column,
        }
    }

    /// First and last column.
    #[must_use]
    pub fn ends(self) -> (usize, usize) {
        (self.from.min(self.to), self.from.max(self.to))
    }

    /// After an arrow key: the next column, or a longer stretch.
    #[must_use]
    pub fn step(self, forward: bool, longer: bool) -> Self {
        let to = if forward {
            (self.to + 1).min(COLUMNS - 1)
        } else {
            self.to.saturating_sub(1)
        };
        Self {
            from: if longer { self.from } else { to },
            to,
        }
    }

    /// From its first second to the one after its last; the strip ends at `now`.
    #[must_use]
    pub fn moments(self, now: Timestamp) -> (Timestamp, Timestamp) {
        let columns = i64::try_from(COLUMNS).unwrap_or(1);
        let start = now.seconds() - SHOWN;
        let moment = |column: usize| {
            let column = i64::try_from(column).unwrap_or(0);
            Timestamp((start + column * SHOWN / columns).saturating_mul(1_000_000))
        };
        let (first, last) = self.ends();
        (moment(first), moment(last + 1))
    }

    /// Its outline in the drawing.
    #[must_use]
    pub fn path(self) -> String {
        let (first, last) = self.ends();
        let step = 3640 / COLUMNS;
        let wide = (last + 1 - first) * step;
        format!("M{} 0h{wide}v360h-{wide}z", first * step)
    }
}

/// The filter with another stretch of time: its own terms about time, outside of brackets, are replaced.
#[must_use]
pub fn within(q: &str, from: Timestamp, to: Timestamp) -> String {
    // Whole seconds read better, and the strip has no finer ones.
    let short = |at: Timestamp| {
        let text = at.to_string();
        format!("{}Z", text.split('.').next().unwrap_or_default())
    };
    let mut words = words(q);
    words.retain(|word| !word.starts_with("after:") && !word.starts_with("before:"));
    let mut out = words.join(" ");
    if !out.is_empty() {
        out.push(' ');
    }
    format!("{out}after:{} before:{}", short(from), short(to))
}

/// Pieces between blanks; blanks in quotes and brackets part nothing.
fn words(q: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let (mut start, mut quoted, mut escaped, mut depth) = (0, false, false, 0_u32);
    for (at, char) in q.char_indices() {
        match char {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            ' ' if !quoted && depth == 0 => {
                out.extend(q.get(start..at).filter(|word| !word.is_empty()));
                start = at + 1;
            }
            _ => {}
        }
    }
    out.extend(q.get(start..).filter(|word| !word.is_empty()));
    out
}

fn said(brush: Brush, counts: &[Bucket], now: Timestamp) -> String {
    let (from, to) = brush.moments(now);
    let (first, last) = brush.ends();
    let hits = counts.get(first..=last).unwrap_or_default();
    let hits = format::counted(hits.iter().map(|bucket| bucket.hits).sum(), "hit");
    let minute = |at: Timestamp| format::clock(at).chars().take(5).collect::<String>();
    format!("{} to {} UTC, {hits}", minute(from), minute(to))
}

crate::chunk! {
    /// What catches pointer and keys over the strip.
    inspector fn catch(counts: RwSignal<Counts>, brush: RwSignal<Option<Brush>>) -> AnyView {
        view! { <Catch counts=counts brush=brush/> }.into_any()
    }
}

#[component]
fn Catch(
    /// The counts that are drawn.
    counts: RwSignal<Counts>,
    /// The stretch being chosen.
    brush: RwSignal<Option<Brush>>,
) -> impl IntoView {
    let desk = Desk::get();
    let dragging = RwSignal::new(false);
    let last = COLUMNS - 1;
    let apply = move || {
        let Some(chosen) = brush.get_untracked() else {
            return;
        };
        brush.set(None);
        let (from, to) = chosen.moments(clock::now());
        let place = desk.place.get_untracked();
        let q = within(&place.q, from, to);
        desk.go(&Place {
            q,
            before: None,
            ..place.at(None)
        });
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        let now = brush.get_untracked().unwrap_or(Brush::at(last));
        match event.key().as_str() {
            "ArrowLeft" => brush.set(Some(now.step(false, event.shift_key()))),
            "ArrowRight" => brush.set(Some(now.step(true, event.shift_key()))),
            "Home" => brush.set(Some(Brush::at(0))),
            "End" => brush.set(Some(Brush::at(last))),
            "Enter" | " " => apply(),
            "Escape" if brush.with_untracked(Option::is_some) => brush.set(None),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let down = move |event: leptos::ev::PointerEvent| {
        event.prevent_default();
        page::capture_pointer(&event);
        dragging.set(true);
        brush.set(Some(Brush::at(page::column(&event, COLUMNS))));
    };
    let moved = move |event: leptos::ev::PointerEvent| {
        if dragging.get_untracked() {
            let to = page::column(&event, COLUMNS);
            brush.update(|brush| {
                if let Some(brush) = brush {
                    brush.to = to;
                }
            });
        }
    };
    let up = move |_| {
        if dragging.get_untracked() {
            dragging.set(false);
            apply();
        }
    };
    let now = move || brush.get().map_or(COLUMNS, |brush| brush.to + 1);
    let text = move || {
        let brush = brush.get().unwrap_or(Brush::at(last));
        counts.with(|counts| said(brush, &counts.buckets, clock::now()))
    };
    view! {
        <div
            class="catch"
            role="slider"
            tabindex="0"
            aria-label="Filter by time"
            aria-valuemin="1"
            aria-valuemax=COLUMNS
            aria-valuenow=now
            aria-valuetext=move || desk.runs.get().then(text)
            title="Drag over the strip, or press ← → and Enter, to list only these minutes"
            on:keydown=on_key
            on:blur=move |_| brush.set(None)
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=up
            on:pointercancel=move |_| {
                dragging.set(false);
                brush.set(None);
            }
        ></div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_goes_either_way() {
        let one = Brush::at(10);
        assert_eq!(one.step(false, true).step(false, true).ends(), (8, 10));
        assert_eq!(one.step(true, false), Brush::at(11));
        assert_eq!(Brush::at(0).step(false, false), Brush::at(0));
        assert_eq!(Brush::at(COLUMNS - 1).step(true, true).ends(), (59, 59));
    }

    #[test]
    fn a_column_is_a_minute() {
        let now = Timestamp(7_200_000_000);
        let (from, to) = Brush::at(COLUMNS - 1).moments(now);
        assert_eq!((from.seconds(), to.seconds()), (7_140, 7_200));
        let (from, to) = Brush { from: 9, to: 0 }.moments(now);
        assert_eq!((from.seconds(), to.seconds()), (3_600, 4_200));
    }

    #[test]
    fn other_terms_of_the_filter_stay() {
        let at = Timestamp;
        let check = |q: &str, expected: &str| {
            assert_eq!(
                within(q, at(0), at(60_000_000)),
                format!("{expected}after:1970-01-01T00:00:00Z before:1970-01-01T00:01:00Z")
            );
        };
        check("", "");
        check("method:POST", "method:POST ");
        check("after:-15m method:POST before:2026-01-01", "method:POST ");
        check(r#""after: \" all" x"#, r#""after: \" all" x "#);
        check("(after:-1h OR a) b", "(after:-1h OR a) b ");
    }
}
