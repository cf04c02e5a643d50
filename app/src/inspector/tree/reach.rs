//! Going to lines that are not drawn.

use leptos::prelude::*;

use super::Leaves;
use crate::inspector::stretch::around;

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
