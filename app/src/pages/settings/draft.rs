//! What the reader writes into the form, and what it would change.

use domain::{Endpoint, EndpointChange, Header, ReplyRule, Slug, Visibility};
use leptos::prelude::*;

use crate::format;
use crate::ui::icon;

const DAY: u64 = 86_400;
const MEGA: u64 = 1_000_000;

/// The fields, as text.
#[derive(Clone, Copy)]
pub struct Draft {
    label: RwSignal<String>,
    slug: RwSignal<String>,
    status: RwSignal<String>,
    delay: RwSignal<String>,
    headers: RwSignal<String>,
    body: RwSignal<String>,
    hits: RwSignal<String>,
    bytes: RwSignal<String>,
    days: RwSignal<String>,
    reject: RwSignal<bool>,
    /// Anyone who knows the id may read.
    pub open: RwSignal<bool>,
}

/// The text of a limit; empty for the server's own.
fn limit(value: Option<u64>, unit: u64) -> String {
    value
        .map(|value| value.div_ceil(unit).to_string())
        .unwrap_or_default()
}

/// Reads a limit.
fn read(text: &str, unit: u64, name: &str) -> Result<Option<u64>, String> {
    match text.trim() {
        "" => Ok(None),
        text => match text.parse::<u64>() {
            Ok(value) if value > 0 => Ok(Some(value.saturating_mul(unit))),
            _ => Err(format!(
                "{name}: write a whole number, or nothing for the server’s limit."
            )),
        },
    }
}

/// Headers as lines.
fn lines(headers: &[Header]) -> String {
    let line = |header: &Header| {
        format!(
            "{}: {}",
            header.name,
            header.value.clone().unwrap_or_default()
        )
    };
    headers.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Reads lines as headers.
fn headers(text: &str) -> Result<Vec<Header>, String> {
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| match line.split_once(':') {
            Some((name, value)) => Ok(Header::new(name.trim().as_bytes(), value.trim().as_bytes())),
            None => Err(format!(
                "Headers: “{line}” has no colon. Write a line as in cache-control: no-store."
            )),
        })
        .collect()
}

impl Draft {
    /// The form as the endpoint is.
    #[must_use]
    pub fn of(endpoint: &Endpoint) -> Self {
        let text = || RwSignal::new(String::new());
        let draft = Self {
            label: text(),
            slug: text(),
            status: text(),
            delay: text(),
            headers: text(),
            body: text(),
            hits: text(),
            bytes: text(),
            days: text(),
            reject: RwSignal::new(false),
            open: RwSignal::new(false),
        };
        draft.undo(endpoint);
        draft
    }

    /// Back to the endpoint as it is.
    pub fn undo(self, endpoint: &Endpoint) {
        let settings = &endpoint.settings;
        self.label.set(endpoint.label.clone().unwrap_or_default());
        self.slug.set(
            endpoint
                .slug
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
        );
        self.status.set(settings.reply.status.to_string());
        self.delay.set(settings.reply.delay_ms.to_string());
        self.headers.set(lines(&settings.reply.headers));
        self.body.set(settings.reply.body.clone());
        self.hits.set(limit(settings.max_hits, 1));
        self.bytes.set(limit(settings.max_bytes, MEGA));
        self.days.set(limit(settings.max_age, DAY));
        self.reject.set(settings.reject_failed);
        self.open.set(endpoint.visibility == Visibility::Link);
    }

    /// The form says something else than the endpoint.
    #[must_use]
    pub fn differs(self, endpoint: &Endpoint) -> bool {
        self.change(endpoint)
            .map_or(true, |change| change != EndpointChange::default())
    }

    /// What would be changed.
    ///
    /// # Errors
    /// A sentence about the first field that cannot be read.
    pub fn change(self, endpoint: &Endpoint) -> Result<EndpointChange, String> {
        let text = |signal: RwSignal<String>| signal.get().trim().to_owned();
        let label = Some(text(self.label)).filter(|label| !label.is_empty());
        let slug = match text(self.slug).as_str() {
            "" => None,
            slug => Some(Slug::parse(slug).map_err(|error| format!("Address: {error}."))?),
        };
        let status = text(self.status)
            .parse::<u16>()
            .ok()
            .filter(|status| (200..600).contains(status));
        let mut settings = endpoint.settings.clone();
        settings.reply = ReplyRule {
            status: status.ok_or("Status: write three digits, 200 to 599.")?,
            headers: headers(&self.headers.get())?,
            body: self.body.get(),
            delay_ms: text(self.delay)
                .parse()
                .map_err(|_| "Delay: write milliseconds, 0 to 30000.".to_owned())?,
        };
        // What was not touched keeps its exact value; the form shows it rounded.
        let keep = |signal: RwSignal<String>, old: Option<u64>, unit: u64, name: &str| {
            let now = text(signal);
            if now == limit(old, unit) {
                Ok(old)
            } else {
                read(&now, unit, name)
            }
        };
        settings.max_hits = keep(self.hits, settings.max_hits, 1, "Hits")?;
        settings.max_bytes = keep(self.bytes, settings.max_bytes, MEGA, "Size")?;
        settings.max_age = keep(self.days, settings.max_age, DAY, "Age")?;
        settings.reject_failed = self.reject.get();
        let visibility = if self.open.get() {
            Visibility::Link
        } else {
            Visibility::Private
        };
        Ok(EndpointChange {
            slug: (slug != endpoint.slug).then_some(slug),
            label: (label != endpoint.label).then_some(label),
            visibility: (visibility != endpoint.visibility).then_some(visibility),
            expires_at: None,
            settings: (settings != endpoint.settings).then_some(settings),
        })
    }
}

/// A line of text with its label.
fn field(
    id: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    class: &'static str,
    hint: &'static str,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                id=id
                class=class
                autocomplete="off"
                spellcheck="false"
                aria-describedby=format!("{id}-hint")
                value=value.get_untracked()
                prop:value=move || value.get()
                on:input:target=move |event| value.set(event.target().value())
            />
            <p class="hint" id=format!("{id}-hint")>{hint}</p>
        </div>
    }
}

/// Several lines of text with their label.
fn area(
    id: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    rows: &'static str,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <textarea
                id=id
                class="area mono"
                rows=rows
                spellcheck="false"
                prop:value=move || value.get()
                on:input:target=move |event| value.set(event.target().value())
            >{value.get_untracked()}</textarea>
        </div>
    }
}

/// Label and slug.
#[component]
pub fn Name(
    /// The form.
    draft: Draft,
) -> impl IntoView {
    view! {
        <section class="set" id="name" aria-labelledby="h-name">
            <header><h2 id="h-name">"Name and address"</h2></header>
            <div class="card"><div class="in grid2">
                {field("label", "Label", draft.label, "input lg", "Only those who read this endpoint see it.")}
                {field("slug", "Address", draft.slug, "input lg mono", "Lower-case letters, digits and hyphens, 3 to 63. Left empty, it is the random id.")}
            </div></div>
        </section>
    }
}

/// The reply.
#[component]
pub fn Reply(
    /// The form.
    draft: Draft,
) -> impl IntoView {
    view! {
        <section class="set" id="reply" aria-labelledby="h-reply">
            <header><h2 id="h-reply">"Reply"</h2><p>"What every sender gets, after its hit was stored."</p></header>
            <div class="card"><div class="in stack">
                <div class="grid2">
                    {field("status", "Status", draft.status, "input lg", "200 to 599.")}
                    {field("delay", "Delay in milliseconds", draft.delay, "input lg", "Up to 30,000. The hit is stored first.")}
                </div>
                {area("reply-headers", "Headers, one a line", draft.headers, "3")}
                {area("reply-body", "Body", draft.body, "5")}
            </div></div>
        </section>
    }
}

/// What is kept.
#[component]
pub fn Limits(
    /// The form.
    draft: Draft,
) -> impl IntoView {
    view! {
        <section class="set" id="limits" aria-labelledby="h-limits">
            <header>
                <h2 id="h-limits">"Limits"</h2>
                <p>"The oldest hits that are not pinned go first. Left empty, the server’s own limit counts."</p>
            </header>
            <div class="card"><div class="in stack">
                <div class="grid2">
                    {field("max-hits", "Hits kept", draft.hits, "input lg", "A whole number.")}
                    {field("max-bytes", "Size kept, in MB", draft.bytes, "input lg", "Heads and bodies together.")}
                    {field("max-age", "Days kept", draft.days, "input lg", "Counted from when the hit came.")}
                </div>
                <label class="check">
                    <input
                        type="checkbox"
                        prop:checked=move || draft.reject.get()
                        on:change:target=move |event| draft.reject.set(event.target().checked())
                    />
                    <span>"Reply 401 to a hit whose signature fails"</span>
                    <small>"Needs a secret saved on the server. The hit is kept all the same."</small>
                </label>
            </div></div>
        </section>
    }
}

/// How large this is now, for the danger zone.
#[must_use]
pub fn weight(endpoint: &Endpoint) -> String {
    format!(
        "{}, {}",
        format::counted(endpoint.hits, "hit"),
        format::size(endpoint.bytes)
    )
}

/// An icon and words for a list without items.
pub fn none(text: &'static str) -> impl IntoView {
    view! { <div class="line-item muted">{icon::icon("empty")}<span class="what">{text}</span></div> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_in_their_unit() {
        assert_eq!(read("", MEGA, "Size"), Ok(None));
        assert_eq!(read(" 50 ", MEGA, "Size"), Ok(Some(50_000_000)));
        for bad in ["0", "-1", "1.5", "many"] {
            assert!(read(bad, 1, "Hits").is_err(), "{bad}");
        }
    }

    #[test]
    fn headers_are_lines() {
        let read = headers("a: 1\n\nX-B:2:3\n").unwrap();
        assert_eq!(lines(&read), "a: 1\nX-B: 2:3");
        assert!(headers("no colon").unwrap_err().contains("no colon"));
    }
}
