//! How a provider is recognised, and what is read from its requests.

use crate::recognise::Confidence;

/// A reason to think of a provider: a name in a place, and what must hold besides.
#[derive(Clone, Copy)]
pub(crate) struct Rule {
    pub(crate) place: Place,
    pub(crate) name: &'static str,
    pub(crate) when: When,
    pub(crate) sure: Confidence,
}

/// Where the name of a rule is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Header,
    /// A quoted word of a JSON body.
    Word,
    /// A field of a form body.
    Field,
}

/// A condition of a rule.
#[derive(Clone, Copy)]
pub(crate) enum When {
    Always,
    /// Another header is there.
    With(&'static str),
    /// Another header is not there.
    Without(&'static str),
    /// The header's value starts so, letter case aside.
    Starts(&'static str),
    /// The header's value contains this.
    Contains(&'static str),
    /// The value is this many hex digits.
    HexDigits(usize),
    /// The value has this many bytes.
    Length(usize),
    /// The value has three parts separated by dots.
    ThreeParts,
    /// The value is a JWT whose payload contains this text.
    JwtSays(&'static str),
    /// The beginning of the body contains this.
    Body(&'static str),
    All(&'static [Self]),
    Any(&'static [Self]),
}

/// Where an event name, delivery id or retry number is.
#[derive(Clone, Copy)]
pub(crate) enum From {
    Header(&'static str),
    Json(&'static [&'static str]),
    Form(&'static str),
    FormJson(&'static str, &'static [&'static str]),
    Query(&'static str),
    /// The first key of the JSON object that is none of these.
    Keys(&'static [&'static str]),
}
