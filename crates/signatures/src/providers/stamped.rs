//! F2: a MAC over a timestamp and the body, both in one header.

use super::{A, B, SHA256, agent, json, only, shared};
use crate::{
    encoding::Encoding,
    recognise::Confidence::Certain,
    scheme::{
        Algo, Entry, From, KeyForm, Kind, Part, Recipe, Syntax, TimeFrom, Unit, When, body_mac,
        entry, scheme, time,
    },
};

const DOTTED: &[Part<'_>] = &[Part::Time, Part::Text("."), Part::Body];
const V1: &[(&str, Algo)] = &[("v1", SHA256)];
const V0: &[(&str, Algo)] = &[("v0", SHA256)];

/// `t=…,v1=…` over `{t}.{body}`.
const fn t_label(
    headers: &'static [&'static str],
    labels: &'static [(&'static str, Algo)],
) -> Recipe<'static> {
    body_mac(headers)
        .labels(labels)
        .template(DOTTED)
        .time(time(TimeFrom::Field("t"), Unit::Seconds))
}

/// The same with seconds that may be this old.
const fn t_label_past(
    headers: &'static [&'static str],
    labels: &'static [(&'static str, Algo)],
    past: i64,
) -> Recipe<'static> {
    t_label(headers, labels).time(time(TimeFrom::Field("t"), Unit::Seconds).past(past))
}

pub(super) const ENTRIES: &[Entry] = &[
    entry("stripe", "Stripe", A, "docs.stripe.com/webhooks/signature")
        .credential("endpoint signing secret (whsec_…)")
        .schemes(&[scheme(
            "v1",
            Kind::Signed(t_label_past(&["stripe-signature"], V1, 300)),
        )])
        .rules(&[agent("Stripe/"), only("stripe-signature")])
        .event(&[json(&["type"])])
        .delivery(&[json(&["id"])]),
    entry(
        "mux",
        "Mux",
        A,
        "mux.com/docs/core/verify-webhook-signatures",
    )
    .credential("webhook signing secret")
    .schemes(&[scheme(
        "t-v1",
        Kind::Signed(t_label_past(&["mux-signature"], V1, 300)),
    )])
    .rules(&[only("mux-signature")])
    .event(&[json(&["type"])])
    .delivery(&[json(&["id"])])
    .retry(&[json(&["attempts", "length"])]),
    entry(
        "calendly",
        "Calendly",
        B,
        "developer.calendly.com/api-docs/webhook-signatures",
    )
    .credential("webhook signing key")
    .schemes(&[scheme(
        "t-v1",
        Kind::Signed(t_label_past(&["calendly-webhook-signature"], V1, 180)),
    )])
    .rules(&[agent("Calendly"), only("calendly-webhook-signature")])
    .event(&[json(&["event"])]),
    entry("persona", "Persona", B, "docs.withpersona.com/webhooks")
        .credential("webhook secret (wbhsec_…)")
        .schemes(&[scheme(
            "t-v1",
            Kind::Signed(t_label(&["persona-signature"], V1).syntax(Syntax::Fields(&[',', ' ']))),
        )])
        .rules(&[only("persona-signature")])
        .event(&[json(&["data", "attributes", "name"])])
        .delivery(&[json(&["data", "id"])]),
    entry(
        "workos",
        "WorkOS",
        A,
        "workos.com/docs/events/data-syncing/webhooks",
    )
    .credential("webhook secret")
    .schemes(&[scheme(
        "t-v1-ms",
        Kind::Signed(
            t_label(&["workos-signature"], V1)
                .time(time(TimeFrom::Field("t"), Unit::Millis).past(180)),
        ),
    )])
    .rules(&[only("workos-signature")])
    .event(&[json(&["event"])])
    .delivery(&[json(&["id"])]),
    entry(
        "sanity",
        "Sanity",
        A,
        "sanity.io/docs/content-lake/webhooks",
    )
    .credential("webhook secret")
    .schemes(&[scheme(
        "t-v1-ms-base64url",
        Kind::Signed(
            t_label(&["sanity-webhook-signature"], V1)
                .encoding(Encoding::Base64Url)
                .time(time(TimeFrom::Field("t"), Unit::Millis)),
        ),
    )])
    .rules(&[
        only("sanity-webhook-signature"),
        only("sanity-operation"),
        only("sanity-transaction-id"),
    ])
    .event(&[From::Header("sanity-operation")])
    .delivery(&[From::Header("idempotency-key")]),
    entry(
        "paddle",
        "Paddle Billing",
        A,
        "developer.paddle.com/webhooks/signature-verification",
    )
    .credential("notification secret key (pdl_ntfset_…)")
    .schemes(&[scheme(
        "h1",
        Kind::Signed(
            body_mac(&["paddle-signature"])
                .syntax(Syntax::Fields(&[';']))
                .labels(&[("h1", SHA256)])
                .template(&[Part::Time, Part::Text(":"), Part::Body])
                .time(time(TimeFrom::Field("ts"), Unit::Seconds).past(5)),
        ),
    )])
    .rules(&[only("paddle-signature")])
    .event(&[json(&["event_type"])])
    .delivery(&[json(&["notification_id"]), json(&["event_id"])]),
    entry(
        "recurly",
        "Recurly",
        A,
        "docs.recurly.com/recurly-subscriptions/docs/signed-webhooks",
    )
    .credential("webhook endpoint secret")
    .schemes(&[scheme(
        "ts-sig-list-ms",
        Kind::Signed(
            body_mac(&["recurly-signature"])
                .syntax(Syntax::TimeFirst)
                .template(DOTTED)
                .time(time(TimeFrom::Field(""), Unit::Millis).window(300, 300)),
        ),
    )])
    .rules(&[only("recurly-signature")])
    .event(&[json(&["event_type"])])
    .delivery(&[json(&["id"])]),
    entry(
        "elevenlabs",
        "ElevenLabs",
        A,
        "elevenlabs.io/docs/product-guides/administration/webhooks",
    )
    .credential("webhook secret (wsec_…)")
    .schemes(&[scheme(
        "t-v0",
        Kind::Signed(t_label_past(&["elevenlabs-signature"], V0, 1800)),
    )])
    .rules(&[only("elevenlabs-signature")])
    .event(&[json(&["type"])]),
    entry(
        "retell",
        "Retell AI",
        A,
        "docs.retellai.com/features/secure-webhook",
    )
    .credential("API key")
    .schemes(&[scheme(
        "v-d",
        Kind::Signed(
            body_mac(&["x-retell-signature"])
                .labels(&[("d", SHA256)])
                .template(&[Part::Body, Part::Time])
                .time(time(TimeFrom::Field("v"), Unit::Millis).window(300, 300)),
        ),
    )])
    .rules(&[only("x-retell-signature")])
    .event(&[json(&["event"])])
    .delivery(&[json(&["call", "call_id"])]),
    entry(
        "coinbase-cdp",
        "Coinbase Developer Platform",
        B,
        "docs.cdp.coinbase.com/webhooks/verify-signatures",
    )
    .credential("webhook secret")
    .schemes(&[
        scheme(
            "t-v0",
            Kind::Signed(t_label_past(&["x-hook0-signature"], V0, 300)),
        ),
        scheme(
            "t-h-v1",
            Kind::Signed(t_label_past(&["x-hook0-signature"], V1, 300).template(&[
                Part::Time,
                Part::Text("."),
                Part::BoundHeaders,
                Part::Text("."),
                Part::Body,
            ])),
        ),
    ])
    .rules(&[only("x-hook0-signature")])
    .event(&[json(&["eventType"])])
    .delivery(&[From::Header("x-event-id")]),
    entry(
        "cloudflare-stream",
        "Cloudflare Stream",
        B,
        "developers.cloudflare.com/stream/manage-video-library/using-webhooks",
    )
    .credential("webhook secret")
    .schemes(&[scheme(
        "time-sig1",
        Kind::Signed(
            t_label(&["webhook-signature"], &[("sig1", SHA256)])
                .time(time(TimeFrom::Field("time"), Unit::Seconds)),
        ),
    )])
    .rules(&[shared(
        "webhook-signature",
        When::All(&[When::Starts("time="), When::Contains("sig1=")]),
        Certain,
    )])
    .event(&[json(&["status", "state"])])
    .delivery(&[json(&["uid"])]),
    entry(
        "tailscale",
        "Tailscale",
        B,
        "tailscale.com/kb/1213/webhooks",
    )
    .credential("webhook secret (tskey-webhook-…)")
    .schemes(&[scheme(
        "t-v1",
        Kind::Signed(t_label_past(&["tailscale-webhook-signature"], V1, 300)),
    )])
    .rules(&[only("tailscale-webhook-signature")])
    .event(&[json(&["0", "type"])]),
    entry(
        "langfuse",
        "Langfuse",
        B,
        "langfuse.com/docs/prompt-management/features/webhooks-slack-integrations",
    )
    .schemes(&[scheme(
        "t-v1",
        Kind::Signed(t_label(&["x-langfuse-signature"], V1)),
    )])
    .rules(&[only("x-langfuse-signature")])
    .event(&[json(&["type"])])
    .delivery(&[json(&["id"])]),
    entry(
        "zoho-payments",
        "Zoho Payments",
        B,
        "zoho.com/payments/developerdocs/web-hooks/verifying-webhooks",
    )
    .credential("signing key")
    .schemes(&[scheme(
        "t-v",
        Kind::Signed(
            t_label(&["x-zoho-webhook-signature"], &[("v", SHA256)])
                .time(time(TimeFrom::Field("t"), Unit::Millis)),
        ),
    )])
    .rules(&[only("x-zoho-webhook-signature")])
    .event(&[json(&["event_type"])])
    .delivery(&[json(&["event_id"])]),
    entry(
        "buildkite",
        "Buildkite",
        A,
        "buildkite.com/docs/apis/webhooks/pipelines",
    )
    .credential("webhook token")
    .schemes(&[
        scheme(
            "timestamp-signature",
            Kind::Signed(
                t_label(&["x-buildkite-signature"], &[("signature", SHA256)])
                    .time(time(TimeFrom::Field("timestamp"), Unit::Seconds)),
            ),
        ),
        scheme(
            "shared-token",
            Kind::Token(crate::scheme::TokenAt::Header("x-buildkite-token", "")),
        ),
    ])
    .rules(&[
        only("x-buildkite-event"),
        only("x-buildkite-signature"),
        only("x-buildkite-token"),
    ])
    .event(&[From::Header("x-buildkite-event")])
    .delivery(&[From::Header("x-buildkite-request")]),
    entry(
        "inngest",
        "Inngest",
        B,
        "inngest.com/docs/platform/webhooks",
    )
    .credential("signing key (signkey-…)")
    .schemes(&[scheme(
        "t-s",
        Kind::Signed(
            body_mac(&["x-inngest-signature"])
                .syntax(Syntax::Fields(&['&']))
                .labels(&[("s", SHA256)])
                .key(KeyForm::Signkey)
                .template(&[Part::CanonicalJson, Part::Time])
                .time(time(TimeFrom::Field("t"), Unit::Seconds).past(300)),
        ),
    )])
    .rules(&[only("x-inngest-signature")]),
];
