//! What can be said about a scheme without running it.

use alloc::{format, string::String, vec::Vec};

use crate::scheme::{At, Claim, Jwt, JwtAt, Kind, Part, Payload, TokenAt};

impl Kind {
    /// Headers the signature is read from.
    pub(crate) fn headers(&self) -> Vec<&'static str> {
        match *self {
            Self::Signed(recipe) => recipe.at.headers(),
            Self::Token(TokenAt::Header(name, _) | TokenAt::AnyHeader(name)) => alloc::vec![name],
            Self::Token(TokenAt::Basic) => alloc::vec!["authorization"],
            Self::Jwt(Jwt {
                at: JwtAt::Header(name),
                ..
            }) => alloc::vec![name],
            Self::HttpMessage => alloc::vec!["signature-input", "signature"],
            _ => Vec::new(),
        }
    }

    /// Whether the signature says anything about the body.
    pub(crate) fn covers_body(&self) -> bool {
        match self {
            Self::Signed(recipe) => recipe.template.iter().any(|part| {
                matches!(
                    part,
                    Part::Body
                        | Part::FormOrBody(_)
                        | Part::Form(_)
                        | Part::SortedForm
                        | Part::SortedKeysThenValues(_)
                        | Part::PlivoV3
                        | Part::Crc32
                        | Part::SnsFields
                        | Part::CanonicalJson
                )
            }),
            Self::Jwt(jwt) => {
                jwt.payload != Payload::Claims
                    || jwt.claims.iter().any(|claim| {
                        matches!(claim, Claim::BodyHash(..) | Claim::BodyHashIfAny(..))
                    })
            }
            Self::Generic => true,
            Self::Token(_) | Self::HttpMessage | Self::AdyenItems(_) => false,
        }
    }
}

impl<'a> At<'a> {
    pub(crate) fn headers(&self) -> Vec<&'a str> {
        match *self {
            Self::Header(names) => names.to_vec(),
            Self::Slots(names) => names.to_vec(),
            Self::Numbered(prefix) => alloc::vec![prefix],
            _ => Vec::new(),
        }
    }

    /// Where it is, for people.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Header([name]) => format!("header {name}"),
            Self::Header(names) => format!("header {}", names.join(" or ")),
            Self::Slots(names) => format!("headers {}", names.join(" and ")),
            Self::Numbered(prefix) => format!("headers {prefix}1, 2, …"),
            Self::Json(path) => format!("{} in the body", path.join(".")),
            Self::Form(name) => format!("form field {name}"),
            Self::FormJson(name, path) => format!("{} in the form field {name}", path.join(".")),
        }
    }
}
