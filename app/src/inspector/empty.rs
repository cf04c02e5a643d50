//! The inspector before the first hit.

use leptos::prelude::*;
use leptos_meta::Title;

use super::desk::Desk;
use super::top::capture_url;
use crate::browser::clock;
use crate::format;
use crate::lens::{Ink, Span};
use crate::session::Lamp;
use crate::ui::copy::CopyButton;
use crate::ui::spans::spans;
use crate::ui::{icon, seg};

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

/// The words of an example in colours: the command, and what is quoted.
fn coloured(text: &str) -> Vec<Span> {
    let command = text.find([' ', '(']).unwrap_or(text.len());
    let (command, rest) = text.split_at(command);
    let mut runs = vec![(Ink::Tag, command.to_owned())];
    for (at, part) in rest.split('\'').enumerate() {
        if at % 2 == 1 {
            runs.push((Ink::Text, format!("'{part}'")));
        } else if !part.is_empty() {
            runs.push((Ink::Plain, part.to_owned()));
        }
    }
    runs
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
                    <section class="stack" aria-labelledby="samples-h">
                        <div class="sec-head">
                            <h2 id="samples-h">"Or send yourself a signed sample"</h2>
                            <span class="muted">"Creel plays the sender, so you see a real verdict."</span>
                        </div>
                        <super::samples::Samples/>
                    </section>
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
            let change = desk.can_write().then(|| {
                let link = desk.place.with(|place| format!("{}/settings#reply", place.root));
                view! { " · "<a href=link rel="external">"change"</a> }
            });
            view! { <span class="muted">"replies "<b class="num soft">{reply.status}</b>{body}{change}</span> }
        })
    };
    let qr = move || qr(&url.get());
    view! {
        <div class="bigurl">
            <div class="u">
                {move || capture_url(desk)}
                <div class="row row--wrap">
                    <CopyButton text=url label="Copy URL" class="btn lg primary" key="U"/>
                    <a class="btn lg" href=url target="_blank" rel="external noopener noreferrer">
                        {icon::icon("external")}
                        <span>"Open in a tab"</span>
                    </a>
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
    let choices = Example::ALL.map(|example| (example, example.label()));
    view! {
        <div class="snippet">
            <header>
                {seg::seg("Example in", choices, move || which.get(), move |example| which.set(example))}
                <span class="grow"></span>
                <CopyButton text=text label="Copy" class="btn quiet sm"/>
            </header>
            <pre tabindex="0">{move || text.with(|text| spans(coloured(text)))}</pre>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_leave_every_example_as_it_is() {
        for example in Example::ALL {
            let text = example.text("https://hooks.example/a");
            let runs = coloured(&text);
            let whole: String = runs.iter().map(|(_, run)| run.as_str()).collect();
            assert_eq!(whole, text);
        }
        let runs = coloured(&Example::Curl.text("https://hooks.example/a"));
        assert_eq!(runs[0], (Ink::Tag, "curl".to_owned()));
        let body = (Ink::Text, r#"'{"hello":"creel"}'"#.to_owned());
        assert!(runs.contains(&body));
    }
}
