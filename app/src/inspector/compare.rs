//! Two hits side by side, with an address of their own. The server compares: bodies need not come here.

use domain::compare::{Comparison, How, Ink, Line, Part, Run, Sign};
use domain::{HitSummary, Timestamp};
use leptos::prelude::*;
use leptos_meta::Title;

use super::choose;
use super::desk::Desk;
use crate::address::{self, Against, Place};
use crate::api::{self, Refused};
use crate::browser::page;
use crate::later::Later;
use crate::provider::face;
use crate::texts::{Texts, texts};
use crate::transport::Caller;
use crate::ui::copy::CopyIcon;
use crate::ui::{icon, marks, spans};
use crate::{format, lens, site, use_site};

/// The right pane while two hits are compared.
#[component]
pub fn Compare() -> impl IntoView {
    let desk = Desk::get();
    let site = use_site();
    let asked = Memo::new(move |_| desk.place.with(|place| Some((place.seq?, place.against?))));
    let found = texts(
        move || {
            asked
                .get()
                .map(|_| desk.place.with(Place::link))
                .unwrap_or_default()
        },
        move |_| {
            let answer = asked.get_untracked().map(|(seq, against)| {
                let path = api::compare_path(&desk.reader.get_value(), seq, against);
                api::text(&Caller::get(), &site, path)
            });
            Box::pin(async move {
                match answer {
                    Some(answer) => Ok(vec![answer.await?].into()),
                    None => Ok(Texts::default()),
                }
            })
        },
    );
    let back = move || desk.place.with(|place| place.at(place.seq).link());
    let title = move || format::title(0, &["Compare two hits", &desk.label()]);
    view! {
        <Title text=title/>
        <section class="hit-pane" id="hit" tabindex="-1" aria-label="Compare">
            <div class="cmp">
                <header class="hit-head">
                    <div class="hit-top">
                        <a class="btn quiet icon-only" href=back aria-label="Back to the hit" title="Back (Esc)">
                            {icon::icon("arrow-l")}
                        </a>
                        <h1>"Compare two hits"</h1>
                        <span class="grow"></span>
                        <span class="muted not-narrow" data-js="">"Shift-click another hit in the list to change B"</span>
                    </div>
                </header>
                <Transition fallback=|| view! { <p class="sr-only" aria-busy="true">"Comparing"</p> }>
                    {move || found.get().map(|answer| view! { <Later part=move || compared(desk, answer.clone())/> })}
                </Transition>
            </div>
        </section>
    }
}

crate::chunk! {
    /// What differs.
    tools fn compared(desk: Desk, answer: Result<Texts, Refused>) -> AnyView {
        let read = |texts: Texts| match texts.get(0) {
            "" => Ok(None),
            text => api::understood(text).map(Some),
        };
        match answer.and_then(read) {
            Ok(Some(comparison)) => whole(desk, &comparison),
            Ok(None) => ().into_any(),
            Err(refused) => missing(&refused),
        }
    }
}

fn missing(refused: &Refused) -> AnyView {
    let (heading, text) = if refused.status == 404 {
        site::answer(404);
        (
            "One of the hits is not there",
            "It was deleted, or it never came.".to_owned(),
        )
    } else {
        ("The hits could not be compared", refused.message.clone())
    };
    view! {
        <div class="blank">
            {icon::sized("compare", "icon s28")}
            <h2>{heading}</h2>
            <p>{text}</p>
        </div>
    }
    .into_any()
}

fn whole(desk: Desk, comparison: &Comparison) -> AnyView {
    let swap = move || {
        desk.place.with(|place| {
            let Some((against, seq)) = place.against.zip(place.seq) else {
                return place.link();
            };
            let with = against.with;
            let swapped = place.at(Some(with));
            swapped
                .compared(Against {
                    with: seq,
                    ..against
                })
                .link()
        })
    };
    let found = &comparison.found;
    let lines = found
        .lines
        .iter()
        .map(|line| one(desk, line))
        .collect_view();
    let differ = found.added + found.removed + found.changed > 0;
    let none = (!differ).then(|| {
        view! { <p class="lens-note" data-tone="ok">{icon::icon("check")}<span>"Nothing differs here."</span></p> }
    });
    let cut = found.cut.then(|| {
        view! { <p class="lens-note" data-tone="warn">{icon::icon("cut")}<span>"There is more than is shown."</span></p> }
    });
    view! {
        <div class="cmp-heads">
            {side(desk, "A", &comparison.a)}
            <a class="btn icon-only" href=swap aria-label="Swap A and B" title="Swap A and B (x)">{icon::icon("swap")}</a>
            {side(desk, "B", &comparison.b)}
        </div>
        {bar(desk, comparison, differ)}
        {none}
        <div class="diff-sec">
            <h2>{label(comparison.part)}</h2>
            <span class="count">{how(found.how)}</span>
        </div>
        <div class="diff" tabindex="0" role="group" aria-label="Differences">{lines}</div>
        {cut}
    }
    .into_any()
}

/// One of the two.
fn side(desk: Desk, letter: &'static str, row: &HitSummary) -> impl IntoView + use<> {
    let names = desk.names();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let target = address::target(&row.target, &names);
    let path = if target.path.is_empty() {
        "/"
    } else {
        target.path
    };
    let seq = row.seq;
    let link = move || desk.place.with(|place| place.at(Some(seq)).link());
    let sender = match &row.provider {
        Some(id) => marks::sender(id),
        None => marks::no_sender(row.content_type.as_deref(), row.size),
    };
    let kind = row.content_type.as_deref().map(lens::essence);
    let event = row.event.clone().or(kind).unwrap_or_default();
    let who = row
        .provider
        .as_deref()
        .map(|id| format!("{} ", face(id).name));
    view! {
        <div class="cmp-side">
            <div class="row">
                <span class="ab">{letter}</span>
                <a class="num" href=link><b>{format!("#{seq}")}</b></a>
                {marks::dot(desk.outcome(row))}
                <span class="method">{row.method.clone()}</span>
                <code class="path">{spans::safe(lens::text::head(path, 300))}</code>
                {choose::button(desk, letter)}
            </div>
            <div class="row muted">
                {sender}
                <span class="ev"><span class="sr-only">{who}</span>{spans::safe(lens::text::head(&event, 120))}</span>
                <span class="num">{format::size_long(row.size)}</span>
                {when(desk, row.received_at)}
            </div>
        </div>
    }
}

/// To the second, so that two hits of one minute can be told apart.
fn when(desk: Desk, at: Timestamp) -> impl IntoView {
    let ago = move || {
        desk.now
            .get()
            .map(|now| format!(", {}", format::ago(at, now)))
    };
    view! { <time class="num" datetime=at.to_string() title=format::moment(at)>{format::clock(at)}{ago}</time> }
}

fn bar(desk: Desk, comparison: &Comparison, differ: bool) -> impl IntoView + use<> {
    let found = &comparison.found;
    let parts = Part::ALL.map(|part| {
        let link = move || {
            desk.place.with(|place| match place.against {
                Some(against) => place.compared(Against { part, ..against }).link(),
                None => place.link(),
            })
        };
        let current = (part == comparison.part).then_some("page");
        view! { <a href=link aria-current=current>{label(part)}</a> }
    });
    let text = patch(comparison);
    let change = move |turn: fn(Against) -> Against| {
        let place = desk.place.get_untracked();
        if let Some(against) = place.against {
            desk.go(&place.compared(turn(against)));
        }
    };
    let flag = move |read: fn(Against) -> bool| {
        move || desk.place.with(|place| place.against.is_some_and(read))
    };
    let json = matches!(found.how, How::Json);
    let step = |name: &'static str, glyph: &'static str, forward: bool| {
        view! {
            <button type="button" class="btn icon-only quiet" data-js="" aria-label=name title=name disabled=!differ
                on:click=move |_| page::next_within(".cmp", ".dl[data-d=add], .dl[data-d=del]", forward)>
                {icon::icon(glyph)}
            </button>
        }
    };
    let tone = (found.added > 0).then_some("ok");
    view! {
        <div class="lens-bar">
            <nav class="seg" aria-label="Compare">{parts.collect_view()}</nav>
            <span class="meta">
                <span class="chip" data-tone=tone>{format!("+ {} added", format::count(found.added))}</span>
                <span class="chip">{format!("− {} removed", format::count(found.removed))}</span>
                <span class="chip">{format!("{} changed", format::count(found.changed))}</span>
            </span>
            <span class="grow"></span>
            <label class="switch" data-js="">
                <input type="checkbox" prop:checked=move || !flag(|against| against.equal)()
                    on:change=move |_| change(|against| Against { equal: !against.equal, ..against })/>
                "Hide what is equal"
            </label>
            {json.then(|| view! {
                <label class="switch" data-js="">
                    <input type="checkbox" prop:checked=flag(|against| against.any_order)
                        on:change=move |_| change(|against| Against { any_order: !against.any_order, ..against })/>
                    "Ignore order"
                </label>
            })}
            {step("Previous difference", "chev-u", false)}
            {step("Next difference", "chev-d", true)}
            <CopyIcon text=Signal::stored(text) label="Copy as a patch" class="btn icon-only quiet"/>
        </div>
    }
}

const fn label(part: Part) -> &'static str {
    match part {
        Part::Body => "Body",
        Part::Headers => "Headers",
        Part::Query => "Query",
        Part::Reply => "Reply",
    }
}

const fn how(how: How) -> &'static str {
    match how {
        How::Json => "compared as JSON, numbers digit for digit",
        How::Text => "compared line by line",
        How::Bytes => "compared as bytes, 16 to a line",
        How::Pairs => "names compared in order, repeats one by one",
    }
}

fn one(desk: Desk, line: &Line) -> impl IntoView + use<> {
    let level = format!("--lv:{}", line.level);
    if line.sign == Sign::Equal {
        let all = move || {
            desk.place.with(|place| match place.against {
                Some(against) => place
                    .compared(Against {
                        equal: true,
                        ..against
                    })
                    .link(),
                None => place.link(),
            })
        };
        let text: String = line.runs.iter().map(|run| run.text.as_str()).collect();
        return view! {
            <div class="dl" data-d="equal" style=level>
                <span class="sg" aria-hidden="true">"⋯"</span>
                <span class="tx"><a class="btn quiet sm" href=all title="Show what is equal">{text}</a></span>
            </div>
        }
        .into_any();
    }
    let (word, sign, said) = match line.sign {
        Sign::Add => ("add", "+", "Only in B: "),
        Sign::Del => ("del", "−", "Only in A: "),
        Sign::Same | Sign::Equal => ("", "", ""),
    };
    let said = (!said.is_empty()).then(|| view! { <span class="sr-only">{said}</span> });
    let runs = line.runs.iter().map(|piece| run(line.sign, piece));
    view! {
        <div class="dl" data-d=word style=level>
            <span class="sg"><span aria-hidden="true">{sign}</span>{said}</span>
            <span class="tx">{runs.collect_view()}</span>
        </div>
    }
    .into_any()
}

fn run(sign: Sign, run: &Run) -> AnyView {
    let text = spans::safe(&run.text);
    let text = match (run.mark, sign) {
        (true, Sign::Del) => view! { <del>{text}</del> }.into_any(),
        (true, _) => view! { <ins>{text}</ins> }.into_any(),
        (false, _) => text,
    };
    let class = match run.ink {
        Ink::Plain => return text,
        Ink::Key => "kk",
        Ink::Punct => "pp",
        Ink::String => "s",
        Ink::Number => "n",
        Ink::Literal => "b",
        Ink::Said => "muted",
    };
    view! { <span class=class>{text}</span> }.into_any()
}

/// The comparison as text: signs in front, two blanks a level.
#[must_use]
pub fn patch(comparison: &Comparison) -> String {
    let mut out = format!("--- #{}\n+++ #{}\n", comparison.a.seq, comparison.b.seq);
    for line in &comparison.found.lines {
        out.push(match line.sign {
            Sign::Add => '+',
            Sign::Del => '-',
            Sign::Same => ' ',
            Sign::Equal => '@',
        });
        out.extend(core::iter::repeat_n(
            "  ",
            usize::try_from(line.level).unwrap_or(0),
        ));
        out.extend(line.runs.iter().map(|run| run.text.as_str()));
        out.push('\n');
    }
    out
}
