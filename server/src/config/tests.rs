use clap::Parser;

use super::*;

#[derive(Debug, Parser)]
struct Line {
    #[command(flatten)]
    serve: ServeArgs,
}

fn settings(flags: &[&str]) -> Result<Settings, String> {
    let line = ["creel"].iter().chain(flags);
    let parsed = Line::try_parse_from(line).map_err(|error| error.to_string())?;
    parsed.serve.settings().map_err(|error| error.to_string())
}

fn refused(flags: &[&str], named: &str) {
    let message = settings(flags).unwrap_err();
    assert!(message.contains(named), "{message}");
}

#[test]
fn the_defaults_fit_a_local_machine() {
    let settings = settings(&[]).unwrap();
    assert_eq!(settings.listen, "127.0.0.1:3000".parse().unwrap());
    assert!(settings.open());
    assert_eq!(settings.capture.max_body, 10 << 20);
    assert_eq!(settings.capture.endpoint_rate, None);
    assert_eq!(settings.base_path, "");
}

#[test]
fn a_public_address_is_not_open_by_accident() {
    refused(&["--listen", "0.0.0.0:80"], "--admin-token");
    let open = settings(&["--listen", "0.0.0.0:80", "--access", "open"]).unwrap();
    assert!(open.open() && open.capture.client_rate.is_some());
    let token = [
        "--listen",
        "0.0.0.0:80",
        "--admin-token",
        "0123456789abcdef",
    ];
    assert!(!settings(&token).unwrap().open());
}

#[test]
fn addresses_are_put_in_form() {
    let flags = [
        "--base-path",
        "hooks/",
        "--public-url",
        "https://h.example/",
        "--capture-domain",
        ".In.Example",
    ];
    let settings = settings(&flags).unwrap();
    assert_eq!(settings.base_path, "/hooks");
    assert_eq!(settings.public_url.as_deref(), Some("https://h.example"));
    assert_eq!(settings.capture_domain.as_deref(), Some("in.example"));
}

#[test]
fn contradictions_name_the_flag() {
    refused(&["--max-body", "100MiB"], "--max-in-flight");
    refused(&["--tls-cert", "a.pem"], "--tls-key");
    refused(&["--public-url", "h.example"], "--public-url");
    refused(&["--base-path", "/a b"], "--base-path");
    refused(&["--max-headers", "1000"], "--max-headers");
    refused(&["--admin-token", "short"], "--admin-token");
}

#[test]
fn limits_that_leave_nothing_are_refused() {
    for flag in [
        "--max-body",
        "--queue",
        "--max-hits",
        "--max-endpoint-bytes",
        "--endpoints-per-client",
        "--max-connections",
        "--max-streams",
    ] {
        refused(&[flag, "0"], flag);
    }
    for flag in [
        "--body-deadline",
        "--head-timeout",
        "--idle-timeout",
        "--body-timeout",
        "--write-timeout",
        "--max-age",
    ] {
        refused(&[flag, "0s"], flag);
    }
    refused(&["--max-head", "100"], "--max-head");
    refused(&["--max-total", "1KiB"], "--max-total");
    assert!(settings(&["--max-total", "0"]).is_ok());
}

#[test]
fn a_capture_domain_is_a_host_name() {
    for domain in [
        "http://in.example",
        "in.example:80",
        "a..b",
        "",
        "*.in.example",
    ] {
        refused(&["--capture-domain", domain], "--capture-domain");
    }
}
