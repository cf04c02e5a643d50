//! JSON with exact numbers and the sender's order, for comparing.

use domain::compare::Ink;
use json_event_parser::{JsonEvent, SliceJsonParser};

/// Deeper than this and a body is compared as text.
const DEEPEST: usize = 100;
/// More values than this and a body is compared as text.
const MOST: usize = 500_000;

/// A value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Value {
    /// A literal, a number as it was written, or a string with its quotes.
    Leaf(Ink, String),
    Array(Vec<Value>),
    Object(Vec<(String, Value)>),
}

impl Value {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Leaf(..) => 0,
            Self::Array(items) => items.len(),
            Self::Object(pairs) => pairs.len(),
        }
    }

    pub(crate) const fn brackets(&self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Leaf(..) => None,
            Self::Array(_) => Some(("[", "]")),
            Self::Object(_) => Some(("{", "}")),
        }
    }
}

/// A string as JSON writes it, so that a line break in it is no line break of ours.
pub(crate) fn quoted(text: &str) -> String {
    // A string always serialises.
    serde_json::to_string(text).unwrap_or_default()
}

/// Reads a text; nothing when it is not JSON or too large for a comparison by structure.
pub(crate) fn read(bytes: &[u8]) -> Option<Value> {
    let text = core::str::from_utf8(bytes).ok()?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut parser = SliceJsonParser::new(text.as_bytes());
    let mut open: Vec<Value> = Vec::new();
    let mut keys: Vec<Option<String>> = Vec::new();
    let mut root = None;
    let mut count = 0;
    loop {
        let done = match parser.parse_next().ok()? {
            JsonEvent::Eof => return root,
            JsonEvent::StartObject => {
                open.push(Value::Object(Vec::new()));
                keys.push(None);
                None
            }
            JsonEvent::StartArray => {
                open.push(Value::Array(Vec::new()));
                keys.push(None);
                None
            }
            JsonEvent::ObjectKey(key) => {
                *keys.last_mut()? = Some(key.into_owned());
                None
            }
            JsonEvent::EndObject | JsonEvent::EndArray => {
                keys.pop();
                open.pop()
            }
            JsonEvent::String(text) => Some(Value::Leaf(Ink::String, quoted(&text))),
            JsonEvent::Number(text) => Some(Value::Leaf(Ink::Number, text.into_owned())),
            JsonEvent::Boolean(yes) => Some(Value::Leaf(Ink::Literal, yes.to_string())),
            JsonEvent::Null => Some(Value::Leaf(Ink::Literal, "null".to_owned())),
        };
        if open.len() > DEEPEST {
            return None;
        }
        let Some(value) = done else { continue };
        count += 1;
        if count > MOST {
            return None;
        }
        match open.last_mut() {
            None => root = Some(value),
            Some(Value::Array(items)) => items.push(value),
            Some(Value::Object(pairs)) => pairs.push((keys.last_mut()?.take()?, value)),
            Some(Value::Leaf(..)) => return None,
        }
    }
}
