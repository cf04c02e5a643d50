//! Any sequence of operations leaves the store equal to a plain list.

use std::collections::BTreeMap;

use domain::{HitChange, Settings};
use proptest::prelude::*;
use store::{ListQuery, NewHit, Order, Store};

use crate::setup::{Folder, endpoint_with, hit};

/// Hits an endpoint of this test keeps.
const MAX_HITS: usize = 12;

#[derive(Clone, Debug)]
enum Step {
    /// Hits that arrive together; of what size each.
    Record(Vec<u16>),
    Delete(Vec<u64>),
    Clear(Option<u64>),
    Pin(u64, bool),
    Sweep,
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => prop::collection::vec(0..3000_u16, 1..6).prop_map(Step::Record),
        2 => prop::collection::vec(1..40_u64, 1..4).prop_map(Step::Delete),
        1 => prop::option::of(1..40_u64).prop_map(Step::Clear),
        3 => (1..40_u64, any::<bool>()).prop_map(|(seq, pinned)| Step::Pin(seq, pinned)),
        1 => Just(Step::Sweep),
        1 => Just(Step::Reopen),
    ]
}

/// What should be there: size and pin by number.
#[derive(Default)]
struct Model {
    hits: BTreeMap<u64, (u16, bool)>,
    last: u64,
}

impl Model {
    fn pinned(&self) -> usize {
        self.hits.values().filter(|(_, pinned)| *pinned).count()
    }

    /// Whether the hit is kept.
    fn record(&mut self, size: u16) -> bool {
        if self.pinned() >= MAX_HITS {
            return false;
        }
        self.last += 1;
        self.hits.insert(self.last, (size, false));
        while self.hits.len() > MAX_HITS {
            let oldest = self.hits.iter().find(|(_, (_, pinned))| !pinned);
            let oldest = *oldest.unwrap().0;
            self.hits.remove(&oldest);
        }
        true
    }
}

async fn run(steps: Vec<Step>) -> Result<(), TestCaseError> {
    let folder = Folder::new();
    let mut store = folder.open();
    let settings = Settings {
        max_hits: Some(MAX_HITS as u64),
        ..Settings::default()
    };
    let num = endpoint_with(&store, settings).await.num;
    let mut model = Model::default();
    for step in steps {
        match step {
            Step::Record(sizes) => {
                // One poll each puts all into the queue before the first is awaited.
                let mut waiting = Vec::new();
                for &size in &sizes {
                    let (store, hit) = (store.clone(), sized(num, size));
                    waiting.push(tokio::spawn(async move { store.record(hit).await }));
                }
                for (size, answer) in sizes.into_iter().zip(waiting) {
                    let answer = answer.await.unwrap();
                    prop_assert_eq!(answer.is_ok(), model.record(size), "{:?}", answer);
                }
            }
            Step::Delete(seqs) => {
                let removed = store.delete_hits(num, &seqs).await.unwrap();
                let before = model.hits.len();
                model.hits.retain(|seq, _| !seqs.contains(seq));
                prop_assert_eq!(removed.hits, (before - model.hits.len()) as u64);
            }
            Step::Clear(through) => {
                let removed = store.clear(num, None, through).await.unwrap();
                let before = model.hits.len();
                let through = through.unwrap_or(model.last);
                model.hits.retain(|&seq, _| seq > through);
                prop_assert_eq!(removed.hits, (before - model.hits.len()) as u64);
            }
            Step::Pin(seq, pinned) => {
                let change = HitChange {
                    pinned: Some(pinned),
                    note: None,
                };
                let changed = store.change_hit(num, seq, change).await;
                let hit = model.hits.get_mut(&seq);
                prop_assert_eq!(changed.is_ok(), hit.is_some());
                hit.into_iter().for_each(|hit| hit.1 = pinned);
            }
            Step::Sweep => store.sweep().await.unwrap(),
            Step::Reopen => {
                store.close().await.unwrap();
                store = folder.open();
            }
        }
        compare(&store, num, &model).await?;
    }
    let report = store.check().await.unwrap();
    prop_assert_eq!(report.problems, Vec::<String>::new());
    Ok(())
}

fn sized(num: i64, size: u16) -> NewHit {
    hit(num, vec![b'x'; usize::from(size)])
}

async fn compare(store: &Store, num: i64, model: &Model) -> Result<(), TestCaseError> {
    let row = store.endpoint_by_num(num).await.unwrap().unwrap();
    prop_assert_eq!(row.hits, model.hits.len() as u64);
    prop_assert_eq!(row.pinned, model.pinned() as u64);
    prop_assert_eq!(row.last_seq, model.last);
    let middle = model.last / 2;
    for (after, before) in [(None, None), (Some(middle), None), (None, Some(middle))] {
        for order in [Order::Newest, Order::Oldest] {
            let query = ListQuery {
                after,
                before,
                limit: 1000,
                order,
                filter: None,
            };
            let page = store.list(num, query).await.unwrap();
            let listed: Vec<_> = page
                .items
                .iter()
                .map(|hit| (hit.seq, (hit.size, hit.pinned)))
                .collect();
            let mut expected: Vec<_> = model
                .hits
                .iter()
                .filter(|&(&seq, _)| after.is_none_or(|after| seq > after))
                .filter(|&(&seq, _)| before.is_none_or(|before| seq < before))
                .map(|(&seq, &(size, pinned))| (seq, (u64::from(size), pinned)))
                .collect();
            if order == Order::Newest {
                expected.reverse();
            }
            prop_assert_eq!(listed, expected);
        }
    }
    let missed = store.hits_after(num, middle, 1000).await.unwrap();
    let missed: Vec<u64> = missed.iter().map(|hit| hit.seq).collect();
    let expected: Vec<u64> = model.hits.keys().copied().filter(|&s| s > middle).collect();
    prop_assert_eq!(missed, expected);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn the_store_equals_a_list(steps in prop::collection::vec(step(), 1..25)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(run(steps))?;
    }
}
