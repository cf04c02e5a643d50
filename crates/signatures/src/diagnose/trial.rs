//! Trying changes, singly and in pairs, within a budget.

mod bent;
mod held;

use alloc::vec::Vec;

use subtle::ConstantTimeEq;

use self::{
    bent::{Bent, bents, is_other},
    held::{Held, keys},
};
use crate::{
    diagnose::{
        Change,
        bodies::{Bodies, LARGE, tail_change, tails},
        flaw::Flaw,
        targets::{Target, targets},
    },
    digest::Mac,
    scheme::{Algo, Part},
    verify::{
        Chunk, View,
        locate::time_in,
        render,
        signed::{Case, Ready, agrees, compute},
        stamp,
    },
};

/// Bytes hashed in all; bounds the time whatever the body.
const BUDGET: usize = 10 * 1024 * 1024;
/// Checks with a public key, which cost a fraction of a millisecond each.
const PUBLIC_CHECKS: usize = 40;
/// Bodies above this are not combined with other changes.
const MAX_PAIRED: usize = 8 * 1024;

pub(crate) struct Trial<'c, 'a> {
    case: &'c Case<'a>,
    targets: Vec<Target>,
    keys: Vec<Held>,
    left: usize,
    checks: usize,
    /// Ends of the body were tried with a shared beginning.
    tails_done: bool,
}

impl<'c, 'a> Trial<'c, 'a> {
    pub(crate) fn new(case: &'c Case<'a>, provider: &str) -> Self {
        Self {
            case,
            targets: targets(case),
            keys: keys(case, provider),
            left: BUDGET,
            checks: PUBLIC_CHECKS,
            tails_done: false,
        }
    }

    /// The first set of changes that makes the signature fit.
    pub(crate) fn run(mut self) -> Option<Flaw> {
        if self.targets.is_empty() {
            return None;
        }
        self.as_received()
            .or_else(|| self.one_key())
            .or_else(|| self.one_tail())
            .or_else(|| self.one_body())
            .or_else(|| self.others())
    }

    /// The bytes as they are, under the right keys and the header's other readings.
    fn as_received(&mut self) -> Option<Flaw> {
        let right: Vec<usize> = self.right_keys();
        right
            .into_iter()
            .find_map(|key| self.attempt(key, &[], None))
    }

    fn right_keys(&self) -> Vec<usize> {
        (0..self.keys.len())
            .filter(|at| self.keys[*at].change.is_none())
            .collect()
    }

    fn wrong_keys(&self) -> Vec<usize> {
        (0..self.keys.len())
            .filter(|at| self.keys[*at].change.is_some())
            .collect()
    }

    fn one_key(&mut self) -> Option<Flaw> {
        let size = self.case.request.body.len();
        // A large body leaves room for the other mistakes as well.
        let most = if size > LARGE {
            BUDGET / 3 / size.max(1)
        } else {
            usize::MAX
        };
        self.wrong_keys()
            .into_iter()
            .take(most)
            .find_map(|key| self.attempt(key, &[], None))
    }

    /// Ends of the body. Templates that end with it share the hash of the rest.
    fn one_tail(&mut self) -> Option<Flaw> {
        let ends_with_body = self.case.recipe.template.last() == Some(&Part::Body);
        let hmac = matches!(self.targets.first()?.algo, Algo::Hmac(_));
        if !ends_with_body || !hmac {
            return None;
        }
        let right = self.right_keys();
        right.into_iter().find_map(|key| self.shared_tail(key))
    }

    fn shared_tail(&mut self, at: usize) -> Option<Flaw> {
        let body = self.case.request.body;
        let kept = &body[..body.trim_ascii_end().len()];
        let target = self.targets.first()?;
        let (Algo::Hmac(hash), Ready::Secret { key, .. }) = (target.algo, &self.keys[at].ready)
        else {
            return None;
        };
        let mut view = self.view(target.candidate, &self.keys[at].ready);
        view.body = kept;
        let chunks = render(self.case.recipe.template, &view).ok()?;
        let mut mac = Mac::new(hash, key)?;
        chunks.iter().for_each(|chunk| mac.update(&chunk.bytes));
        for (tail, what) in tails(body) {
            let mut mac = mac.clone();
            mac.update(tail);
            let digest = mac.finish();
            let fits = |target: &&Target| {
                target.algo == Algo::Hmac(hash) && bool::from(digest.ct_eq(&target.bytes))
            };
            if let Some(target) = self.targets.iter().find(fits) {
                let mut changes = alloc::vec![tail_change(what)];
                changes.extend(target.changes.iter().cloned());
                return (changes.len() <= 2).then_some(Flaw(changes));
            }
        }
        self.left = self.left.saturating_sub(body.len());
        self.tails_done = true;
        None
    }

    fn one_body(&mut self) -> Option<Flaw> {
        let right = self.right_keys();
        let mut found = None;
        let bodies = Bodies::new(self.case.request.body);
        let tails_done = self.tails_done;
        let mut visit = |change: &Change, bytes: &[u8]| {
            // Writing the body again costs more than hashing it.
            if !self.spend(bytes.len()) {
                return true;
            }
            let bent = Bent::of(change.clone());
            found = right
                .iter()
                .find_map(|key| self.attempt(*key, &[&bent], Some(bytes)));
            found.is_some()
        };
        if tails_done {
            bodies.but_tails(&mut visit);
        } else {
            bodies.each(&mut visit);
        }
        found
    }

    /// Everything else singly, then pairs.
    fn others(&mut self) -> Option<Flaw> {
        let bents = bents(self.case, self.time());
        let right = self.right_keys();
        for bent in &bents {
            if let Some(flaw) = right
                .iter()
                .find_map(|key| self.attempt(*key, &[bent], None))
            {
                return Some(flaw);
            }
        }
        if self.case.request.body.len() > MAX_PAIRED || self.is_public() {
            return None;
        }
        self.pairs(&bents)
    }

    fn pairs(&mut self, bents: &[Bent<'a>]) -> Option<Flaw> {
        let mut bodies = Vec::new();
        Bodies::new(self.case.request.body).each(&mut |change, bytes| {
            bodies.push(Bent {
                body: Some(bytes.to_vec()),
                ..Bent::of(change.clone())
            });
            bodies.len() >= 96
        });
        let wrong = self.wrong_keys();
        for bent in bodies.iter().chain(bents) {
            if let Some(flaw) = wrong
                .iter()
                .find_map(|key| self.attempt(*key, &[bent], None))
            {
                return Some(flaw);
            }
        }
        let right = self.right_keys();
        for (at, first) in bents.iter().enumerate() {
            let rest = bents[at + 1..]
                .iter()
                .filter(|second| is_other(first, second));
            for second in bodies.iter().chain(rest) {
                let found = right
                    .iter()
                    .find_map(|key| self.attempt(*key, &[first, second], None));
                if found.is_some() {
                    return found;
                }
            }
        }
        None
    }

    fn is_public(&self) -> bool {
        self.targets
            .first()
            .is_some_and(|target| target.algo.is_public())
    }

    fn spend(&mut self, bytes: usize) -> bool {
        let cost = bytes + 128;
        let enough = self.left >= cost;
        self.left = self.left.saturating_sub(cost);
        enough
    }

    fn view<'v>(&'v self, candidate: usize, key: &'v Ready) -> View<'v>
    where
        'a: 'v,
    {
        let mut view: View<'v> = View::new(self.case.request, self.case.keys);
        match self.case.candidates.get(candidate) {
            Some(candidate) => view = view.beside(self.case, candidate),
            None => view.time = self.raw_time(),
        }
        view.root = self.case.root;
        if let Ready::Secret { key, .. } = key {
            view.secret = Some(key);
        }
        view
    }

    /// The time that is signed.
    fn time(&self) -> Option<&'a str> {
        let view = View::new(self.case.request, self.case.keys);
        match self.case.candidates.first() {
            Some(candidate) => view.beside(self.case, candidate).time,
            None => self.raw_time(),
        }
    }

    /// The time beside a signature that could not be read.
    fn raw_time(&self) -> Option<&'a str> {
        let case = self.case;
        case.raw
            .and_then(|raw| time_in(case.recipe, raw))
            .or_else(|| stamp::in_header(case.recipe, case.request, case.keys))
    }

    /// One attempt: this key, with these changes, against every reading.
    /// A body given here is the one of the first change.
    fn attempt(&mut self, key: usize, bents: &[&Bent<'a>], body: Option<&[u8]>) -> Option<Flaw> {
        // Hashing what the budget has no room for would only be thrown away.
        if self.left < self.case.request.body.len() {
            return None;
        }
        let made = usize::from(self.keys[key].change.is_some()) + bents.len();
        let mut done: Vec<(usize, Algo, Vec<u8>)> = Vec::new();
        for at in 0..self.targets.len() {
            let total = made + self.targets[at].changes.len();
            let most = if self.is_public() { 1 } else { 2 };
            if total == 0 || total > most {
                continue;
            }
            let (candidate, algo) = (self.targets[at].candidate, self.targets[at].algo);
            let known = done
                .iter()
                .find(|(have, same, _)| *have == candidate && *same == algo);
            let fits = match known {
                Some((_, _, digest)) => bool::from(digest.ct_eq(&self.targets[at].bytes)),
                None => {
                    let (spent, result) = self.evaluate(key, bents, body, at);
                    if !self.spend(spent) {
                        return None;
                    }
                    if self.is_public() && spent > 0 {
                        self.checks = self.checks.checked_sub(1)?;
                    }
                    match result {
                        Evaluated::Fits(fits) => fits,
                        Evaluated::Digest(digest) => {
                            let fits = bool::from(digest.ct_eq(&self.targets[at].bytes));
                            done.push((candidate, algo, digest));
                            fits
                        }
                    }
                }
            };
            if fits {
                let own = self.keys[key].change.iter();
                let all = own.chain(bents.iter().map(|bent| &bent.change));
                let all = all.chain(&self.targets[at].changes);
                return Some(Flaw(all.cloned().collect()));
            }
        }
        None
    }

    fn evaluate(
        &self,
        key: usize,
        bents: &[&Bent<'a>],
        body: Option<&[u8]>,
        at: usize,
    ) -> (usize, Evaluated) {
        let target = &self.targets[at];
        let ready = &self.keys[key].ready;
        let mut view = self.view(target.candidate, ready);
        let mut template: &[Part<'_>] = self.case.recipe.template;
        view.body = body.unwrap_or(view.body);
        for bent in bents {
            view.url = bent.url.as_deref().or(view.url);
            view.method = bent.method.unwrap_or(view.method);
            view.time = bent.time.as_deref().or(view.time);
            view.body = bent.body.as_deref().unwrap_or(view.body);
            template = bent.template.as_deref().unwrap_or(template);
        }
        let Ok(chunks) = render(template, &view) else {
            return (0, Evaluated::Fits(false));
        };
        let size = chunks
            .iter()
            .map(|chunk: &Chunk<'_>| chunk.bytes.len())
            .sum();
        let result = match ready {
            Ready::Secret { key, .. } => match compute(target.algo, key, &chunks) {
                Some(digest) => Evaluated::Digest(digest),
                None => Evaluated::Fits(false),
            },
            Ready::Public(_) => Evaluated::Fits(agrees(target.algo, ready, &chunks, &target.bytes)),
        };
        (size, result)
    }
}

enum Evaluated {
    Digest(Vec<u8>),
    Fits(bool),
}
