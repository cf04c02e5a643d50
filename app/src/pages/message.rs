//! Pages that say that something is not there.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::Refused;
use crate::later::{Later, When};
use crate::pages::anywhere::{Anywhere, Dialogs, Tools};
use crate::ui::appbar::Brand;
use crate::ui::copy::CopyButton;
use crate::ui::icon;
use crate::{site, use_site};

/// A page with a code, a sentence and what can be done.
fn message(code: u16, heading: &'static str, text: impl IntoAny, acts: impl IntoAny) -> AnyView {
    site::answer(code);
    let here = Anywhere::about(None);
    view! {
        <Title text=format!("{heading} · Creel")/>
        <main class="message">
            <header class="appbar clear">
                <Brand/>
                <span class="grow"></span>
                <Tools here=here/>
            </header>
            <div>
                <div class="mid">
                    {icon::basket()}
                    <span class="code-no">{code}</span>
                    <h1>{heading}</h1>
                    <p>{text.into_any()}</p>
                    <div class="acts">{acts.into_any()}</div>
                </div>
            </div>
        </main>
        <Dialogs here=here/>
    }
    .into_any()
}

/// No such page.
#[component]
pub fn NotFound() -> impl IntoView {
    view! { <Later when=When::Used part=not_found/> }
}

crate::chunk! {
    /// The page for what is nowhere.
    home fn not_found() -> AnyView {
        let text = "The address has a typing error, or the page was moved. Hits are never lost by that.";
        message(404, "There is no page here", text, endpoints(PRIMARY))
    }

    /// The page for what was refused.
    home fn refusal(refused: Refused, endpoint: Option<String>) -> AnyView {
        match refused.status {
            404 | 403 | 401 => match endpoint {
                Some(endpoint) => unreadable(endpoint),
                None => ended(),
            },
            _ => troubled(refused),
        }
    }
}

/// What the API refused, as a page: of the endpoint with this name, else of a share link.
#[must_use]
pub fn refused(refused: &Refused, endpoint: Option<String>) -> AnyView {
    let refused = refused.clone();
    let part = move || refusal(refused.clone(), endpoint.clone());
    view! { <Later when=When::Used part=part/> }.into_any()
}

/// One page for what is not there and for what may not be read: nobody learns from it which it is.
fn unreadable(endpoint: String) -> AnyView {
    let text = "It was never made here, it was deleted, or it is someone else’s: whoever knows a URL can send to it, but not read it. To read, ask its owner for a share link, or enter the key that was shown when it was made.";
    let acts = view! {
        <form class="row row--wrap" method="post" action=use_site().link("/new/claim")>
            <input type="hidden" name="endpoint" value=endpoint/>
            <input
                class="input lg mono grow"
                type="password"
                name="key"
                required=true
                aria-label="Key"
                placeholder="ck_…"
                autocomplete="off"
            />
            <button type="submit" class="btn lg primary">{icon::icon("key")}<span>"Read with key"</span></button>
        </form>
        {endpoints("btn lg")}
    };
    message(404, "No endpoint here that you may read", text, acts)
}

fn ended() -> AnyView {
    let text = "Links stop on the day their owner chose, or when the owner takes them back; or the address has a typing error. Ask its owner for a new one.";
    message(
        404,
        "This share link does not work",
        text,
        endpoints(PRIMARY),
    )
}

/// What is said of a status that is neither about rights nor about what is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    /// Nothing answers.
    Silent,
    /// Too much at a time, of everyone.
    Busy,
    /// Too much at a time, of this reader.
    Hasty,
    /// Something in front of the server has no answer from it.
    Behind,
    /// There is no room on the disk.
    Full,
    /// The server does not take what was asked.
    Refused,
    /// A fault of the server.
    Broken,
}

impl Trouble {
    const fn of(status: u16) -> Self {
        match status {
            0 => Self::Silent,
            503 => Self::Busy,
            429 => Self::Hasty,
            502 | 504 => Self::Behind,
            507 => Self::Full,
            400..=499 => Self::Refused,
            _ => Self::Broken,
        }
    }

    const fn heading(self) -> &'static str {
        match self {
            Self::Silent => "The server did not answer",
            Self::Busy => "The server is busy",
            Self::Hasty => "Too much at a time",
            Self::Behind => "The server is out of reach",
            Self::Full => "The server has no room left",
            Self::Refused => "The server did not take this",
            Self::Broken => "Something broke here",
        }
    }

    /// What is, then what to do. `said` are the server's own words, which say it better where it has some.
    fn text(self, said: String) -> String {
        match self {
            Self::Silent => "Try again in a moment.".to_owned(),
            Self::Behind => {
                "What stands in front of it has no answer from it. Try again in a moment."
                    .to_owned()
            }
            Self::Broken => "It is our fault, not yours.".to_owned(),
            Self::Busy | Self::Hasty | Self::Full | Self::Refused => said,
        }
    }
}

/// Of what broke the reader learns only what the log calls it. Whether hits are still kept is not known here,
/// so nothing is said of it.
fn troubled(refused: Refused) -> AnyView {
    let trouble = Trouble::of(refused.status);
    let status = if refused.is_offline() {
        503
    } else {
        refused.status
    };
    let text = trouble.text(refused.message);
    let text = match refused.reference.clone() {
        Some(reference) => view! {
            {text}" The error is in the server’s log under "<code>{reference}</code>"."
        }
        .into_any(),
        None => text.into_any(),
    };
    let copy = refused.reference.map(|reference| {
        let text = Signal::stored(reference);
        view! { <CopyButton text=text label="Copy the reference" class="btn lg"/> }
    });
    let acts = view! { {again()}{copy} };
    message(status, trouble.heading(), text, acts)
}

/// The button that is meant to be pressed.
const PRIMARY: &str = "btn lg primary";

/// The same address once more.
fn again() -> impl IntoView {
    view! { <a class=PRIMARY href="" rel="external">{icon::icon("replay")}<span>"Try again"</span></a> }
}

/// Home.
fn endpoints(class: &'static str) -> impl IntoView {
    view! { <a class=class href=use_site().home()>"Your endpoints"</a> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_a_fault_of_the_server_is_called_one() {
        for (status, trouble) in [
            (0, Trouble::Silent),
            (400, Trouble::Refused),
            (410, Trouble::Refused),
            (429, Trouble::Hasty),
            (431, Trouble::Refused),
            (500, Trouble::Broken),
            (501, Trouble::Broken),
            (502, Trouble::Behind),
            (503, Trouble::Busy),
            (504, Trouble::Behind),
            (507, Trouble::Full),
            (200, Trouble::Broken),
        ] {
            assert_eq!(Trouble::of(status), trouble, "{status}");
        }
        let fault = |trouble: Trouble| trouble.text("Said.".to_owned()).contains("our fault");
        assert!(fault(Trouble::Broken));
        assert!(!fault(Trouble::Busy) && !fault(Trouble::Refused));
    }
}
