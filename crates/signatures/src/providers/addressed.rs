//! F4: the URL, the form or the whole request is signed.

use super::{A, B, SHA1, SHA256, agent, json, only, shared};
use crate::{
    digest::Hash,
    encoding::Encoding,
    recognise::Confidence::Certain,
    scheme::{
        Accept, Algo, Check, Entry, From, Kind, Part, Syntax, TimeFrom, Unit, When, body_mac,
        entry, scheme, time,
    },
};

const PLAIN: &[(&str, Algo)] = &[("", Algo::Plain(Hash::Sha256))];

pub(super) const ENTRIES: &[Entry] = &[
    entry("twilio", "Twilio", A, "twilio.com/docs/usage/webhooks/webhooks-security")
        .credential("Auth Token")
        .params(&["url"])
        .schemes(&[
            scheme(
                "form",
                Kind::Signed(
                    body_mac(&["x-twilio-signature"])
                        .algo(&[("", SHA1)])
                        .base64()
                        .template(&[Part::Url, Part::SortedForm])
                        .accept(Accept::UrlForms),
                ),
            ),
            scheme(
                "json",
                Kind::Signed(
                    body_mac(&["x-twilio-signature"])
                        .algo(&[("", SHA1)])
                        .base64()
                        .template(&[Part::Url])
                        .accept(Accept::UrlFormsBodyHash),
                ),
            ),
        ])
        .rules(&[agent("TwilioProxy/"), only("x-twilio-signature"), only("i-twilio-idempotency-token")])
        .event(&[From::Form("SmsStatus"), From::Form("MessageStatus"), From::Form("CallStatus"), json(&["type"])])
        .delivery(&[From::Header("i-twilio-idempotency-token"), From::Form("MessageSid"), From::Form("CallSid")]),
    entry("mandrill", "Mandrill (Mailchimp Transactional)", B, "mailchimp.com/developer/transactional/guides/track-respond-activity-webhooks")
        .credential("webhook key")
        .params(&["url"])
        .schemes(&[scheme(
            "url+sorted-form",
            Kind::Signed(
                body_mac(&["x-mandrill-signature"])
                    .algo(&[("", SHA1)])
                    .base64()
                    .template(&[Part::Url, Part::SortedForm]),
            ),
        )])
        .rules(&[agent("Mandrill-Webhook/"), only("x-mandrill-signature")])
        .event(&[From::FormJson("mandrill_events", &["0", "event"])])
        .delivery(&[From::FormJson("mandrill_events", &["0", "_id"])]),
    entry("plivo", "Plivo", A, "plivo.com/docs/voice/concepts/signature-validation")
        .credential("auth token")
        .params(&["url"])
        .schemes(&[
            scheme(
                "v3",
                Kind::Signed(
                    body_mac(&["x-plivo-signature-v3", "x-plivo-signature-ma-v3"])
                        .syntax(Syntax::List)
                        .base64()
                        .template(&[Part::PlivoV3, Part::Text("."), Part::Header("x-plivo-signature-v3-nonce")])
                        .checks(&[Check::Needs("x-plivo-signature-v3-nonce")]),
                ),
            ),
            scheme(
                "v2",
                Kind::Signed(
                    body_mac(&["x-plivo-signature-v2"])
                        .base64()
                        .template(&[Part::UrlBase, Part::Header("x-plivo-signature-v2-nonce")])
                        .checks(&[Check::Needs("x-plivo-signature-v2-nonce")]),
                ),
            ),
        ])
        .rules(&[only("x-plivo-signature-v3"), only("x-plivo-signature-v2"), only("x-plivo-signature-ma-v3")])
        .event(&[From::Form("Event"), From::Form("Status"), From::Form("CallStatus")])
        .delivery(&[From::Form("MessageUUID"), From::Form("CallUUID")]),
    entry("square", "Square", A, "developer.squareup.com/docs/webhooks/step3validate")
        .credential("subscription's signature key")
        .params(&["url"])
        .schemes(&[
            scheme(
                "url+body",
                Kind::Signed(
                    body_mac(&["x-square-hmacsha256-signature"])
                        .base64()
                        .template(&[Part::Url, Part::Body]),
                ),
            ),
            scheme(
                "url+body-sha1",
                Kind::Signed(
                    body_mac(&["x-square-signature"])
                        .algo(&[("", SHA1)])
                        .base64()
                        .template(&[Part::Url, Part::Body]),
                ),
            ),
        ])
        .rules(&[only("x-square-hmacsha256-signature"), only("x-square-signature"), only("square-environment")])
        .event(&[json(&["type"])])
        .delivery(&[json(&["event_id"])])
        .retry(&[From::Header("square-retry-number")]),
    entry("trello", "Trello", B, "developer.atlassian.com/cloud/trello/guides/rest-api/webhooks")
        .credential("app (OAuth 1) secret")
        .params(&["url"])
        .schemes(&[scheme(
            "body+url",
            Kind::Signed(
                body_mac(&["x-trello-webhook"])
                    .algo(&[("", SHA1)])
                    .base64()
                    .template(&[Part::Body, Part::Url]),
            ),
        )])
        .rules(&[only("x-trello-webhook")])
        .event(&[json(&["action", "type"])])
        .delivery(&[json(&["action", "id"])]),
    entry("hubspot", "HubSpot", A, "developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation")
        .credential("app client secret")
        .params(&["url"])
        .schemes(&[
            scheme(
                "v3",
                Kind::Signed(
                    body_mac(&["x-hubspot-signature-v3"])
                        .base64()
                        .template(&[Part::Method, Part::HubspotUrl, Part::Body, Part::Time])
                        .time(time(TimeFrom::Header(&["x-hubspot-request-timestamp"]), Unit::Millis).past(300)),
                ),
            ),
            scheme(
                "v2",
                Kind::Signed(
                    body_mac(&["x-hubspot-signature"])
                        .algo(PLAIN)
                        .template(&[Part::Secret, Part::Method, Part::Url, Part::Body])
                        .checks(&[Check::Header("x-hubspot-signature-version", &["v2"])]),
                ),
            ),
            scheme(
                "v1",
                Kind::Signed(
                    body_mac(&["x-hubspot-signature"])
                        .algo(PLAIN)
                        .template(&[Part::Secret, Part::Body])
                        .checks(&[Check::Header("x-hubspot-signature-version", &["v1"])]),
                ),
            ),
        ])
        .rules(&[only("x-hubspot-signature-v3"), only("x-hubspot-signature"), only("x-hubspot-signature-version"), only("x-hubspot-request-timestamp")])
        .event(&[json(&["0", "subscriptionType"])])
        .delivery(&[json(&["0", "eventId"])])
        .retry(&[json(&["0", "attemptNumber"])]),
    entry("contentful", "Contentful apps", A, "contentful.com/developers/docs/extensibility/app-framework/request-verification")
        .credential("64-character signing secret")
        .params(&["url"])
        .schemes(&[scheme(
            "canonical-request",
            Kind::Signed(
                body_mac(&["x-contentful-signature"])
                    .encoding(Encoding::Hex)
                    .template(&[
                        Part::Method,
                        Part::Text("\n"),
                        Part::ContentfulPath,
                        Part::Text("\n"),
                        Part::ListedHeaders("x-contentful-signed-headers"),
                        Part::Text("\n"),
                        Part::Body,
                    ])
                    .time(time(TimeFrom::Header(&["x-contentful-timestamp"]), Unit::Millis).past(30)),
            ),
        )])
        .rules(&[only("x-contentful-topic"), only("x-contentful-signature"), only("x-contentful-signed-headers"), only("x-contentful-timestamp")])
        .event(&[From::Header("x-contentful-topic")])
        .delivery(&[From::Header("x-contentful-idempotency-key"), json(&["sys", "id"])]),
    entry("mercadopago", "Mercado Pago", A, "mercadopago.com/developers/en/docs/your-integrations/notifications/webhooks")
        .credential("webhook secret signature")
        .params(&["url"])
        .schemes(&[scheme(
            "manifest",
            Kind::Signed(
                body_mac(&["x-signature"])
                    .labels(&[("v1", SHA256)])
                    .template(&[Part::MercadoManifest])
                    .time(time(TimeFrom::Field("ts"), Unit::Either)),
            ),
        )])
        .rules(&[agent("MercadoPago"), shared("x-signature", When::All(&[When::Starts("ts="), When::Contains("v1=")]), Certain)])
        .event(&[json(&["action"]), From::Query("type"), json(&["type"])])
        .delivery(&[From::Header("x-request-id"), json(&["id"])]),
];
