//! Which rows of a long list are drawn.

/// A range of rows and the heights that stand for the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// First row drawn.
    pub from: usize,
    /// Row after the last one drawn.
    pub to: usize,
    /// Pixels above.
    pub above: u64,
    /// Pixels below.
    pub below: u64,
}

/// Rows drawn beyond the visible ones on either side, for a list that scrolls.
pub const MARGIN: usize = 8;

impl Window {
    /// All of a short list.
    #[must_use]
    pub const fn whole(count: usize) -> Self {
        Self {
            from: 0,
            to: count,
            above: 0,
            below: 0,
        }
    }
}

/// Heights of the lines of a list: all alike, but for the lower ones.
#[derive(Clone, Copy, Debug)]
pub struct Heights<'a> {
    /// Pixels of a line.
    pub row: u32,
    /// Pixels of a lower line.
    pub low: u32,
    /// Places of the lower lines, ascending.
    pub lows: &'a [usize],
}

impl<'a> Heights<'a> {
    /// Lines that are all alike.
    #[must_use]
    pub const fn even(row: u32) -> Self {
        Self {
            row,
            low: row,
            lows: &[],
        }
    }

    /// Pixels above a line.
    #[must_use]
    pub fn above(&self, line: usize) -> u64 {
        let px = |lines: usize, each: u32| {
            u64::try_from(lines)
                .unwrap_or(u64::MAX)
                .saturating_mul(u64::from(each.max(1)))
        };
        let low = self.lows.partition_point(|at| *at < line);
        px(line - low, self.row).saturating_add(px(low, self.low))
    }

    /// The line at a height; `count` when it is below all.
    #[must_use]
    pub fn at(&self, count: usize, height: u64) -> usize {
        let (mut from, mut to) = (0, count);
        while from < to {
            let middle = from.midpoint(to);
            if self.above(middle + 1) <= height {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        from
    }
}

/// The lines to draw for a scroll position: `count` lines in a box of `height` pixels, and at least `margin`
/// more on either side.
#[must_use]
pub fn window(
    count: usize,
    heights: Heights<'_>,
    scroll: u32,
    height: u32,
    margin: usize,
) -> Window {
    let end = heights.above(count);
    // A list that shrank under the scroll shows its end.
    let top = u64::from(scroll).min(end.saturating_sub(u64::from(height)));
    let first = heights.at(count, top);
    let last = heights.at(count, top.saturating_add(u64::from(height)));
    // Whole steps, so that a scroll by a row does not redraw.
    let (from, to) = match margin {
        0 => (first, last.saturating_add(1)),
        step => (
            first.saturating_sub(step) / step * step,
            (last / step).saturating_add(2).saturating_mul(step),
        ),
    };
    let to = to.min(count);
    Window {
        from,
        to,
        above: heights.above(from),
        below: end - heights.above(to),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_list_is_drawn_whole() {
        let all = window(10, Heights::even(50), 0, 800, MARGIN);
        assert_eq!((all.from, all.to, all.above, all.below), (0, 10, 0, 0));
        let none = window(0, Heights::even(50), 0, 800, MARGIN);
        assert_eq!(none, Window::default());
        // However narrow a pointer is: the browser counts in 32 bits.
        let narrow = window(60, Heights::even(1), 0, u32::MAX, MARGIN);
        assert_eq!(narrow, Window::whole(60));
    }

    #[test]
    fn what_is_visible_is_always_drawn() {
        for scroll in (0..5_000_000).step_by(977) {
            let part = window(100_000, Heights::even(50), scroll, 800, MARGIN);
            let first = usize::try_from(scroll / 50).unwrap();
            assert!(part.from <= first, "{scroll}");
            assert!(part.to >= (first + 17).min(100_000), "{scroll}");
            assert!(part.to - part.from <= 66, "{scroll}");
            let drawn = u64::try_from(part.to - part.from).unwrap() * 50;
            assert_eq!(part.above + drawn + part.below, 5_000_000);
        }
    }

    #[test]
    fn without_a_margin_only_what_is_visible_is_drawn() {
        for (scroll, from, to) in [
            (0, 0, 15),
            (49, 0, 15),
            (50, 1, 16),
            (4_999_300, 99_986, 100_000),
        ] {
            let part = window(100_000, Heights::even(50), scroll, 700, 0);
            assert_eq!((part.from, part.to), (from, to), "{scroll}");
        }
    }

    #[test]
    fn lower_lines_count_for_what_they_are() {
        let lows: Vec<usize> = (100..160).chain(500..501).collect();
        let heights = Heights {
            row: 50,
            low: 30,
            lows: &lows,
        };
        let tall = 939 * 50 + 61 * 30;
        assert_eq!(heights.above(1000), tall);
        for scroll in (0..47_980_u32).step_by(7) {
            let part = window(1000, heights, scroll, 800, MARGIN);
            let first = heights.at(1000, u64::from(scroll));
            let last = heights.at(1000, u64::from(scroll) + 799);
            assert!(part.from <= first && last < part.to, "{scroll}");
            assert!(part.to - part.from <= 76, "{scroll}");
            let drawn = heights.above(part.to) - heights.above(part.from);
            assert_eq!(part.above + drawn + part.below, tall);
        }
    }

    #[test]
    fn a_list_that_shrank_under_the_scroll_shows_its_end() {
        let part = window(5, Heights::even(50), 90_000, 800, MARGIN);
        assert_eq!((part.from, part.to), (0, 5));
    }
}
