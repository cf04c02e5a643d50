//! Small pages between two others: what a form came to, where there is no script to say it.

use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_FRAME_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;

use super::Pages;

/// Nothing but its style.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; \
                      form-action 'self'; frame-ancestors 'none'";

/// What such a page says.
pub(super) struct Note<'a> {
    pub(super) status: StatusCode,
    pub(super) heading: &'a str,
    pub(super) text: &'a str,
    /// Something to copy.
    pub(super) code: Option<&'a str>,
    /// Path and name of a form that does what was asked about.
    pub(super) sure: Option<(&'a str, &'a str)>,
    /// Path and name of the next page; without it, home.
    pub(super) next: Option<(&'a str, &'a str)>,
}

impl Default for Note<'_> {
    fn default() -> Self {
        Self {
            status: StatusCode::OK,
            heading: "",
            text: "",
            code: None,
            sure: None,
            next: None,
        }
    }
}

/// The page.
pub(super) fn note(pages: &Pages, note: &Note<'_>) -> Response {
    let (path, verb) = note.next.unwrap_or(("/", "Your endpoints"));
    let next = format!("{}{path}", pages.base);
    let css = pages.assets.path(&pages.base, "css");
    let (heading, text, verb) = (
        note.heading.to_owned(),
        note.text.to_owned(),
        verb.to_owned(),
    );
    let code = note.code.map(|code| {
        let code = code.to_owned();
        view! { <p><code>{code}</code></p> }
    });
    let sure = note.sure.map(|(path, verb)| {
        let (action, verb) = (format!("{}{path}", pages.base), verb.to_owned());
        view! {
            <form method="post" action=action>
                <input type="hidden" name="sure" value="yes"/>
                <button type="submit" class="btn lg danger primary">{verb}</button>
            </form>
        }
    });
    let class = if sure.is_some() {
        "btn lg"
    } else {
        "btn lg primary"
    };
    let title = format!("{heading} · Creel");
    let page = view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <title>{title}</title>
                <link rel="stylesheet" href=css/>
            </head>
            <body>
                <main class="message">
                    <span></span>
                    <div>
                        <div class="mid">
                            <h1>{heading}</h1>
                            <p>{text}</p>
                            {code}
                            <div class="acts">{sure}<a class=class href=next>{verb}</a></div>
                        </div>
                    </div>
                </main>
            </body>
        </html>
    };
    let mut response = (note.status, page.to_html()).into_response();
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "same-origin"),
        (X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
