//! The settings as they are filled in, and what they would change. The page and the form without
//! scripts read them alike.

use domain::{Endpoint, EndpointChange, Header, ReplyRule, Slug, Visibility};

pub(super) const DAY: u64 = 86_400;
pub(super) const MEGA: u64 = 1_000_000;

/// The fields of the form, as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// Name for people.
    pub label: String,
    /// Name in the address.
    pub slug: String,
    /// Status of the reply.
    pub status: String,
    /// Its delay in milliseconds.
    pub delay: String,
    /// Its headers, one a line.
    pub headers: String,
    /// Its body.
    pub body: String,
    /// Hits kept.
    pub hits: String,
    /// Size kept, in megabytes.
    pub bytes: String,
    /// Days kept.
    pub days: String,
    /// Whether what fails a check is answered with 401.
    pub reject: bool,
    /// Whether anyone who knows the address may read.
    pub open: bool,
}

/// The text of a limit; empty for the server's own.
pub(super) fn limit(value: Option<u64>, unit: u64) -> String {
    value
        .map(|value| value.div_ceil(unit).to_string())
        .unwrap_or_default()
}

/// Reads a limit.
fn read(text: &str, unit: u64, name: &str) -> Result<Option<u64>, String> {
    match text.trim() {
        "" => Ok(None),
        text => match text.parse::<u64>() {
            Ok(value) if value > 0 => Ok(Some(value.saturating_mul(unit))),
            _ => Err(format!(
                "{name}: write a whole number, or nothing for the server’s limit."
            )),
        },
    }
}

/// Headers as lines.
pub(super) fn lines(headers: &[Header]) -> String {
    let line = |header: &Header| {
        format!(
            "{}: {}",
            header.name,
            header.value.clone().unwrap_or_default()
        )
    };
    headers.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Reads lines as headers.
fn headers(text: &str) -> Result<Vec<Header>, String> {
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| match line.split_once(':') {
            Some((name, value)) => Ok(Header::new(name.trim().as_bytes(), value.trim().as_bytes())),
            None => Err(format!(
                "Headers: “{line}” has no colon. Write a line as in cache-control: no-store."
            )),
        })
        .collect()
}

impl Filled {
    /// What would be changed.
    ///
    /// # Errors
    /// A sentence about the first field that cannot be read.
    pub fn change(&self, endpoint: &Endpoint) -> Result<EndpointChange, String> {
        let label = Some(self.label.trim().to_owned()).filter(|label| !label.is_empty());
        let slug = match self.slug.trim() {
            "" => None,
            slug => Some(Slug::parse(slug).map_err(|error| format!("Address: {error}."))?),
        };
        let status = self.status.trim().parse::<u16>().ok();
        let status = status.filter(|status| (200..600).contains(status));
        let mut settings = endpoint.settings.clone();
        settings.reply = ReplyRule {
            status: status.ok_or("Status: write three digits, 200 to 599.")?,
            headers: headers(&self.headers)?,
            body: self.body.clone(),
            delay_ms: self
                .delay
                .trim()
                .parse()
                .map_err(|_| "Delay: write milliseconds, 0 to 30000.".to_owned())?,
        };
        // What was not touched keeps its exact value; the form shows it rounded.
        let keep = |now: &str, old: Option<u64>, unit: u64, name: &str| {
            if now.trim() == limit(old, unit) {
                Ok(old)
            } else {
                read(now, unit, name)
            }
        };
        settings.max_hits = keep(&self.hits, settings.max_hits, 1, "Hits")?;
        settings.max_bytes = keep(&self.bytes, settings.max_bytes, MEGA, "Size")?;
        settings.max_age = keep(&self.days, settings.max_age, DAY, "Age")?;
        settings.reject_failed = self.reject;
        let visibility = if self.open {
            Visibility::Link
        } else {
            Visibility::Private
        };
        Ok(EndpointChange {
            slug: (slug != endpoint.slug).then_some(slug),
            label: (label != endpoint.label).then_some(label),
            visibility: (visibility != endpoint.visibility).then_some(visibility),
            expires_at: None,
            settings: (settings != endpoint.settings).then_some(settings),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_in_their_unit() {
        assert_eq!(read("", MEGA, "Size"), Ok(None));
        assert_eq!(read(" 50 ", MEGA, "Size"), Ok(Some(50_000_000)));
        for bad in ["0", "-1", "1.5", "many"] {
            assert!(read(bad, 1, "Hits").is_err(), "{bad}");
        }
    }

    #[test]
    fn headers_are_lines() {
        let read = headers("a: 1\n\nX-B:2:3\n").unwrap();
        assert_eq!(lines(&read), "a: 1\nX-B: 2:3");
        assert!(headers("no colon").unwrap_err().contains("no colon"));
    }
}
