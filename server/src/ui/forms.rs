//! Forms that work without scripts. Each is a call of the API as the visitor, which also refuses
//! what a page on another site sends; what follows is another page.

mod change;

use std::collections::BTreeMap;

use app::transport::ApiRequest;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::Endpoint;
use serde::Deserialize;
use serde_json::{Value, json};

pub(super) use self::change::change;
use super::Pages;
use super::inner::Visitor;
use super::note::{Note, note};
use crate::error::ApiError;

/// An answer of the API to a form is far below this, as is a form.
const MOST: usize = 1 << 20;
/// Microseconds of an hour.
const HOUR: i64 = 3_600_000_000;

/// What was filled in; a field left empty is as good as none.
struct Fields(BTreeMap<String, String>);

impl Fields {
    async fn read(body: Body) -> Option<Self> {
        let bytes = to_bytes(body, MOST).await.ok()?;
        let pairs = form_urlencoded::parse(&bytes).into_owned();
        Some(Self(pairs.collect()))
    }

    fn get(&self, name: &str) -> Option<&str> {
        let value = self.0.get(name)?.trim();
        (!value.is_empty()).then_some(value)
    }

    /// Those of these fields that were filled in, as the API takes them.
    fn filled(&self, names: &[&str]) -> Value {
        let filled = names
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), json!(self.get(name)?))));
        Value::Object(filled.collect())
    }

    /// The time this many hours from now.
    fn hours(&self, name: &str) -> Option<domain::Timestamp> {
        let hours: i64 = self.get(name)?.parse().ok().filter(|hours| *hours > 0)?;
        Some(crate::clock::now().plus_micros(hours.saturating_mul(HOUR)))
    }
}

/// An API call on the way to the next page.
struct Call<'a> {
    pages: &'a Pages,
    visitor: Visitor,
}

impl<'a> Call<'a> {
    /// A visitor's form, and the calls that it leads to.
    async fn of(pages: &'a Pages, request: Request) -> Result<(Self, Fields), Response> {
        let (parts, body) = request.into_parts();
        let fields = Fields::read(body).await;
        let fields = fields.ok_or_else(|| bad(pages, "The form is too long."))?;
        let visitor = Visitor::of(&parts);
        Ok((Self { pages, visitor }, fields))
    }

    /// The body of a good answer and its cookies.
    async fn run(
        &self,
        method: &'static str,
        path: String,
        body: Option<Value>,
    ) -> Result<(Vec<u8>, Vec<HeaderValue>), Response> {
        let api: Router = self.pages.api.clone();
        let call = ApiRequest {
            method,
            path,
            body: body.map(|body| body.to_string()),
        };
        let answer = self.visitor.call(api, call).await;
        let answer = answer.ok_or_else(broken)?;
        let status = answer.status();
        let cookies = answer.headers().get_all(SET_COOKIE).iter().cloned();
        let cookies = cookies.collect();
        let bytes = to_bytes(answer.into_body(), MOST)
            .await
            .map_err(|_| broken())?
            .to_vec();
        if status.is_success() {
            return Ok((bytes, cookies));
        }
        #[derive(Deserialize)]
        struct Refusal {
            error: Reason,
        }
        #[derive(Deserialize)]
        struct Reason {
            message: String,
        }
        let said = serde_json::from_slice::<Refusal>(&bytes).ok();
        Err(note(
            self.pages,
            &Note {
                status,
                heading: "That did not work",
                text: said.as_ref().map_or("", |said| said.error.message.as_str()),
                ..Note::default()
            },
        ))
    }
}

/// Goes on to a page of ours.
fn go(pages: &Pages, path: &str, cookies: Vec<HeaderValue>) -> Response {
    let place = match HeaderValue::try_from(format!("{}{path}", pages.base)) {
        Ok(place) => place,
        Err(cause) => return ApiError::internal(cause).into_response(),
    };
    let mut response = StatusCode::SEE_OTHER.into_response();
    response.headers_mut().insert(LOCATION, place);
    for cookie in cookies {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

fn bad(pages: &Pages, text: &str) -> Response {
    let note_of = Note {
        status: StatusCode::BAD_REQUEST,
        heading: "That did not work",
        text,
        ..Note::default()
    };
    note(pages, &note_of)
}

/// `POST /new`: creates an endpoint and goes to it, or shows its key on the way when asked to.
pub(super) async fn new_endpoint(State(pages): State<Pages>, request: Request) -> Response {
    create(&pages, request).await.unwrap_or_else(|page| page)
}

async fn create(pages: &Pages, request: Request) -> Result<Response, Response> {
    #[derive(Deserialize)]
    struct Made {
        key: Option<String>,
        #[serde(flatten)]
        endpoint: Endpoint,
    }
    let (call, fields) = Call::of(pages, request).await?;
    let mut new = fields.filled(&["label", "slug"]);
    if let Some(at) = fields.hours("keep") {
        new["expires_at"] = json!(at);
    }
    let (answer, cookies) = call
        .run("POST", "/api/endpoints".to_owned(), Some(new))
        .await?;
    let made: Made = parsed(&answer).ok_or_else(broken)?;
    let place = format!("/e/{}", made.endpoint.name());
    let Some(key) = made.key.filter(|_| fields.get("key").is_some()) else {
        return Ok(go(pages, &place, cookies));
    };
    let mut response = note(
        pages,
        &Note {
            heading: "Its key, shown this once",
            text: "Whoever has it can read and change the endpoint: with it you get in from another browser, a script or the command line.",
            code: Some(&key),
            next: Some((&place, "Go to the endpoint")),
            ..Note::default()
        },
    );
    for cookie in cookies {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}

/// `POST /new/claim`: makes this browser an owner of an endpoint whose key is given.
pub(super) async fn claim(State(pages): State<Pages>, request: Request) -> Response {
    take_over(&pages, request).await.unwrap_or_else(|page| page)
}

async fn take_over(pages: &Pages, request: Request) -> Result<Response, Response> {
    let (Call { visitor, .. }, fields) = Call::of(pages, request).await?;
    let given = || {
        let name = fields.get("endpoint")?.trim_end_matches('/');
        let name = name.rsplit('/').next()?;
        is_name(name).then_some((name, fields.get("key")?))
    };
    let (name, key) =
        given().ok_or_else(|| bad(pages, "Give the endpoint’s URL or id, and its key."))?;
    let visitor = visitor
        .with_key(key)
        .ok_or_else(|| bad(pages, "That is not a key."))?;
    let call = Call { pages, visitor };
    let path = format!("/api/endpoints/{name}/claim");
    let (_, cookies) = call.run("POST", path, None).await?;
    Ok(go(pages, &format!("/e/{name}"), cookies))
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
}

/// What the API answered, read.
fn parsed<T: serde::de::DeserializeOwned>(answer: &[u8]) -> Option<T> {
    serde_json::from_slice(answer).ok()
}

/// The answer when the API's cannot be read, which it always can.
fn broken() -> Response {
    ApiError::internal("an answer of the API to a form could not be read").into_response()
}
