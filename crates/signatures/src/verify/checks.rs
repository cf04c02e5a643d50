//! Conditions beside the signature.

use alloc::format;

use crate::{
    Certainty, Fault, Keys, Request, StepKind, StepOk,
    address::Url,
    digest::Hash,
    encoding::Encoding,
    json,
    scheme::{CertUrl, Check},
    verify::Report,
};

/// Runs the checks of a recipe.
pub(crate) fn run(report: &mut Report, checks: &[Check<'_>], request: &Request<'_>, keys: &Keys) {
    for check in checks {
        one(report, check, request, keys);
    }
}

fn one(report: &mut Report, check: &Check<'_>, request: &Request<'_>, keys: &Keys) {
    match *check {
        Check::Header(name, allowed) => {
            let Some(value) = request.header(name) else {
                return;
            };
            let good = allowed.iter().any(|have| have.eq_ignore_ascii_case(value));
            note(report, good, name, value, Fault::MalformedHeader);
        }
        Check::Needs(name) => {
            if !request.has(name) {
                report.no(
                    StepKind::Header,
                    "A header is missing",
                    format!("There is no header {name}."),
                );
                report.fault(Fault::MissingHeader);
                report.hint(
                    "H-missing",
                    Certainty::Proven,
                    format!("The header {name} is missing: a proxy may have dropped it."),
                );
            }
        }
        Check::HeaderIsParam(name, param) => {
            let value = request.header(name).unwrap_or_default();
            let Some(wanted) = keys.param(param) else {
                report.step(
                    StepKind::Claim,
                    StepOk::Skip,
                    name,
                    format!("{value}; fill in {param} to compare it"),
                );
                return;
            };
            note(report, value == wanted, name, value, Fault::WrongKey);
        }
        Check::Json(path, allowed) => {
            let label = path.last().copied().unwrap_or_default();
            let value = json::find(request.body, path).and_then(json::Raw::text);
            let value = value.as_deref().unwrap_or_default();
            note(
                report,
                allowed.contains(&value),
                label,
                value,
                Fault::MalformedHeader,
            );
        }
        Check::CertUrl(source) => cert_url(report, source, request),
    }
}

fn note(report: &mut Report, good: bool, title: &str, value: &str, fault: Fault) {
    if good {
        report.yes(StepKind::Claim, title, value);
    } else {
        report.no(
            StepKind::Claim,
            title,
            format!("`{value}` is not what it should be"),
        );
        report.fault(fault);
    }
}

fn cert_url(report: &mut Report, source: CertUrl<'_>, request: &Request<'_>) {
    let (text, trusted): (_, fn(&Url<'_>) -> bool) = match source {
        CertUrl::PayPal(name) => (request.header(name).map(Into::into), paypal_host),
        CertUrl::Sns(path) => (
            json::find(request.body, path).and_then(json::Raw::text),
            sns_host,
        ),
    };
    let text = text.unwrap_or_default();
    let good = Url::parse(&text).is_some_and(|url| {
        url.scheme == "https" && url.user.is_empty() && url.port.is_none() && trusted(&url)
    });
    note(
        report,
        good,
        "Certificate's address",
        &text,
        Fault::UntrustedCertUrl,
    );
    if !good {
        report.hint(
            "C-host",
            Certainty::Proven,
            "The certificate's address is not one of the provider's: anyone could have signed \
             this. Never fetch a certificate from there.",
        );
    }
}

fn paypal_host(url: &Url<'_>) -> bool {
    url.host == "paypal.com" || url.host.ends_with(".paypal.com")
}

fn sns_host(url: &Url<'_>) -> bool {
    let region = url.host.strip_prefix("sns.").and_then(|rest| {
        rest.strip_suffix(".amazonaws.com")
            .or_else(|| rest.strip_suffix(".amazonaws.com.cn"))
    });
    let region_ok = region.is_some_and(|region| {
        !region.is_empty()
            && region
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    });
    region_ok && url.path.ends_with(".pem") && url.query.is_none()
}

/// Twilio's URL must carry a digest of a JSON body.
pub(crate) fn url_has_body_hash(report: &mut Report, request: &Request<'_>, keys: &Keys) {
    let url = keys.param("url").or(request.url).and_then(Url::parse);
    if url.is_some_and(|url| url.query_value("bodySHA256").is_none()) {
        report.no(
            StepKind::Claim,
            "bodySHA256",
            "The URL carries no digest of the body.",
        );
        report.fault(Fault::MalformedHeader);
    }
}

/// Twilio's digest of a JSON body, which travels in the URL.
pub(crate) fn body_hash_in_url(report: &mut Report, request: &Request<'_>, keys: &Keys) {
    let url = keys.param("url").or(request.url).unwrap_or_default();
    let url = Url::parse(url);
    let claimed = url.as_ref().and_then(|url| url.query_value("bodySHA256"));
    let Some(claimed) = claimed else {
        report.no(
            StepKind::Claim,
            "bodySHA256",
            "The URL carries no digest of the body.",
        );
        report.fault(Fault::MalformedHeader);
        return;
    };
    let digest = Hash::Sha256.digest([request.body]);
    let good = Encoding::Hex
        .decode(claimed)
        .is_some_and(|claimed| claimed == digest);
    if good {
        report.yes(
            StepKind::Claim,
            "bodySHA256",
            "The digest in the URL is the body's.",
        );
        return;
    }
    report.no(
        StepKind::Claim,
        "bodySHA256",
        format!("The body's digest is {}.", Encoding::Hex.encode(&digest)),
    );
    let explained = Encoding::Hex.decode(claimed).is_some_and(|claimed| {
        crate::diagnose::body_with_digest(report, Hash::Sha256, request.body, &claimed)
    });
    if !explained {
        report.fault(Fault::TamperedBody);
    }
}
