//! What the reader writes into the form, and what it would change.

use domain::{Endpoint, EndpointChange, Visibility};
use leptos::prelude::*;

use super::filled::{DAY, Filled, MEGA, limit, lines};
use crate::format;
use crate::ui::icon;

/// The form that the fields belong to, wherever they are on the page.
pub const FORM: &str = "settings-form";

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
        let text = |signal: RwSignal<String>| signal.get();
        Filled {
            label: text(self.label),
            slug: text(self.slug),
            status: text(self.status),
            delay: text(self.delay),
            headers: text(self.headers),
            body: text(self.body),
            hits: text(self.hits),
            bytes: text(self.bytes),
            days: text(self.days),
            reject: self.reject.get(),
            open: self.open.get(),
        }
        .change(endpoint)
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
                name=id
                form=FORM
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
                name=id
                form=FORM
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
                        name="reject"
                        form=FORM
                        checked=draft.reject.get_untracked()
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
