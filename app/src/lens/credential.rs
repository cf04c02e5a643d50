//! `Authorization` and JSON web tokens, decoded for reading. Nothing is verified here.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

/// What an `Authorization` value says; `None` when there is nothing to add.
#[must_use]
pub fn explain(value: &str) -> Option<String> {
    let (scheme, rest) = value.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("basic") {
        let pair = String::from_utf8(STANDARD.decode(rest.trim()).ok()?).ok()?;
        let (user, secret) = pair.split_once(':')?;
        return Some(format!(
            "User “{user}”, a password of {} characters",
            secret.chars().count()
        ));
    }
    let (header, claims) = token(rest.trim())?;
    Some(format!("JSON web token, not verified: {header} {claims}"))
}

/// Header and claims of a JSON web token, as JSON.
#[must_use]
pub fn token(text: &str) -> Option<(String, String)> {
    let mut parts = text.split('.');
    let part = |coded: &str| String::from_utf8(URL_SAFE_NO_PAD.decode(coded).ok()?).ok();
    let header = part(parts.next()?).filter(|header| header.starts_with('{'))?;
    let claims = part(parts.next()?)?;
    parts.next()?;
    Some((header, claims))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_explained_without_showing_passwords() {
        assert_eq!(
            explain("Basic YWxhZGRpbjpvcGVuc2VzYW1l").as_deref(),
            Some("User “aladdin”, a password of 10 characters")
        );
        let said = explain("Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln").unwrap();
        assert!(said.contains(r#"{"sub":"x"}"#), "{said}");
        assert_eq!(explain("Bearer opaque"), None);
        assert_eq!(explain("nothing"), None);
    }
}
