//! Pages that say that something is not there.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::Refused;
use crate::later::{Later, When};
use crate::ui::appbar::PlainBar;
use crate::ui::icon;
use crate::{site, use_site};

/// A page with a code, a sentence and what to do.
#[component]
pub fn Message(
    /// Status of the page.
    code: u16,
    /// The heading.
    #[prop(into)]
    heading: String,
    /// What is and what to do.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    site::answer(code);
    view! {
        <Title text=format!("{heading} · Creel")/>
        <main class="message">
            <PlainBar/>
            <div>
                <div class="mid">
                    {icon::basket()}
                    <span class="code-no">{code}</span>
                    <h1>{heading}</h1>
                    <p>{text}</p>
                    <div class="acts"><a class="btn lg primary" href=use_site().home()>"Your endpoints"</a></div>
                </div>
            </div>
        </main>
    }
}

/// No such page.
#[component]
pub fn NotFound() -> impl IntoView {
    view! { <Later when=When::Used part=not_found/> }
}

crate::chunk! {
    /// The page for what is nowhere.
    home fn not_found() -> AnyView {
    view! {
        <Message
            code=404
            heading="There is no page here"
            text="The address has a typing error, or the page was moved. Hits are never lost by that."
        />
    }
    .into_any()
    }

    /// The page for what was refused.
    home fn refusal(refused: Refused) -> AnyView {
        said(&refused)
    }
}

/// What the API refused, as a page.
#[must_use]
pub fn refused(refused: &Refused) -> AnyView {
    let refused = refused.clone();
    view! { <Later when=When::Used part=move || refusal(refused.clone())/> }.into_any()
}

fn said(refused: &Refused) -> AnyView {
    match refused.status {
        404 | 403 | 401 => view! {
            <Message
                code=404
                heading="No endpoint here that you may read"
                text="It was never made here, it was deleted, or it is someone else’s: whoever knows a URL can send to it, but not read it. To read, ask its owner for a share link."
            />
        }
        .into_any(),
        0 => view! { <Message code=503 heading="The server did not answer" text="Try again in a moment."/> }.into_any(),
        code => view! {
            <Message code=code heading="Something broke here" text=format!("It is our fault, not yours. {}", refused.message)/>
        }
        .into_any(),
    }
}
