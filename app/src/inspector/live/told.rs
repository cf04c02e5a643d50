//! What is said of hits that came.

use std::time::Duration;

use leptos::prelude::*;

use super::Line;
use crate::browser::clock;
use crate::format;
use crate::inspector::notify;
use crate::list::Change;

impl Line {
    /// Tells of what came: soon, and not too often.
    pub(super) fn announce(self, sum: Change) {
        if sum.added == 0 {
            return;
        }
        let mut session = self.desk.session.write_untracked();
        let resumed = session.take_resumed(clock::millis());
        drop(session);
        if resumed {
            let text = format!(
                "Connected again, {} caught up.",
                format::counted(sum.added, "hit")
            );
            self.toasts.done(text, "");
            return;
        }
        let wait = self
            .telling
            .try_update_value(|telling| telling.came(sum.added, sum.failed, clock::millis()));
        match wait.flatten() {
            Some(0) => self.tell(),
            Some(wait) => set_timeout(move || self.tell(), Duration::from_millis(wait)),
            None => {}
        }
    }

    /// Says how many hits came.
    fn tell(self) {
        // The inspector may be gone by then.
        let told = self
            .telling
            .try_update_value(|telling| telling.take(clock::millis()));
        let Some((added, failed)) = told else { return };
        let failed = match failed {
            0 => String::new(),
            1 => ", 1 failed its check".to_owned(),
            failed => format!(", {} failed their check", format::count(failed)),
        };
        let said = format!("{}{failed}", format::counted(added, "new hit"));
        notify::came(&untrack(|| self.desk.label()), &said);
        self.toasts.say(&said);
    }
}
