//! Quoting for shells and programming languages.

#![expect(
    clippy::let_underscore_must_use,
    reason = "writing to a string cannot fail"
)]

use std::fmt::Write as _;

/// A word for bash, zsh and ksh. Plain text goes into single quotes; control characters, invisible
/// ones and bytes that are not UTF-8 are written as escapes, so that nothing hidden is pasted.
pub(super) fn shell(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.chars().any(hidden) => format!("'{}'", text.replace('\'', r"'\''")),
        _ => {
            let mut word = String::from("$'");
            for chunk in bytes.utf8_chunks() {
                for c in chunk.valid().chars() {
                    match c {
                        '\'' | '\\' => word.extend(['\\', c]),
                        '\n' => word.push_str("\\n"),
                        '\r' => word.push_str("\\r"),
                        '\t' => word.push_str("\\t"),
                        c if hidden(c) => {
                            escape_bytes(&mut word, c.encode_utf8(&mut [0; 4]).as_bytes());
                        }
                        c => word.push(c),
                    }
                }
                escape_bytes(&mut word, chunk.invalid());
            }
            word.push('\'');
            word
        }
    }
}

/// Three octal digits: unlike `\x`, never read past them by any shell.
fn escape_bytes(word: &mut String, bytes: &[u8]) {
    for byte in bytes {
        let _ = write!(word, "\\{byte:03o}");
    }
}

/// A double-quoted string that JavaScript, Python, Go and Rust (with `unicode` in braces) read
/// alike.
pub(super) fn string(text: &str, rust: bool) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if hidden(c) && rust => {
                let _ = write!(quoted, "\\u{{{:x}}}", u32::from(c));
            }
            c if hidden(c) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(quoted, "\\u{unit:04x}");
                }
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// Control characters, line separators and characters that change the direction of text.
fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}
