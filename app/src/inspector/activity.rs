//! The activity strip: one woven cell per hit, a column per minute of the last hour.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::brush::{Brush, catch};
use super::desk::Desk;
use crate::api::{self, Refused};
use crate::effect::effect;
use crate::format;
use crate::later::{Later, When};
use crate::transport::Caller;
use crate::use_site;

/// Columns of the strip.
pub(super) const COLUMNS: usize = 60;

/// Cells in the highest column.
const ROWS: u64 = 8;

/// Width of the drawing.
const WIDTH: u64 = 3640;

/// Hits over time, as the API counts them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Oldest first.
    pub buckets: Vec<Bucket>,
    /// Bytes the endpoint stores now.
    pub bytes: u64,
}

/// One column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    /// Hits.
    pub hits: u64,
    /// Of these, with a failed check.
    pub failed: u64,
}

/// The paths of the strip.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Weave {
    /// Blank columns.
    pub base: String,
    /// One strand of cells.
    pub even: String,
    /// The other strand.
    pub odd: String,
    /// Cells of failed checks.
    pub failed: String,
}

/// Draws the counts. A cell stands for one hit, or for more when there are many.
#[must_use]
pub fn weave(buckets: &[Bucket]) -> Weave {
    let most = buckets.iter().map(|bucket| bucket.hits).max().unwrap_or(0);
    let each = most.div_ceil(ROWS).max(1);
    let mut out = Weave::default();
    let columns = u64::try_from(buckets.len()).unwrap_or(1).max(1);
    let step = WIDTH / columns;
    // Fewer columns are drawn in a smaller picture, in which a dash is still to be seen.
    let (dash, thick) = (720 / columns, 6 + 240 / columns);
    for (at, bucket) in (0_u64..).zip(buckets) {
        let x = at * step;
        if bucket.hits == 0 {
            let (from, top) = (
                x + (step / 2).saturating_sub(dash / 2),
                360_u64.saturating_sub(thick),
            );
            out.base
                .push_str(&format!("M{from} {top}h{dash}v{thick}h-{dash}z"));
            continue;
        }
        let failed = bucket.failed.div_ceil(each);
        for row in 0..bucket.hits.div_ceil(each) {
            let strand = match (row < failed, (at + row).is_multiple_of(2)) {
                (true, _) => &mut out.failed,
                (false, true) => &mut out.even,
                (false, false) => &mut out.odd,
            };
            let y = 327 - row * 46;
            strand.push_str(&format!("M{} {y}h{w}v33h-{w}z", x + 6, w = step - 12));
        }
    }
    out
}

/// The strip, once the page runs: it counts back from now.
#[component]
pub fn Activity() -> impl IntoView {
    let desk = Desk::get();
    let site = use_site();
    let counts = RwSignal::new(Counts::default());
    // Every half minute, and when hits came or went; at most once a second, and what came within that
    // second is counted in the next.
    let asked = StoredValue::new(None::<(i64, (u64, u64))>);
    let state = Memo::new(move |_| desk.hits.with(|hits| (hits.last_seq(), hits.total())));
    effect(move || {
        let (Some(now), state) = (desk.now.get(), state.get()) else {
            return;
        };
        let second = crate::browser::clock::now().seconds().max(now.seconds());
        let due = asked.get_value().is_none_or(|(before, seen)| {
            second / 30 != before / 30 || (seen != state && second != before)
        });
        if !due {
            return;
        }
        asked.set_value(Some((second, state)));
        let path = desk.reader.with_value(|reader| {
            reader.path(
                "/activity",
                &[
                    ("seconds", "3600".to_owned()),
                    ("buckets", COLUMNS.to_string()),
                ],
            )
        });
        let answer = api::bytes(&Caller::get(), &site, path);
        leptos::task::spawn_local(async move {
            let read: Result<Counts, Refused> = answer
                .await
                .map(|bytes| api::read(&bytes).unwrap_or_default());
            // Without an answer the strip stays as it was.
            let Ok(read) = read else { return };
            let bytes = desk.endpoint.try_with_untracked(|endpoint| endpoint.bytes);
            // The inspector may be gone by now.
            if bytes.is_some_and(|bytes| bytes != read.bytes) {
                desk.endpoint.update(|endpoint| endpoint.bytes = read.bytes);
            }
            counts.try_set(read);
        });
    });
    let sum = move || {
        counts.with(|counts| {
            counts
                .buckets
                .iter()
                .fold((0, 0), |(hits, failed), bucket| {
                    (hits + bucket.hits, failed + bucket.failed)
                })
        })
    };
    let words = move || {
        let (hits, failed) = sum();
        match failed {
            0 if hits == 0 => "no hits".to_owned(),
            0 => format::counted(hits, "hit"),
            failed => format!(
                "{}, {} failed",
                format::counted(hits, "hit"),
                format::count(failed)
            ),
        }
    };
    let drawn = Memo::new(move |_| counts.with(|counts| weave(&counts.buckets)));
    let brush = RwSignal::new(None::<Brush>);
    let part = move |pick: fn(&Weave) -> &String| move || drawn.with(|weave| pick(weave).clone());
    view! {
        <figure class="activity" data-js="" hidden=move || !desk.strip.is_usual()>
            <svg viewBox="0 0 3640 360" preserveAspectRatio="none" role="img" aria-label=move || format!("Hits in the last 60 minutes: {}", words())>
                <path class="base" d=part(|weave| &weave.base)/>
                <path class="w0" d=part(|weave| &weave.even)/>
                <path class="w1" d=part(|weave| &weave.odd)/>
                <path class="wf" d=part(|weave| &weave.failed)/>
                <path class="now" d="M3625-20h15v400h-15z"/>
                {move || brush.get().map(|brush| view! { <path class="brush" d=brush.path()/> })}
            </svg>
            <Later when=When::Used part=move || catch(counts, brush)/>
            <figcaption><span>"60 min ago"</span><span>{words}</span><span>"now"</span></figcaption>
        </figure>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failed_cells_are_at_the_bottom() {
        let weave = weave(&[Bucket { hits: 3, failed: 1 }, Bucket::default()]);
        assert_eq!(weave.failed.matches('M').count(), 1);
        assert!(weave.failed.contains(" 327h"), "{}", weave.failed);
        assert_eq!(
            weave.even.matches('M').count() + weave.odd.matches('M').count(),
            2
        );
        assert_eq!(weave.base.matches('M').count(), 1);
    }

    #[test]
    fn blank_columns_are_dashes_at_the_foot() {
        assert_eq!(
            &weave(&[Bucket::default(); 60]).base[..20],
            "M24 350h12v10h-12zM8"
        );
        assert_eq!(
            &weave(&[Bucket::default(); 24]).base[..20],
            "M60 344h30v16h-30zM2"
        );
    }

    #[test]
    fn a_burst_stays_within_the_strip() {
        let weave = weave(&vec![
            Bucket {
                hits: 1_000_000,
                failed: 1_000_000
            };
            COLUMNS
        ]);
        assert_eq!(weave.failed.matches('M').count(), COLUMNS * 8);
        assert!(!weave.failed.contains('-') || weave.failed.matches(" -").count() == 0);
    }
}
