//! F2: a MAC over a timestamp and the body, the time in its own header.

use super::{A, B, SHA256, agent, json, only, shared};
use crate::{
    recognise::Confidence::{Certain, Likely},
    scheme::{
        Algo, At, Check, Entry, From, Kind, Part, Recipe, TimeFrom, Unit, When, body_mac, entry,
        scheme, time,
    },
};

const V0: &[(&str, Algo)] = &[("v0", SHA256)];
/// Slack's and its followers' `v0:{t}:{body}`.
const V0_COLONS: &[Part<'_>] = &[Part::Text("v0:"), Part::Time, Part::Text(":"), Part::Body];

const fn with_time(
    headers: &'static [&'static str],
    template: &'static [Part<'static>],
    time_header: &'static [&'static str],
    unit: Unit,
) -> Recipe<'static> {
    body_mac(headers)
        .template(template)
        .time(time(TimeFrom::Header(time_header), unit))
}

pub(super) const ENTRIES: &[Entry] = &[
    entry(
        "slack",
        "Slack",
        A,
        "docs.slack.dev/authentication/verifying-requests-from-slack",
    )
    .credential("signing secret")
    .schemes(&[scheme(
        "v0",
        Kind::Signed(
            body_mac(&["x-slack-signature"])
                .labels(V0)
                .template(V0_COLONS)
                .time(
                    time(
                        TimeFrom::Header(&["x-slack-request-timestamp"]),
                        Unit::Seconds,
                    )
                    .window(300, 300),
                ),
        ),
    )])
    .rules(&[
        agent("Slackbot "),
        only("x-slack-signature"),
        only("x-slack-request-timestamp"),
    ])
    .event(&[
        json(&["event", "type"]),
        json(&["type"]),
        From::Form("command"),
        From::FormJson("payload", &["type"]),
    ])
    .delivery(&[json(&["event_id"]), From::Form("trigger_id")])
    .retry(&[From::Header("x-slack-retry-num")]),
    entry("zoom", "Zoom", A, "developers.zoom.us/docs/api/webhooks")
        .credential("Secret Token")
        .schemes(&[scheme(
            "v0",
            Kind::Signed(
                with_time(
                    &["x-zm-signature"],
                    V0_COLONS,
                    &["x-zm-request-timestamp"],
                    Unit::Seconds,
                )
                .labels(V0),
            ),
        )])
        .rules(&[only("x-zm-signature"), only("x-zm-request-timestamp")])
        .event(&[json(&["event"])])
        .delivery(&[From::Header("x-zm-trackingid")]),
    entry(
        "customer-io",
        "Customer.io",
        B,
        "docs.customer.io/journeys/webhooks",
    )
    .credential("webhook signing key")
    .schemes(&[scheme(
        "v0",
        Kind::Signed(with_time(
            &["x-cio-signature"],
            V0_COLONS,
            &["x-cio-timestamp"],
            Unit::Seconds,
        )),
    )])
    .rules(&[only("x-cio-signature"), only("x-cio-timestamp")])
    .event(&[json(&["metric"])])
    .delivery(&[json(&["event_id"])]),
    entry(
        "twitch",
        "Twitch EventSub",
        A,
        "dev.twitch.tv/docs/eventsub/handling-webhook-events",
    )
    .credential("subscription's secret")
    .schemes(&[scheme(
        "id+timestamp+body",
        Kind::Signed(
            body_mac(&["twitch-eventsub-message-signature"])
                .labels(&[("sha256", SHA256)])
                .template(&[
                    Part::Header("twitch-eventsub-message-id"),
                    Part::Time,
                    Part::Body,
                ])
                .time(
                    time(
                        TimeFrom::Header(&["twitch-eventsub-message-timestamp"]),
                        Unit::Rfc3339,
                    )
                    .past(600),
                ),
        ),
    )])
    .rules(&[
        only("twitch-eventsub-message-id"),
        only("twitch-eventsub-message-signature"),
        only("twitch-eventsub-message-type"),
    ])
    .event(&[
        From::Header("twitch-eventsub-subscription-type"),
        From::Header("twitch-eventsub-message-type"),
    ])
    .delivery(&[From::Header("twitch-eventsub-message-id")])
    .retry(&[From::Header("twitch-eventsub-message-retry")]),
    entry(
        "zendesk",
        "Zendesk",
        B,
        "developer.zendesk.com/documentation/webhooks/verifying",
    )
    .credential("webhook signing secret")
    .schemes(&[scheme(
        "timestamp+body",
        Kind::Signed(
            with_time(
                &["x-zendesk-webhook-signature"],
                &[Part::Time, Part::Body],
                &["x-zendesk-webhook-signature-timestamp"],
                Unit::Rfc3339,
            )
            .base64(),
        ),
    )])
    .rules(&[
        only("x-zendesk-webhook-signature"),
        only("x-zendesk-webhook-id"),
        only("x-zendesk-account-id"),
    ])
    .event(&[json(&["type"])])
    .delivery(&[From::Header("x-zendesk-webhook-invocation-id")]),
    entry(
        "box",
        "Box",
        A,
        "developer.box.com/guides/webhooks/v2/signatures-v2",
    )
    .credential("primary signature key")
    .params(&["secondary_secret"])
    .schemes(&[scheme(
        "primary-secondary",
        Kind::Signed(
            body_mac(&[])
                .at(At::Slots(&[
                    "box-signature-primary",
                    "box-signature-secondary",
                ]))
                .base64()
                .template(&[Part::Body, Part::Time])
                .time(time(TimeFrom::Header(&["box-delivery-timestamp"]), Unit::Rfc3339).past(600))
                .checks(&[
                    Check::Header("box-signature-version", &["1"]),
                    Check::Header("box-signature-algorithm", &["HmacSHA256"]),
                ]),
        ),
    )])
    .rules(&[
        only("box-signature-primary"),
        only("box-signature-secondary"),
        only("box-delivery-id"),
        only("box-delivery-timestamp"),
    ])
    .event(&[json(&["trigger"])])
    .delivery(&[From::Header("box-delivery-id")]),
    entry(
        "klaviyo",
        "Klaviyo",
        B,
        "developers.klaviyo.com/en/docs/working_with_system_webhooks",
    )
    .credential("webhook secret key")
    .schemes(&[scheme(
        "body+timestamp",
        Kind::Signed(with_time(
            &["klaviyo-signature"],
            &[Part::Body, Part::Time],
            &["klaviyo-timestamp"],
            Unit::HttpDate,
        )),
    )])
    .rules(&[
        only("klaviyo-signature"),
        only("klaviyo-webhook-id"),
        only("klaviyo-timestamp"),
    ])
    .event(&[json(&["data", "0", "topic"])])
    .delivery(&[From::Header("klaviyo-webhook-id")]),
    entry(
        "webflow",
        "Webflow",
        B,
        "developers.webflow.com/data/docs/working-with-webhooks",
    )
    .credential("OAuth client secret, or the webhook's own secret")
    .schemes(&[scheme(
        "timestamp-ms:body",
        Kind::Signed(
            body_mac(&["x-webflow-signature"])
                .template(&[Part::Time, Part::Text(":"), Part::Body])
                .time(time(TimeFrom::Header(&["x-webflow-timestamp"]), Unit::Millis).past(300)),
        ),
    )])
    .rules(&[only("x-webflow-signature"), only("x-webflow-timestamp")])
    .event(&[json(&["triggerType"])])
    .delivery(&[json(&["_id"]), json(&["payload", "id"])]),
    entry(
        "metronome",
        "Metronome",
        B,
        "docs.metronome.com/guides/events/webhooks",
    )
    .credential("webhook secret")
    .schemes(&[scheme(
        "date-body",
        Kind::Signed(
            body_mac(&["metronome-webhook-signature"])
                .template(&[
                    Part::AnyHeader(&["x-metronome-date", "date"]),
                    Part::Text("\n"),
                    Part::Body,
                ])
                .time(
                    time(
                        TimeFrom::Header(&["x-metronome-date", "date"]),
                        Unit::HttpDate,
                    )
                    .window(300, 300),
                ),
        ),
    )])
    .rules(&[only("metronome-webhook-signature")])
    .event(&[json(&["type"])])
    .delivery(&[json(&["id"])]),
    entry(
        "cashfree",
        "Cashfree",
        B,
        "cashfree.com/docs/payments/online/webhooks",
    )
    .credential("API secret key")
    .schemes(&[scheme(
        "timestamp+body",
        Kind::Signed(
            with_time(
                &["x-webhook-signature"],
                &[Part::Time, Part::Body],
                &["x-webhook-timestamp"],
                Unit::Millis,
            )
            .base64(),
        ),
    )])
    .rules(&[
        shared(
            "x-webhook-signature",
            When::All(&[When::With("x-webhook-timestamp"), When::Length(44)]),
            Likely,
        ),
        shared(
            "x-webhook-version",
            When::With("x-webhook-timestamp"),
            Certain,
        ),
    ])
    .event(&[json(&["type"])])
    .retry(&[From::Header("x-webhook-attempt")])
    .delivery(&[From::Header("x-idempotency-key")]),
];
