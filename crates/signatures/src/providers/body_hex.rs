//! F1: a MAC over the body, in bare hex.

use super::{A, B, MD5, SHA1, SHA512, agent, hex, json, key, only, shared};
use crate::{
    recognise::Confidence::{Certain, Likely},
    scheme::{Check, Entry, From, Kind, Part, TimeFrom, Unit, When, body_mac, entry, scheme, time},
};

/// Gitea and its kin sign the JSON text, also when it travels in a form.
const GITEA: &[Part<'_>] = &[Part::FormOrBody("payload")];

/// Forgejo sends the headers of Gitea as well.
const NOT_FORGEJO: When = When::Without("x-forgejo-event");

pub(super) const ENTRIES: &[Entry] = &[
    entry("gitea", "Gitea", A, "docs.gitea.com/usage/webhooks")
        .schemes(&[scheme("body", Kind::Signed(body_mac(&["x-gitea-signature"]).template(GITEA)))])
        .rules(&[shared("x-gitea-event", NOT_FORGEJO, Certain), shared("x-gitea-signature", NOT_FORGEJO, Certain)])
        .event(&[From::Header("x-gitea-event")])
        .delivery(&[From::Header("x-gitea-delivery")]),
    entry("forgejo", "Forgejo", A, "forgejo.org/docs/latest/user/webhooks")
        .schemes(&[scheme(
            "body",
            Kind::Signed(body_mac(&["x-forgejo-signature", "x-gitea-signature"]).template(GITEA)),
        )])
        .rules(&[only("x-forgejo-event"), only("x-forgejo-signature")])
        .event(&[From::Header("x-forgejo-event")])
        .delivery(&[From::Header("x-forgejo-delivery")]),
    entry("gogs", "Gogs", A, "gogs.io/docs/features/webhook")
        .schemes(&[scheme("body", Kind::Signed(body_mac(&["x-gogs-signature"]).template(GITEA)))])
        .rules(&[
            shared("x-gogs-event", When::Without("x-gitea-event"), Certain),
            shared("x-gogs-signature", When::Without("x-gitea-event"), Certain),
        ])
        .event(&[From::Header("x-gogs-event")])
        .delivery(&[From::Header("x-gogs-delivery")]),
    entry("dropbox", "Dropbox", A, "dropbox.com/developers/reference/webhooks")
        .credential("app secret")
        .schemes(&[hex("body", &["x-dropbox-signature"])])
        .rules(&[agent("DropboxWebhooks/"), only("x-dropbox-signature")]),
    entry("sentry", "Sentry", A, "docs.sentry.io/integrations/integration-platform/webhooks")
        .credential("client secret of the integration")
        .schemes(&[hex("body", &["sentry-hook-signature", "sentry-app-signature"])])
        .rules(&[only("sentry-hook-resource"), only("sentry-hook-signature"), only("sentry-app-signature")])
        .event(&[From::Header("sentry-hook-resource")])
        .delivery(&[From::Header("request-id")]),
    entry("asana", "Asana", A, "developers.asana.com/docs/webhooks-guide")
        .credential("X-Hook-Secret of the handshake")
        .schemes(&[hex("body", &["x-hook-signature"])])
        .rules(&[only("x-hook-signature"), only("x-hook-secret")])
        .event(&[json(&["events", "0", "action"])]),
    entry("linear", "Linear", A, "linear.app/developers/webhooks")
        .credential("webhook signing secret")
        .schemes(&[scheme(
            "body+body-timestamp",
            Kind::Signed(body_mac(&["linear-signature"]).time(
                time(TimeFrom::Json(&["webhookTimestamp"], "linear-timestamp"), Unit::Millis)
                    .window(60, 60),
            )),
        )])
        .rules(&[only("linear-signature"), only("linear-event"), only("linear-delivery")])
        .event(&[From::Header("linear-event"), json(&["type"])])
        .delivery(&[From::Header("linear-delivery")]),
    entry("gocardless", "GoCardless", A, "developer.gocardless.com/getting-started/staying-up-to-date-with-webhooks")
        .credential("webhook endpoint secret")
        .schemes(&[hex("body", &["webhook-signature"])])
        .rules(&[shared("webhook-signature", When::HexDigits(64), Certain)])
        .event(&[json(&["events", "0", "action"])])
        .delivery(&[json(&["meta", "webhook_id"])]),
    entry("modern-treasury", "Modern Treasury", A, "docs.moderntreasury.com/platform/docs/webhooks")
        .credential("webhook key")
        .schemes(&[hex("body", &["x-signature"])])
        .rules(&[shared("x-signature", When::With("x-topic"), Certain)])
        .event(&[From::Header("x-topic")])
        .delivery(&[From::Header("x-delivery-id")]),
    entry("lemon-squeezy", "Lemon Squeezy", B, "docs.lemonsqueezy.com/help/webhooks/signing-requests")
        .schemes(&[hex("body", &["x-signature"])])
        .rules(&[shared("x-signature", When::With("x-event-name"), Certain)])
        .event(&[From::Header("x-event-name")]),
    entry("getstream", "GetStream", A, "getstream.io/chat/docs/node/webhooks_overview")
        .credential("API secret")
        .schemes(&[hex("body", &["x-signature"])])
        .rules(&[shared(
            "x-signature",
            When::All(&[When::With("x-webhook-id"), When::With("x-api-key")]),
            Certain,
        )])
        .event(&[json(&["type"])])
        .delivery(&[From::Header("x-webhook-id")])
        .retry(&[From::Header("x-webhook-attempt")]),
    entry("razorpay", "Razorpay", A, "razorpay.com/docs/webhooks/validate-test")
        .credential("webhook secret")
        .schemes(&[hex("body", &["x-razorpay-signature"])])
        .rules(&[agent("Razorpay-Webhook/"), only("x-razorpay-signature"), only("x-razorpay-event-id")])
        .event(&[json(&["event"])])
        .delivery(&[From::Header("x-razorpay-event-id")]),
    entry("paystack", "Paystack", B, "paystack.com/docs/payments/webhooks")
        .credential("secret key (sk_…)")
        .schemes(&[scheme("sha512", Kind::Signed(body_mac(&["x-paystack-signature"]).algo(&[("", SHA512)])))])
        .rules(&[only("x-paystack-signature")])
        .event(&[json(&["event"])]),
    entry("coinbase-commerce", "Coinbase Commerce", A, "docs.cdp.coinbase.com/commerce/webhooks")
        .credential("webhook shared secret")
        .schemes(&[hex("body", &["x-cc-webhook-signature"])])
        .rules(&[only("x-cc-webhook-signature")])
        .event(&[json(&["event", "type"])])
        .delivery(&[json(&["event", "id"])])
        .retry(&[json(&["attempt_number"])]),
    entry("onfido", "Onfido", A, "documentation.onfido.com/api/latest#webhooks")
        .credential("webhook token")
        .schemes(&[hex("body", &["x-sha2-signature"])])
        .rules(&[only("x-sha2-signature")])
        .event(&[json(&["payload", "action"])]),
    entry("checkr", "Checkr", B, "docs.checkr.com/#section/Webhooks")
        .credential("API key")
        .schemes(&[hex("body", &["x-checkr-signature"])])
        .rules(&[only("x-checkr-signature")])
        .event(&[json(&["type"])])
        .delivery(&[json(&["id"])]),
    entry("pusher", "Pusher Channels", A, "pusher.com/docs/channels/server_api/webhooks")
        .credential("app secret")
        .params(&["key"])
        .schemes(&[scheme(
            "body+key",
            Kind::Signed(body_mac(&["x-pusher-signature"]).checks(&[
                Check::Needs("x-pusher-key"),
                Check::HeaderIsParam("x-pusher-key", "key"),
            ])),
        )])
        .rules(&[only("x-pusher-signature"), only("x-pusher-key")])
        .event(&[json(&["events", "0", "name"])]),
    entry("launchdarkly", "LaunchDarkly", B, "launchdarkly.com/docs/home/infrastructure/webhooks")
        .schemes(&[hex("body", &["x-ld-signature"])])
        .rules(&[only("x-ld-signature")])
        .event(&[json(&["kind"])])
        .delivery(&[json(&["_id"])]),
    entry("terraform-cloud", "HCP Terraform", B, "developer.hashicorp.com/terraform/cloud-docs/workspaces/settings/notifications")
        .credential("notification token")
        .schemes(&[scheme(
            "sha512",
            Kind::Signed(body_mac(&["x-tfe-notification-signature"]).algo(&[("", SHA512)])),
        )])
        .rules(&[only("x-tfe-notification-signature"), only("x-tfc-task-signature")])
        .event(&[json(&["notifications", "0", "trigger"])])
        .delivery(&[json(&["run_id"])]),
    entry("vercel", "Vercel", B, "vercel.com/docs/webhooks/webhooks-api")
        .schemes(&[scheme("sha1", Kind::Signed(body_mac(&["x-vercel-signature"]).algo(&[("", SHA1)])))])
        .rules(&[only("x-vercel-signature")])
        .event(&[json(&["type"])])
        .delivery(&[json(&["id"])]),
    entry("patreon", "Patreon", B, "docs.patreon.com/#webhooks")
        .credential("webhook secret")
        .schemes(&[scheme("md5", Kind::Signed(body_mac(&["x-patreon-signature"]).algo(&[("", MD5)])))])
        .rules(&[only("x-patreon-signature"), only("x-patreon-event")])
        .event(&[From::Header("x-patreon-event")]),
    entry("cal-com", "Cal.com", B, "cal.com/docs/developing/guides/automation/webhooks")
        .schemes(&[hex("body", &["x-cal-signature-256"])])
        .rules(&[only("x-cal-signature-256")])
        .event(&[json(&["triggerEvent"])]),
    entry("nylas", "Nylas", B, "developer.nylas.com/docs/v3/notifications")
        .credential("webhook secret")
        .schemes(&[hex("body", &["x-nylas-signature"])])
        .rules(&[only("x-nylas-signature")])
        .event(&[json(&["type"])])
        .delivery(&[json(&["id"])])
        .retry(&[json(&["webhook_delivery_attempt"])]),
    entry("attio", "Attio", B, "docs.attio.com/rest-api/guides/webhooks")
        .schemes(&[hex("body", &["attio-signature"])])
        .rules(&[only("attio-signature")])
        .event(&[json(&["events", "0", "event_type"])]),
    entry("planetscale", "PlanetScale", B, "planetscale.com/docs/api/webhooks")
        .schemes(&[hex("body", &["x-planetscale-signature"])])
        .rules(&[only("x-planetscale-signature")])
        .event(&[json(&["event"])]),
    entry("vapi", "Vapi", B, "docs.vapi.ai/server-url/server-authentication")
        .schemes(&[hex("body", &["x-vapi-signature"])])
        .rules(&[only("x-vapi-signature")])
        .event(&[json(&["message", "type"])]),
    entry("infisical", "Infisical", B, "infisical.com/docs/documentation/platform/webhooks")
        .schemes(&[hex("body", &["x-infisical-signature"])])
        .rules(&[only("x-infisical-signature")])
        .event(&[json(&["event"])]),
    entry("logto", "Logto", B, "docs.logto.io/developers/webhooks")
        .credential("signing key")
        .schemes(&[hex("body", &["logto-signature-sha-256"])])
        .rules(&[only("logto-signature-sha-256")])
        .event(&[json(&["event"])])
        .delivery(&[json(&["hookId"])]),
    entry("grafana", "Grafana Alerting", A, "grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier")
        .params(&["timestamp_header"])
        .schemes(&[
            scheme(
                "timestamp:body",
                Kind::Signed(
                    body_mac(&["x-grafana-alerting-signature"])
                        .template(&[Part::Time, Part::Text(":"), Part::Body])
                        .time(time(TimeFrom::Param("timestamp_header", "x-grafana-alerting-timestamp"), Unit::Seconds)),
                ),
            ),
            hex("body", &["x-grafana-alerting-signature"]),
        ])
        .rules(&[only("x-grafana-alerting-signature"),
            key("orgId", When::All(&[When::Body("\"alerts\""), When::Body("\"receiver\"")]), Likely),
        ])
        .event(&[json(&["status"])]),
];
