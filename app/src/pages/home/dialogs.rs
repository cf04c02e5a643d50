//! The two dialogs of the home page. They are forms in popovers: the browser opens, closes and sends
//! them, with scripts or without.

use leptos::prelude::*;

use crate::ui::icon;
use crate::use_site;

/// Id of the dialog for a new endpoint.
pub const OPTIONS: &str = "new-options";
/// Id of the dialog that takes a key.
pub const CLAIM: &str = "add-by-key";

/// A button that opens one of them.
#[component]
pub fn Opener(
    /// Id of the dialog.
    dialog: &'static str,
    /// Classes.
    class: &'static str,
    /// Its icon.
    glyph: &'static str,
    /// Its name.
    label: &'static str,
) -> impl IntoView {
    view! { <button type="button" class=class popovertarget=dialog>{icon::icon(glyph)}<span>{label}</span></button> }
}

#[component]
fn Popover(
    id: &'static str,
    title: &'static str,
    action: String,
    verb: &'static str,
    children: Children,
) -> impl IntoView {
    let heading = format!("{id}-h");
    let named = heading.clone();
    view! {
        <dialog id=id popover="" aria-labelledby=named>
            <form method="post" action=action>
                <header>
                    <h2 id=heading>{title}</h2>
                    <button type="button" class="btn icon-only quiet" aria-label="Close" title="Close (Esc)" popovertarget=id>
                        {icon::icon("x")}
                    </button>
                </header>
                <div class="in">{children()}</div>
                <footer>
                    <button type="button" class="btn lg quiet" popovertarget=id><span>"Cancel"</span></button>
                    <button type="submit" class="btn lg primary"><span>{verb}</span></button>
                </footer>
            </form>
        </dialog>
    }
}

/// A new endpoint with a label, an address, an end, and its key.
#[component]
pub fn Options() -> impl IntoView {
    let site = use_site();
    let front = format!("{}{}/", site.origin, site.base);
    let keep = [
        ("", "As long as the server keeps it"),
        ("1", "1 hour"),
        ("24", "1 day"),
        ("168", "7 days"),
        ("720", "30 days"),
    ];
    let keep = keep.map(|(hours, name)| view! { <option value=hours>{name}</option> });
    view! {
        <Popover id=OPTIONS title="New endpoint" action=site.link("/new") verb="Create endpoint">
            <label class="field">
                <span class="label">"Label "<span class="opt">"optional"</span></span>
                <input class="input lg" name="label" maxlength="100" placeholder="Harbour orders" autofocus=true/>
                <span class="hint">"For people; the sender does not see it."</span>
            </label>
            <div class="field">
                <label for="new-slug">"Address "<span class="opt">"optional"</span></label>
                <div class="input affix lg">
                    <span class="fix mono">{front}</span>
                    <input
                        id="new-slug"
                        class="mono"
                        name="slug"
                        placeholder="harbour-orders"
                        pattern="[a-z0-9][a-z0-9\\-]{2,62}"
                        title="3 to 63 lower-case letters, digits and hyphens"
                        spellcheck="false"
                        autocapitalize="off"
                        autocomplete="off"
                        aria-describedby="new-slug-hint"
                    />
                </div>
                <p class="hint" id="new-slug-hint">"Lower-case letters, digits and hyphens, 3 to 63. Left empty, it is a random id nobody can guess."</p>
            </div>
            <label class="field">
                <span class="label">"Keep it for"</span>
                <select class="select" name="keep">{keep.collect_view()}</select>
            </label>
            <label class="check">
                <input type="checkbox" name="key" value="show"/>
                <span>"Show me its key"</span>
                <small>"Once, before you go on. For other browsers, scripts and the command line; this browser needs none."</small>
            </label>
        </Popover>
    }
}

/// An endpoint made elsewhere, by its key.
#[component]
pub fn Claim() -> impl IntoView {
    let site = use_site();
    view! {
        <Popover id=CLAIM title="Add an endpoint by its key" action=site.link("/new/claim") verb="Add endpoint">
            <p>"Its key was shown when it was made. This browser can then read and change the endpoint like the one that made it."</p>
            <label class="field">
                <span class="label">"URL or id"</span>
                <input class="input lg mono" name="endpoint" required=true spellcheck="false" autocapitalize="off" autocomplete="off" autofocus=true/>
            </label>
            <label class="field">
                <span class="label">"Key"</span>
                <input class="input lg mono" type="password" name="key" required=true autocomplete="off"/>
            </label>
        </Popover>
    }
}
