//! Rows of the list as CSV (RFC 4180), safe to open in a spreadsheet.

use domain::HitSummary;

use crate::error::{ApiError, ApiResult};

/// Columns, named as in JSON.
const COLUMNS: [&str; 17] = [
    "seq",
    "id",
    "received_at",
    "method",
    "target",
    "client_ip",
    "content_type",
    "size",
    "status",
    "provider",
    "event",
    "delivery_id",
    "verdict",
    "truncated",
    "incomplete",
    "pinned",
    "note",
];

/// The line with the names of the columns.
///
/// # Errors
/// None that memory would not give.
pub fn names() -> ApiResult<Vec<u8>> {
    line(COLUMNS)
}

/// One hit.
///
/// # Errors
/// None that memory would not give.
pub fn row(hit: &HitSummary) -> ApiResult<Vec<u8>> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    line(
        [
            hit.seq.to_string(),
            hit.id.to_string(),
            hit.received_at.to_string(),
            hit.method.clone(),
            hit.target.clone(),
            hit.client_ip.to_string(),
            text(&hit.content_type),
            hit.size.to_string(),
            hit.status
                .map(|status| status.to_string())
                .unwrap_or_default(),
            text(&hit.provider),
            text(&hit.event),
            text(&hit.delivery_id),
            hit.verdict.map_or("", domain::Outcome::word).to_owned(),
            hit.truncated.to_string(),
            hit.incomplete.to_string(),
            hit.pinned.to_string(),
            text(&hit.note),
        ]
        .map(plain),
    )
}

/// A value that no spreadsheet takes for a formula: a quote in front makes it text.
fn plain(value: String) -> String {
    let first = value.trim_start_matches([' ', '"', '\'']).chars().next();
    // Some programs skip blanks and quotes before they look.
    if matches!(
        first,
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '|' | '%' | '＝' | '＋' | '－' | '＠')
    ) {
        format!("'{value}")
    } else {
        value
    }
}

fn line<T: AsRef<[u8]>, const N: usize>(fields: [T; N]) -> ApiResult<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    writer.write_record(fields).map_err(ApiError::internal)?;
    writer
        .into_inner()
        .map_err(|error| ApiError::internal(error.into_error()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &str, expected: &str) {
        assert_eq!(plain(value.to_owned()), expected);
    }

    #[test]
    fn formulas_become_text() {
        check(
            "=HYPERLINK(\"http://evil\")",
            "'=HYPERLINK(\"http://evil\")",
        );
        check("+1", "'+1");
        check("-2+3", "'-2+3");
        check("@SUM(A1)", "'@SUM(A1)");
        check("\t=1", "'\t=1");
        check(" =1", "' =1");
        check("\"=1", "'\"=1");
        check("|calc", "'|calc");
        check("/orders?a=1", "/orders?a=1");
        check("", "");
    }

    #[test]
    fn fields_are_quoted_as_they_need() {
        let fields = ["a,b", "say \"hi\"", "two\r\nlines", "plain"];
        let line = String::from_utf8(line(fields).unwrap()).unwrap();
        assert_eq!(
            line,
            "\"a,b\",\"say \"\"hi\"\"\",\"two\r\nlines\",plain\r\n"
        );
    }
}
