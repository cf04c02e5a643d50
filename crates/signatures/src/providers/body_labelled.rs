//! F1: a MAC over the body, in `label=hex`.

use super::{A, B, SHA1, SHA256, SHA384, SHA512, agent, json, labelled, only, shared};
use crate::{
    recognise::Confidence::{Certain, Likely},
    scheme::{Algo, Entry, From, KeyForm, Kind, When, body_mac, entry, scheme},
};

const ONE: &[(&str, Algo)] = &[("sha256", SHA256)];
const OLD: &[(&str, Algo)] = &[("sha1", SHA1)];
/// Others that send GitHub's headers beside their own.
const NOT_FORGES: When = When::All(&[
    When::Without("x-gitea-event"),
    When::Without("x-forgejo-event"),
    When::Without("x-gogs-event"),
]);
const NOBODY_ELSE: When = When::All(&[
    When::Without("x-github-event"),
    When::Without("x-event-key"),
    When::Without("x-atlassian-webhook-identifier"),
    NOT_FORGES,
]);

pub(super) const ENTRIES: &[Entry] = &[
    entry(
        "github",
        "GitHub",
        A,
        "docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries",
    )
    .credential("webhook secret")
    .schemes(&[
        labelled("sha256", &["x-hub-signature-256"], ONE),
        labelled("sha1", &["x-hub-signature"], OLD),
    ])
    .rules(&[
        agent("GitHub-Hookshot/"),
        shared("x-github-event", NOT_FORGES, Certain),
        shared("x-github-delivery", NOT_FORGES, Certain),
    ])
    .event(&[From::Header("x-github-event")])
    .delivery(&[From::Header("x-github-delivery")]),
    entry(
        "meta",
        "Meta (Facebook, Instagram, WhatsApp, Messenger)",
        A,
        "developers.facebook.com/docs/graph-api/webhooks/getting-started",
    )
    .credential("app secret")
    .schemes(&[labelled("sha256", &["x-hub-signature-256"], ONE)])
    .rules(&[
        shared("x-hub-signature-256", NOBODY_ELSE, Likely),
        shared(
            "user-agent",
            When::All(&[When::Any(&[
                When::Starts("facebookexternalua"),
                When::Starts("facebookplatform"),
            ])]),
            Certain,
        ),
    ])
    .event(&[
        json(&["entry", "0", "changes", "0", "field"]),
        json(&["object"]),
    ])
    .delivery(&[json(&["entry", "0", "id"])]),
    entry(
        "bitbucket",
        "Bitbucket",
        A,
        "support.atlassian.com/bitbucket-cloud/docs/manage-webhooks",
    )
    .credential("webhook secret")
    .schemes(&[labelled("x-hub-signature", &["x-hub-signature"], ONE)])
    .rules(&[
        agent("Bitbucket-Webhooks/"),
        only("x-event-key"),
        only("x-hook-uuid"),
    ])
    .event(&[From::Header("x-event-key")])
    .delivery(&[From::Header("x-request-uuid"), From::Header("x-request-id")])
    .retry(&[From::Header("x-attempt-number")]),
    entry(
        "jira",
        "Jira",
        A,
        "developer.atlassian.com/cloud/jira/platform/webhooks",
    )
    .credential("webhook secret")
    .schemes(&[labelled("x-hub-signature", &["x-hub-signature"], ONE)])
    .rules(&[only("x-atlassian-webhook-identifier")])
    .event(&[json(&["webhookEvent"])])
    .delivery(&[From::Header("x-atlassian-webhook-identifier")])
    .retry(&[From::Header("x-atlassian-webhook-retry")]),
    entry(
        "intercom",
        "Intercom",
        B,
        "developers.intercom.com/docs/webhooks/setting-up-webhooks",
    )
    .credential("client secret")
    .schemes(&[labelled("sha1", &["x-hub-signature"], OLD)])
    .rules(&[
        agent("intercom-webhook"),
        shared(
            "x-hub-signature",
            When::All(&[NOBODY_ELSE, When::Body("notification_event")]),
            Certain,
        ),
    ])
    .event(&[json(&["topic"])])
    .delivery(&[json(&["id"])])
    .retry(&[json(&["delivery_attempts"])]),
    entry("websub", "WebSub hub", A, "w3.org/TR/websub")
        .credential("hub.secret")
        .schemes(&[labelled(
            "x-hub-signature",
            &["x-hub-signature"],
            &[
                ("sha256", SHA256),
                ("sha1", SHA1),
                ("sha384", SHA384),
                ("sha512", SHA512),
            ],
        )])
        .rules(&[shared(
            "link",
            When::Any(&[When::Contains("rel=\"hub\""), When::Contains("rel=hub")]),
            Likely,
        )]),
    entry(
        "notion",
        "Notion",
        A,
        "developers.notion.com/reference/webhooks",
    )
    .credential("verification_token of the handshake")
    .schemes(&[labelled("body", &["x-notion-signature"], ONE)])
    .rules(&[only("x-notion-signature")])
    .event(&[json(&["type"])])
    .delivery(&[json(&["id"])])
    .retry(&[json(&["attempt_number"])]),
    entry("mollie", "Mollie", A, "docs.mollie.com/reference/webhooks")
        .credential("signing secret")
        .params(&["additional_secrets"])
        .schemes(&[scheme(
            "body",
            Kind::Signed(
                body_mac(&["x-mollie-signature"]).labels(&[("sha256", SHA256), ("", SHA256)]),
            ),
        )])
        .rules(&[agent("Mollie"), only("x-mollie-signature")])
        .event(&[json(&["type"]), json(&["event_type"])])
        .delivery(&[json(&["id"]), From::Form("id")]),
    entry(
        "circleci",
        "CircleCI",
        A,
        "circleci.com/docs/outbound-webhooks",
    )
    .schemes(&[labelled(
        "v1-list",
        &["circleci-signature"],
        &[("v1", SHA256)],
    )])
    .rules(&[
        agent("CircleCI-Webhook/"),
        only("circleci-signature"),
        only("circleci-event-type"),
    ])
    .event(&[From::Header("circleci-event-type")])
    .delivery(&[json(&["id"])]),
    entry(
        "pagerduty",
        "PagerDuty",
        A,
        "developer.pagerduty.com/docs/verifying-webhook-signatures",
    )
    .credential("webhook subscription secret")
    .schemes(&[labelled(
        "v1-list",
        &["x-pagerduty-signature"],
        &[("v1", SHA256)],
    )])
    .rules(&[agent("PagerDuty-Webhook/"), only("x-pagerduty-signature")])
    .event(&[json(&["event", "event_type"])])
    .delivery(&[json(&["event", "id"]), From::Header("x-webhook-id")]),
    entry(
        "easypost",
        "EasyPost",
        A,
        "docs.easypost.com/guides/webhooks-guide",
    )
    .credential("webhook secret")
    .schemes(&[scheme(
        "body-nfkd",
        Kind::Signed(
            body_mac(&["x-hmac-signature"])
                .labels(&[("hmac-sha256-hex", SHA256)])
                .key(KeyForm::Nfkd),
        ),
    )])
    .rules(&[
        agent("EasyPost"),
        shared(
            "x-hmac-signature",
            When::Starts("hmac-sha256-hex="),
            Certain,
        ),
    ])
    .event(&[json(&["description"])])
    .delivery(&[json(&["id"])]),
    entry(
        "airtable",
        "Airtable",
        B,
        "airtable.com/developers/web/api/webhooks-overview",
    )
    .credential("macSecretBase64")
    .schemes(&[scheme(
        "body-base64-secret",
        Kind::Signed(
            body_mac(&["x-airtable-content-mac"])
                .labels(&[("hmac-sha256", SHA256)])
                .key(KeyForm::Base64),
        ),
    )])
    .rules(&[only("x-airtable-content-mac")])
    .delivery(&[json(&["webhook", "id"])]),
    entry(
        "firecrawl",
        "Firecrawl",
        B,
        "docs.firecrawl.dev/webhooks/security",
    )
    .schemes(&[labelled("body", &["x-firecrawl-signature"], ONE)])
    .rules(&[only("x-firecrawl-signature")])
    .event(&[json(&["type"])])
    .delivery(&[json(&["id"])]),
    entry(
        "cursor",
        "Cursor",
        B,
        "cursor.com/docs/cloud-agent/api/webhooks",
    )
    .schemes(&[labelled("body", &["x-webhook-signature"], ONE)])
    .rules(&[shared(
        "x-webhook-signature",
        When::Starts("sha256="),
        Likely,
    )])
    .event(&[From::Header("x-webhook-event"), json(&["event"])])
    .delivery(&[From::Header("x-webhook-id")]),
];
