//! Shared tokens: the secret is put where it is sent.

use alloc::{format, string::ToString};

use crate::{
    Keys, SignError,
    encoding::Encoding,
    scheme::TokenAt,
    sign::{Draft, draft::lacks},
};

pub(super) fn sign(draft: &mut Draft<'_>, at: TokenAt, keys: &Keys) -> Result<(), SignError> {
    let secrets = keys.all_secrets();
    let secret = secrets
        .first()
        .ok_or_else(|| SignError::Key("A token is needed.".to_string()))?
        .expose();
    match at {
        TokenAt::Header(name, prefix) => draft.set(name, format!("{prefix}{secret}")),
        TokenAt::AnyHeader(usual) => {
            let name = keys.param("header").unwrap_or(usual);
            let bearer = name.eq_ignore_ascii_case("authorization");
            let prefix = if bearer { "Bearer " } else { "" };
            draft.set(name, format!("{prefix}{secret}"));
        }
        TokenAt::Basic => {
            let user = keys.param("username").unwrap_or("user");
            let pair = Encoding::Base64.encode(format!("{user}:{secret}").as_bytes());
            draft.set("authorization", format!("Basic {pair}"));
        }
        TokenAt::Json(path) => draft.put_text(path, secret)?,
        TokenAt::FormJson(name, path) => {
            draft.wrap_in_form(name);
            draft.put_form_text(name, path, secret)?;
        }
        TokenAt::Query(names) => {
            use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
            let url = draft.url().ok_or_else(|| lacks("The URL is needed."))?;
            let name = names.first().copied().unwrap_or_default();
            let value = utf8_percent_encode(secret, NON_ALPHANUMERIC);
            let mark = if url.contains('?') { '&' } else { '?' };
            draft.signed.url = Some(format!("{url}{mark}{name}={value}"));
        }
    }
    Ok(())
}
