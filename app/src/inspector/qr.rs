//! The capture URL as a QR code, for a telephone.

use leptos::prelude::*;

use super::desk::Desk;
use super::empty::qr;
use crate::ui::copy::CopyButton;
use crate::ui::dialog::Dialog;

/// The dialog.
pub(super) fn dialog(desk: Desk) -> impl IntoView {
    let url = Signal::derive(move || desk.endpoint.with(|endpoint| endpoint.url.clone()));
    let code = move || qr(&url.get());
    view! {
        <Dialog title="QR code of the capture URL" close=Callback::new(move |()| desk.overlay.set(None))>
            <div class="in">
                <div class="qr-box">{code}</div>
                <p><code class="mono">{move || url.get()}</code></p>
                <p class="muted">"Whoever opens this address sends a hit."</p>
            </div>
            <footer><CopyButton text=url label="Copy URL" class="btn lg primary"/></footer>
        </Dialog>
    }
}
