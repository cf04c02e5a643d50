//! Mistakes with the secret.

use alloc::{format, string::String, vec::Vec};

use zeroize::Zeroizing;

use crate::{
    Fault, Secret,
    diagnose::Change,
    encoding::{Encoding, any_base64},
    keys::Form,
    scheme::KeyForm,
    verify::{
        Key, key_of,
        material::{html_decoded, html_encoded},
    },
};

/// Secrets that providers publish for tests.
const TEST_SECRETS: &[(&str, &str)] =
    &[("zendesk", "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==")];

/// Prefixes that are left on or taken off by mistake.
const PREFIXES: &[&str] = &[
    "whsec_",
    "v1,whsec_",
    "v1,",
    "pdl_ntfset_",
    "wbhsec_",
    "wsec_",
    "sha256=",
];

/// A key made by a mistake.
pub(crate) struct Variant {
    pub(crate) change: Change,
    pub(crate) key: Key,
}

/// The keys that mistakes with `secret` would make, likely ones first, none of
/// them the right one.
pub(crate) fn variants(
    form: KeyForm,
    secret: &Secret,
    others: &[Secret],
    provider: &str,
) -> Vec<Variant> {
    let mut list = List {
        right: key_of(form, secret).ok(),
        all: Vec::new(),
    };
    trims(&mut list, form, secret);
    prefixes(&mut list, form, secret);
    encodings(&mut list, form, secret);
    for other in others {
        let sentence = format!(
            "The secret that fits is the one saved as {}: this hit belongs to another endpoint, \
             mode or account.",
            other.name
        );
        list.add(
            "K-other",
            Fault::WrongSecret,
            sentence,
            key_of(form, other).ok(),
        );
    }
    for (_, text) in TEST_SECRETS.iter().filter(|(id, _)| *id == provider) {
        list.add(
            "K-mode",
            Fault::WrongSecret,
            "It was signed with the provider's public test secret: this is a test delivery.",
            key_of(form, &Secret::new("", *text)).ok(),
        );
    }
    spellings(&mut list, form, secret);
    list.all
}

struct List {
    right: Option<Key>,
    all: Vec<Variant>,
}

impl List {
    fn add(
        &mut self,
        code: &'static str,
        fault: Fault,
        sentence: impl Into<String>,
        key: Option<Key>,
    ) {
        let Some(key) = key else { return };
        let known =
            self.right.as_ref() == Some(&key) || self.all.iter().any(|have| have.key == key);
        if !known && !key.is_empty() {
            self.all.push(Variant {
                change: Change::new(code, fault, sentence),
                key,
            });
        }
    }
}

fn remade(form: KeyForm, text: &str) -> Option<Key> {
    key_of(form, &Secret::new("", text)).ok()
}

fn trims(list: &mut List, form: KeyForm, secret: &Secret) {
    let text = secret.expose();
    let trimmed = text.trim();
    if trimmed != text {
        let what = edge(text);
        list.add(
            "K-trim",
            Fault::WrongSecret,
            format!("Remove the {what} from the secret you saved."),
            remade(form, trimmed),
        );
    }
    let bare = trimmed.trim_matches(['"', '\'', '`']);
    list.add(
        "K-trim",
        Fault::WrongSecret,
        "Remove the quotes around the secret you saved.",
        remade(form, bare),
    );
    for (tail, what) in [
        ("\n", "newline"),
        ("\r\n", "carriage return and newline"),
        (" ", "blank"),
    ] {
        list.add(
            "K-trim",
            Fault::WrongSecret,
            format!(
                "The sender's copy of the secret ends with a {what}: enter it there again without."
            ),
            remade(form, &format!("{text}{tail}")),
        );
    }
}

/// The character at an edge that should not be there.
fn edge(text: &str) -> &'static str {
    let first = text.chars().next().filter(|c| c.is_whitespace());
    let last = text.chars().next_back().filter(|c| c.is_whitespace());
    match (first, last) {
        (_, Some('\n')) if text.ends_with("\r\n") => "carriage return and newline at the end",
        (_, Some('\n')) => "newline at the end",
        (_, Some(_)) => "blank at the end",
        _ => "blank at the start",
    }
}

fn prefixes(list: &mut List, form: KeyForm, secret: &Secret) {
    let text = secret.expose().trim();
    for prefix in PREFIXES {
        if let Some(bare) = text.strip_prefix(prefix) {
            list.add(
                "K-prefix",
                Fault::WrongSecretEncoding,
                format!("Leave the prefix {prefix} off the secret."),
                remade(form, bare),
            );
            // Where a form undoes the prefix, keeping it is the other mistake.
            list.add(
                "K-prefix",
                Fault::WrongSecretEncoding,
                format!("The sender uses the secret as text, with {prefix} left on."),
                Some(Zeroizing::new(text.as_bytes().to_vec())),
            );
            list.add(
                "K-prefix",
                Fault::WrongSecretEncoding,
                format!("The sender uses what follows {prefix} as text, without decoding it."),
                Some(Zeroizing::new(bare.as_bytes().to_vec())),
            );
        } else {
            list.add(
                "K-prefix",
                Fault::WrongSecretEncoding,
                format!("Keep the prefix {prefix} on the secret."),
                remade(form, &format!("{prefix}{text}")),
            );
        }
    }
}

fn encodings(list: &mut List, form: KeyForm, secret: &Secret) {
    let text = secret.expose().trim();
    let bare = text.strip_prefix("whsec_").unwrap_or(text);
    let key = |bytes: Vec<u8>| Some(Zeroizing::new(bytes));
    let uses = |what: &str| format!("The sender uses {what} of this secret as the key.");
    let mut add = |what: &str, key: Option<Key>| {
        list.add("K-enc", Fault::WrongSecretEncoding, uses(what), key);
    };
    add("the text", key(text.as_bytes().to_vec()));
    add(
        "the base64-decoded bytes",
        any_base64(bare).map(Zeroizing::new),
    );
    add(
        "the hex-decoded bytes",
        Encoding::Hex.decode(bare).map(Zeroizing::new),
    );
    // What a decoder made of the secret was saved instead of the secret.
    for encoding in Encoding::ALL {
        let name = encoding.name();
        add(
            &format!("the {name} text"),
            key(encoding.encode(text.as_bytes()).into_bytes()),
        );
        if let Some(bytes) = latin1(secret.expose()) {
            add(
                &format!("the {name} text"),
                key(encoding.encode(&bytes).into_bytes()),
            );
        }
    }
    if let Ok(made) = key_of(form, secret)
        && let Ok(inner) = core::str::from_utf8(&made)
    {
        add(
            "the twice base64-decoded bytes",
            any_base64(inner).map(Zeroizing::new),
        );
        add(
            "the twice decoded bytes",
            Encoding::Hex.decode(inner).map(Zeroizing::new),
        );
        let inner_bare = inner.strip_prefix("whsec_").unwrap_or(inner);
        add(
            "the twice decoded bytes",
            any_base64(inner_bare).map(Zeroizing::new),
        );
    }
    if form == KeyForm::Sha1 {
        return;
    }
    let digest = crate::digest::Hash::Sha1.digest([text.as_bytes()]);
    add("the SHA-1 digest", key(digest));
}

/// The bytes of a text whose characters are all below 256.
fn latin1(text: &str) -> Option<Vec<u8>> {
    (!text.is_ascii())
        .then(|| {
            text.chars()
                .map(|c| u8::try_from(u32::from(c)).ok())
                .collect()
        })
        .flatten()
}

fn spellings(list: &mut List, form: KeyForm, secret: &Secret) {
    let text = secret.expose();
    if !text.is_ascii() {
        for normal in Form::ALL {
            let key = secret
                .form(normal)
                .map(|text| Zeroizing::new(text.as_bytes().to_vec()));
            list.add(
                "K-norm",
                Fault::WrongSecretEncoding,
                format!(
                    "Accents in the secret are written another way: the sender uses its Unicode \
                     form {}.",
                    normal.name()
                ),
                key,
            );
        }
        list.add(
            "K-norm",
            Fault::WrongSecretEncoding,
            "The sender uses the secret's letters as they are, without normalising them.",
            Some(Zeroizing::new(text.as_bytes().to_vec())),
        );
    }
    for (what, other) in [
        (
            "decoded: the sender has the plain characters",
            html_decoded(text),
        ),
        (
            "encoded: the sender has the HTML entities",
            html_encoded(text),
        ),
    ] {
        if other != text {
            let bytes = match form {
                KeyForm::Html => Some(Zeroizing::new(other.clone().into_bytes())),
                _ => remade(form, &other),
            };
            list.add(
                "K-html",
                Fault::WrongSecretEncoding,
                format!("HTML entities in the secret must be {what}."),
                bytes,
            );
        }
    }
}
