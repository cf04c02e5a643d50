//! The live connection of the inspector: frames in, applied at the pace of the reader (see [`Pace`]).

mod told;

use std::time::Duration;

use domain::Frame;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::desk::Desk;
use crate::api;
use crate::browser::{clock, page};
use crate::effect::effect;
use crate::list::Change;
use crate::pace::{Draw, Pace, Telling};
use crate::socket::Socket;
use crate::transport::Caller;
use crate::ui::toast::Toasts;
use crate::use_site;

/// How long a hit stays open in a burst.
const REST: Duration = Duration::from_secs(3);

/// The connection, for those who want to try again at once.
#[derive(Clone, Copy)]
pub struct Line {
    desk: Desk,
    toasts: Toasts,
    base: StoredValue<std::sync::Arc<crate::site::Site>>,
    socket: StoredValue<Option<Socket>>,
    waiting: StoredValue<Vec<Frame>>,
    pace: StoredValue<Pace>,
    asked: StoredValue<bool>,
    timer: StoredValue<Option<TimeoutHandle>>,
    opened: StoredValue<bool>,
    finding: StoredValue<bool>,
    caller: StoredValue<Caller>,
    telling: StoredValue<Telling>,
}

/// Connects the inspector once it runs in a browser.
pub fn attach(desk: Desk) {
    let line = Line {
        desk,
        toasts: Toasts::get(),
        base: StoredValue::new(use_site()),
        socket: StoredValue::new(None),
        waiting: StoredValue::new(Vec::new()),
        pace: StoredValue::new(Pace::default()),
        asked: StoredValue::new(false),
        timer: StoredValue::new(None),
        opened: StoredValue::new(false),
        finding: StoredValue::new(false),
        caller: StoredValue::new(Caller::get()),
        telling: StoredValue::new(Telling::default()),
    };
    provide_context(line);
    effect(move || {
        line.open();
        let online = window_event_listener(leptos::ev::online, move |_| line.hurry());
        let shown = window_event_listener_untyped("visibilitychange", move |_| {
            if !page::is_hidden() {
                line.hurry();
                line.flush();
            }
        });
        // In here, since the server drops the page on any of its threads, and these are of one.
        on_cleanup(move || {
            online.remove();
            shown.remove();
            if let Some(timer) = line.timer.try_update_value(Option::take).flatten() {
                timer.clear();
            }
            line.socket.try_set_value(None);
        });
    });
    // Rows that waited for a resting pointer are drawn when it rests.
    effect(move || {
        desk.now.track();
        if desk.follows() {
            desk.show_held();
        }
        line.settle();
    });
}

impl Line {
    /// The connection of the inspector around.
    #[must_use]
    pub fn get() -> Self {
        expect_context()
    }

    /// Tries again at once when it was waiting.
    pub fn hurry(self) {
        if self
            .desk
            .session
            .with_untracked(crate::session::Session::may_hurry)
        {
            self.open();
        }
    }

    fn open(self) {
        if let Some(timer) = self.timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
        self.desk.session.update(crate::session::Session::trying);
        self.opened.set_value(false);
        let (since, rev) = self
            .desk
            .hits
            .with_untracked(|hits| (hits.last_seq(), hits.rev()));
        let query = [
            ("since", since.to_string()),
            ("rev", rev.map(|rev| rev.to_string()).unwrap_or_default()),
        ];
        let path = self
            .desk
            .reader
            .with_value(|reader| reader.path("/live", &query));
        let address = self.base.with_value(|site| site.link(&path));
        let socket = Socket::open(
            &address,
            move || self.on_open(),
            move |text| self.on_message(&text),
            move |code| self.on_close(code),
        );
        if socket.is_none() {
            self.on_close(0);
        }
        self.socket.set_value(socket);
    }

    fn on_open(self) {
        self.opened.set_value(true);
        self.desk.session.update(|session| {
            session.opened(clock::millis());
        });
    }

    fn on_message(self, text: &str) {
        // A frame this page does not know comes from a newer server; what it knows still works.
        let Ok(frame) = serde_json::from_str::<Frame>(text) else {
            return;
        };
        let hits = match &frame {
            Frame::Hits { hits } => u64::try_from(hits.len()).unwrap_or(u64::MAX),
            // Counted as well, so that no kind of frame can wait without end.
            _ => 1,
        };
        self.waiting.update_value(|waiting| waiting.push(frame));
        let draw = self
            .pace
            .try_update_value(|pace| pace.came(hits, clock::millis()));
        match draw {
            // A hidden page draws no animation frames.
            None | Some(Draw::Now) => self.flush(),
            _ if page::is_hidden() => self.flush(),
            _ if self.asked.get_value() => {}
            Some(Draw::Frame) => {
                self.asked.set_value(true);
                // After the frame, not within it: what is drawn and its layout would be one long task.
                request_animation_frame(move || set_timeout(move || self.flush(), Duration::ZERO));
            }
            Some(Draw::After(rest)) => {
                self.asked.set_value(true);
                set_timeout(move || self.flush(), Duration::from_millis(rest));
            }
        }
    }

    /// Draws the rows beside those that can be seen, once a burst is over.
    fn settle(self) {
        let burst = self.desk.burst;
        if burst.get_untracked() && self.pace.with_value(|pace| pace.is_quiet(clock::millis())) {
            burst.set(false);
            self.desk.resting.set(None);
        }
    }

    /// Applies what is waiting.
    fn flush(self) {
        // The inspector may be gone when a timer ends.
        let Some(frames) = self.waiting.try_update_value(core::mem::take) else {
            return;
        };
        self.asked.set_value(false);
        self.pace.update_value(|pace| pace.drawn(clock::millis()));
        if frames.is_empty() {
            return;
        }
        // Afterwards: what begins to be loaded by that would make drawing a long task.
        set_timeout(page::used, Duration::ZERO);
        let desk = self.desk;
        let before = desk.hits.with_untracked(crate::list::Hits::last_seq);
        let mut sum = Change::default();
        let follows = desk.follows();
        let mut endpoint = None;
        // Which of them match is the server's to say: a filter may look into bodies.
        let filtered = desk.place.with_untracked(|place| !place.q.is_empty());
        let mut passed = 0;
        let burst = follows && self.pace.with_value(Pace::is_burst);
        if desk.burst.get_untracked() != burst {
            desk.burst.set(burst);
        }
        if burst {
            self.rest();
        }
        let mut hits = desk.hits.write();
        for frame in frames {
            if let Frame::Endpoint { endpoint: now } = &frame {
                endpoint = Some((**now).clone());
            }
            if let (true, Frame::Hits { hits: new } | Frame::Snapshot { hits: new, .. }) =
                (filtered, &frame)
            {
                passed += hits.pass_by(new);
                continue;
            }
            let change = hits.apply(frame);
            sum.added += change.added;
            sum.failed += change.failed;
            sum.changed |= change.changed;
        }
        if follows {
            hits.show_all();
        }
        drop(hits);
        if let Some(endpoint) = endpoint {
            desk.endpoint.set(endpoint);
        }
        if passed > 0 {
            desk.endpoint.update(|endpoint| endpoint.hits += passed);
            self.find_matches();
        }
        desk.arrived(sum, before);
        self.announce(sum);
    }

    /// In a burst the open hit follows every few seconds: drawing each would hold the page up, and nobody could
    /// read them.
    fn rest(self) {
        let resting = self.desk.resting;
        let Some(open) = untrack(|| self.desk.selected.get()) else {
            return;
        };
        if resting.get_untracked().is_none() {
            resting.set(Some(open));
            let wake = move || {
                resting.try_set(None);
            };
            set_timeout(wake, REST);
        }
    }

    /// Asks for the first page of the filter, at most three times a second.
    fn find_matches(self) {
        if self.finding.get_value() {
            return;
        }
        self.finding.set_value(true);
        let ask = move || {
            self.finding.try_set_value(false);
            let desk = self.desk;
            let Some(q) = desk.place.try_with_untracked(|place| place.q.clone()) else {
                return;
            };
            let reader = desk.reader.get_value();
            let answer = self
                .base
                .with_value(|site| api::hits(&self.caller.get_value(), site, &reader, &q, None));
            spawn_local(async move {
                // Without an answer the next hit asks again.
                if let Ok(page) = answer.await {
                    let follows = desk.follows();
                    desk.hits.try_update(|hits| {
                        hits.join(page);
                        if follows {
                            hits.show_all();
                        }
                    });
                }
            });
        };
        set_timeout(ask, Duration::from_millis(333));
    }

    fn on_close(self, _code: u16) {
        let never = !self.opened.get_value();
        let wait = self
            .desk
            .session
            .try_update(|session| session.closed(clock::millis(), clock::jitter()));
        let Some(Some(wait)) = wait else { return };
        let timer = set_timeout_with_handle(move || self.open(), Duration::from_millis(wait));
        self.timer.set_value(timer.ok());
        if never {
            self.look_whether_it_is_gone();
        }
    }

    /// A socket that never opened may mean that there is nothing to open: the API tells.
    fn look_whether_it_is_gone(self) {
        let reader = self.desk.reader.get_value();
        let answer = self
            .base
            .with_value(|site| api::endpoint(&Caller::get(), site, &reader));
        spawn_local(async move {
            if let Err(refused) = answer.await
                && matches!(refused.status, 404 | 410)
            {
                self.desk.session.try_update(crate::session::Session::end);
                // What says so may wait for the page to be used.
                page::used();
                if let Some(timer) = self.timer.try_update_value(Option::take).flatten() {
                    timer.clear();
                }
            }
        });
    }
}
