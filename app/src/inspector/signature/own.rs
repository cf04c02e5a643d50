//! A signature of the sender's own making, described by its owner.

use std::sync::Arc;

use domain::Hit;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::desk::Desk;
use crate::transport::Caller;
use crate::ui::icon;
use crate::ui::toast::Toasts;
use crate::{api, use_site};

/// Choices of a field: value and name.
type Choices = &'static [(&'static str, &'static str)];

const DIGESTS: Choices = &[
    ("sha256", "HMAC-SHA256"),
    ("sha1", "HMAC-SHA1"),
    ("sha512", "HMAC-SHA512"),
];

const ENCODINGS: Choices = &[
    ("hex", "hex"),
    ("base64", "base64"),
    ("base64url", "base64url"),
];

/// What stands in front of the digest in a header: `sha256=` of `sha256=5ad6…`. Padding of base64 is none.
fn prefix(value: &str) -> &str {
    match value.split_once('=') {
        Some((label, digest))
            if (1..=10).contains(&label.len()) && !digest.trim_matches('=').is_empty() =>
        {
            value.get(..=label.len()).unwrap_or_default()
        }
        _ => "",
    }
}

/// The form: which header holds the signature, and what was signed. The server checks with it from then on.
#[component]
pub fn Scheme(
    /// A hit that nobody is known to have signed.
    hit: Arc<Hit>,
) -> impl IntoView {
    let desk = Desk::get();
    let (site, toasts) = (use_site(), Toasts::get());
    let header = NodeRef::<leptos::html::Input>::new();
    let template = NodeRef::<leptos::html::Input>::new();
    let secret = NodeRef::<leptos::html::Input>::new();
    let digest = RwSignal::new("sha256".to_owned());
    let encoding = RwSignal::new("hex".to_owned());
    let names = hit.headers.iter().map(|header| header.name.clone());
    let names = names.map(|name| view! { <option value=name></option> });
    let names = names.collect_view();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = |node: NodeRef<leptos::html::Input>| {
            node.get_untracked()
                .map(|field| field.value().trim().to_owned())
                .unwrap_or_default()
        };
        let name = text(header);
        let sent = hit
            .headers
            .iter()
            .find(|sent| sent.name.eq_ignore_ascii_case(&name));
        let prefix = sent
            .and_then(|sent| sent.value.as_deref())
            .map_or("", prefix);
        let params = [
            ("header", name.as_str()),
            ("digest", &digest.get_untracked()),
            ("encoding", &encoding.get_untracked()),
            ("template", &text(template)),
            ("prefix", prefix),
        ];
        let params: std::collections::BTreeMap<_, _> = params
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect();
        let question =
            serde_json::json!({ "provider": "generic", "secret": text(secret), "params": params });
        let path = desk
            .reader
            .with_value(|reader| reader.path("/secrets", &[]));
        let answer = api::done(
            &Caller::get(),
            &site,
            "POST",
            path,
            Some(question.to_string()),
        );
        spawn_local(async move {
            match answer.await {
                Ok(()) => toasts.done("Saved on the server", "Hits that are here are checked now."),
                Err(refused) => toasts.failed("The secret was not saved", refused.message),
            }
        });
    };
    view! {
        <form class="stack" data-js="" on:submit=submit>
            <h3>"Is it signed in a way of your own?"</h3>
            <p class="soft">"Say which header holds the signature and what was signed. Creel checks this hit and every later one like it."</p>
            <div class="card"><div class="in stack">
                <div class="grid2">
                    <label class="field"><span class="label">"Header"</span><input class="input mono" list="own-headers" placeholder="X-Signature" required=true autocomplete="off" spellcheck="false" node_ref=header/></label>
                    {choice("Algorithm", DIGESTS, digest)}
                    {choice("Written as", ENCODINGS, encoding)}
                    <label class="field"><span class="label">"Signed bytes"</span><input class="input mono" value="{body}" required=true autocomplete="off" spellcheck="false" node_ref=template/></label>
                    <label class="field"><span class="label">"Secret"</span><input class="input mono" type="password" required=true autocomplete="off" node_ref=secret/></label>
                </div>
                <datalist id="own-headers">{names}</datalist>
                <p class="muted"><small>"Signed bytes may also hold {url}, {method}, {header:name} and \\n."</small></p>
                <div class="row row--wrap"><button type="submit" class="btn primary">{icon::icon("key")}<span>"Save and check"</span></button></div>
            </div></div>
        </form>
    }
}

fn choice(label: &'static str, choices: Choices, chosen: RwSignal<String>) -> impl IntoView {
    let options = choices
        .iter()
        .map(|(value, name)| view! { <option value=*value>{*name}</option> });
    view! {
        <label class="field">
            <span class="label">{label}</span>
            <select class="select" on:change:target=move |event| chosen.set(event.target().value())>{options.collect_view()}</select>
        </label>
    }
}

#[cfg(test)]
mod tests {
    use super::prefix;

    #[test]
    fn what_stands_before_a_digest_is_no_part_of_it() {
        for (value, before) in [
            ("sha256=5ad6b4f7916de8bc", "sha256="),
            ("v1=GZh2/Yvb==", "v1="),
            ("GZh2/Yvbl3TdAKeeLlG+4Btuer4SFgtcs0Kevp6PyoQ=", ""),
            ("YQ==", ""),
            ("5ad6b4f7916de8bc", ""),
            ("=", ""),
            ("", ""),
        ] {
            assert_eq!(prefix(value), before, "{value}");
        }
    }
}
