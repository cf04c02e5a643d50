//! F1: a MAC over the body, in base64.

use super::{A, B, SHA256, agent, base64, json, only, shared};
use crate::{
    recognise::Confidence::Certain,
    scheme::{At, Entry, From, KeyForm, Kind, TokenAt, When, body_mac, entry, scheme},
};

pub(super) const ENTRIES: &[Entry] = &[
    entry(
        "shopify",
        "Shopify",
        A,
        "shopify.dev/docs/apps/build/webhooks/subscribe/https",
    )
    .credential("app client secret, or the store's webhook secret")
    .schemes(&[base64(
        "body",
        &["x-shopify-hmac-sha256", "shopify-hmac-sha256"],
    )])
    .rules(&[
        agent("Shopify-Captain-Hook"),
        only("x-shopify-hmac-sha256"),
        only("x-shopify-topic"),
        only("x-shopify-shop-domain"),
        only("shopify-hmac-sha256"),
        only("shopify-topic"),
    ])
    .event(&[
        From::Header("x-shopify-topic"),
        From::Header("shopify-topic"),
    ])
    .delivery(&[
        From::Header("x-shopify-event-id"),
        From::Header("x-shopify-webhook-id"),
        From::Header("shopify-event-id"),
    ]),
    entry(
        "woocommerce",
        "WooCommerce",
        A,
        "woocommerce.com/document/webhooks",
    )
    .credential("webhook secret")
    .schemes(&[scheme(
        "body",
        Kind::Signed(
            body_mac(&["x-wc-webhook-signature"])
                .base64()
                .key(KeyForm::Html),
        ),
    )])
    .rules(&[
        only("x-wc-webhook-topic"),
        only("x-wc-webhook-signature"),
        only("x-wc-webhook-source"),
        shared(
            "user-agent",
            When::All(&[When::Starts("WooCommerce/"), When::Contains("Hookshot")]),
            Certain,
        ),
    ])
    .event(&[From::Header("x-wc-webhook-topic")])
    .delivery(&[From::Header("x-wc-webhook-delivery-id")]),
    entry(
        "line",
        "LINE",
        A,
        "developers.line.biz/en/docs/messaging-api/receiving-messages",
    )
    .credential("channel secret")
    .schemes(&[base64("body", &["x-line-signature"])])
    .rules(&[agent("LineBotWebhook/"), only("x-line-signature")])
    .event(&[json(&["events", "0", "type"])])
    .delivery(&[json(&["events", "0", "webhookEventId"])]),
    entry(
        "xero",
        "Xero",
        A,
        "developer.xero.com/documentation/guides/webhooks/overview",
    )
    .credential("webhooks key")
    .schemes(&[base64("body", &["x-xero-signature"])])
    .rules(&[only("x-xero-signature")])
    .event(&[json(&["events", "0", "eventType"])]),
    entry(
        "intuit",
        "Intuit QuickBooks",
        A,
        "developer.intuit.com/app/developer/qbo/docs/develop/webhooks",
    )
    .credential("verifier token")
    .schemes(&[base64("body", &["intuit-signature"])])
    .rules(&[
        only("intuit-signature"),
        only("intuit-t-id"),
        only("intuit-created-time"),
    ])
    .event(&[json(&[
        "eventNotifications",
        "0",
        "dataChangeEvent",
        "entities",
        "0",
        "operation",
    ])])
    .delivery(&[From::Header("intuit-t-id")]),
    entry(
        "heroku",
        "Heroku",
        B,
        "devcenter.heroku.com/articles/app-webhooks",
    )
    .schemes(&[base64("body", &["heroku-webhook-hmac-sha256"])])
    .rules(&[agent("Heroku Webhooks"), only("heroku-webhook-hmac-sha256")])
    .event(&[
        json(&["webhook_metadata", "event", "include"]),
        json(&["resource"]),
    ])
    .delivery(&[json(&["webhook_metadata", "delivery", "id"]), json(&["id"])])
    .retry(&[json(&["webhook_metadata", "attempt", "id"])]),
    entry(
        "docusign",
        "DocuSign Connect",
        A,
        "developers.docusign.com/platform/webhooks/connect/hmac",
    )
    .credential("Connect HMAC key")
    .schemes(&[scheme(
        "numbered-headers",
        Kind::Signed(
            body_mac(&[])
                .at(At::Numbered("x-docusign-signature-"))
                .base64(),
        ),
    )])
    .rules(&[
        only("x-docusign-signature-1"),
        shared(
            "x-authorization-digest",
            When::Starts("HMACSHA256"),
            Certain,
        ),
    ])
    .event(&[json(&["event"])])
    .delivery(&[json(&["data", "envelopeId"])])
    .retry(&[json(&["retryCount"])]),
    entry(
        "x-twitter",
        "X (Twitter)",
        A,
        "docs.x.com/x-api/webhooks/quickstart",
    )
    .credential("consumer secret")
    .schemes(&[scheme(
        "body",
        Kind::Signed(
            body_mac(&["x-twitter-webhooks-signature"])
                .labels(&[("sha256", SHA256)])
                .base64(),
        ),
    )])
    .rules(&[only("x-twitter-webhooks-signature")]),
    entry(
        "typeform",
        "Typeform",
        B,
        "typeform.com/developers/webhooks/secure-your-webhooks",
    )
    .schemes(&[scheme(
        "body",
        Kind::Signed(
            body_mac(&["typeform-signature"])
                .labels(&[("sha256", SHA256)])
                .base64(),
        ),
    )])
    .rules(&[agent("Typeform Webhooks"), only("typeform-signature")])
    .event(&[json(&["event_type"])])
    .delivery(&[json(&["event_id"])]),
    entry(
        "flutterwave",
        "Flutterwave",
        B,
        "developer.flutterwave.com/docs/webhooks",
    )
    .credential("secret hash")
    .schemes(&[
        base64("hmac-base64", &["flutterwave-signature"]),
        scheme(
            "shared-token",
            Kind::Token(TokenAt::Header("verif-hash", "")),
        ),
    ])
    .rules(&[only("flutterwave-signature"), only("verif-hash")])
    .event(&[json(&["type"]), json(&["event"])])
    .delivery(&[json(&["data", "id"])]),
    entry(
        "hookdeck",
        "Hookdeck",
        B,
        "hookdeck.com/docs/authentication",
    )
    .schemes(&[base64(
        "body",
        &["x-hookdeck-signature", "x-hookdeck-signature-2"],
    )])
    .rules(&[only("x-hookdeck-signature"), only("x-hookdeck-eventid")])
    .delivery(&[From::Header("x-hookdeck-eventid")])
    .retry(&[From::Header("x-hookdeck-attempt-count")]),
];
