//! Following a path into a JSON body without building the rest of it.

use core::cell::Cell;
use core::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::term::{Op, Part, Test};

/// Whether a value at `path` passes. A body that breaks off or is faulty is followed up to the fault.
pub(super) fn any(body: &[u8], path: &[Part], test: &Test) -> bool {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let found = Cell::new(false);
    let walk = Walk {
        path,
        test,
        found: &found,
    };
    // The result says where reading stopped; what was found until then counts.
    drop(walk.deserialize(&mut serde_json::Deserializer::from_slice(body)));
    found.get()
}

/// Whether a text that is not JSON passes.
pub(super) fn text_passes(text: &[u8], test: &Test) -> bool {
    match test {
        Test::Like(glob) => glob.matches(text),
        Test::Than(op, number) => core::str::from_utf8(text)
            .ok()
            .and_then(|text| number.order(text))
            .is_some_and(|order| op.holds(order)),
    }
}

/// Whether a JSON value, as written, passes.
fn passes(raw: &str, test: &Test) -> bool {
    match (raw.as_bytes().first(), test) {
        (Some(b'"'), _) => {
            serde_json::from_str::<String>(raw).is_ok_and(|text| text_passes(text.as_bytes(), test))
        }
        // A container is there, which is all that can be asked of it.
        (Some(b'{' | b'['), Test::Like(glob)) => glob.is_any(),
        (Some(b'{' | b'['), Test::Than(..)) => false,
        (_, Test::Than(..)) => text_passes(raw.as_bytes(), test),
        (_, Test::Like(glob)) => {
            glob.matches(raw.as_bytes())
                || glob
                    .as_literal()
                    .and_then(super::Number::parse)
                    .and_then(|number| number.order(raw))
                    .is_some_and(|order| Op::Equal.holds(order))
        }
    }
}

#[derive(Clone, Copy)]
struct Walk<'a> {
    path: &'a [Part],
    test: &'a Test,
    found: &'a Cell<bool>,
}

impl Walk<'_> {
    /// The walk below a name or place that satisfies `is`, when the path goes there.
    fn below(self, is: impl FnOnce(&str) -> bool) -> Option<Self> {
        let (first, path) = self.path.split_first()?;
        match first {
            Part::Name(part) if !is(part) => None,
            Part::Name(_) | Part::Any => Some(Self { path, ..self }),
        }
    }

    /// Stops reading once something passed.
    fn go_on<E: Error>(self) -> Result<(), E> {
        if self.found.get() {
            return Err(E::custom("found"));
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if !self.path.is_empty() {
            return deserializer.deserialize_any(self);
        }
        let raw = <&RawValue as serde::Deserialize>::deserialize(deserializer)?;
        self.found.set(passes(raw.get(), self.test));
        self.go_on()
    }
}

/// Reads a name and answers with the walk below it, without keeping the name.
struct Name<'a>(Walk<'a>);

impl<'de, 'a> DeserializeSeed<'de> for Name<'a> {
    type Value = Option<Walk<'a>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'a> Visitor<'_> for Name<'a> {
    type Value = Option<Walk<'a>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.below(|part| part == name))
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(below) = map.next_key_seed(Name(self))? {
            match below {
                Some(walk) => map.next_value_seed(walk)?,
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        for place in 0_u64.. {
            let more = match self.below(|part| part.parse() == Ok(place)) {
                Some(walk) => seq.next_element_seed(walk)?.is_some(),
                None => seq.next_element::<IgnoredAny>()?.is_some(),
            };
            if !more {
                break;
            }
        }
        Ok(())
    }

    // The path goes deeper than these.
    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }
}
