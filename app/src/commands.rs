//! What the palette offers: commands in groups, found by what is typed.

use crate::inspector::desk::Overlay;
use crate::inspector::keys::Act;

/// What happens when an entry is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Run {
    /// What a key does.
    Act(Act),
    /// Copy the hit in a form of the API, and its name.
    CopyAs(&'static str, &'static str),
    /// Open an address of the page.
    Go(String),
    /// Open a hit.
    Hit(u64),
    /// List the hits that match.
    Filter(String),
    /// Open a dialog.
    Open(Overlay),
    /// Turn notifications on or off.
    Notify,
    /// Turn the sound on or off.
    Sound,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Icon.
    pub glyph: &'static str,
    /// Words.
    pub label: String,
    /// Key that does the same.
    pub key: &'static str,
    /// Words at the end.
    pub end: String,
    /// What it does.
    pub run: Run,
}

impl Entry {
    /// An entry with a key.
    #[must_use]
    pub fn new(glyph: &'static str, label: impl Into<String>, key: &'static str, run: Run) -> Self {
        Self {
            glyph,
            label: label.into(),
            key,
            end: String::new(),
            run,
        }
    }
}

/// Entries under a heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Heading.
    pub title: String,
    /// Entries.
    pub entries: Vec<Entry>,
}

/// What the reader has in front of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scene {
    /// The list of hits.
    pub list: bool,
    /// Not the list, but something of an endpoint: its name and the address of its list.
    pub hits: Option<(String, String)>,
    /// The open hit.
    pub seq: Option<u64>,
    /// It is pinned.
    pub pinned: bool,
    /// The reader may change things.
    pub write: bool,
    /// Not drawing.
    pub paused: bool,
    /// Something can be taken back: what it was.
    pub undo: Option<String>,
    /// Name of the endpoint.
    pub label: String,
    /// Address of its settings.
    pub settings: String,
    /// Address of the home page; empty on that page.
    pub home: String,
    /// Other endpoints: name, address, hits.
    pub others: Vec<(String, String, String)>,
    /// Notifications are on.
    pub notify: bool,
    /// The sound is on.
    pub sound: bool,
}

/// All commands there are in front of the reader: this hit, this endpoint, places.
#[must_use]
pub fn commands(scene: &Scene) -> Vec<Group> {
    let mut groups = Vec::new();
    if let Some(what) = &scene.undo {
        groups.push(Group {
            title: "Just now".to_owned(),
            entries: vec![Entry::new(
                "replay",
                format!("Undo: {what}"),
                "z",
                Run::Act(Act::Undo),
            )],
        });
    }
    if let Some(seq) = scene.seq {
        groups.push(Group {
            title: format!("This hit, #{seq}"),
            entries: this_hit(scene),
        });
    }
    let about = match &scene.hits {
        Some((name, link)) => about_endpoint(name, link),
        None if scene.list => this_endpoint(scene),
        None => Vec::new(),
    };
    if !about.is_empty() {
        groups.push(Group {
            title: "This endpoint".to_owned(),
            entries: about,
        });
    }
    groups.push(Group {
        title: "Go to".to_owned(),
        entries: places(scene),
    });
    // Last: they are many, and are found by their name.
    if let Some(seq) = scene.seq {
        groups.push(Group {
            title: format!("Copy #{seq} in another form"),
            entries: copies(),
        });
    }
    groups
}

fn this_hit(scene: &Scene) -> Vec<Entry> {
    let pin = if scene.pinned { "Unpin" } else { "Pin" };
    let mut entries = vec![
        Entry::new("terminal", "Copy as curl", "c", Run::Act(Act::Curl)),
        Entry::new(
            "compare",
            "Compare with another hit",
            "x",
            Run::Act(Act::Compare),
        ),
        Entry::new(
            "link",
            "Copy the link to this hit",
            "y",
            Run::Act(Act::Link),
        ),
    ];
    if scene.write {
        entries.push(Entry::new("pin", pin, "p", Run::Act(Act::Pin)));
        entries.push(Entry::new(
            "note",
            "Write a note…",
            "n",
            Run::Act(Act::Note),
        ));
        entries.push(Entry::new(
            "share",
            "Make a share link…",
            "s",
            Run::Act(Act::Share),
        ));
        entries.push(Entry::new("trash", "Delete", "Del", Run::Act(Act::Delete)));
    }
    entries
}

fn copies() -> Vec<Entry> {
    let forms = [
        ("httpie", "HTTPie"),
        ("fetch", "fetch (JavaScript)"),
        ("python", "Python requests"),
        ("go", "Go net/http"),
        ("rust", "Rust reqwest"),
        ("har", "HAR entry"),
    ];
    let entry = |(form, name)| {
        let label = format!("Copy as {name}");
        Entry::new("copy", label, "", Run::CopyAs(form, name))
    };
    forms.map(entry).into()
}

fn this_endpoint(scene: &Scene) -> Vec<Entry> {
    let (glyph, live) = if scene.paused {
        ("play", "Go live")
    } else {
        ("pause", "Pause live")
    };
    let turn = |on: bool, what: &str| format!("Turn {what} {}", if on { "off" } else { "on" });
    let mut entries = vec![
        Entry::new("copy", "Copy the capture URL", "u", Run::Act(Act::Url)),
        Entry::new("qr", "Show the QR code…", "", Run::Open(Overlay::Qr)),
        Entry::new(glyph, live, "l", Run::Act(Act::Pause)),
        Entry::new("filter", "Filter hits", "/", Run::Act(Act::Filter)),
        Entry::new(
            "download",
            "Export what is shown…",
            "",
            Run::Open(Overlay::Export),
        ),
    ];
    if scene.write {
        entries.push(Entry::new(
            "send",
            "Send a sample…",
            "",
            Run::Open(Overlay::Sample),
        ));
        if scene.seq.is_none() {
            entries.push(Entry::new(
                "share",
                "Make a share link…",
                "s",
                Run::Act(Act::Share),
            ));
        }
    }
    entries.push(Entry::new(
        "bell",
        turn(scene.notify, "desktop notifications"),
        "",
        Run::Notify,
    ));
    entries.push(Entry::new(
        "bell",
        turn(scene.sound, "the sound of new hits"),
        "",
        Run::Sound,
    ));
    entries
}

/// An endpoint whose list is not in front of the reader.
fn about_endpoint(name: &str, link: &str) -> Vec<Entry> {
    let list = Run::Go(link.to_owned());
    vec![
        Entry::new("list", format!("Hits of {name}"), "", list),
        Entry::new("copy", "Copy the capture URL", "u", Run::Act(Act::Url)),
    ]
}

fn places(scene: &Scene) -> Vec<Entry> {
    let mut entries = Vec::new();
    if scene.write {
        entries.push(Entry::new(
            "sliders",
            format!("Settings of {}", scene.label),
            ",",
            Run::Go(scene.settings.clone()),
        ));
    }
    entries.extend(scene.others.iter().map(|(name, link, hits)| Entry {
        end: hits.clone(),
        ..Entry::new("list", name.as_str(), "", Run::Go(link.clone()))
    }));
    if !scene.home.is_empty() {
        entries.push(Entry::new(
            "home",
            "All endpoints",
            "",
            Run::Go(scene.home.clone()),
        ));
    }
    entries.push(Entry::new("plus", "New endpoint", "N", Run::Act(Act::New)));
    entries.push(Entry::new(
        "keyboard",
        "Keyboard shortcuts",
        "?",
        Run::Act(Act::Help),
    ));
    entries.push(Entry::new("sun", "Switch theme", "t", Run::Act(Act::Theme)));
    entries
}

/// The hit a text names: `#1284`.
#[must_use]
pub fn number(text: &str) -> Option<u64> {
    text.trim().strip_prefix('#')?.trim().parse().ok()
}

/// The filter a text stands for: after a slash as it is, else words to be found anywhere.
#[must_use]
pub fn filter(text: &str) -> String {
    let text = text.trim();
    match text.strip_prefix('/') {
        Some(filter) => filter.trim().to_owned(),
        None => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
    }
}

/// Entries all of whose words begin with what is typed, in the order they are offered.
#[must_use]
pub fn matching(groups: Vec<Group>, text: &str) -> Vec<Group> {
    let typed = text.to_lowercase();
    let typed: Vec<&str> = typed.split_whitespace().collect();
    let fits = |entry: &Entry| {
        let label = entry.label.to_lowercase();
        let words = || label.split(|c: char| !c.is_alphanumeric());
        typed
            .iter()
            .all(|part| words().any(|word| word.starts_with(part)))
    };
    groups
        .into_iter()
        .filter_map(|mut group| {
            group.entries.retain(fits);
            (!group.entries.is_empty()).then_some(group)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(groups: &[Group]) -> Vec<&str> {
        groups
            .iter()
            .flat_map(|group| group.entries.iter().map(|entry| entry.label.as_str()))
            .collect()
    }

    fn scene() -> Scene {
        Scene {
            list: true,
            seq: Some(7),
            write: true,
            label: "Orders".to_owned(),
            home: "/".to_owned(),
            ..Scene::default()
        }
    }

    #[test]
    fn the_hit_comes_first_then_the_endpoint_then_places() {
        let groups = commands(&scene());
        let titles: Vec<&str> = groups.iter().map(|group| group.title.as_str()).collect();
        assert_eq!(
            titles,
            [
                "This hit, #7",
                "This endpoint",
                "Go to",
                "Copy #7 in another form"
            ]
        );
        assert_eq!(labels(&groups)[0], "Copy as curl");
    }

    #[test]
    fn without_a_list_only_what_can_be_done_there_is_offered() {
        let home = commands(&Scene::default());
        assert_eq!(
            labels(&home),
            ["New endpoint", "Keyboard shortcuts", "Switch theme"]
        );
        let settings = commands(&Scene {
            hits: Some(("Orders".to_owned(), "/e/orders".to_owned())),
            ..Scene::default()
        });
        assert_eq!(
            labels(&settings)[..2],
            ["Hits of Orders", "Copy the capture URL"]
        );
    }

    #[test]
    fn what_can_be_taken_back_is_on_top() {
        let groups = commands(&Scene {
            undo: Some("Deleted #3".to_owned()),
            ..scene()
        });
        assert_eq!(labels(&groups)[0], "Undo: Deleted #3");
    }

    #[test]
    fn readers_are_offered_nothing_that_changes() {
        let groups = commands(&Scene {
            write: false,
            ..scene()
        });
        for label in labels(&groups) {
            for word in ["Pin", "note", "Delete", "share", "Settings"] {
                assert!(!label.contains(word), "{label}");
            }
        }
    }

    #[test]
    fn words_are_found_by_how_they_begin() {
        let found = |text: &str| matching(commands(&scene()), text);
        assert_eq!(labels(&found("cur")), ["Copy as curl"]);
        assert_eq!(labels(&found("as co CURL")), ["Copy as curl"]);
        assert_eq!(labels(&found("rl")), Vec::<&str>::new());
        assert_eq!(found(""), commands(&scene()));
    }

    #[test]
    fn numbers_and_filters_are_read() {
        assert_eq!(number(" #1284 "), Some(1284));
        assert_eq!(
            (number("1284"), number("#x"), number("#")),
            (None, None, None)
        );
        assert_eq!(filter("/ path:/a "), "path:/a");
        assert_eq!(filter(r#"say "hi" \ "#), r#""say \"hi\" \\""#);
    }
}
