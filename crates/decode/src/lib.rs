//! Undoing content codings and charsets, for reading. The stored bytes stay as they are.
//!
//! A few kilobytes can unpack to gigabytes, so every layer stops at a limit, and so does the
//! number of layers.

use std::io::Read;

use encoding_rs::Encoding;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

/// Bytes that decoding may give.
pub const LIMIT: usize = 32 << 20;
/// Codings applied one over the other.
const LAYERS: usize = 4;

/// Why a body cannot be decoded. The original is still there.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// A coding this server does not undo.
    #[error("content coding “{0}” is not one of gzip, deflate, br, zstd")]
    Unknown(String),
    /// Too many codings.
    #[error("more than {LAYERS} content codings, one over the other")]
    Layers,
    /// The bytes are not what the header says.
    #[error("the body is not valid {0}")]
    Damaged(&'static str),
    /// A bomb, or simply large.
    #[error("the body unpacks to more than {LIMIT} bytes")]
    TooLarge,
}

/// The body without its content codings (RFC 9110 §8.4), the last applied undone first.
///
/// # Errors
/// [`DecodeError`] says which coding, and why.
pub fn content(body: &[u8], codings: &[u8]) -> Result<Vec<u8>, DecodeError> {
    let text = String::from_utf8_lossy(codings);
    let names: Vec<String> = text
        .split(',')
        .map(|name| name.trim().to_ascii_lowercase())
        .filter(|name| !name.is_empty() && name != "identity")
        .collect();
    if names.len() > LAYERS {
        return Err(DecodeError::Layers);
    }
    let mut bytes = body.to_vec();
    if bytes.is_empty() {
        // Senders name a coding and have nothing to code.
        return Ok(bytes);
    }
    for name in names.iter().rev() {
        bytes = layer(&bytes, name)?;
    }
    Ok(bytes)
}

fn layer(bytes: &[u8], name: &str) -> Result<Vec<u8>, DecodeError> {
    match name {
        "gzip" | "x-gzip" => read(MultiGzDecoder::new(bytes), "gzip"),
        // Senders mean either zlib, as the RFC says, or the bare stream, as some browsers once did.
        "deflate" => match read(ZlibDecoder::new(bytes), "deflate") {
            Err(DecodeError::Damaged(_)) => read(DeflateDecoder::new(bytes), "deflate"),
            decided => decided,
        },
        "br" => read(brotli_decompressor::Decompressor::new(bytes, 4096), "br"),
        "zstd" => zstd(bytes),
        other => Err(DecodeError::Unknown(other.chars().take(40).collect())),
    }
}

fn read(decoder: impl Read, name: &'static str) -> Result<Vec<u8>, DecodeError> {
    let mut bytes = Vec::new();
    append(&mut bytes, decoder, name)?;
    bytes.shrink_to_fit();
    Ok(bytes)
}

fn append(bytes: &mut Vec<u8>, decoder: impl Read, name: &'static str) -> Result<(), DecodeError> {
    let room = u64::try_from(LIMIT - bytes.len()).unwrap_or(u64::MAX);
    decoder
        .take(room + 1)
        .read_to_end(bytes)
        .map_err(|_| DecodeError::Damaged(name))?;
    if bytes.len() > LIMIT {
        Err(DecodeError::TooLarge)
    } else {
        Ok(())
    }
}

/// Frames one after the other (RFC 8878 §3), some of which carry nothing.
fn zstd(mut rest: &[u8]) -> Result<Vec<u8>, DecodeError> {
    const DAMAGED: DecodeError = DecodeError::Damaged("zstd");
    let mut bytes = Vec::new();
    let mut decoder = FrameDecoder::new();
    while !rest.is_empty() {
        if let Some(length) = skippable(rest) {
            rest = rest.get(length..).ok_or(DAMAGED)?;
            continue;
        }
        let mut frame =
            StreamingDecoder::new_with_decoder(rest, &mut decoder).map_err(|_| DAMAGED)?;
        append(&mut bytes, &mut frame, "zstd")?;
        rest = frame.into_inner();
    }
    bytes.shrink_to_fit();
    Ok(bytes)
}

/// The length of a frame that is to be skipped, if this is one.
fn skippable(bytes: &[u8]) -> Option<usize> {
    let (header, _) = bytes.split_first_chunk::<8>()?;
    let [kind, 0x2a, 0x4d, 0x18, a, b, c, d] = *header else {
        return None;
    };
    let length = usize::try_from(u32::from_le_bytes([a, b, c, d])).ok()?;
    (kind & 0xf0 == 0x50).then_some(length.saturating_add(8))
}

/// The body as UTF-8 text, by the charset its content type names; a byte order mark wins, and
/// without either it is read as UTF-8. What has no character becomes U+FFFD.
#[must_use]
pub fn text(bytes: &[u8], content_type: Option<&str>) -> String {
    let encoding = content_type.and_then(named).unwrap_or(encoding_rs::UTF_8);
    encoding.decode(bytes).0.into_owned()
}

/// The charset that a content type names.
fn named(content_type: &str) -> Option<&'static Encoding> {
    // Blanks may stand around a semicolon (RFC 9110 §5.6.6), which the parser does not know.
    let parts: Vec<&str> = content_type.split(';').map(str::trim).collect();
    let mime: mime::Mime = parts.join(";").parse().ok()?;
    Encoding::for_label(mime.get_param(mime::CHARSET)?.as_str().as_bytes())
}

/// Text in a charset other than UTF-8, converted, and the charset's name: when the content type names one,
/// or a byte order mark tells, and every byte has a character.
#[must_use]
pub fn converted(bytes: &[u8], content_type: Option<&str>) -> Option<(&'static str, String)> {
    let (encoding, _) =
        Encoding::for_bom(bytes).or_else(|| Some((content_type.and_then(named)?, 0)))?;
    if encoding == encoding_rs::UTF_8 {
        return None;
    }
    let (text, encoding, odd) = encoding.decode(bytes);
    (!odd).then(|| (encoding.name(), text.into_owned()))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn check(packed: &[u8], coding: &str) {
        assert_eq!(
            content(packed, coding.as_bytes()).as_deref(),
            Ok(&b"hello"[..]),
            "{coding}"
        );
    }

    #[test]
    fn codings_are_undone() {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(b"hello").unwrap();
        let mut bare = DeflateEncoder::new(Vec::new(), Compression::fast());
        bare.write_all(b"hello").unwrap();
        check(&gzip(b"hello"), "gzip");
        check(&[gzip(b"hel"), gzip(b"lo")].concat(), "GZIP");
        check(&zlib.finish().unwrap(), "deflate");
        check(&bare.finish().unwrap(), "deflate");
        check(b"\x0b\x02\x80hello\x03", "br");
        check(
            &[&b"\x28\xb5\x2f\xfd\x20\x05\x29\x00\x00"[..], b"hello"].concat(),
            "zstd",
        );
        check(&gzip(&gzip(b"hello")), "gzip, gzip");
        check(b"hello", "identity");
    }

    #[test]
    fn a_bomb_is_refused() {
        let bomb = gzip(&gzip(&vec![0; LIMIT + 1]));
        assert!(bomb.len() < LIMIT / 1000, "{}", bomb.len());
        assert_eq!(content(&bomb, b"gzip, gzip"), Err(DecodeError::TooLarge));
        assert_eq!(
            content(b"", b"gzip,gzip,gzip,gzip,gzip"),
            Err(DecodeError::Layers)
        );
    }

    #[test]
    fn damage_is_named() {
        assert_eq!(
            content(b"nonsense", b"gzip"),
            Err(DecodeError::Damaged("gzip"))
        );
        assert_eq!(
            content(b"x", b"lzma"),
            Err(DecodeError::Unknown("lzma".to_owned()))
        );
    }

    #[test]
    fn zstd_frames_follow_each_other() {
        // A frame of five bytes stored as they are, and one that carries nothing.
        let frame = b"\x28\xb5\x2f\xfd\x20\x05\x29\x00\x00hello";
        let skipped = b"\x5a\x2a\x4d\x18\x03\x00\x00\x00abc";
        check(frame, "zstd");
        check(&[skipped, &frame[..], skipped].concat(), "zstd");
        let twice = [&frame[..], skipped, frame].concat();
        assert_eq!(content(&twice, b"zstd").as_deref(), Ok(&b"hellohello"[..]));
        for damaged in [
            &frame[..8],
            &[&frame[..], b"more"].concat(),
            &skipped[..9],
            &[&frame[..], &frame[..12]].concat(),
        ] {
            assert_eq!(
                content(damaged, b"zstd"),
                Err(DecodeError::Damaged("zstd")),
                "{damaged:?}"
            );
        }
    }

    #[test]
    fn many_empty_zstd_frames_take_no_time() {
        let empty = b"\x28\xb5\x2f\xfd\x20\x00\x01\x00\x00";
        let frames = empty.repeat(100_000);
        assert_eq!(content(&frames, b"zstd").as_deref(), Ok(&b""[..]));
    }

    #[test]
    fn nothing_needs_no_coding() {
        for coding in ["gzip", "br", "zstd", "deflate", "gzip, br"] {
            assert_eq!(content(b"", coding.as_bytes()).as_deref(), Ok(&b""[..]));
        }
    }

    #[test]
    fn charsets_are_read() {
        assert_eq!(
            text(b"caf\xe9", Some("text/plain; charset=ISO-8859-1")),
            "caf\u{e9}"
        );
        assert_eq!(text(b"\xef\xbb\xbfok", None), "ok");
        assert_eq!(text(b"\xff", Some("text/plain")), "\u{fffd}");
        for kind in [
            "text/plain;charset=latin1",
            "text/plain; charset=\"latin1\"",
            "text/plain; charset=latin1;",
            "TEXT/PLAIN ; Charset=Latin1 ; x=y",
        ] {
            assert_eq!(text(b"caf\xe9", Some(kind)), "caf\u{e9}", "{kind}");
        }
    }
}
