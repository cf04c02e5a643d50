//! Signed samples: Creel plays the sender.

use std::sync::Arc;

use domain::Endpoint;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::desk::Desk;
use crate::provider::face;
use crate::site::Site;
use crate::transport::Caller;
use crate::ui::dialog::Dialog;
use crate::ui::icon;
use crate::ui::toast::Toasts;
use crate::{api, use_site};

/// Senders that are offered at once, with the header their signature is in.
const OFFERED: [(&str, &str, &str); 6] = [
    ("github", "GitHub push", "X-Hub-Signature-256"),
    ("stripe", "Stripe invoice", "Stripe-Signature"),
    ("slack", "Slack mention", "X-Slack-Signature"),
    ("shopify", "Shopify order", "X-Shopify-Hmac-SHA256"),
    (
        "standard-webhooks",
        "Standard Webhooks",
        "webhook-signature",
    ),
    ("twilio", "Twilio message", "X-Twilio-Signature"),
];

/// The other senders whose events can be made.
const OTHERS: [&str; 11] = [
    "gitlab", "hubspot", "linear", "mailgun", "paddle", "paystack", "square", "svix", "twitch",
    "typeform", "zoom",
];

/// Sends one, and says so. The hit comes as any other.
fn send(desk: Desk, toasts: Toasts, site: &Arc<Site>, provider: String) {
    let reader = desk.reader.get_value();
    let answer = api::send_sample(&Caller::get(), site, &reader, &provider);
    spawn_local(async move {
        let name = face(&provider).name;
        match answer.await {
            Ok(()) => toasts.done(
                format!("Sent a sample of {name}, signed with the sample secret"),
                "It arrives like any other hit, in a moment.",
            ),
            Err(refused) => toasts.failed("The sample was not sent", refused.message),
        }
    });
}

/// What can be sent. Forms, so that they work without scripts: then the hit is the next page.
#[component]
pub fn Samples(
    /// Called when one is sent.
    #[prop(optional)]
    sent: Option<Callback<()>>,
) -> impl IntoView {
    let desk = Desk::get();
    let (toasts, site) = (Toasts::get(), use_site());
    let action = {
        let site = Arc::clone(&site);
        move || {
            let name = desk.endpoint.with(Endpoint::name);
            site.link(&format!("/e/{name}/samples"))
        }
    };
    let press = Callback::new(move |provider: String| {
        send(desk, toasts, &site, provider);
        if let Some(sent) = sent {
            sent.run(());
        }
    });
    let offered = OFFERED.map(|(id, title, header)| {
        let face = face(id);
        let press = move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            press.run(id.to_owned());
        };
        view! {
            <button type="submit" name="provider" value=id on:click=press>
                <span class="prov lg" style=format!("--hue:{}", face.hue) aria-hidden="true">{face.letters}</span>
                <span><b>{title}</b><small>{header}</small></span>
                {icon::icon("send")}
            </button>
        }
    });
    let others = OTHERS.map(|id| view! { <option value=id>{face(id).name}</option> });
    let chosen = NodeRef::<leptos::html::Select>::new();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(select) = chosen.get_untracked() {
            press.run(select.value());
        }
    };
    view! {
        <form class="samples" method="post" action=action.clone()>{offered.collect_view()}</form>
        <form class="row" method="post" action=action on:submit=submit>
            <select class="select" name="provider" aria-label="Another sender" node_ref=chosen>{others.collect_view()}</select>
            <button type="submit" class="btn"><span>"Send a sample"</span></button>
        </form>
    }
}

crate::chunk! {
    /// The samples in a dialog.
    home fn sample_dialog(desk: Desk) -> AnyView {
        let close = Callback::new(move |()| desk.overlay.set(None));
        view! {
            <Dialog title="Send a sample" close=close>
                <div class="in">
                    <p class="muted">"Creel plays the sender, so you see a real verdict."</p>
                    <Samples sent=close/>
                </div>
            </Dialog>
        }
        .into_any()
    }
}
