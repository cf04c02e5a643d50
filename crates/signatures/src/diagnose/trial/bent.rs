//! Changes of anything but the key and the body.

use alloc::{format, string::String, vec::Vec};

use crate::{
    Fault,
    diagnose::{
        Change,
        templates::{templates, times},
        urls::urls,
    },
    scheme::Part,
    verify::{View, signed::Case},
};

/// A change of the view or template.
pub(super) struct Bent<'a> {
    pub(super) change: Change,
    pub(super) url: Option<String>,
    pub(super) method: Option<&'static str>,
    pub(super) time: Option<String>,
    pub(super) body: Option<Vec<u8>>,
    pub(super) template: Option<Vec<Part<'a>>>,
}

impl Bent<'_> {
    pub(super) fn of(change: Change) -> Self {
        Self {
            change,
            url: None,
            method: None,
            time: None,
            body: None,
            template: None,
        }
    }
}

/// Changes of anything but key and body.
pub(super) fn bents<'a>(case: &Case<'a>, time: Option<&str>) -> Vec<Bent<'a>> {
    let (recipe, request) = (case.recipe, case.request);
    let view = View::new(request, case.keys);
    let mut list = Vec::new();
    let uses_url = recipe.template.iter().any(|part| {
        matches!(
            part,
            Part::Url | Part::HubspotUrl | Part::UrlBase | Part::PlivoV3 | Part::ContentfulPath
        )
    });
    if uses_url {
        list.extend(urls(request, view.url).into_iter().map(|variant| Bent {
            url: Some(variant.url.clone()),
            ..Bent::of(Change::new(
                variant.code,
                Fault::UrlChanged,
                variant.sentence(),
            ))
        }));
    }
    if recipe.template.contains(&Part::Method) {
        list.extend(methods(request.method));
    }
    list.extend(
        templates(recipe)
            .into_iter()
            .map(|(change, template)| Bent {
                template: Some(template),
                ..Bent::of(change)
            }),
    );
    if let (Some(rule), Some(text)) = (recipe.time, time) {
        list.extend(
            times(rule.unit, text)
                .into_iter()
                .map(|(change, time)| Bent {
                    time: Some(time),
                    ..Bent::of(change)
                }),
        );
    }
    list
}

fn methods<'a>(own: &str) -> Vec<Bent<'a>> {
    [
        "POST", "GET", "PUT", "PATCH", "DELETE", "post", "get", "put",
    ]
    .into_iter()
    .filter(|method| *method != own)
    .map(|method| Bent {
        method: Some(method),
        ..Bent::of(Change::new(
            "M-method",
            Fault::WrongMethod,
            format!("The sender signed the method as {method}."),
        ))
    })
    .collect()
}

/// Whether two changes touch different things.
pub(super) fn is_other(first: &Bent<'_>, second: &Bent<'_>) -> bool {
    !(first.url.is_some() && second.url.is_some()
        || first.method.is_some() && second.method.is_some()
        || first.time.is_some() && second.time.is_some()
        || first.template.is_some() && second.template.is_some())
}
