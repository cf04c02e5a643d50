//! Parts of the page whose code is a module of its own, loaded when it is needed.
//!
//! [`chunk!`](crate::chunk) declares the functions of such a part, [`Later`] draws what one of them gives:
//!
//! ```ignore
//! crate::chunk! {
//!     /// What it draws.
//!     settings fn page(id: String) -> AnyView { view! { … }.into_any() }
//! }
//! // Elsewhere:
//! view! { <Later part=move || page(id.clone())/> }
//! ```
//!
//! The server renders the part in place, so that it reads without scripts. In the browser that markup stays
//! until the code is there, and is then drawn anew; on a page that was not rendered by the server the place
//! stays empty for as long. Parts must not make resources: the server would number them, and the browser,
//! which comes later, would not find them.

use core::future::Future;
use core::pin::Pin;
use std::sync::Arc;

use leptos::prelude::*;

/// The code of a part did not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotLoaded;

impl From<leptos::wasm_split::SplitLoaderError> for NotLoaded {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> Self {
        Self
    }
}

/// What a function of a part gives.
pub type Drawn = Result<AnyView, NotLoaded>;

/// A part that is being loaded.
pub type Drawing = Pin<Box<dyn Future<Output = Drawn>>>;

/// What asks for one.
type Part = Arc<dyn Fn() -> Drawing + Send + Sync>;

/// Declares functions whose code comes later. All that name the same chunk come together.
///
/// A call gives a future of what the function gives, or [`NotLoaded`]; in the browser it loads the chunk first. Without the feature `split`
/// the code is part of the module as any other.
#[macro_export]
macro_rules! chunk {
    ($($(#[$about:meta])* $chunk:ident fn $name:ident($($arg:ident: $type:ty),* $(,)?) -> $out:ty $body:block)*) => {$(
        $(#[$about])*
        #[cfg(feature = "split")]
        #[leptos::wasm_split::wasm_split($chunk, wasm_split_path = leptos::wasm_split, fallible)]
        pub fn $name($($arg: $type),*) -> Result<$out, $crate::later::NotLoaded> {
            Ok($body)
        }

        $(#[$about])*
        #[cfg(not(feature = "split"))]
        pub fn $name($($arg: $type),*) -> core::future::Ready<Result<$out, $crate::later::NotLoaded>> {
            core::future::ready(Ok($body))
        }
    )*};
}

/// When the code of a part is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum When {
    /// As soon as the part is to be drawn.
    #[default]
    Drawn,
    /// Where the server has drawn it: when the reader first does something, or a hit comes. It can be read
    /// meanwhile, links in it work, and what else is done in it is done again once its code is there.
    Used,
}

/// A place for a part.
#[component]
pub fn Later<P, F>(
    /// Calls a function of the part; more than once when its code did not come.
    part: P,
    /// When it is called first.
    #[prop(optional)]
    when: When,
) -> impl IntoView
where
    P: Fn() -> F + Send + Sync + 'static,
    F: Future<Output = Drawn> + 'static,
{
    side::place(Arc::new(move || -> Drawing { Box::pin(part()) }), when)
}

/// The words in the place of a part that did not come.
#[cfg_attr(
    not(feature = "hydrate"),
    expect(dead_code, reason = "the server has all parts")
)]
fn again(retry: impl Fn() + 'static) -> AnyView {
    view! {
        <div class="blank">
            <h2>"This part of the page could not be loaded"</h2>
            <p>"The server did not answer."</p>
            <button type="button" class="btn sm" on:click=move |_| retry()>"Try again"</button>
        </div>
    }
    .into_any()
}

#[cfg(not(feature = "hydrate"))]
mod side {
    //! On the server all code is here.

    use core::task::{Context, Poll, Waker};

    use leptos::prelude::*;

    pub(super) fn place(part: super::Part, _: super::When) -> AnyView {
        let drawn = part()
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()));
        let Poll::Ready(Ok(view)) = drawn else {
            return ().into_any();
        };
        view! { <div class="later">{view}</div> }.into_any()
    }
}

#[cfg(feature = "hydrate")]
mod side;
