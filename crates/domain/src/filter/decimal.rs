//! Numbers of any length, compared exactly.

use core::cmp::Ordering;

/// A number as it was written. Numbers that are written differently are different, but may compare
/// as equal: see [`Number::order`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    text: String,
}

impl Number {
    /// Reads a number in JSON's notation; leading zeros and `+` are accepted too.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Decimal::parse(text).map(|_| Self {
            text: text.to_owned(),
        })
    }

    /// The number as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// How another number stands to this one, by value; `None` when it is not a number.
    #[must_use]
    pub fn order(&self, other: &str) -> Option<Ordering> {
        let own = Decimal::parse(&self.text)?;
        Some(Decimal::parse(other)?.cmp(&own))
    }
}

/// `0.d1d2d3… × 10^exponent`, the first and the last digit not 0; no digits: zero.
#[derive(Debug, PartialEq, Eq)]
struct Decimal<'a> {
    negative: bool,
    exponent: i64,
    whole: &'a [u8],
    fraction: &'a [u8],
}

impl<'a> Decimal<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let bytes = text.as_bytes();
        let (negative, rest) = match bytes.split_first()? {
            (b'-', rest) => (true, rest),
            (b'+', rest) => (false, rest),
            _ => (false, bytes),
        };
        let (mantissa, exponent) = match rest.iter().position(|b| matches!(b, b'e' | b'E')) {
            Some(at) => {
                let power = core::str::from_utf8(rest.get(at + 1..)?).ok()?;
                // A longer exponent than this is not a number anybody compares.
                (rest.get(..at)?, i64::from(power.parse::<i32>().ok()?))
            }
            None => (rest, 0),
        };
        let (whole, fraction) = match mantissa.iter().position(|&b| b == b'.') {
            Some(at) => (mantissa.get(..at)?, mantissa.get(at + 1..)?),
            None => (mantissa, &[][..]),
        };
        let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
        let dot_alone = mantissa.contains(&b'.') && fraction.is_empty();
        if whole.is_empty() || dot_alone || !digits(whole) || !digits(fraction) {
            return None;
        }
        Some(Self::normal(negative, whole, fraction, exponent))
    }

    /// Without zeros at either end.
    fn normal(negative: bool, whole: &'a [u8], fraction: &'a [u8], exponent: i64) -> Self {
        let mut number = Self {
            negative,
            exponent: exponent + length(whole),
            whole,
            fraction,
        };
        while let Some((b'0', rest)) = number.whole.split_first() {
            number.whole = rest;
            number.exponent -= 1;
        }
        if number.whole.is_empty() {
            while let Some((b'0', rest)) = number.fraction.split_first() {
                number.fraction = rest;
                number.exponent -= 1;
            }
        }
        while let Some((b'0', rest)) = number.fraction.split_last() {
            number.fraction = rest;
        }
        if number.fraction.is_empty() {
            while let Some((b'0', rest)) = number.whole.split_last() {
                number.whole = rest;
            }
        }
        if number.is_zero() {
            number.negative = false;
            number.exponent = 0;
        }
        number
    }

    fn is_zero(&self) -> bool {
        self.whole.is_empty() && self.fraction.is_empty()
    }

    fn cmp(&self, other: &Self) -> Ordering {
        let sign = |n: &Self| match (n.is_zero(), n.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        let size = || {
            self.exponent
                .cmp(&other.exponent)
                .then_with(|| self.digits().cmp(other.digits()))
        };
        sign(self).cmp(&sign(other)).then_with(|| match sign(self) {
            0 => Ordering::Equal,
            1 => size(),
            _ => size().reverse(),
        })
    }

    fn digits(&self) -> impl Iterator<Item = &u8> {
        self.whole.iter().chain(self.fraction)
    }
}

fn length(digits: &[u8]) -> i64 {
    i64::try_from(digits.len()).unwrap_or(i64::MAX)
}
