//! Reading event names, delivery ids and retry numbers.

use alloc::{
    borrow::Cow,
    string::{String, ToString},
};

use crate::{
    Request,
    address::Url,
    form,
    json::{self, Raw},
    scheme::From,
};

/// Values are looked for in this much of a body.
const BODY_SEEN: usize = 16 * 1024;
/// Longer values are not names or ids.
const MAX_VALUE: usize = 200;

/// The first of the places that has a value.
pub(super) fn read(places: &[From], request: &Request<'_>) -> Option<String> {
    let body = &request.body[..request.body.len().min(BODY_SEEN)];
    places
        .iter()
        .filter_map(|place| value(place, request, body))
        .find(|value| !value.is_empty() && value.len() <= MAX_VALUE)
}

fn value(place: &From, request: &Request<'_>, body: &[u8]) -> Option<String> {
    match *place {
        From::Header(name) => request.header(name).map(ToString::to_string),
        From::Json(path) => json::root(body)?
            .first_at(path)?
            .text()
            .map(Cow::into_owned),
        From::Form(name) => is_form(body)
            .then(|| text(form::field(body, name)?))
            .flatten(),
        From::FormJson(name, path) => {
            let inside = match form::part(body, name) {
                Some(part) => Cow::Borrowed(part),
                None if is_form(body) => form::field(body, name)?,
                None => return None,
            };
            json::find(&inside, path)?.text().map(Cow::into_owned)
        }
        From::Query(name) => {
            let url = Url::parse(request.url?)?;
            let raw = url.query_value(name)?;
            text(form::decode(raw.as_bytes()))
        }
        From::Keys(but) => {
            let mut keys = json::root(body).map(Raw::keys)?;
            keys.find(|key| !but.contains(&&**key)).map(Cow::into_owned)
        }
    }
}

fn is_form(body: &[u8]) -> bool {
    json::root(body).is_none()
}

fn text(bytes: Cow<'_, [u8]>) -> Option<String> {
    String::from_utf8(bytes.into_owned()).ok()
}
