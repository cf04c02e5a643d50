//! F9: shared tokens; and the scheme that the user describes.

use super::{A, B, json, key, only, shared};
use crate::{
    recognise::Confidence::{Certain, Hint, Likely},
    scheme::{Entry, From, Kind, Scheme, TokenAt, When, entry, scheme},
    verify::generic,
};

const fn token(header: &'static str, prefix: &'static str) -> Scheme {
    scheme("shared-token", Kind::Token(TokenAt::Header(header, prefix)))
}

const BASIC: Scheme = scheme("basic-auth", Kind::Token(TokenAt::Basic));
/// A header the user names, usually the authorization.
const CHOSEN: Scheme = scheme(
    "shared-token",
    Kind::Token(TokenAt::AnyHeader("authorization")),
);

pub(super) const ENTRIES: &[Entry] = &[
    entry(
        "telegram",
        "Telegram bots",
        B,
        "core.telegram.org/bots/api#setwebhook",
    )
    .credential("secret_token of setWebhook")
    .schemes(&[token("x-telegram-bot-api-secret-token", "")])
    .rules(&[
        only("x-telegram-bot-api-secret-token"),
        key(
            "update_id",
            When::All(&[When::Any(&[
                When::Body("\"message\""),
                When::Body("\"callback_query\""),
            ])]),
            Likely,
        ),
    ])
    .event(&[From::Keys(&["update_id"])])
    .delivery(&[json(&["update_id"])]),
    entry(
        "hugging-face",
        "Hugging Face",
        B,
        "huggingface.co/docs/hub/webhooks",
    )
    .credential("webhook secret")
    .schemes(&[token("x-webhook-secret", "")])
    .rules(&[shared(
        "x-webhook-secret",
        When::All(&[When::Body("\"scope\""), When::Body("\"event\"")]),
        Likely,
    )])
    .event(&[json(&["event", "scope"])]),
    entry(
        "okta",
        "Okta event hooks",
        A,
        "developer.okta.com/docs/concepts/event-hooks",
    )
    .credential("authentication secret")
    .params(&["header"])
    .schemes(&[CHOSEN])
    .rules(&[
        only("x-okta-verification-challenge"),
        key("com.okta.event_hook", When::Always, Certain),
    ])
    .event(&[json(&["data", "events", "0", "eventType"])])
    .delivery(&[json(&["eventId"])]),
    entry(
        "kakao",
        "Kakao",
        B,
        "developers.kakao.com/docs/latest/en/kakaologin/callback",
    )
    .credential("primary admin key")
    .schemes(&[token("authorization", "KakaoAK ")])
    .rules(&[shared("authorization", When::Starts("KakaoAK "), Certain)])
    .event(&[From::Form("referrer_type"), json(&["event"])]),
    entry(
        "deepgram",
        "Deepgram",
        B,
        "developers.deepgram.com/docs/callback",
    )
    .credential("API key identifier")
    .schemes(&[token("dg-token", "")])
    .rules(&[only("dg-token")])
    .delivery(&[json(&["metadata", "request_id"])]),
    entry(
        "chargebee",
        "Chargebee",
        A,
        "chargebee.com/docs/2.0/webhook_settings.html",
    )
    .credential("Basic authentication password")
    .params(&["username"])
    .schemes(&[BASIC])
    .rules(&[
        shared("user-agent", When::Starts("ChargeBee"), Likely),
        key(
            "event_type",
            When::All(&[When::Body("\"api_version\"")]),
            Hint,
        ),
    ])
    .event(&[json(&["event_type"])])
    .delivery(&[json(&["id"])]),
    entry(
        "postmark",
        "Postmark",
        B,
        "postmarkapp.com/developer/webhooks/webhooks-overview",
    )
    .credential("Basic authentication password")
    .params(&["username"])
    .schemes(&[BASIC])
    .rules(&[
        shared("user-agent", When::Starts("Postmark"), Likely),
        key(
            "RecordType",
            When::All(&[When::Body("\"MessageID\"")]),
            Likely,
        ),
    ])
    .event(&[json(&["RecordType"])])
    .delivery(&[json(&["MessageID"])]),
    entry(
        "bandwidth",
        "Bandwidth",
        B,
        "dev.bandwidth.com/docs/account/credentials",
    )
    .credential("callback password")
    .params(&["username"])
    .schemes(&[BASIC])
    .rules(&[shared("user-agent", When::Starts("BandwidthAPI/"), Likely)])
    .event(&[json(&["0", "type"]), json(&["eventType"])]),
    entry(
        "azure-event-grid",
        "Azure Event Grid",
        B,
        "learn.microsoft.com/azure/event-grid/secure-webhook-delivery",
    )
    .credential("key in the query of the webhook's URL")
    .schemes(&[scheme(
        "query-token",
        Kind::Token(TokenAt::Query(&["code", "key", "token", "secret"])),
    )])
    .rules(&[
        only("aeg-event-type"),
        only("aeg-subscription-name"),
        only("aeg-delivery-count"),
    ])
    .event(&[
        json(&["0", "eventType"]),
        From::Header("aeg-event-type"),
        json(&["type"]),
    ])
    .delivery(&[json(&["0", "id"]), json(&["id"])])
    .retry(&[From::Header("aeg-delivery-count")]),
    entry(
        "auth0",
        "Auth0 log and event streams",
        B,
        "auth0.com/docs/customize/log-streams/custom-log-streams",
    )
    .credential("authorization token of the stream")
    .params(&["header"])
    .schemes(&[CHOSEN])
    .rules(&[key(
        "log_id",
        When::All(&[When::Body("\"client_id\""), When::Body("\"data\"")]),
        Likely,
    )])
    .delivery(&[json(&["0", "log_id"])]),
    entry(
        "supabase-database",
        "Supabase database webhooks",
        B,
        "supabase.com/docs/guides/database/webhooks",
    )
    .credential("token in a header you chose")
    .params(&["header"])
    .schemes(&[CHOSEN])
    .rules(&[key(
        "old_record",
        When::All(&[When::Body("\"schema\""), When::Body("\"table\"")]),
        Likely,
    )])
    .event(&[json(&["type"])]),
    entry("basic-auth", "HTTP Basic", A, "rfc-editor.org/rfc/rfc7617")
        .credential("password")
        .params(&["username"])
        .schemes(&[BASIC]),
    entry(
        "bearer-token",
        "Token in a header",
        A,
        "rfc-editor.org/rfc/rfc6750",
    )
    .credential("token")
    .params(&["header"])
    .schemes(&[CHOSEN]),
    entry("generic", "Any HMAC", A, "rfc-editor.org/rfc/rfc2104")
        .params(generic::PARAMS)
        .schemes(&[scheme("hmac", Kind::Generic)]),
];
