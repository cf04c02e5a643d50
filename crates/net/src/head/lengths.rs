//! How a body is delimited: `Content-Length` and `Transfer-Encoding`.

use domain::Framing;

use super::Refusal;

/// What the two header fields that delimit a body have said so far.
pub(super) struct Lengths {
    announced: Option<u64>,
    chunked: bool,
}

impl Lengths {
    pub(super) const NOTHING: Self = Self {
        announced: None,
        chunked: false,
    };

    pub(super) fn announce(&mut self, value: &[u8]) -> Result<(), Refusal> {
        if self.announced.is_some() {
            return Err(Refusal::Ambiguous("Content-Length is repeated"));
        }
        // Digits only: `parse` would take a plus sign.
        let more = |length: u64, byte: &u8| {
            let digit = byte.is_ascii_digit().then(|| u64::from(byte - b'0'))?;
            length.checked_mul(10)?.checked_add(digit)
        };
        let length = value.iter().try_fold(0, more).filter(|_| !value.is_empty());
        // The three highest numbers mean something else inside hyper.
        let length = length.filter(|&length| length <= u64::MAX >> 1);
        self.announced = Some(length.ok_or(Refusal::Ambiguous("Content-Length is not a number"))?);
        Ok(())
    }

    pub(super) fn code(&mut self, value: &[u8], minor: u8) -> Result<(), Refusal> {
        if minor == 0 {
            return Err(Refusal::Ambiguous(
                "Transfer-Encoding does not exist in HTTP/1.0",
            ));
        }
        if self.chunked {
            return Err(Refusal::Ambiguous("Transfer-Encoding is repeated"));
        }
        if !value.eq_ignore_ascii_case(b"chunked") {
            return Err(Refusal::Ambiguous(
                "the only transfer coding understood is 'chunked', once",
            ));
        }
        self.chunked = true;
        Ok(())
    }

    pub(super) const fn settle(&self) -> Result<(Framing, u64), Refusal> {
        match (self.announced, self.chunked) {
            (Some(_), true) => Err(Refusal::Ambiguous(
                "Content-Length and Transfer-Encoding exclude each other",
            )),
            (None, true) => Ok((Framing::Chunked, 0)),
            (Some(length), false) => Ok((Framing::Length, length)),
            (None, false) => Ok((Framing::None, 0)),
        }
    }
}
