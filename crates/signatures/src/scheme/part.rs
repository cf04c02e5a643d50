//! What signed bytes are made of, and when they were signed.

/// A piece of the signed bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part<'a> {
    Text(&'a str),
    Body,
    /// The timestamp as the sender wrote it.
    Time,
    /// A header that must be there.
    Header(&'a str),
    /// The first of these headers that is there.
    AnyHeader(&'a [&'a str]),
    Method,
    Url,
    /// The secret itself, for plain digests.
    Secret,
    /// A setting of the user's.
    Param(&'a str),
    /// A value inside the JSON body (or the form field of the last name),
    /// empty when missing.
    Json(&'a [&'a str]),
    /// The same, inside JSON inside a form or multipart field.
    FormJson(&'a str, &'a [&'a str]),
    /// The decoded value of a form field.
    Form(&'a str),
    /// The decoded form field when the body is a form, else the body.
    FormOrBody(&'a str),
    /// Form fields sorted by name, name then value.
    SortedForm,
    /// Names of the form sorted, then their values, `:` joined, without this
    /// field (Adyen hosted pages).
    SortedKeysThenValues(&'a str),
    /// CRC-32 of the body in decimal.
    Crc32,
    /// The URL with the escapes HubSpot undoes.
    HubspotUrl,
    /// Base URL, sorted query and sorted form (Plivo v3).
    PlivoV3,
    /// Scheme, host and path (Plivo v2).
    UrlBase,
    /// Path and query, the query escaped twice (Contentful).
    ContentfulPath,
    /// The headers a header lists, `name:value` joined by `;` (Contentful).
    ListedHeaders(&'a str),
    /// Mercado Pago's text of the parts that are there.
    MercadoManifest,
    /// Names and values of an SNS message.
    SnsFields,
    /// Names and values of the headers the field `h` lists (Coinbase CDP).
    BoundHeaders,
    /// The JSON body with keys sorted and no blanks (Inngest).
    CanonicalJson,
}

/// A signed time.
#[derive(Clone, Copy)]
pub(crate) struct Time<'a> {
    pub(crate) from: TimeFrom<'a>,
    pub(crate) unit: Unit,
    /// Oldest allowed, in seconds.
    pub(crate) past: Option<i64>,
    /// Furthest ahead allowed, in seconds.
    pub(crate) future: Option<i64>,
}

/// Where the time is.
#[derive(Clone, Copy)]
pub(crate) enum TimeFrom<'a> {
    /// A labelled field beside the signature.
    Field(&'a str),
    Header(&'a [&'a str]),
    /// Inside the JSON body, else this header.
    Json(&'a [&'a str], &'a str),
    /// A header whose name is a setting, with the usual name.
    Param(&'a str, &'a str),
}

/// How the time is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Seconds,
    Millis,
    Rfc3339,
    HttpDate,
    /// Seconds or milliseconds, told apart by size.
    Either,
}

pub(crate) const fn time(from: TimeFrom<'_>, unit: Unit) -> Time<'_> {
    Time {
        from,
        unit,
        past: None,
        future: None,
    }
}

impl Time<'_> {
    /// Limits in seconds: how old, how far ahead.
    pub(crate) const fn window(mut self, past: i64, future: i64) -> Self {
        self.past = Some(past);
        self.future = Some(future);
        self
    }

    /// Only old ones are refused.
    pub(crate) const fn past(mut self, past: i64) -> Self {
        self.past = Some(past);
        self
    }
}
