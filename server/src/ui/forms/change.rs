//! Changes of an endpoint: settings, secrets, share links, a sample, the end.

use app::pages::settings::filled::Filled;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use domain::Endpoint;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Call, Fields, bad, broken, go, is_name, parsed};
use crate::ui::Pages;
use crate::ui::note::{Note, note};

/// `POST /e/{id}/{what}`: a change of an endpoint.
pub(in crate::ui) async fn change(
    State(pages): State<Pages>,
    Path((id, what)): Path<(String, String)>,
    request: Request,
) -> Response {
    if !is_name(&id) {
        return bad(&pages, "There is no such endpoint.");
    }
    apply(&pages, &id, &what, request)
        .await
        .unwrap_or_else(|page| page)
}

async fn apply(
    pages: &Pages,
    id: &str,
    what: &str,
    request: Request,
) -> Result<Response, Response> {
    let (call, fields) = Call::of(pages, request).await?;
    let api = format!("/api/endpoints/{id}");
    let settings = format!("/e/{id}/settings");
    match what {
        "samples" => sample(&call, id, &fields).await,
        "settings" => save(&call, id, &fields).await,
        "secrets" | "shares" => {
            let path = format!("{api}/{what}");
            match fields.get("remove").filter(|id| is_name(id)) {
                Some(id) => call.run("DELETE", format!("{path}/{id}"), None).await?,
                None => call.run("POST", path, Some(added(what, &fields))).await?,
            };
            Ok(go(pages, &settings, Vec::new()))
        }
        "clear" | "delete" if fields.get("sure").is_none() => Ok(ask(pages, id, what)),
        "clear" => {
            call.run("DELETE", format!("{api}/hits"), None).await?;
            Ok(go(pages, &settings, Vec::new()))
        }
        "delete" => {
            call.run("DELETE", api, None).await?;
            Ok(go(pages, "/", Vec::new()))
        }
        _ => Err(bad(pages, "There is no such form.")),
    }
}

/// A secret or share link as the API takes it.
fn added(what: &str, fields: &Fields) -> Value {
    let mut new = fields.filled(match what {
        "secrets" => &["provider", "name"],
        _ => &["label"],
    });
    // Blanks may belong to a secret.
    if let Some(secret) = fields.0.get("secret") {
        new["secret"] = json!(secret);
    }
    if let Some(at) = fields.hours("hours") {
        new["expires_at"] = json!(at);
    }
    new
}

/// Asks whether what cannot be undone is meant.
fn ask(pages: &Pages, id: &str, what: &str) -> Response {
    let (heading, text, verb) = match what {
        "clear" => (
            "Clear all hits?",
            "They are deleted, for everyone who reads this endpoint. The URL keeps working.",
            "Clear hits",
        ),
        _ => (
            "Delete this endpoint for good?",
            "The URL answers 404 at once, and its hits, secrets and share links are gone. Nobody can bring them back.",
            "Delete endpoint",
        ),
    };
    note(
        pages,
        &Note {
            heading,
            text,
            sure: Some((&format!("/e/{id}/{what}"), verb)),
            next: Some((&format!("/e/{id}/settings"), "Cancel")),
            ..Note::default()
        },
    )
}

async fn sample(call: &Call<'_>, id: &str, fields: &Fields) -> Result<Response, Response> {
    #[derive(Deserialize)]
    struct Sent {
        seq: u64,
    }
    let body = json!({ "provider": fields.get("provider").unwrap_or_default() });
    let path = format!("/api/endpoints/{id}/samples");
    let (answer, _) = call.run("POST", path, Some(body)).await?;
    let sent: Sent = parsed(&answer).ok_or_else(broken)?;
    let place = format!("/e/{id}/{}", sent.seq);
    Ok(go(call.pages, &place, Vec::new()))
}

async fn save(call: &Call<'_>, id: &str, fields: &Fields) -> Result<Response, Response> {
    let path = format!("/api/endpoints/{id}");
    let (answer, _) = call.run("GET", path.clone(), None).await?;
    let endpoint: Endpoint = parsed(&answer).ok_or_else(broken)?;
    // Blanks around a body are part of it.
    let text = |name: &str| fields.0.get(name).cloned().unwrap_or_default();
    let filled = Filled {
        label: text("label"),
        slug: text("slug"),
        status: text("status"),
        delay: text("delay"),
        headers: text("reply-headers"),
        // A browser sends the line ends of a text area as CR LF.
        body: text("reply-body").replace("\r\n", "\n"),
        hits: text("max-hits"),
        bytes: text("max-bytes"),
        days: text("max-age"),
        reject: fields.get("reject").is_some(),
        open: fields.get("open").is_some(),
    };
    let change = filled
        .change(&endpoint)
        .map_err(|message| bad(call.pages, &message))?;
    let (answer, _) = call.run("PATCH", path, Some(json!(change))).await?;
    let endpoint: Endpoint = parsed(&answer).ok_or_else(broken)?;
    let place = format!("/e/{}/settings", endpoint.name());
    Ok(go(call.pages, &place, Vec::new()))
}
