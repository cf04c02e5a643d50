//! What a token must say to belong to this request.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use crate::{
    Certainty, Fault, Keys, Request, StepKind, StepOk, diagnose,
    digest::Hash,
    encoding::Encoding,
    json,
    scheme::{Claim, Jwt, Payload},
    time::SECOND,
    verify::{Clock, Report, jwt::Token, stamp},
};

/// Checks the claims. Whether the body is bound by them or by the token.
pub(crate) fn run(
    report: &mut Report,
    jwt: &Jwt,
    token: &Token<'_>,
    request: &Request<'_>,
    keys: &Keys,
    clock: Clock,
) -> bool {
    let mut bound = jwt.payload != Payload::Claims;
    let scope = Scope {
        token,
        request,
        keys,
        clock,
    };
    for claim in jwt.claims {
        bound |= scope.check(report, claim);
    }
    if !bound {
        report.hint(
            "N-unbound",
            Certainty::Note,
            "The token shows who sent the request. It says nothing about the body, which is not \
             signed.",
        );
    }
    bound
}

struct Scope<'s, 'a> {
    token: &'s Token<'a>,
    request: &'s Request<'a>,
    keys: &'s Keys,
    clock: Clock,
}

impl Scope<'_, '_> {
    fn claim(&self, name: &str) -> Option<String> {
        let text = json::find(&self.token.payload, &[name])?.text()?;
        Some(text.into_owned())
    }

    fn url(&self) -> Option<&str> {
        self.keys.param("url").or(self.request.url)
    }

    /// Whether this claim binds the body.
    fn check(&self, report: &mut Report, claim: &Claim) -> bool {
        match *claim {
            Claim::Issuer(allowed) => self.issuer(report, allowed.iter().copied()),
            Claim::IssuerParam(name, usual) => match self.keys.params.get(name) {
                Some(param) => self.issuer(report, param.values()),
                None if usual.is_empty() => self.skip(report, "iss", name),
                None => self.issuer(report, usual.iter().copied()),
            },
            Claim::Audience => self.audience(report),
            Claim::Param(name) => match self.keys.param(name) {
                Some(wanted) => {
                    let value = self.claim(name).unwrap_or_default();
                    note(report, name, &value, value == wanted, Fault::WrongAudience);
                }
                None => self.skip(report, name, name),
            },
            Claim::EmailVerified => {
                if let Some(value) = self.claim("email_verified") {
                    note(
                        report,
                        "email_verified",
                        &value,
                        value == "true",
                        Fault::WrongAudience,
                    );
                }
            }
            Claim::BodyHash(name, encoding) => {
                self.body_hash(report, name, encoding);
                return true;
            }
            Claim::BodyHashIfAny(name, encoding) => {
                self.body_hash_if_any(report, name, encoding);
                return true;
            }
            Claim::UrlHash(name) => {
                let digest =
                    |url: &str| Encoding::Hex.encode(&Hash::Sha256.digest([url.as_bytes()]));
                self.url_claim(report, name, digest);
            }
            Claim::Url(name) => self.url_claim(report, name, ToString::to_string),
            Claim::Times(leeway) => self.times(report, leeway),
            Claim::IssuedWithin(seconds) => self.issued_within(report, seconds),
        }
        false
    }

    fn skip(&self, report: &mut Report, claim: &str, param: &str) {
        let value = self.claim(claim).unwrap_or_default();
        let detail = format!("{value}; fill in {param} to compare it");
        report.step(StepKind::Claim, StepOk::Skip, claim, detail);
    }

    fn issuer<'p>(&self, report: &mut Report, mut allowed: impl Iterator<Item = &'p str>) {
        let value = self.claim("iss").unwrap_or_default();
        let good = allowed.any(|issuer| issuer == value);
        note(report, "iss", &value, good, Fault::WrongIssuer);
    }

    fn audience(&self, report: &mut Report) {
        let Some(wanted) = self.keys.param("audience").or(self.url()) else {
            return self.skip(report, "aud", "audience");
        };
        let raw = json::find(&self.token.payload, &["aud"]);
        let values: Vec<String> = match raw {
            Some(raw) if raw.0.starts_with(b"[") => raw
                .items()
                .into_iter()
                .filter_map(|item| Some(item.text()?.into_owned()))
                .collect(),
            _ => self.claim("aud").into_iter().collect(),
        };
        let good = values.iter().any(|value| value == wanted);
        note(
            report,
            "aud",
            &values.join(", "),
            good,
            Fault::WrongAudience,
        );
        if !good {
            diagnose::audience(report, self.request, self.url(), |url| {
                values.iter().any(|value| value == url)
            });
        }
    }

    fn body_hash(&self, report: &mut Report, name: &str, encoding: Encoding) {
        let digest = Hash::Sha256.digest([self.request.body]);
        let value = self.claim(name).unwrap_or_default();
        let claimed = encoding.decode(&value);
        let good = claimed.as_deref() == Some(&digest);
        let detail = format!("the body's SHA-256 is {}", encoding.encode(&digest));
        if good {
            return report.yes(StepKind::Claim, name, detail);
        }
        report.no(StepKind::Claim, name, format!("`{value}`; {detail}"));
        if report.has_fault().is_some() {
            return;
        }
        let other = Encoding::ALL
            .into_iter()
            .find(|other| other.decode(&value).as_deref() == Some(&digest));
        if let Some(other) = other {
            report.fault(Fault::HexVsBase64);
            report.hint(
                "E-enc",
                Certainty::Proven,
                format!(
                    "The claim {name} holds the right digest in {}; it should be {}.",
                    other.name(),
                    encoding.name()
                ),
            );
            return;
        }
        let explained = claimed.is_some_and(|claimed| {
            diagnose::body_with_digest(report, Hash::Sha256, self.request.body, &claimed)
        });
        if !explained {
            report.fault(Fault::TamperedBody);
        }
    }

    fn body_hash_if_any(&self, report: &mut Report, name: &str, encoding: Encoding) {
        match (self.claim(name), self.request.body.is_empty()) {
            (Some(_), false) => self.body_hash(report, name, encoding),
            (None, true) => report.yes(StepKind::Claim, name, "no body, no digest"),
            (Some(_), true) => {
                report.no(
                    StepKind::Claim,
                    name,
                    "The token names a body, and there is none.",
                );
                report.fault(Fault::TamperedBody);
            }
            (None, false) => {
                report.no(
                    StepKind::Claim,
                    name,
                    "There is a body the token does not name.",
                );
                report.fault(Fault::TamperedBody);
            }
        }
    }

    fn url_claim(&self, report: &mut Report, name: &str, write: impl Fn(&str) -> String) {
        let Some(url) = self.url() else {
            return self.skip(report, name, "url");
        };
        let value = self.claim(name).unwrap_or_default();
        let good = value == write(url);
        note(report, name, &value, good, Fault::UrlChanged);
        if !good {
            diagnose::audience(report, self.request, Some(url), |url| value == write(url));
        }
    }

    fn number(&self, name: &str) -> Option<i64> {
        let text = self.claim(name)?;
        let whole = text.split('.').next()?;
        whole.parse::<i64>().ok()?.checked_mul(SECOND)
    }

    fn times(&self, report: &mut Report, leeway: i64) {
        let at = self.clock.deciding();
        if let Some(start) = self.number("nbf")
            && at < start.saturating_sub(leeway * SECOND)
        {
            let seconds = (start - at) / SECOND;
            report.no(
                StepKind::Timestamp,
                "Token is not valid yet",
                format!("for {seconds} s"),
            );
            report.fault(Fault::TimestampInFuture);
            return report.hint(
                "T-skew",
                Certainty::Proven,
                "The token becomes valid later: one of the clocks is wrong.",
            );
        }
        let Some(end) = self.number("exp") else {
            return;
        };
        let expired = |at: i64| at > end.saturating_add(leeway * SECOND);
        if expired(at) {
            let seconds = (at - end) / SECOND;
            report.no(
                StepKind::Timestamp,
                "Token has expired",
                format!("{seconds} s ago"),
            );
            report.fault(Fault::TimestampTooOld);
            report.hint(
                "T-stale",
                Certainty::Proven,
                "The token had expired: the request is a replay, was held up, or a clock is wrong.",
            );
            return;
        }
        report.yes(StepKind::Timestamp, "Token is valid at this time", "");
        if expired(self.clock.now) {
            report.hint(
                "T-stale",
                Certainty::Note,
                "The token was valid when the request arrived and has expired since: a replay of \
                 it would be refused.",
            );
        }
    }

    fn issued_within(&self, report: &mut Report, seconds: i64) {
        let Some(issued) = self.number("iat") else {
            report.no(StepKind::Timestamp, "iat is missing", "");
            return report.fault(Fault::MalformedHeader);
        };
        let text = self.claim("iat").unwrap_or_default();
        stamp::judge(report, text, issued, (Some(seconds), None), self.clock);
    }
}

fn note(report: &mut Report, title: &str, value: &str, good: bool, fault: Fault) {
    if good {
        return report.yes(StepKind::Claim, title, value);
    }
    report.no(
        StepKind::Claim,
        title,
        format!("`{value}` is not what it should be"),
    );
    report.fault(fault);
}
