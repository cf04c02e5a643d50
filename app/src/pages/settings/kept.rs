//! What an endpoint keeps beside its settings, secrets and share links: a list that is rendered by the
//! server, and the changes to it.

use core::future::Future;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::draft::none;
use crate::api::{self, Reader, Refused};
use crate::site::Site;
use crate::transport::Caller;
use crate::ui::icon;
use crate::ui::toast::Toasts;
use crate::use_site;

/// Things of one kind, such as secrets, and where they are.
#[derive(Clone)]
pub struct Kept<T: Send + Sync + 'static> {
    items: Resource<Result<Vec<T>, Refused>>,
    version: RwSignal<u32>,
    made: RwSignal<Option<T>>,
    toasts: Toasts,
    site: Arc<Site>,
    reader: Reader,
    what: &'static str,
}

#[derive(Deserialize)]
struct Items<T> {
    items: Vec<T>,
}

impl<T> Kept<T>
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
{
    /// The things at `what` of an endpoint, such as `secrets`.
    #[must_use]
    pub fn of(reader: &Reader, what: &'static str) -> Self {
        let site = use_site();
        let version = RwSignal::new(0);
        let (from, path) = (Arc::clone(&site), reader.path(&format!("/{what}"), &[]));
        let items = Resource::new_blocking(
            move || version.get(),
            move |_| {
                let answer = api::list::<Items<T>>(&Caller::get(), &from, path.clone());
                async move { answer.await.map(|list| list.items) }
            },
        );
        Self {
            items,
            version,
            made: RwSignal::new(None),
            // Taken here: an event handler has no context.
            toasts: Toasts::get(),
            site,
            reader: reader.clone(),
            what,
        }
    }

    /// How many there are, when there are any.
    #[must_use]
    pub fn count(&self) -> AnyView {
        let items = self.items;
        let draw = move || {
            let count = items.get()?.ok()?.len();
            (count > 0).then(|| view! { <span class="count">{count}</span> })
        };
        view! { <Transition fallback=|| ()>{draw}</Transition> }.into_any()
    }

    /// Address of a form that changes the list without scripts.
    #[must_use]
    pub fn form(&self) -> String {
        let path = format!("/e/{}/{}", self.reader.id, self.what);
        self.site.link(&path)
    }

    /// The one that was added last, as the server answered it.
    #[must_use]
    pub fn made(&self) -> Option<T> {
        self.made.get()
    }

    /// Adds one.
    pub fn add(&self, body: String, said: &'static str) {
        let path = self.reader.path(&format!("/{}", self.what), &[]);
        let answer = api::made::<T>(&Caller::get(), &self.site, path, body);
        self.change(async move { answer.await.map(Some) }, said);
    }

    /// Takes one away.
    pub fn remove(&self, id: &str, said: &'static str) {
        let path = self.reader.path(&format!("/{}/{id}", self.what), &[]);
        let answer = api::done(&Caller::get(), &self.site, "DELETE", path, None);
        self.change(async move { answer.await.map(|()| None) }, said);
    }

    fn change(
        &self,
        answer: impl Future<Output = Result<Option<T>, Refused>> + 'static,
        said: &'static str,
    ) {
        let (toasts, version, made) = (self.toasts, self.version, self.made);
        spawn_local(async move {
            match answer.await {
                Ok(now) => {
                    toasts.done(said, "");
                    made.try_set(now);
                    version.try_update(|version| *version += 1);
                }
                Err(refused) => toasts.failed("Not done", refused.message),
            }
        });
    }

    /// The list, each thing drawn by `row`.
    pub fn view<R>(&self, empty: &'static str, row: R) -> impl IntoView + use<T, R>
    where
        R: Fn(T) -> AnyView + Clone + Send + Sync + 'static,
    {
        let items = self.items;
        let draw = move || {
            let row = row.clone();
            items.get().map(move |answer| match answer {
                Ok(list) if list.is_empty() => none(empty).into_any(),
                Ok(list) => list.into_iter().map(row).collect_view().into_any(),
                Err(refused) => view! {
                    <div class="line-item" role="alert">{icon::icon("alert")}<span class="what">{refused.message}</span></div>
                }
                .into_any(),
            })
        };
        let loading = || {
            view! { <div class="line-item" aria-busy="true"><span class="what muted">"Loading"</span></div> }
        };
        view! { <div class="card"><Transition fallback=loading>{draw}</Transition></div> }
    }

    /// The button that takes one away, a form of its own.
    pub fn remover(&self, id: String, name: String, said: &'static str) -> impl IntoView + use<T> {
        let kept = self.clone();
        let chosen = id.clone();
        let submit = move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            kept.remove(&chosen, said);
        };
        view! {
            <form method="post" action=self.form() on:submit=submit>
                <button class="btn icon-only quiet sm" name="remove" value=id aria-label=name.clone() title=name>
                    {icon::icon("trash")}
                </button>
            </form>
        }
    }
}
