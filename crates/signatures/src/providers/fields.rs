//! F5 and F6: values inside the body, and plain keyed digests.

use super::{A, B, SHA1, field, json, key, only, shared};
use crate::{
    digest::Hash,
    encoding::Encoding,
    recognise::Confidence::{Certain, Likely},
    scheme::{
        Accept, Algo, At, Entry, From, KeyForm, Kind, Part, Syntax, TimeFrom, TokenAt, Unit, When,
        body_mac, entry, scheme, time,
    },
};

const COLON: Part<'_> = Part::Text(":");

pub(super) const ENTRIES: &[Entry] = &[
    entry(
        "adyen",
        "Adyen",
        A,
        "docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures",
    )
    .credential("HMAC key (hex)")
    .schemes(&[
        scheme(
            "standard-item",
            Kind::AdyenItems(
                body_mac(&[])
                    .at(At::Json(&["additionalData", "hmacSignature"]))
                    .encoding(Encoding::Base64)
                    .key(KeyForm::Hex)
                    .template(&[
                        Part::Json(&["pspReference"]),
                        COLON,
                        Part::Json(&["originalReference"]),
                        COLON,
                        Part::Json(&["merchantAccountCode"]),
                        COLON,
                        Part::Json(&["merchantReference"]),
                        COLON,
                        Part::Json(&["amount", "value"]),
                        COLON,
                        Part::Json(&["amount", "currency"]),
                        COLON,
                        Part::Json(&["eventCode"]),
                        COLON,
                        Part::Json(&["success"]),
                    ]),
            ),
        ),
        scheme(
            "body-header",
            Kind::Signed(body_mac(&["hmacsignature"]).base64().key(KeyForm::Hex)),
        ),
        scheme(
            "merchant-sig",
            Kind::Signed(
                body_mac(&[])
                    .at(At::Form("merchantSig"))
                    .base64()
                    .key(KeyForm::Hex)
                    .template(&[Part::SortedKeysThenValues("merchantSig")]),
            ),
        ),
    ])
    .rules(&[
        shared("hmacsignature", When::Always, Certain),
        key("notificationItems", When::Always, Certain),
        field("merchantSig", When::Always, Certain),
    ])
    .event(&[
        json(&[
            "notificationItems",
            "0",
            "NotificationRequestItem",
            "eventCode",
        ]),
        json(&["type"]),
        From::Form("eventCode"),
    ])
    .delivery(&[
        json(&[
            "notificationItems",
            "0",
            "NotificationRequestItem",
            "pspReference",
        ]),
        From::Form("pspReference"),
    ]),
    entry(
        "mailgun",
        "Mailgun",
        A,
        "documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks",
    )
    .credential("HTTP webhook signing key")
    .schemes(&[scheme(
        "body-fields",
        Kind::Signed(
            body_mac(&[])
                .at(At::Json(&["signature", "signature"]))
                .template(&[
                    Part::Json(&["signature", "timestamp"]),
                    Part::Json(&["signature", "token"]),
                ])
                .time(time(
                    TimeFrom::Json(&["signature", "timestamp"], ""),
                    Unit::Seconds,
                )),
        ),
    )])
    .rules(&[
        key(
            "signature",
            When::All(&[When::Body("\"token\""), When::Body("\"event-data\"")]),
            Certain,
        ),
        field(
            "timestamp",
            When::All(&[
                When::Body("token="),
                When::Body("signature="),
                When::Body("event="),
            ]),
            Likely,
        ),
    ])
    .event(&[json(&["event-data", "event"]), From::Form("event")])
    .delivery(&[json(&["event-data", "id"]), From::Form("token")]),
    entry(
        "braintree",
        "Braintree",
        A,
        "developer.paypal.com/braintree/docs/guides/webhooks/parse",
    )
    .credential("private key")
    .params(&["public_key"])
    .schemes(&[scheme(
        "form-payload",
        Kind::Signed(
            body_mac(&[])
                .at(At::Form("bt_signature"))
                .syntax(Syntax::Pairs)
                .algo(&[("", SHA1)])
                .key(KeyForm::Sha1)
                .template(&[Part::Form("bt_payload")])
                .accept(Accept::Newline),
        ),
    )])
    .rules(&[field(
        "bt_payload",
        When::All(&[When::Body("bt_signature=")]),
        Certain,
    )]),
    entry(
        "dropbox-sign",
        "Dropbox Sign",
        A,
        "developers.hellosign.com/docs/events/walkthrough",
    )
    .credential("API key")
    .schemes(&[scheme(
        "event-hash",
        Kind::Signed(
            body_mac(&[])
                .at(At::FormJson("json", &["event", "event_hash"]))
                .template(&[
                    Part::FormJson("json", &["event", "event_time"]),
                    Part::FormJson("json", &["event", "event_type"]),
                ]),
        ),
    )])
    .rules(&[key(
        "event_hash",
        When::All(&[When::Body("\"event_type\"")]),
        Certain,
    )])
    .event(&[From::FormJson("json", &["event", "event_type"])])
    .delivery(&[From::FormJson("json", &["event", "event_hash"])]),
    entry(
        "cloudinary",
        "Cloudinary",
        A,
        "cloudinary.com/documentation/notifications",
    )
    .credential("API secret")
    .schemes(&[
        scheme(
            "sha1-concat",
            Kind::Signed(
                body_mac(&["x-cld-signature"])
                    .algo(&[("", Algo::Plain(Hash::Sha1))])
                    .template(&[Part::Body, Part::Time, Part::Secret])
                    .time(time(TimeFrom::Header(&["x-cld-timestamp"]), Unit::Seconds).past(7200)),
            ),
        ),
        scheme(
            "sha256-concat",
            Kind::Signed(
                body_mac(&["x-cld-signature"])
                    .algo(&[("", Algo::Plain(Hash::Sha256))])
                    .template(&[Part::Body, Part::Time, Part::Secret])
                    .time(time(TimeFrom::Header(&["x-cld-timestamp"]), Unit::Seconds).past(7200)),
            ),
        ),
    ])
    .rules(&[only("x-cld-signature"), only("x-cld-timestamp")])
    .event(&[json(&["notification_type"])])
    .delivery(&[json(&["request_id"])]),
    entry(
        "figma",
        "Figma",
        B,
        "developers.figma.com/docs/rest-api/webhooks",
    )
    .credential("passcode")
    .schemes(&[scheme(
        "body-token",
        Kind::Token(TokenAt::Json(&["passcode"])),
    )])
    .rules(&[key(
        "passcode",
        When::All(&[When::Body("\"webhook_id\"")]),
        Certain,
    )])
    .event(&[json(&["event_type"])])
    .delivery(&[json(&["webhook_id"])])
    .retry(&[json(&["retries"])]),
    entry(
        "ko-fi",
        "Ko-fi",
        B,
        "help.ko-fi.com/hc/en-us/articles/360004162298",
    )
    .credential("verification token")
    .schemes(&[scheme(
        "body-token",
        Kind::Token(TokenAt::FormJson("data", &["verification_token"])),
    )])
    .rules(&[field("data", When::Body("verification_token"), Certain)])
    .event(&[From::FormJson("data", &["type"])])
    .delivery(&[From::FormJson("data", &["message_id"])]),
];
