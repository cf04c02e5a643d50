//! F3: Standard Webhooks and those who use it.

use super::{A, B, SHA256, json, only, shared};
use crate::{
    encoding::Encoding,
    recognise::Confidence::{Certain, Likely},
    scheme::{
        Algo, Entry, From, KeyForm, Kind, Part, Recipe, Scheme, Syntax, TimeFrom, TokenAt, Unit,
        When, body_mac, entry, scheme, time,
    },
};

const ALGOS: &[(&str, Algo)] = &[("v1", SHA256), ("v1a", Algo::Ed25519)];
const SIGNATURE: &[&str] = &["webhook-signature", "svix-signature"];
const TEMPLATE: &[Part<'_>] = &[
    Part::AnyHeader(&["webhook-id", "svix-id"]),
    Part::Text("."),
    Part::Time,
    Part::Text("."),
    Part::Body,
];

const fn standard(key: KeyForm) -> Recipe<'static> {
    body_mac(SIGNATURE)
        .syntax(Syntax::Versions)
        .labels(ALGOS)
        .encoding(Encoding::Base64)
        .key(key)
        .template(TEMPLATE)
        .time(
            time(
                TimeFrom::Header(&["webhook-timestamp", "svix-timestamp"]),
                Unit::Seconds,
            )
            .window(300, 300),
        )
}

const V1: Scheme = scheme("v1", Kind::Signed(standard(KeyForm::Whsec)));
const V1_TEXT: Scheme = scheme("v1-utf8-secret", Kind::Signed(standard(KeyForm::Text)));
/// Svix's headers first, for those who send them.
const SVIX: Scheme = scheme(
    "v1",
    Kind::Signed(
        standard(KeyForm::Whsec)
            .headers(&["svix-signature", "webhook-signature"])
            .template(&[
                Part::AnyHeader(&["svix-id", "webhook-id"]),
                Part::Text("."),
                Part::Time,
                Part::Text("."),
                Part::Body,
            ])
            .time(
                time(
                    TimeFrom::Header(&["svix-timestamp", "webhook-timestamp"]),
                    Unit::Seconds,
                )
                .window(300, 300),
            ),
    ),
);
const SECRET: &str = "signing secret (whsec_…)";
const IDS: &[From] = &[From::Header("webhook-id"), From::Header("svix-id")];
const TYPES: &[From] = &[
    json(&["type"]),
    json(&["event_type"]),
    json(&["eventType"]),
    json(&["event"]),
];

const fn customer(
    id: &'static str,
    name: &'static str,
    grade: crate::provider::Grade,
    docs: &'static str,
) -> Entry {
    entry(id, name, grade, docs)
        .credential(SECRET)
        .schemes(&[V1])
        .event(TYPES)
        .delivery(IDS)
}

const fn svix(
    id: &'static str,
    name: &'static str,
    grade: crate::provider::Grade,
    docs: &'static str,
) -> Entry {
    customer(id, name, grade, docs).schemes(&[SVIX])
}

/// Headers of the standard, without those of someone who has others as well.
const STANDARD: When = When::All(&[
    When::With("webhook-id"),
    When::With("webhook-timestamp"),
    When::Without("x-gitlab-event"),
]);

pub(super) const ENTRIES: &[Entry] = &[
    customer(
        "standard-webhooks",
        "Standard Webhooks",
        A,
        "standardwebhooks.com",
    )
    .rules(&[
        shared("webhook-signature", When::Starts("v1"), Likely),
        shared("webhook-signature", STANDARD, Certain),
        shared("webhook-id", STANDARD, Certain),
    ]),
    svix(
        "svix",
        "Svix",
        A,
        "docs.svix.com/receiving/verifying-payloads/how-manual",
    )
    .rules(&[only("svix-signature"), only("svix-id")]),
    customer(
        "openai",
        "OpenAI",
        A,
        "platform.openai.com/docs/guides/webhooks",
    )
    .rules(&[shared(
        "webhook-id",
        When::All(&[
            STANDARD,
            When::Starts("wh_"),
            When::Body("\"object\": \"event\""),
        ]),
        Certain,
    )]),
    customer("anthropic", "Anthropic", A, "docs.claude.com"),
    svix("clerk", "Clerk", A, "clerk.com/docs/webhooks/overview").rules(&[shared(
        "svix-id",
        When::All(&[
            When::Body("\"instance_id\":\"ins_"),
            When::Body("\"object\":\"event\""),
        ]),
        Certain,
    )]),
    svix(
        "resend",
        "Resend",
        A,
        "resend.com/docs/dashboard/webhooks/verify-webhooks-requests",
    )
    .rules(&[shared("svix-id", When::Body("\"type\":\"email."), Certain)]),
    customer(
        "replicate",
        "Replicate",
        A,
        "replicate.com/docs/topics/webhooks/verify-webhook",
    )
    .rules(&[shared(
        "webhook-id",
        When::All(&[STANDARD, When::Body("api.replicate.com")]),
        Certain,
    )]),
    customer("lithic", "Lithic", A, "docs.lithic.com/docs/events-api"),
    customer(
        "dodo-payments",
        "Dodo Payments",
        A,
        "docs.dodopayments.com/developer-resources/webhooks",
    ),
    customer(
        "liveblocks",
        "Liveblocks",
        A,
        "liveblocks.io/docs/platform/webhooks",
    )
    .rules(&[shared(
        "webhook-id",
        When::All(&[
            STANDARD,
            When::Body("\"roomId\""),
            When::Body("\"projectId\""),
        ]),
        Certain,
    )]),
    customer(
        "polar",
        "Polar",
        A,
        "polar.sh/docs/integrate/webhooks/delivery",
    )
    .credential("webhook secret, as text")
    .schemes(&[V1_TEXT]),
    customer(
        "bigcommerce",
        "BigCommerce",
        A,
        "developer.bigcommerce.com/docs/integrations/webhooks",
    )
    .credential("app client secret, as text")
    .schemes(&[V1_TEXT])
    .rules(&[shared(
        "webhook-id",
        When::All(&[STANDARD, When::Body("\"producer\":\"stores/")]),
        Certain,
    )])
    .event(&[json(&["scope"])]),
    customer(
        "supabase",
        "Supabase Auth hooks",
        A,
        "supabase.com/docs/guides/auth/auth-hooks",
    )
    .credential("hook secret (v1,whsec_…)"),
    entry(
        "gitlab",
        "GitLab",
        A,
        "docs.gitlab.com/user/project/integrations/webhooks",
    )
    .credential("secret token, or signing token (whsec_…)")
    .schemes(&[
        V1,
        scheme(
            "shared-token",
            Kind::Token(TokenAt::Header("x-gitlab-token", "")),
        ),
    ])
    .rules(&[only("x-gitlab-event"), only("x-gitlab-token")])
    .event(&[From::Header("x-gitlab-event")])
    .delivery(&[
        From::Header("idempotency-key"),
        From::Header("x-gitlab-event-uuid"),
    ]),
    customer("loops", "Loops", B, "loops.so/docs/webhooks").event(&[json(&["eventName"])]),
    customer("granola", "Granola", B, "docs.granola.ai"),
    svix("autumn", "Autumn", B, "docs.useautumn.com"),
    svix("brex", "Brex", B, "developer.brex.com/docs/webhooks"),
];
