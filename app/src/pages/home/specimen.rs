//! A still picture of what the inspector shows, for those who have not seen it.

use domain::Outcome;
use leptos::prelude::*;

use crate::provider::face;
use crate::ui::{icon, marks};
use crate::verdict;

/// A hit whose check failed, and why. Nothing in it can be used, and it is not read out.
pub(super) fn specimen() -> impl IntoView {
    let sender = "stripe";
    let failed = Outcome::Failed;
    view! {
        <div class="specimen" aria-hidden="true">
            <div class="hit" data-unread="">
                // Without an address it is no link, only drawn as the row of a list is.
                <a>
                    <span class="gut"><span class="unread"></span></span>
                    {marks::dot(failed)}
                    <span class="top"><span class="method">"POST"</span><span class="path">"/stripe"</span></span>
                    <span class="when">"12 s"</span>
                    {marks::sender(sender)}
                    <span class="sub"><span class="ev">"invoice.paid"</span></span>
                    <span class="nums"><span class="sz">"362 B"</span><span class="sq">"#1283"</span></span>
                </a>
            </div>
            <div class="v-strip" data-verdict=failed.word()>
                {icon::icon(verdict::icon(failed))}
                <span class="say"><b>"Failed."</b>" One byte was added to the end of the body."</span>
            </div>
            <div class="callout">
                {icon::icon("search")}
                <h3>"It matches if the trailing newline is removed"</h3>
                <p>{format!("Something between {} and here added it.", face(sender).name)}</p>
            </div>
        </div>
    }
}
