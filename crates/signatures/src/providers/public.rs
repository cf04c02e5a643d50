//! F7: public keys.

use super::{A, json, key, only, shared};
use crate::{
    digest::Hash,
    encoding::Encoding,
    recognise::Confidence::{Certain, Likely},
    scheme::{
        Accept, Algo, At, CertUrl, Check, Entry, From, Kind, Part, Recipe, TimeFrom, Unit, When,
        body_mac, entry, scheme, time,
    },
};

const ED25519: &[(&str, Algo)] = &[("", Algo::Ed25519)];
const RSA_SHA1: &[(&str, Algo)] = &[("", Algo::Rsa(Hash::Sha1))];
const RSA_SHA256: &[(&str, Algo)] = &[("", Algo::Rsa(Hash::Sha256))];

const fn sns(
    algos: &'static [(&'static str, Algo)],
    version: &'static [&'static str; 1],
) -> Recipe<'static> {
    const URL: Check<'_> = Check::CertUrl(CertUrl::Sns(&["SigningCertURL"]));
    const FIRST: &[Check<'_>] = &[Check::Json(&["SignatureVersion"], &["1"]), URL];
    const SECOND: &[Check<'_>] = &[Check::Json(&["SignatureVersion"], &["2"]), URL];
    body_mac(&[])
        .at(At::Json(&["Signature"]))
        .algo(algos)
        .encoding(Encoding::Base64)
        .template(&[Part::SnsFields])
        .accept(Accept::SnsOrder)
        .checks(if version[0].as_bytes()[0] == b'1' {
            FIRST
        } else {
            SECOND
        })
}

pub(super) const ENTRIES: &[Entry] = &[
    entry("discord", "Discord", A, "docs.discord.com/developers/interactions/overview")
        .credential("application public key (hex)")
        .schemes(&[scheme(
            "ed25519",
            Kind::Signed(
                body_mac(&["x-signature-ed25519"])
                    .algo(ED25519)
                    .template(&[Part::Time, Part::Body])
                    .time(time(TimeFrom::Header(&["x-signature-timestamp"]), Unit::Seconds)),
            ),
        )])
        .rules(&[only("x-signature-ed25519")])
        .event(&[json(&["event", "type"]), json(&["data", "name"]), json(&["type"])])
        .delivery(&[json(&["id"])]),
    entry("telnyx", "Telnyx", A, "developers.telnyx.com/docs/messaging/messages/receiving-webhooks")
        .credential("account public key (base64)")
        .schemes(&[scheme(
            "ed25519",
            Kind::Signed(
                body_mac(&["telnyx-signature-ed25519"])
                    .algo(ED25519)
                    .base64()
                    .template(&[Part::Time, Part::Text("|"), Part::Body])
                    .time(time(TimeFrom::Header(&["telnyx-timestamp"]), Unit::Seconds).window(300, 300)),
            ),
        )])
        .rules(&[only("telnyx-signature-ed25519"), only("telnyx-timestamp")])
        .event(&[json(&["data", "event_type"])])
        .delivery(&[json(&["data", "id"])])
        .retry(&[json(&["meta", "attempt"])]),
    entry("sendgrid", "SendGrid Event Webhook", A, "twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features")
        .credential("verification key (base64)")
        .schemes(&[scheme(
            "ecdsa-p256",
            Kind::Signed(
                body_mac(&["x-twilio-email-event-webhook-signature"])
                    .algo(&[("", Algo::EcdsaDer)])
                    .base64()
                    .template(&[Part::Time, Part::Body])
                    .time(time(TimeFrom::Header(&["x-twilio-email-event-webhook-timestamp"]), Unit::Seconds)),
            ),
        )])
        .rules(&[
            only("x-twilio-email-event-webhook-signature"),
            only("x-twilio-email-event-webhook-timestamp"),
            shared("user-agent", When::Starts("SendGrid Event API"), Likely),
        ])
        .event(&[json(&["0", "event"])])
        .delivery(&[json(&["0", "sg_event_id"])]),
    entry("wise", "Wise", A, "docs.wise.com/api-docs/features/webhooks-notifications/event-handling")
        .credential("Wise's public key (PEM)")
        .schemes(&[scheme(
            "rsa-sha256",
            Kind::Signed(body_mac(&["x-signature-sha256"]).algo(RSA_SHA256).base64()),
        )])
        .rules(&[shared("x-signature-sha256", When::Contains("=="), Likely)])
        .event(&[json(&["event_type"])])
        .delivery(&[From::Header("x-delivery-id")]),
    entry("travis-ci", "Travis CI", A, "docs.travis-ci.com/user/notifications/#webhooks-delivery-format")
        .credential("Travis's public key (PEM)")
        .schemes(&[scheme(
            "rsa-sha1-form-field",
            Kind::Signed(
                body_mac(&["signature"])
                    .algo(RSA_SHA1)
                    .base64()
                    .template(&[Part::Form("payload")]),
            ),
        )])
        .rules(&[only("travis-repo-slug")])
        .event(&[From::FormJson("payload", &["status_message"])])
        .delivery(&[From::FormJson("payload", &["id"])]),
    entry("paypal", "PayPal", A, "developer.paypal.com/api/rest/webhooks/rest")
        .credential("certificate of PAYPAL-CERT-URL")
        .params(&["webhook_id"])
        .schemes(&[scheme(
            "rsa-crc32",
            Kind::Signed(
                body_mac(&["paypal-transmission-sig"])
                    .algo(RSA_SHA256)
                    .base64()
                    .template(&[
                        Part::Header("paypal-transmission-id"),
                        Part::Text("|"),
                        Part::Time,
                        Part::Text("|"),
                        Part::Param("webhook_id"),
                        Part::Text("|"),
                        Part::Crc32,
                    ])
                    .time(time(TimeFrom::Header(&["paypal-transmission-time"]), Unit::Rfc3339))
                    .checks(&[
                        Check::Header("paypal-auth-algo", &["SHA256withRSA"]),
                        Check::CertUrl(CertUrl::PayPal("paypal-cert-url")),
                    ]),
            ),
        )])
        .rules(&[only("paypal-transmission-id"), only("paypal-transmission-sig"), only("paypal-cert-url"), only("paypal-auth-algo")])
        .event(&[json(&["event_type"])])
        .delivery(&[From::Header("paypal-transmission-id"), json(&["id"])]),
    entry("aws-sns", "AWS SNS", A, "docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html")
        .credential("certificate of SigningCertURL")
        .schemes(&[
            scheme("rsa-sha256", Kind::Signed(sns(RSA_SHA256, &["2"]))),
            scheme("rsa-sha1", Kind::Signed(sns(RSA_SHA1, &["1"]))),
        ])
        .rules(&[
            only("x-amz-sns-message-type"),
            only("x-amz-sns-message-id"),
            only("x-amz-sns-topic-arn"),
            key("SigningCertURL", When::All(&[When::Body("\"TopicArn\"")]), Certain),
        ])
        .event(&[From::Header("x-amz-sns-message-type"), json(&["Type"])])
        .delivery(&[From::Header("x-amz-sns-message-id"), json(&["MessageId"])]),
];
