//! One of a few: buttons side by side, of which one is pressed.

use leptos::prelude::*;

/// The buttons, each with what it stands for.
pub fn seg<T>(
    label: &'static str,
    choices: impl IntoIterator<Item = (T, &'static str)>,
    chosen: impl Fn() -> T + Copy + Send + Sync + 'static,
    choose: impl Fn(T) + Copy + 'static,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let buttons = choices.into_iter().map(|(value, name)| {
        let checked = move || (chosen() == value).to_string();
        view! { <button type="button" role="radio" aria-checked=checked on:click=move |_| choose(value)>{name}</button> }
    });
    view! { <div class="seg" role="radiogroup" aria-label=label data-js="">{buttons.collect_view()}</div> }
}
