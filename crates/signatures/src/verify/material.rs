//! Turning what the user pasted into the bytes of a key.

use alloc::{string::String, vec::Vec};

use zeroize::Zeroizing;

use crate::{
    Secret,
    digest::Hash,
    encoding::{Encoding, any_base64},
    keys::Form,
    scheme::KeyForm,
};

/// The bytes of a key. Wiped when dropped.
pub(crate) type Key = Zeroizing<Vec<u8>>;

/// The key a scheme makes from a secret, or why it cannot.
pub(crate) fn key_of(form: KeyForm, secret: &Secret) -> Result<Key, &'static str> {
    let text = secret.expose();
    let bytes = match form {
        KeyForm::Text => text.as_bytes().to_vec(),
        KeyForm::Hex => Encoding::Hex
            .decode(text)
            .ok_or("The secret must be hex digits.")?,
        KeyForm::Base64 => any_base64(text).ok_or("The secret must be base64.")?,
        KeyForm::Whsec => {
            let bare = text.strip_prefix("v1,").unwrap_or(text);
            let bare = bare.strip_prefix("whsec_").unwrap_or(bare);
            any_base64(bare).ok_or("The secret must be base64, usually after whsec_.")?
        }
        KeyForm::Html => html_decoded(text).into_bytes(),
        KeyForm::Nfkd => secret
            .form(Form::Nfkd)
            .map(|text| text.as_bytes().to_vec())
            .ok_or("The secret's Unicode form NFKD is not known here.")?,
        KeyForm::Sha1 => Hash::Sha1.digest([text.as_bytes()]),
        KeyForm::Signkey => {
            let bare = match text.strip_prefix("signkey-") {
                Some(rest) => rest.split_once('-').map_or(rest, |(_, bare)| bare),
                None => text,
            };
            Encoding::Hex
                .decode(bare)
                .ok_or("The signing key must be hex digits after signkey-…-.")?
        }
    };
    Ok(Zeroizing::new(bytes))
}

/// Undoes the entities WordPress writes.
pub(crate) fn html_decoded(text: &str) -> String {
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#039;", "'"),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(String::from(text), |text, (entity, plain)| {
        text.replace(entity, plain)
    })
}

/// Writes the entities WordPress writes.
pub(crate) fn html_encoded(text: &str) -> String {
    [
        ("&", "&amp;"),
        ("<", "&lt;"),
        (">", "&gt;"),
        ("\"", "&quot;"),
        ("'", "&#039;"),
    ]
    .iter()
    .fold(String::from(text), |text, (plain, entity)| {
        text.replace(plain, entity)
    })
}
