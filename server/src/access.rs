//! The endpoint named in an address, if the caller may read or change it.
//!
//! These extractors are the only way a handler gets at an endpoint, so that no handler
//! can forget to ask. Refusals look like a missing endpoint.

use std::collections::HashMap;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::{Slug, Timestamp, Visibility};
use store::EndpointRow;
use uuid::Uuid;

use crate::auth::{Caller, same_token};
use crate::clock;
use crate::error::{ApiError, ApiResult};
use crate::extract::Path;
use crate::state::AppState;

/// An endpoint the caller may read.
#[derive(Debug)]
pub struct Readable(pub EndpointRow);

/// An endpoint the caller may change.
#[derive(Debug)]
pub struct Writable(pub EndpointRow);

/// The endpoint an id or slug stands for.
///
/// # Errors
/// 404 when there is none, 500 when reading failed.
pub async fn find(state: &AppState, name: &str) -> ApiResult<EndpointRow> {
    let row = if let Ok(id) = Uuid::try_parse(name) {
        state.store.endpoint(id).await?
    } else if let Ok(slug) = Slug::parse(name) {
        state.store.endpoint_by_slug(slug).await?
    } else {
        None
    };
    row.ok_or_else(ApiError::no_endpoint)
}

/// Whether the caller owns the endpoint: its key, its owner's cookie or the admin token.
#[must_use]
pub fn may_change(caller: &Caller, row: &EndpointRow) -> bool {
    let by_key = caller
        .bearer
        .as_ref()
        .is_some_and(|given| same_token(given, &row.key_hash));
    // Every owner is compared, so that the time does not tell which one fits.
    let by_cookie = caller.owner.as_ref().is_some_and(|given| {
        row.owners
            .iter()
            .fold(false, |found, owner| found | same_token(given, owner))
    });
    caller.admin || by_key || by_cookie
}

/// How long a caller may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// Not at all.
    Never,
    /// Until something changes.
    Now,
    /// Until then, if nothing changes: a share link ends.
    Until(Timestamp),
}

/// Whether and how long the caller may read the endpoint.
///
/// # Errors
/// Those of reading the store.
pub async fn reads(state: &AppState, caller: &Caller, row: &EndpointRow) -> ApiResult<Reads> {
    if may_change(caller, row) || row.visibility == Visibility::Link {
        return Ok(Reads::Now);
    }
    let Some(share) = &caller.share else {
        return Ok(Reads::Never);
    };
    let share = state.store.share(share.clone()).await?;
    Ok(match share.filter(|share| share.endpoint == row.num) {
        None => Reads::Never,
        Some(share) => match share.expires_at {
            None => Reads::Now,
            Some(end) if end > clock::now() => Reads::Until(end),
            Some(_) => Reads::Never,
        },
    })
}

async fn named(parts: &mut Parts, state: &AppState) -> ApiResult<(Caller, EndpointRow)> {
    let caller = Caller::from_request_parts(parts, state).await?;
    let Path(names) = Path::<HashMap<String, String>>::from_request_parts(parts, state).await?;
    let name = names.get("id").ok_or_else(ApiError::no_endpoint)?;
    Ok((caller, find(state, name).await?))
}

impl FromRequestParts<AppState> for Readable {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> ApiResult<Self> {
        let (caller, row) = named(parts, state).await?;
        match reads(state, &caller, &row).await? {
            Reads::Never => Err(ApiError::no_endpoint()),
            Reads::Now | Reads::Until(_) => Ok(Self(row)),
        }
    }
}

impl FromRequestParts<AppState> for Writable {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> ApiResult<Self> {
        let (caller, row) = named(parts, state).await?;
        if may_change(&caller, &row) {
            Ok(Self(row))
        } else {
            Err(ApiError::no_endpoint())
        }
    }
}
