//! Mistakes with how the pieces are joined.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use crate::{
    Fault,
    diagnose::Change,
    scheme::{Part, Recipe, Unit},
    time,
};

const SEPARATORS: [&str; 5] = [".", ":", "|", "\n", ""];

/// Other templates over the same pieces.
pub(crate) fn templates<'a>(recipe: &Recipe<'a>) -> Vec<(Change, Vec<Part<'a>>)> {
    let own = recipe.template;
    let has = |part: &Part<'_>| own.contains(part);
    let tag = own.iter().find_map(|part| match part {
        Part::Text(text) if text.starts_with('v') => Some(Part::Text(text)),
        _ => None,
    });
    let id = own
        .iter()
        .find(|part| matches!(part, Part::Header(_) | Part::AnyHeader(_)))
        .copied();
    let mut list = Vec::new();
    let mut add = |parts: Vec<Part<'a>>| {
        if parts != own && list.iter().all(|(_, have)| *have != parts) {
            let sentence = format!(
                "The sender joins the pieces as {}; this provider's rule is {}.",
                spell(&parts),
                spell(own)
            );
            list.push((Change::new("S-sep", Fault::WrongSeparator, sentence), parts));
        }
    };
    if has(&Part::Time) && has(&Part::Body) {
        for separator in SEPARATORS {
            let sep = (!separator.is_empty()).then_some(Part::Text(separator));
            let join = |parts: &[Part<'a>]| {
                let mut out = Vec::new();
                for (at, part) in parts.iter().enumerate() {
                    if at > 0 {
                        out.extend(sep);
                    }
                    out.push(*part);
                }
                out
            };
            let plain = join(&[Part::Time, Part::Body]);
            if let Some(tag) = tag {
                let mut tagged = alloc::vec![tag];
                tagged.extend(plain.iter().copied());
                add(tagged);
            }
            if let Some(id) = id {
                add(join(&[id, Part::Time, Part::Body]));
                add(join(&[Part::Time, id, Part::Body]));
                add(join(&[id, Part::Body]));
            }
            for version in ["v0", "v1"] {
                add(join(&[Part::Text(version), Part::Time, Part::Body]));
            }
            add(plain);
            add(join(&[Part::Body, Part::Time]));
        }
        add(alloc::vec![Part::Body]);
    }
    let url = own
        .iter()
        .find(|part| matches!(part, Part::Url | Part::HubspotUrl))
        .copied();
    if let Some(url) = url {
        let body = own
            .iter()
            .find(|part| matches!(part, Part::Body | Part::SortedForm))
            .copied()
            .unwrap_or(Part::Body);
        for parts in [
            alloc::vec![body, url],
            alloc::vec![url, body],
            alloc::vec![url],
            alloc::vec![body],
            alloc::vec![url, Part::Body],
        ] {
            add(parts);
        }
    }
    list
}

/// A template as people write it.
fn spell(parts: &[Part<'_>]) -> String {
    let mut out = String::new();
    for part in parts {
        match part {
            Part::Text("\n") => out += "\\n",
            Part::Text(text) => out += text,
            Part::Body => out += "{body}",
            Part::Time => out += "{timestamp}",
            Part::Url | Part::HubspotUrl => out += "{url}",
            Part::Method => out += "{method}",
            Part::SortedForm => out += "{sorted form}",
            Part::Header(name) => out += &format!("{{{name}}}"),
            Part::AnyHeader(names) => {
                out += &format!("{{{}}}", names.first().copied().unwrap_or("header"));
            }
            Part::Secret => out += "{secret}",
            _ => out += "{…}",
        }
    }
    out
}

/// The time written in other ways.
pub(crate) fn times(unit: Unit, text: &str) -> Vec<(Change, String)> {
    let Some(micros) = time::read(unit, text) else {
        return Vec::new();
    };
    let mut list = Vec::new();
    for other in [Unit::Seconds, Unit::Millis, Unit::Rfc3339, Unit::HttpDate] {
        let mut texts = alloc::vec![time::write(other, micros)];
        if other == Unit::Rfc3339 {
            let whole = texts[0].trim_end_matches('Z').to_string();
            let millis = micros.rem_euclid(time::SECOND) / 1000;
            texts.push(format!("{whole}.{millis:03}Z"));
            texts.push(format!("{whole}+00:00"));
        }
        for written in texts {
            if written != text {
                let sentence = format!(
                    "The timestamp was signed as {written}, and the header says {text}: sign the \
                     very text that is sent."
                );
                let change = Change::new("T-text", Fault::TamperedTimestamp, sentence);
                list.push((change, written));
            }
        }
    }
    list
}
