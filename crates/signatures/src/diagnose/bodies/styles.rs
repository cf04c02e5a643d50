//! The ways JSON is written.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::LARGE;
use crate::rewrite::{Layout, Numbers, Strings, Style, Tokens};

/// How the original may have been written, likely ways first.
pub(super) fn styles(tokens: &Tokens<'_>, size: usize) -> Vec<(Style, String)> {
    let layouts = [
        (Layout::Compact, "compact"),
        (Layout::Spaced, "with a blank after commas and colons"),
        (Layout::Indent(2), "indented by two"),
        (Layout::Indent(4), "indented by four"),
    ];
    let mut all = Vec::new();
    let mut add = |style: Style, what: &str| all.push((style, what.to_string()));
    for (layout, what) in layouts {
        add(
            Style {
                layout,
                ..Style::COMPACT
            },
            what,
        );
    }
    if size > LARGE {
        return all;
    }
    let escapes = tokens.has_escapes();
    let slashes = tokens.has_slashes();
    for (layout, what) in layouts {
        let base = Style {
            layout,
            ..Style::COMPACT
        };
        let strings = [
            (Strings::Raw, "with letters beyond ASCII as they are"),
            (Strings::Lower, "with letters beyond ASCII as \\u00e9"),
            (Strings::Upper, "with letters beyond ASCII as \\u00E9"),
        ];
        for (strings, how) in strings {
            if escapes {
                add(Style { strings, ..base }, &format!("{what}, {how}"));
            }
            if escapes && slashes {
                let slash = true;
                add(
                    Style {
                        strings,
                        slash,
                        ..base
                    },
                    &format!("{what}, {how}, slashes as \\/"),
                );
            }
        }
        if slashes {
            add(
                Style {
                    slash: true,
                    ..base
                },
                &format!("{what}, slashes as \\/"),
            );
            let strings = Strings::Raw;
            add(Style { strings, ..base }, &format!("{what}, slashes plain"));
        }
        add(
            Style {
                sorted: true,
                ..base
            },
            &format!("{what}, keys sorted"),
        );
        if tokens.has_floats() {
            let numbers = Numbers::Integers;
            add(
                Style { numbers, ..base },
                &format!("{what}, whole numbers without .0"),
            );
        }
        let floats = (0..tokens.integers().min(24)).map(Numbers::Float);
        for numbers in core::iter::once(Numbers::Floats).chain(floats) {
            if tokens.integers() > 0 {
                add(
                    Style { numbers, ..base },
                    &format!("{what}, whole numbers as 1.0"),
                );
            }
        }
    }
    all
}
