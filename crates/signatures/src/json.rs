//! JSON as text: values are found and rewritten without losing how they were
//! spelt, which `serde_json::Value` would.

use alloc::{borrow::Cow, string::String, vec::Vec};

/// Nesting beyond this is not looked into.
const MAX_DEPTH: usize = 128;

/// A place in JSON text.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
}

/// A JSON value as it is written. Reading one costs no tree and no
/// deserialiser, which is why the page's checker reads its questions so too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Raw<'a>(pub(crate) &'a [u8]);

impl<'a> Raw<'a> {
    /// The value of a text; `None` when it cannot be one. What is broken further
    /// in shows when it is looked at.
    #[must_use]
    pub fn read(text: &'a str) -> Option<Self> {
        root(text.as_bytes())
    }

    /// The text of the value.
    #[must_use]
    pub fn as_written(self) -> Option<&'a str> {
        core::str::from_utf8(self.0).ok()
    }

    /// The value as templates use it: strings decoded, numbers and words as
    /// written, nothing for null, objects and arrays.
    #[must_use]
    pub fn text(self) -> Option<Cow<'a, str>> {
        match self.0.first()? {
            b'"' => unescape(self.0.get(1..self.0.len() - 1)?),
            b'{' | b'[' | b'n' => None,
            _ => core::str::from_utf8(self.0).ok().map(Cow::Borrowed),
        }
    }

    /// Whether it is `null`.
    pub(crate) fn is_null(self) -> bool {
        self.0 == b"null"
    }

    /// The elements of an array.
    #[must_use]
    pub fn items(self) -> Vec<Self> {
        let mut items = Vec::new();
        let mut cursor = Cursor {
            text: self.0,
            at: 0,
        };
        if !cursor.eat(b'[') {
            return items;
        }
        while let Some(value) = cursor.value() {
            items.push(value);
            if !cursor.eat(b',') {
                break;
            }
        }
        items
    }

    /// The keys of an object, in order.
    pub fn keys(self) -> impl Iterator<Item = Cow<'a, str>> {
        let mut cursor = Cursor {
            text: self.0,
            at: 0,
        };
        let mut open = cursor.eat(b'{');
        core::iter::from_fn(move || {
            if !open {
                return None;
            }
            let key = cursor.value()?.text();
            open = cursor.eat(b':') && cursor.value().is_some() && cursor.eat(b',');
            key
        })
    }

    /// The member at `path`; digits also index arrays. Of members of one name the
    /// last counts, as for the parsers of receivers: what is judged must be what
    /// they read.
    #[must_use]
    pub fn at(self, path: &[&str]) -> Option<Self> {
        path.iter()
            .try_fold(self, |value, key| value.member(key, false))
    }

    /// The first member at `path`, without looking further.
    pub(crate) fn first_at(self, path: &[&str]) -> Option<Self> {
        path.iter()
            .try_fold(self, |value, key| value.member(key, true))
    }

    fn member(self, key: &str, first: bool) -> Option<Self> {
        let mut cursor = Cursor {
            text: self.0,
            at: 0,
        };
        if cursor.eat(b'[') {
            let mut left: usize = key.parse().ok()?;
            loop {
                let value = cursor.value()?;
                if left == 0 {
                    return Some(value);
                }
                left -= 1;
                if !cursor.eat(b',') {
                    return None;
                }
            }
        }
        if !cursor.eat(b'{') {
            return None;
        }
        let mut found = None;
        while let Some(name) = cursor.value()
            && cursor.eat(b':')
            && let Some(value) = cursor.value()
        {
            if name.text().as_deref() == Some(key) {
                found = Some(value);
                if first {
                    break;
                }
            }
            if !cursor.eat(b',') {
                break;
            }
        }
        found
    }
}

/// Finds the value at `path`.
pub(crate) fn find<'a>(text: &'a [u8], path: &[&str]) -> Option<Raw<'a>> {
    root(text)?.at(path)
}

/// The whole document, without blanks around it.
pub(crate) fn root(text: &[u8]) -> Option<Raw<'_>> {
    let text = text.trim_ascii();
    matches!(text.first()?, b'{' | b'[' | b'"').then_some(Raw(text))
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0 }
    }

    fn blanks(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.text.get(self.at) {
            self.at += 1;
        }
    }

    fn eat(&mut self, byte: u8) -> bool {
        self.blanks();
        let found = self.text.get(self.at) == Some(&byte);
        self.at += usize::from(found);
        found
    }

    /// Steps over one value.
    fn value(&mut self) -> Option<Raw<'a>> {
        self.blanks();
        let start = self.at;
        let mut depth = 0_usize;
        loop {
            let token = self.token()?;
            match token {
                b"{" | b"[" => depth += 1,
                b"}" | b"]" => depth = depth.checked_sub(1)?,
                _ => {}
            }
            if depth > MAX_DEPTH {
                return None;
            }
            if depth == 0 {
                return Some(Raw(self.text.get(start..self.at)?));
            }
        }
    }

    /// The next token: a bracket, `,`, `:`, a string with its quotes, a number
    /// or a word. `None` at the end or where the text is not JSON.
    pub(crate) fn token(&mut self) -> Option<&'a [u8]> {
        self.blanks();
        let start = self.at;
        match *self.text.get(self.at)? {
            b'{' | b'}' | b'[' | b']' | b',' | b':' => self.at += 1,
            b'"' => {
                self.at += 1;
                loop {
                    match self.text.get(self.at)? {
                        b'"' => break,
                        b'\\' => self.at += 2,
                        _ => self.at += 1,
                    }
                }
                self.at += 1;
            }
            b'-' | b'+' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                while let Some(b'-' | b'+' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z') =
                    self.text.get(self.at)
                {
                    self.at += 1;
                }
            }
            _ => return None,
        }
        self.text.get(start..self.at)
    }

    /// Whether only blanks are left.
    pub(crate) fn is_done(&mut self) -> bool {
        self.blanks();
        self.at >= self.text.len()
    }
}

/// Decodes the inside of a string. `None` when it is not valid.
pub(crate) fn unescape(inside: &[u8]) -> Option<Cow<'_, str>> {
    let text = core::str::from_utf8(inside).ok()?;
    if !text.contains('\\') {
        return Some(Cow::Borrowed(text));
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let code = *rest.as_bytes().get(at + 1)?;
        rest = rest.get(at + 2..)?;
        out.push(match code {
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'"' | b'\\' | b'/' => char::from(code),
            b'u' => {
                let mut unit = four(rest)?;
                rest = rest.get(4..)?;
                if (0xD800..0xDC00).contains(&unit) && rest.starts_with("\\u") {
                    let low = four(rest.get(2..)?)?;
                    if (0xDC00..0xE000).contains(&low) {
                        unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
                        rest = rest.get(6..)?;
                    }
                }
                char::from_u32(unit)?
            }
            _ => return None,
        });
    }
    out.push_str(rest);
    Some(Cow::Owned(out))
}

fn four(digits: &str) -> Option<u32> {
    u32::from_str_radix(digits.get(..4)?, 16).ok()
}

#[cfg(test)]
mod tests;
