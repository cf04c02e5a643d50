//! The filter: a form, so that it works without scripts; suggestions where they run.

use leptos::prelude::*;

use super::desk::Desk;
use crate::browser::page;
use crate::format;
use crate::later::{Later, When};
use crate::list::Hits;
use crate::ui::icon;

/// Fields of the filter language, with a value that works and what it finds.
const FIELDS: [(&str, &str, &str); 14] = [
    ("method:", "method:POST", "the method"),
    ("path:", "path:/orders*", "the path, * for anything"),
    ("header.", "header.x-github-event:push", "a header"),
    ("query.", "query.shop:harbour", "a pair of the query"),
    ("body.", "body.order.id:123", "a value of the body"),
    ("type:", "type:application/json*", "the content type"),
    ("status:", "status:>=400", "what was replied"),
    ("size:", "size:>10k", "larger than 10 kB"),
    ("provider:", "provider:stripe", "the sender"),
    ("event:", "event:invoice.*", "the event"),
    ("verdict:", "verdict:failed", "the signature check"),
    ("is:", "is:pinned", "pinned hits"),
    ("ip:", "ip:10.0.0.0/8", "an address or network"),
    ("after:", "after:-15m", "the last 15 minutes"),
];

/// Suggestions for the word being written: at most eight.
#[must_use]
pub fn suggestions(text: &str) -> Vec<(&'static str, &'static str)> {
    let word = text
        .rsplit([' ', '('])
        .next()
        .unwrap_or_default()
        .trim_start_matches('-');
    FIELDS
        .iter()
        .filter(|(field, ..)| {
            field.starts_with(word) && (!word.is_empty() || text.is_empty() || text.ends_with(' '))
        })
        .take(8)
        .map(|(_, example, meaning)| (*example, *meaning))
        .collect()
}

/// The text with the word being written replaced.
#[must_use]
pub fn complete(text: &str, example: &str) -> String {
    let cut = text.rfind([' ', '(']).map_or(0, |at| at + 1);
    let (front, word) = text.split_at(cut);
    let not = if word.starts_with('-') { "-" } else { "" };
    format!("{front}{not}{example}")
}

/// The filter, and beside it the hits that wait to be shown.
#[component]
pub fn FilterBar() -> impl IntoView {
    view! {
        <div class="filter" role="search">
            <div><Later when=When::Used part=field/></div>
            <Pill/>
        </div>
    }
}

crate::chunk! {
    /// The field, and what belongs to it.
    inspector fn field() -> AnyView {
        view! { <Field/> }.into_any()
    }
}

#[component]
fn Field() -> impl IntoView {
    let desk = Desk::get();
    let text = RwSignal::new(desk.place.with_untracked(|place| place.q.clone()));
    let open = RwSignal::new(false);
    let active = RwSignal::new(None::<usize>);
    // The address is the truth; going back changes the field.
    let field = NodeRef::<leptos::html::Input>::new();
    let q = Memo::new(move |_| desk.place.with(|place| place.q.clone()));
    let value = move || q.get();
    let offers = Memo::new(move |_| {
        if open.get() {
            suggestions(&text.get())
        } else {
            Vec::new()
        }
    });
    let apply = move |q: String| {
        open.set(false);
        let place = desk.place.get_untracked();
        desk.go(&crate::address::Place {
            q: q.trim().to_owned(),
            before: None,
            seq: None,
            ..place
        });
    };
    let put = move |value: String| {
        text.set(value.clone());
        if let Some(field) = field.get_untracked() {
            field.set_value(&value);
        }
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        let count = offers.with_untracked(Vec::len);
        match event.key().as_str() {
            "ArrowDown" | "ArrowUp" if count > 0 => {
                event.prevent_default();
                let step = if event.key() == "ArrowDown" {
                    1
                } else {
                    count - 1
                };
                active.update(|active| {
                    *active = Some(active.map_or(if step == 1 { 0 } else { count - 1 }, |at| {
                        (at + step) % count
                    }));
                });
            }
            "Enter" => {
                if let Some(at) = active.get_untracked()
                    && let Some((example, _)) =
                        offers.with_untracked(|offers| offers.get(at).copied())
                {
                    event.prevent_default();
                    put(complete(&text.get_untracked(), example));
                    active.set(None);
                }
            }
            "Escape" => {
                event.stop_propagation();
                if open.get_untracked() && count > 0 {
                    open.set(false);
                } else if text.with_untracked(String::is_empty)
                    && q.with_untracked(String::is_empty)
                {
                    page::focus("#hits");
                } else {
                    put(String::new());
                    apply(String::new());
                }
            }
            _ => {}
        }
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        apply(text.get_untracked());
    };
    let root = move || desk.place.with(|place| place.root.clone());
    let bad = move || desk.filter_error.get();
    let invalid = move || bad().is_some().then_some("true");
    view! {
                <form class="filter-box" method="get" action=root on:submit=submit>
                    {icon::icon("filter")}
                    <input
                        type="search"
                        name="q"
                        id="filter"
                        node_ref=field
                        value=value
                        prop:value=value
                        role="combobox"
                        autocomplete="off"
                        spellcheck="false"
                        aria-label="Filter hits"
                        aria-autocomplete="list"
                        aria-expanded=move || offers.with(|offers| !offers.is_empty()).to_string()
                        aria-controls="filter-offers"
                        aria-activedescendant=move || active.get().map(|at| format!("offer-{at}"))
                        aria-invalid=invalid
                        aria-describedby="filter-error"
                        aria-keyshortcuts="/"
                        placeholder="Filter: path, provider:stripe, verdict:failed …"
                        on:input:target=move |event| {
                            text.set(event.target().value());
                            active.set(None);
                            open.set(true);
                        }
                        on:focus=move |_| open.set(true)
                        on:blur=move |_| open.set(false)
                        on:keydown=on_key
                    />
                    <Tally q=q/>
                </form>
                {move || bad().map(|message| view! {
                    <p class="filter-error" id="filter-error">{icon::small("alert")}<span>{message}</span></p>
                })}
            {move || {
                let offers = offers.get();
                (!offers.is_empty()).then(|| offer_list(offers, active, Callback::new(move |example: &'static str| {
                    put(complete(&text.get_untracked(), example));
                    page::focus("#filter");
                })))
            }}
    }
}

fn offer_list(
    offers: Vec<(&'static str, &'static str)>,
    active: RwSignal<Option<usize>>,
    take: Callback<&'static str>,
) -> impl IntoView {
    let each = offers.into_iter().enumerate().map(|(at, (example, meaning))| {
        let selected = move || (active.get() == Some(at)).to_string();
        // The field keeps the focus: pressing must not blur it.
        let press = move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            take.run(example);
        };
        view! {
            <div role="option" id=format!("offer-{at}") aria-selected=selected on:mousedown=press>
                <code>{example}</code>
                <span class="end">{meaning}</span>
            </div>
        }
    });
    view! { <div class="menu suggest" role="listbox" id="filter-offers" aria-label="Suggestions">{each.collect_view()}</div> }
}

/// How many match, and a way out; a key where there is no filter.
#[component]
fn Tally(
    /// The filter.
    q: Memo<String>,
) -> impl IntoView {
    let desk = Desk::get();
    move || {
        if q.with(String::is_empty) {
            return view! { <kbd class="not-narrow" data-js="">"/"</kbd> }.into_any();
        }
        let all = format::count(desk.endpoint.with(|endpoint| endpoint.hits));
        let tally = move || {
            if desk.filter_error.with(Option::is_some) {
                return "not applied".to_owned();
            }
            desk.hits.with(|hits| match hits.next() {
                Some(_) => format!(
                    "{}+ of {all}",
                    format::count(u64::try_from(hits.drawn_len()).unwrap_or(u64::MAX))
                ),
                None => format!(
                    "{} of {all}",
                    format::count(u64::try_from(hits.drawn_len()).unwrap_or(u64::MAX))
                ),
            })
        };
        let clear = move || {
            desk.place.with(|place| {
                crate::address::Place {
                    q: String::new(),
                    before: None,
                    ..place.clone()
                }
                .link()
            })
        };
        view! {
            <span class="tally">{tally}</span>
            <a class="btn icon-only quiet sm" href=clear aria-label="Clear filter" title="Clear filter (Esc)">{icon::icon("x")}</a>
        }
        .into_any()
    }
}

/// New hits that wait to be shown.
#[component]
fn Pill() -> impl IntoView {
    let desk = Desk::get();
    let held = Memo::new(move |_| desk.hits.with(Hits::held));
    move || {
        let count = held.get();
        (count > 0).then(|| {
            let count = u64::try_from(count).unwrap_or(u64::MAX);
            let name = format!("Show {}", format::counted(count, "new hit"));
            view! {
                <button
                    type="button"
                    class="new-pill"
                    aria-label=name.clone()
                    title=format!("{name} (.)")
                    on:click=move |_| desk.follow_again()
                >
                    {icon::icon("arrow-u")}
                    {format!("{} new ", format::count(count))}
                    <span>{if count == 1 { "hit" } else { "hits" }}</span>
                </button>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_being_written_is_completed() {
        let words = |text: &str| {
            suggestions(text)
                .into_iter()
                .map(|(example, _)| example)
                .collect::<Vec<_>>()
        };
        assert_eq!(words("method:POST -ver"), ["verdict:failed"]);
        assert_eq!(words("p"), ["path:/orders*", "provider:stripe"]);
        assert_eq!(words("method:POST"), Vec::<&str>::new());
        assert_eq!(words("").len(), 8);
        assert_eq!(
            complete("method:POST -ver", "verdict:failed"),
            "method:POST -verdict:failed"
        );
        assert_eq!(complete("(pa", "path:/orders*"), "(path:/orders*");
    }
}
