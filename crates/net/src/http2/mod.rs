//! Request heads of an HTTP/2 connection in the order they were sent.
//!
//! hyper hands over a map, in which repeats have moved together, and pseudo-headers apart
//! from it; trailers are a map as well. This reads along: frames are followed, header blocks are decoded a second time,
//! and each request's lines wait for the service call that fits them. It only ever reads:
//! when it loses track, requests are written down from what hyper says.

mod hpack;
mod huffman;

use hpack::Decoder;

/// Length of the preface, which the protocol was told by.
const PREFACE: usize = 24;

/// Length of a frame's header.
const FRAME: usize = 9;

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const CONTINUATION: u8 = 9;

const END_HEADERS: u8 = 0x4;
const PADDED: u8 = 0x8;
const PRIORITY: u8 = 0x20;

/// Follows the frames of a connection.
#[derive(Debug)]
pub(super) struct Frames {
    decoder: Decoder,
    /// Bytes that say nothing here: the preface, payloads of other frames.
    skip: usize,
    /// A frame's header, or a payload that matters, as far as it has come.
    held: Vec<u8>,
    /// What `held` will be: nothing known yet, or a payload of so many bytes.
    payload: Option<Payload>,
    /// A header block that goes on in the next frame.
    block: Vec<u8>,
    most: usize,
    lost: bool,
}

#[derive(Clone, Copy, Debug)]
struct Payload {
    kind: u8,
    flags: u8,
    length: usize,
}

impl Frames {
    /// For a connection from its first byte on; heads have up to `most` bytes.
    pub(super) const fn new(most: usize) -> Self {
        Self {
            decoder: Decoder::new(),
            skip: PREFACE,
            held: Vec::new(),
            payload: None,
            block: Vec::new(),
            most,
            lost: false,
        }
    }

    /// Reads along. Gives every head and every trailer section that is complete to `found`.
    pub(super) fn follow(&mut self, mut bytes: &[u8], mut found: impl FnMut(Vec<u8>)) {
        while !bytes.is_empty() && !self.lost {
            let skipped = self.skip.min(bytes.len());
            self.skip -= skipped;
            bytes = bytes.get(skipped..).unwrap_or_default();
            let wanted = self.payload.map_or(FRAME, |payload| payload.length);
            let taken = bytes.len().min(wanted.saturating_sub(self.held.len()));
            self.held
                .extend_from_slice(bytes.get(..taken).unwrap_or_default());
            bytes = bytes.get(taken..).unwrap_or_default();
            if self.skip > 0 || self.held.len() < wanted {
                continue;
            }
            let held = core::mem::take(&mut self.held);
            match self.payload.take() {
                None => self.begin(&held),
                Some(payload) => {
                    if self.end(payload, &held, &mut found).is_none() {
                        self.lost = true;
                        self.block = Vec::new();
                    }
                }
            }
        }
    }

    fn begin(&mut self, header: &[u8]) {
        let [a, b, c, kind, flags, ..] = *header else {
            return;
        };
        let length = usize::from(a) << 16 | usize::from(b) << 8 | usize::from(c);
        if matches!(kind, HEADERS | CONTINUATION) {
            // More than a head may have; hyper will refuse it.
            self.lost |= self.block.len() + length > self.most + 1024;
            self.payload = Some(Payload {
                kind,
                flags,
                length,
            });
        } else {
            self.skip = length;
            // A frame of any other kind cannot stand inside a header block.
            self.lost |= kind == DATA && !self.block.is_empty();
        }
    }

    fn end(
        &mut self,
        payload: Payload,
        bytes: &[u8],
        found: &mut impl FnMut(Vec<u8>),
    ) -> Option<()> {
        let mut fragment = bytes;
        if payload.kind == HEADERS {
            let mut padding = 0;
            if payload.flags & PADDED != 0 {
                let (&count, rest) = fragment.split_first()?;
                (padding, fragment) = (usize::from(count), rest);
            }
            if payload.flags & PRIORITY != 0 {
                fragment = fragment.get(5..)?;
            }
            fragment = fragment.get(..fragment.len().checked_sub(padding)?)?;
        }
        self.block.extend_from_slice(fragment);
        if payload.flags & END_HEADERS != 0 {
            let block = core::mem::take(&mut self.block);
            found(self.decoder.decode(&block, self.most * 2)?);
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(kind: u8, flags: u8, payload: &[u8]) -> Vec<u8> {
        let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
        [&length[1..], &[kind, flags, 0, 0, 0, 1], payload].concat()
    }

    fn heads(bytes: &[u8], piece: usize) -> Vec<String> {
        let mut frames = Frames::new(1000);
        let mut heads = Vec::new();
        for part in bytes.chunks(piece) {
            frames.follow(part, |head| heads.push(String::from_utf8(head).unwrap()));
        }
        heads
    }

    #[test]
    fn heads_are_found_between_other_frames() {
        let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
        let settings = frame(4, 0, &[0; 12]);
        // :method GET, :path /, a: b, in two frames, the first padded and with a priority.
        let first = frame(
            HEADERS,
            PADDED | PRIORITY,
            &[2, 0, 0, 0, 0, 9, 0x82, 0x84, 0, 0],
        );
        let rest = frame(CONTINUATION, END_HEADERS, b"\x40\x01a\x01b");
        let data = frame(DATA, 0, &[0x82; 300]);
        let trailers = frame(HEADERS, END_HEADERS | 1, &[0xbe]);
        let second = frame(HEADERS, END_HEADERS, &[0x83, 0x84, 0xbe]);
        let all = [preface, settings, first, rest, data, trailers, second].concat();
        for piece in [all.len(), 1, 7, 100] {
            assert_eq!(
                heads(&all, piece),
                [
                    ":method: GET\r\n:path: /\r\na: b\r\n\r\n",
                    "a: b\r\n\r\n",
                    ":method: POST\r\n:path: /\r\na: b\r\n\r\n"
                ],
                "in pieces of {piece}"
            );
        }
    }

    #[test]
    fn losing_track_ends_it_quietly() {
        let bad = frame(HEADERS, END_HEADERS, &[0x80]);
        let good = frame(HEADERS, END_HEADERS, &[0x82]);
        let all = [vec![0; PREFACE], bad, good].concat();
        assert!(heads(&all, all.len()).is_empty());
    }
}
