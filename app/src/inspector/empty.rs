//! The inspector before the first hit.

use domain::Endpoint;
use leptos::prelude::*;
use leptos_meta::Title;

use super::desk::Desk;
use super::top::capture_url;
use crate::browser::clock;
use crate::format;
use crate::provider::face;
use crate::session::Lamp;
use crate::ui::copy::CopyButton;
use crate::ui::icon;
use crate::use_site;

/// Ways to send the first hit.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Example {
    Curl,
    Httpie,
    PowerShell,
    JavaScript,
}

impl Example {
    const ALL: [Self; 4] = [Self::Curl, Self::Httpie, Self::PowerShell, Self::JavaScript];

    const fn label(self) -> &'static str {
        match self {
            Self::Curl => "curl",
            Self::Httpie => "HTTPie",
            Self::PowerShell => "PowerShell",
            Self::JavaScript => "JavaScript",
        }
    }

    fn text(self, url: &str) -> String {
        match self {
            Self::Curl => format!(
                "curl {url} \\\n  -H 'content-type: application/json' \\\n  -d '{{\"hello\":\"creel\"}}'"
            ),
            Self::Httpie => format!("http POST {url} hello=creel"),
            Self::PowerShell => format!(
                "Invoke-RestMethod {url} -Method Post `\n  -ContentType 'application/json' `\n  -Body '{{\"hello\":\"creel\"}}'"
            ),
            Self::JavaScript => format!(
                "await fetch('{url}', {{\n  method: 'POST',\n  headers: {{ 'content-type': 'application/json' }},\n  body: JSON.stringify({{ hello: 'creel' }}),\n}});"
            ),
        }
    }
}

crate::chunk! {
    /// The pane before the first hit.
    home fn waiting() -> AnyView {
        view! { <Waiting/> }.into_any()
    }
}

/// Waiting for the first hit.
#[component]
pub fn Waiting() -> impl IntoView {
    let desk = Desk::get();
    let lamp = move || {
        desk.now.track();
        let now = if desk.now.with_untracked(Option::is_some) {
            clock::millis()
        } else {
            0
        };
        desk.session.with(|session| session.lamp(now, false))
    };
    let say = move || {
        match lamp() {
        Lamp::Reconnecting | Lamp::Offline => view! {
            <p style="color:var(--warn)">
                "Reconnecting. Hits are still captured and will show up when the connection is back."
            </p>
        }
        .into_any(),
        Lamp::Ended => view! { <p>"This endpoint has ended. Nothing sent to it is kept."</p> }.into_any(),
        Lamp::Live | Lamp::Paused => view! {
            <p>"Connected. Anything sent to this URL, any method and any path below it, shows up here at once."</p>
        }
        .into_any(),
    }
    };
    let title = move || format::title(0, &[&desk.label()]);
    view! {
        <Title text=title/>
        <section class="hit-pane" id="hit" tabindex="-1" aria-label="Send the first hit">
            <div class="wait">
                <div class="wait-in">
                    <div class="wait-top">
                        {icon::float()}
                        <h1>"Waiting for the first hit"</h1>
                        {say}
                    </div>
                    <BigUrl/>
                    <Snippet/>
                    <Samples/>
                </div>
            </div>
        </section>
    }
}

#[component]
fn BigUrl() -> impl IntoView {
    let desk = Desk::get();
    let url = Signal::derive(move || desk.endpoint.with(|endpoint| endpoint.url.clone()));
    let replies = move || {
        desk.endpoint.with(|endpoint| {
            let reply = &endpoint.settings.reply;
            let body = match reply.body.as_str() {
                "" => String::new(),
                body => format!(" “{}”", crate::lens::text::head(body, 24)),
            };
            view! { <span class="muted">"replies "<b class="num soft">{reply.status}</b>{body}</span> }
        })
    };
    let qr = move || qr(&url.get());
    view! {
        <div class="bigurl">
            <div class="u">
                {move || capture_url(desk)}
                <div class="row row--wrap">
                    <CopyButton text=url label="Copy URL" class="btn lg primary" key="U"/>
                    {replies}
                </div>
            </div>
            <div class="qr">{qr}</div>
        </div>
    }
}

/// A QR code as a drawing; nothing when the text is too long for one.
pub(super) fn qr(text: &str) -> Option<AnyView> {
    let code = qrcodegen::QrCode::encode_text(text, qrcodegen::QrCodeEcc::Low).ok()?;
    let size = code.size();
    let mut path = String::new();
    for y in 0..size {
        for x in 0..size {
            if code.get_module(x, y) {
                path.push_str(&format!("M{x} {y}h1v1h-1z"));
            }
        }
    }
    Some(
        view! {
            <svg viewBox=format!("0 0 {size} {size}") shape-rendering="crispEdges" role="img" aria-label="QR code of the capture URL">
                <path fill="currentColor" d=path/>
            </svg>
        }
        .into_any(),
    )
}

#[component]
fn Snippet() -> impl IntoView {
    let desk = Desk::get();
    let which = RwSignal::new(Example::Curl);
    let text = Signal::derive(move || {
        desk.endpoint
            .with(|endpoint| which.get().text(&endpoint.url))
    });
    let choices = Example::ALL.map(|example| {
        let checked = move || (which.get() == example).to_string();
        view! {
            <button type="button" role="radio" aria-checked=checked on:click=move |_| which.set(example)>
                {example.label()}
            </button>
        }
    });
    view! {
        <div class="snippet">
            <header>
                <div class="seg" role="radiogroup" aria-label="Example in" data-js="">{choices.collect_view()}</div>
                <span class="grow"></span>
                <CopyButton text=text label="Copy" class="btn quiet sm"/>
            </header>
            <pre tabindex="0">{text}</pre>
        </div>
    }
}

/// Senders that are offered at once, with the header their signature is in.
const OFFERED: [(&str, &str, &str); 4] = [
    ("github", "GitHub push", "X-Hub-Signature-256"),
    ("stripe", "Stripe invoice", "Stripe-Signature"),
    ("slack", "Slack mention", "X-Slack-Signature"),
    ("shopify", "Shopify order", "X-Shopify-Hmac-SHA256"),
];
/// The other senders whose events can be made.
const OTHERS: [&str; 13] = [
    "gitlab",
    "hubspot",
    "linear",
    "mailgun",
    "paddle",
    "paystack",
    "square",
    "standard-webhooks",
    "svix",
    "twilio",
    "twitch",
    "typeform",
    "zoom",
];

/// Sends a signed sample: a form, so that it works without scripts. The hit it makes is the next
/// page.
#[component]
fn Samples() -> impl IntoView {
    let desk = Desk::get();
    let site = use_site();
    let action = move || {
        site.link(&format!(
            "/e/{}/samples",
            desk.endpoint.with(Endpoint::name)
        ))
    };
    let offered = OFFERED.map(|(id, title, header)| {
        let face = face(id);
        view! {
            <button type="submit" name="provider" value=id>
                <span class="prov lg" style=format!("--hue:{}", face.hue) aria-hidden="true">{face.letters}</span>
                <span><b>{title}</b><small>{header}</small></span>
                {icon::icon("send")}
            </button>
        }
    });
    let others = OTHERS.map(|id| view! { <option value=id>{face(id).name}</option> });
    view! {
        <section class="stack" aria-labelledby="samples-h">
            <div class="sec-head">
                <h2 id="samples-h">"Or send yourself a signed sample"</h2>
                <span class="muted">"Creel plays the sender, so you see a real verdict."</span>
            </div>
            <form class="samples" method="post" action=action.clone()>{offered.collect_view()}</form>
            <form class="row row--wrap" method="post" action=action>
                <select class="select" name="provider" aria-label="Another sender">{others.collect_view()}</select>
                <button type="submit" class="btn"><span>"Send a sample"</span></button>
            </form>
        </section>
    }
}
