//! F8 and F10: tokens made of claims, and HTTP Message Signatures.

use super::{A, B, json, key, only, shared};
use crate::{
    encoding::Encoding::{Base64, Base64Url, Hex},
    recognise::Confidence::{Certain, Likely},
    scheme::{Claim, Entry, From, Jwt, JwtAt, Kind, Payload, When, entry, scheme},
};

const fn jwt(
    header: &'static str,
    algs: &'static [&'static str],
    claims: &'static [Claim],
) -> Kind {
    Kind::Jwt(Jwt {
        at: JwtAt::Header(header),
        algs,
        payload: Payload::Claims,
        claims,
    })
}

const HS256: &[&str] = &["HS256"];

pub(super) const ENTRIES: &[Entry] = &[
    entry(
        "livekit",
        "LiveKit",
        A,
        "docs.livekit.io/home/server/webhooks",
    )
    .credential("API secret")
    .params(&["key"])
    .schemes(&[scheme(
        "jwt-body-hash",
        jwt(
            "authorization",
            HS256,
            &[
                Claim::IssuerParam("key", &[]),
                Claim::BodyHash("sha256", Base64),
                Claim::Times(60),
            ],
        ),
    )])
    .rules(&[shared(
        "content-type",
        When::Starts("application/webhook+json"),
        Certain,
    )])
    .event(&[json(&["event"])])
    .delivery(&[json(&["id"])]),
    entry(
        "qstash",
        "Upstash QStash",
        A,
        "upstash.com/docs/qstash/howto/signature",
    )
    .credential("current signing key")
    .params(&["next_secret", "url"])
    .schemes(&[scheme(
        "jwt-body-hash",
        jwt(
            "upstash-signature",
            HS256,
            &[
                Claim::Issuer(&["Upstash"]),
                Claim::Url("sub"),
                Claim::BodyHash("body", Base64Url),
                Claim::Times(0),
            ],
        ),
    )])
    .rules(&[only("upstash-signature"), only("upstash-message-id")])
    .delivery(&[From::Header("upstash-message-id")])
    .retry(&[From::Header("upstash-retried")]),
    entry(
        "messagebird",
        "MessageBird / Bird",
        A,
        "developers.messagebird.com/api/#verifying-http-requests",
    )
    .credential("signing key")
    .params(&["url"])
    .schemes(&[scheme(
        "jwt-hs",
        jwt(
            "messagebird-signature-jwt",
            &["HS256", "HS384", "HS512"],
            &[
                Claim::Issuer(&["MessageBird"]),
                Claim::Times(1),
                Claim::UrlHash("url_hash"),
                Claim::BodyHashIfAny("payload_hash", Hex),
            ],
        ),
    )])
    .rules(&[
        only("messagebird-signature-jwt"),
        only("messagebird-signature"),
    ])
    .event(&[json(&["type"])]),
    entry(
        "vonage",
        "Vonage",
        A,
        "developer.vonage.com/en/getting-started/concepts/webhooks",
    )
    .credential("signature secret")
    .schemes(&[scheme(
        "jwt-body-hash",
        jwt(
            "authorization",
            HS256,
            &[Claim::BodyHash("payload_hash", Hex), Claim::Times(60)],
        ),
    )])
    .rules(&[shared(
        "authorization",
        When::JwtSays("\"payload_hash\""),
        Certain,
    )])
    .event(&[
        json(&["message_type"]),
        json(&["status"]),
        json(&["channel"]),
    ])
    .delivery(&[json(&["message_uuid"]), json(&["uuid"])]),
    entry(
        "plaid",
        "Plaid",
        B,
        "plaid.com/docs/api/webhooks/webhook-verification",
    )
    .credential("JWK of the token's kid")
    .schemes(&[scheme(
        "jwt-es256-body-hash",
        jwt(
            "plaid-verification",
            &["ES256"],
            &[
                Claim::IssuedWithin(300),
                Claim::BodyHash("request_body_sha256", Hex),
            ],
        ),
    )])
    .rules(&[only("plaid-verification")])
    .event(&[json(&["webhook_code"])])
    .delivery(&[json(&["item_id"])]),
    entry(
        "netlify",
        "Netlify",
        B,
        "docs.netlify.com/deploy/deploy-notifications",
    )
    .credential("JWS secret token")
    .schemes(&[scheme(
        "jwt-body-hash",
        jwt(
            "x-webhook-signature",
            HS256,
            &[Claim::Issuer(&["netlify"]), Claim::BodyHash("sha256", Hex)],
        ),
    )])
    .rules(&[
        only("x-netlify-event"),
        shared("x-webhook-signature", When::ThreeParts, Likely),
    ])
    .event(&[From::Header("x-netlify-event"), json(&["state"])])
    .delivery(&[json(&["id"])]),
    entry(
        "fusionauth",
        "FusionAuth",
        B,
        "fusionauth.io/docs/extend/events-and-webhooks/signing",
    )
    .credential("signing key, public key or JWK set")
    .schemes(&[scheme(
        "jwt-body-hash",
        jwt(
            "x-fusionauth-signature-jwt",
            &[
                "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512",
                "EdDSA",
            ],
            &[Claim::BodyHash("request_body_sha256", Base64)],
        ),
    )])
    .rules(&[only("x-fusionauth-signature-jwt")])
    .event(&[json(&["event", "type"])])
    .delivery(&[json(&["event", "id"])]),
    entry(
        "truelayer",
        "TrueLayer",
        A,
        "docs.truelayer.com/docs/configure-webhooks-for-payments-v3",
    )
    .credential("TrueLayer's JWK set")
    .params(&["url"])
    .schemes(&[scheme(
        "jws-es512-detached",
        Kind::Jwt(Jwt {
            at: JwtAt::Header("tl-signature"),
            algs: &["ES512"],
            payload: Payload::TrueLayer,
            claims: &[],
        }),
    )])
    .rules(&[only("tl-signature"), only("x-tl-webhook-timestamp")])
    .event(&[json(&["type"]), json(&["event_type"])])
    .delivery(&[json(&["event_id"])]),
    entry(
        "saleor",
        "Saleor",
        B,
        "docs.saleor.io/developer/extending/webhooks/payload-signature",
    )
    .credential("JWK set of the shop")
    .schemes(&[scheme(
        "jws-rs256-detached",
        Kind::Jwt(Jwt {
            at: JwtAt::Header("saleor-signature"),
            algs: &["RS256"],
            payload: Payload::DetachedBody,
            claims: &[],
        }),
    )])
    .rules(&[
        only("saleor-signature"),
        only("saleor-event"),
        only("saleor-api-url"),
    ])
    .event(&[From::Header("saleor-event")]),
    entry(
        "apple-app-store",
        "Apple App Store Server Notifications",
        A,
        "developer.apple.com/documentation/appstoreservernotifications",
    )
    .credential("Apple's root certificate")
    .params(&["bundle_id", "environment"])
    .schemes(&[scheme(
        "jws-x5c-es256",
        Kind::Jwt(Jwt {
            at: JwtAt::Body("signedPayload"),
            algs: &["ES256"],
            payload: Payload::AppleChain,
            claims: &[],
        }),
    )])
    .rules(&[key("signedPayload", When::Always, Certain)]),
    entry(
        "google-pubsub",
        "Google Pub/Sub push",
        A,
        "cloud.google.com/pubsub/docs/authenticate-push-subscriptions",
    )
    .credential("Google's JWK set")
    .params(&["audience", "email", "issuers"])
    .schemes(&[scheme(
        "oidc-rs256",
        jwt(
            "authorization",
            &["RS256"],
            &[
                Claim::IssuerParam(
                    "issuers",
                    &["https://accounts.google.com", "accounts.google.com"],
                ),
                Claim::Audience,
                Claim::Param("email"),
                Claim::EmailVerified,
                Claim::Times(300),
            ],
        ),
    )])
    .rules(&[
        shared(
            "authorization",
            When::All(&[
                When::JwtSays("accounts.google.com"),
                When::Body("\"subscription\""),
            ]),
            Certain,
        ),
        key(
            "subscription",
            When::All(&[When::Body("\"messageId\""), When::Body("projects/")]),
            Likely,
        ),
    ])
    .delivery(&[json(&["message", "messageId"])])
    .retry(&[json(&["deliveryAttempt"])]),
    entry(
        "monday",
        "monday.com",
        B,
        "developer.monday.com/apps/docs/integration-authorization",
    )
    .credential("signing secret (app lifecycle events: client secret)")
    .params(&["audience", "url"])
    .schemes(&[scheme(
        "jwt-hs256",
        jwt("authorization", HS256, &[Claim::Audience, Claim::Times(0)]),
    )])
    .rules(&[shared(
        "authorization",
        When::JwtSays("shortLivedToken"),
        Certain,
    )])
    .event(&[json(&["event", "type"]), json(&["type"])])
    .delivery(&[json(&["event", "triggerUuid"])]),
    entry(
        "http-message-signatures",
        "HTTP Message Signatures",
        A,
        "rfc-editor.org/rfc/rfc9421",
    )
    .credential("shared secret or public key")
    .params(&["alg", "secret_encoding", "url"])
    .schemes(&[scheme("rfc9421", Kind::HttpMessage)])
    .rules(&[only("signature-input")]),
];
