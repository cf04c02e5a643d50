//! Rows that many hits pass through in a burst.

use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::sync::Arc;

use domain::{HitSummary, Outcome};
use leptos::prelude::*;

use super::desk::Desk;
use crate::browser::page;
use crate::lines;
use crate::window::Window;

/// A row to be drawn.
pub(super) struct Drawn {
    /// Known by this.
    pub(super) key: Key,
    /// Which attempt it is, below the newest.
    pub(super) attempt: Option<u32>,
    /// The hit.
    pub(super) row: ArcRwSignal<Arc<HitSummary>>,
}

/// The rows to draw. In a burst all of them are other ones each time; to make them anew is most of the work, so
/// that those which look the same as the one before at their place take its place and change the words.
pub(super) fn rows_of(
    desk: Desk,
    part: Memo<Window>,
) -> impl Fn() -> Vec<Drawn> + Clone + Send + Sync {
    let passing = StoredValue::new(Vec::<(Key, ArcRwSignal<Arc<HitSummary>>)>::new());
    move || {
        let part = part.get();
        let burst = desk.burst.get() && !page::exists(".hits :focus");
        let mut places = passing
            .try_update_value(core::mem::take)
            .unwrap_or_default();
        let drawn = desk.hits.with(|hits| {
            desk.lines.with(|lines| {
                let seen = lines.all().get(part.from..part.to).unwrap_or_default();
                let rows = seen
                    .iter()
                    .filter_map(|line| Some((line.attempt, hits.get(line.seq)?)));
                let each = (0..).zip(rows).map(|(place, (attempt, row))| {
                    let row = Arc::clone(row);
                    let passing = burst.then(|| key_in_passing(&row, place)).flatten();
                    let same = places.iter().position(|(other, _)| Some(*other) == passing);
                    let signal = match same {
                        Some(at) => {
                            let (_, signal) = places.swap_remove(at);
                            signal.set(Arc::clone(&row));
                            signal
                        }
                        None => ArcRwSignal::new(Arc::clone(&row)),
                    };
                    Drawn {
                        key: passing.unwrap_or_else(|| key(&row, attempt)),
                        attempt,
                        row: signal,
                    }
                });
                each.collect::<Vec<_>>()
            })
        });
        if burst {
            let places = drawn.iter().map(|drawn| (drawn.key, drawn.row.clone()));
            passing.set_value(places.collect());
        }
        drawn
    }
}

/// What a row is known by, so that it is drawn anew when it is another: a number, and its look.
type Key = (u64, u64);

/// The key of the row of a hit.
fn key(row: &HitSummary, attempt: Option<u32>) -> Key {
    let marked = (row.pinned, row.note.is_some());
    let look = look((0, attempt, marked, row.verdict.map(Outcome::word)));
    (row.seq, look)
}

/// The key of a row that shows one hit after the other, at a place of the list: what is drawn stays as it is, and
/// only the words in it change. `None` for one of the attempts of a delivery.
fn key_in_passing(row: &HitSummary, place: u64) -> Option<Key> {
    if lines::delivery(row).is_some() {
        return None;
    }
    let marked = (
        row.pinned,
        row.note.is_some(),
        row.truncated,
        row.incomplete,
    );
    let sent = (&row.method, &row.content_type, row.size == 0, row.status);
    let found = (&row.provider, &row.event, row.verdict.map(Outcome::word));
    Some((place, look((1, marked, sent, found))))
}

fn look(of: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use domain::Timestamp;

    use super::*;
    use crate::list::tests;

    /// A hit whose words no other has.
    fn hit(seq: u64) -> HitSummary {
        HitSummary {
            received_at: Timestamp(i64::try_from(seq).unwrap()),
            target: format!("/{seq}"),
            size: seq,
            ..tests::hit(seq)
        }
    }

    #[test]
    fn a_hit_that_looks_the_same_takes_the_row_of_its_place() {
        let (one, other) = (hit(1), hit(2));
        assert!(key_in_passing(&one, 3).is_some());
        assert_eq!(key_in_passing(&one, 3), key_in_passing(&other, 3));
        assert_ne!(key_in_passing(&one, 3), key_in_passing(&other, 4));
        assert_ne!(key(&one, None), key(&other, None));
        assert_ne!(Some(key(&one, None)), key_in_passing(&one, 1));
    }

    #[test]
    fn a_hit_that_looks_different_gets_a_row_of_its_own() {
        let usual = key_in_passing(&hit(1), 0);
        let changes: [fn(&mut HitSummary); 9] = [
            |hit| hit.method = "PUT".to_owned(),
            |hit| hit.content_type = Some("text/plain".to_owned()),
            |hit| hit.size = 0,
            |hit| hit.status = Some(503),
            |hit| hit.provider = Some("stripe".to_owned()),
            |hit| hit.event = Some("paid".to_owned()),
            |hit| hit.verdict = Some(Outcome::Failed),
            |hit| hit.pinned = true,
            |hit| hit.truncated = true,
        ];
        for change in changes {
            let mut hit = hit(1);
            change(&mut hit);
            assert_ne!(key_in_passing(&hit, 0), usual, "{hit:?}");
        }
    }

    #[test]
    fn attempts_of_a_delivery_are_rows_of_their_own() {
        let mut hit = hit(1);
        hit.delivery_id = Some("d1".to_owned());
        assert_eq!(key_in_passing(&hit, 0), None);
        assert_ne!(key(&hit, None), key(&hit, Some(1)));
    }
}
