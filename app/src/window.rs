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

/// Rows drawn beyond the visible ones on either side.
const MARGIN: usize = 12;

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

/// The rows to draw for a scroll position: `count` rows of `row` pixels in a box of `height` pixels.
#[must_use]
pub fn window(count: usize, row: u32, scroll: u32, height: u32) -> Window {
    let row = row.max(1);
    let px = |rows: usize| {
        u64::try_from(rows)
            .unwrap_or(u64::MAX)
            .saturating_mul(u64::from(row))
    };
    let rows = |pixels: u32| usize::try_from(pixels / row).unwrap_or(usize::MAX);
    let visible = rows(height).saturating_add(2);
    // Whole steps, so that a scroll by a row does not redraw.
    let first = rows(scroll).saturating_sub(MARGIN) / MARGIN * MARGIN;
    let from = first.min(count.saturating_sub(visible));
    let to = from
        .saturating_add(visible.saturating_add(3 * MARGIN))
        .min(count);
    Window {
        from,
        to,
        above: px(from),
        below: px(count - to),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_list_is_drawn_whole() {
        let all = window(10, 50, 0, 800);
        assert_eq!((all.from, all.to, all.above, all.below), (0, 10, 0, 0));
        assert_eq!(window(0, 50, 0, 800), Window::default());
        // However narrow a pointer is: the browser counts in 32 bits.
        assert_eq!(window(60, 1, 0, u32::MAX), Window::whole(60));
    }

    #[test]
    fn what_is_visible_is_always_drawn() {
        for scroll in (0..5_000_000).step_by(977) {
            let part = window(100_000, 50, scroll, 800);
            let first = usize::try_from(scroll / 50).unwrap();
            assert!(part.from <= first, "{scroll}");
            assert!(part.to >= (first + 17).min(100_000), "{scroll}");
            assert!(part.to - part.from <= 54, "{scroll}");
            let drawn = u64::try_from(part.to - part.from).unwrap() * 50;
            assert_eq!(part.above + drawn + part.below, 5_000_000);
        }
    }

    #[test]
    fn a_list_that_shrank_under_the_scroll_shows_its_end() {
        let part = window(5, 50, 90_000, 800);
        assert_eq!((part.from, part.to), (0, 5));
    }
}
