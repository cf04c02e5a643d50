//! Lenses: ways to look at a body. Pure functions over bytes; components draw what they give.

pub mod credential;
pub mod filter;
pub mod find;
pub mod form;
pub mod hex;
pub mod json;
pub use domain::media;
pub mod moment;
pub mod text;
pub mod xml;

/// A viewer for a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lens {
    /// JSON as a tree.
    Tree,
    /// JSON or XML, indented.
    Pretty,
    /// Form fields.
    Fields,
    /// Multipart parts.
    Parts,
    /// A raster image.
    Picture,
    /// Text, as it is.
    Text,
    /// The body as text where a better lens stands before it.
    Raw,
    /// Bytes.
    Hex,
}

impl Lens {
    const ALL: [Self; 8] = [
        Self::Tree,
        Self::Pretty,
        Self::Fields,
        Self::Parts,
        Self::Picture,
        Self::Text,
        Self::Raw,
        Self::Hex,
    ];

    /// The word in the address.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Tree => "tree",
            Self::Pretty => "pretty",
            Self::Fields => "fields",
            Self::Parts => "parts",
            Self::Picture => "picture",
            Self::Text => "text",
            Self::Raw => "raw",
            Self::Hex => "hex",
        }
    }

    /// The word on the page.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Tree => "Tree",
            Self::Pretty => "Pretty",
            Self::Fields => "Fields",
            Self::Parts => "Parts",
            Self::Picture => "Picture",
            Self::Text => "Text",
            Self::Raw => "Raw",
            Self::Hex => "Hex",
        }
    }

    /// Reads [`Lens::word`].
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lens| lens.word() == word)
    }
}

/// What a body is, by its type and its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing was sent.
    Empty,
    /// JSON.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/…` with a boundary.
    Multipart,
    /// XML or HTML: shown as text, never rendered.
    Markup,
    /// PNG, JPEG, GIF, WebP or AVIF by its first bytes.
    Image,
    /// Other text.
    Text,
    /// Neither of these.
    Binary,
}

/// The essence of a content type: lower case, without parameters.
#[must_use]
pub fn essence(content_type: &str) -> String {
    content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// A parameter of a content type, unquoted: `charset`, `boundary`.
#[must_use]
pub fn parameter(content_type: &str, name: &str) -> Option<String> {
    content_type.split(';').skip(1).find_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        key.trim()
            .eq_ignore_ascii_case(name)
            .then(|| value.trim().trim_matches('"').to_owned())
    })
}

/// What this body is. The declared type counts unless the bytes contradict it.
#[must_use]
pub fn kind(content_type: &str, bytes: &[u8]) -> Kind {
    if bytes.is_empty() {
        return Kind::Empty;
    }
    if media::image_type(bytes).is_some() {
        return Kind::Image;
    }
    let essence = essence(content_type);
    if domain::multipart::boundary(content_type).is_some() {
        return Kind::Multipart;
    }
    if core::str::from_utf8(bytes).is_err() && !text::is_latin(content_type, bytes) {
        return Kind::Binary;
    }
    let first = bytes.iter().find(|b| !b.is_ascii_whitespace());
    if essence == "application/x-www-form-urlencoded" {
        Kind::Form
    } else if essence.ends_with("/json") || essence.ends_with("+json") {
        Kind::Json
    } else if essence.ends_with("/xml") || essence.ends_with("+xml") || essence == "text/html" {
        Kind::Markup
    } else if matches!(first, Some(b'{' | b'[')) && !essence.ends_with("ndjson") {
        Kind::Json
    } else if bytes.contains(&0) {
        Kind::Binary
    } else {
        Kind::Text
    }
}

/// The lenses for a body, the best first, Raw or Hex last.
#[must_use]
pub const fn lenses(kind: Kind) -> &'static [Lens] {
    match kind {
        Kind::Empty => &[],
        Kind::Json => &[Lens::Tree, Lens::Pretty, Lens::Raw, Lens::Hex],
        Kind::Form => &[Lens::Fields, Lens::Raw, Lens::Hex],
        Kind::Multipart => &[Lens::Parts, Lens::Raw, Lens::Hex],
        Kind::Markup => &[Lens::Pretty, Lens::Raw, Lens::Hex],
        Kind::Image => &[Lens::Picture, Lens::Hex],
        Kind::Text => &[Lens::Text, Lens::Hex],
        Kind::Binary => &[Lens::Hex, Lens::Text],
    }
}

/// A colour of captured text: the class of its span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// No colour.
    Plain,
    /// A name.
    Key,
    /// Punctuation.
    Mark,
    /// A string.
    Text,
    /// A number.
    Number,
    /// A literal.
    Literal,
    /// A tag or a method.
    Tag,
    /// A character that is drawn but not there.
    Control,
    /// A blank that would not be seen.
    Blank,
    /// The end of a line, drawn as it is written in code.
    End,
}

impl Ink {
    /// Class of the span; empty for none.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Key => "kk",
            Self::Mark => "pp",
            Self::Text => "s",
            Self::Number => "n",
            Self::Literal => "l",
            Self::Tag => "tg",
            Self::Control => "ctl",
            Self::Blank => "ctl sp",
            Self::End => "eol",
        }
    }
}

/// A run of text in one colour.
pub type Span = (Ink, String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_declared_type_counts_unless_the_bytes_say_otherwise() {
        for (content_type, bytes, expected) in [
            ("application/json", &b"{}"[..], Kind::Json),
            ("application/vnd.api+json; charset=utf-8", b"{}", Kind::Json),
            ("text/plain", b" [1]", Kind::Json),
            ("text/plain", b"order 1847", Kind::Text),
            ("", b"", Kind::Empty),
            ("application/json", b"\xff\xfe\x00\x01", Kind::Binary),
            (
                "application/octet-stream",
                b"\x89PNG\r\n\x1a\n....",
                Kind::Image,
            ),
            ("application/x-www-form-urlencoded", b"a=1", Kind::Form),
            ("multipart/form-data; boundary=x", b"--x--", Kind::Multipart),
            ("multipart/form-data", b"--x--", Kind::Text),
            ("image/svg+xml", b"<svg/>", Kind::Markup),
            ("text/html", b"<script>", Kind::Markup),
            ("application/octet-stream", b"a\x00b", Kind::Binary),
        ] {
            assert_eq!(
                kind(content_type, bytes),
                expected,
                "{content_type} {bytes:?}"
            );
        }
    }

    #[test]
    fn parameters_are_unquoted() {
        let value = "multipart/form-data; charset=utf-8; Boundary=\"a b\"";
        assert_eq!(parameter(value, "boundary").as_deref(), Some("a b"));
        assert_eq!(essence("Text/HTML ; x"), "text/html");
    }

    #[test]
    fn words_are_read_back() {
        for lens in Lens::ALL {
            assert_eq!(Lens::from_word(lens.word()), Some(lens));
        }
    }
}
