//! Real event shapes, to be signed on the spot.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use crate::{Keys, SignError, SignInput, sign};

/// An event as a provider sends it, without its signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Sample {
    /// Provider id.
    pub provider: &'static str,
    /// Scheme it is signed with.
    pub scheme: &'static str,
    /// Event name.
    pub event: &'static str,
    /// A few words for a menu.
    pub title: &'static str,
    /// Method.
    pub method: &'static str,
    /// Headers without signature.
    pub headers: &'static [(&'static str, &'static str)],
    /// Header that carries the delivery id, when the signature does not cover it.
    pub id_header: Option<&'static str>,
    /// Body, exact.
    pub body: &'static str,
}

/// A sample ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Method.
    pub method: &'static str,
    /// URL to send it to.
    pub url: String,
    /// All headers, signature included.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
}

impl Sample {
    /// Signs the sample for `url`. `now` is in microseconds since 1970, `id` a
    /// fresh delivery id.
    ///
    /// # Errors
    ///
    /// When the secret cannot be used by this scheme.
    pub fn sign(&self, url: &str, keys: &Keys, now: i64, id: &str) -> Result<Event, SignError> {
        let given: Vec<(&str, &[u8])> = self
            .headers
            .iter()
            .map(|(name, value)| (*name, value.as_bytes()))
            .collect();
        let signed = sign(
            self.provider,
            Some(self.scheme),
            &SignInput {
                method: self.method,
                url: Some(url),
                headers: &given,
                body: self.body.as_bytes(),
                now,
                id,
            },
            keys,
        )?;
        let mut headers: Vec<(String, String)> = self
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .collect();
        headers.extend(
            self.id_header
                .map(|name| (name.to_string(), id.to_string())),
        );
        for (name, value) in signed.headers {
            headers.retain(|(have, _)| !have.eq_ignore_ascii_case(&name));
            headers.push((name, value));
        }
        Ok(Event {
            method: self.method,
            url: signed.url.unwrap_or_else(|| url.to_string()),
            headers,
            body: signed.body.unwrap_or_else(|| self.body.as_bytes().to_vec()),
        })
    }
}

/// The samples.
#[must_use]
pub fn samples() -> &'static [Sample] {
    SAMPLES
}

const SAMPLES: &[Sample] = &[
    Sample {
        provider: "stripe",
        scheme: "v1",
        event: "invoice.paid",
        title: "Invoice paid",
        method: "POST",
        headers: &[
            ("content-type", "application/json; charset=utf-8"),
            (
                "user-agent",
                "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
            ),
        ],
        id_header: None,
        body: include_str!("samples/stripe.json"),
    },
    Sample {
        provider: "github",
        scheme: "sha256",
        event: "push",
        title: "Push to a branch",
        method: "POST",
        headers: &[
            ("content-type", "application/json"),
            ("user-agent", "GitHub-Hookshot/5a3f2c1"),
            ("x-github-event", "push"),
            ("x-github-hook-id", "12345678"),
        ],
        id_header: Some("x-github-delivery"),
        body: include_str!("samples/github.json"),
    },
    Sample {
        provider: "shopify",
        scheme: "body",
        event: "orders/create",
        title: "Order created",
        method: "POST",
        headers: &[
            ("content-type", "application/json"),
            ("x-shopify-topic", "orders/create"),
            ("x-shopify-shop-domain", "example.myshopify.com"),
            ("x-shopify-api-version", "2026-10"),
        ],
        id_header: Some("x-shopify-webhook-id"),
        body: include_str!("samples/shopify.json"),
    },
    Sample {
        provider: "slack",
        scheme: "v0",
        event: "app_mention",
        title: "App mentioned",
        method: "POST",
        headers: &[
            ("content-type", "application/json"),
            ("user-agent", "Slackbot 1.0 (+https://api.slack.com/robots)"),
        ],
        id_header: None,
        body: include_str!("samples/slack.json"),
    },
    Sample {
        provider: "twilio",
        scheme: "form",
        event: "received",
        title: "SMS received",
        method: "POST",
        headers: &[
            (
                "content-type",
                "application/x-www-form-urlencoded; charset=UTF-8",
            ),
            ("user-agent", "TwilioProxy/1.1"),
        ],
        id_header: Some("i-twilio-idempotency-token"),
        body: include_str!("samples/twilio.txt"),
    },
    Sample {
        provider: "svix",
        scheme: "v1",
        event: "user.created",
        title: "User created",
        method: "POST",
        headers: &[
            ("content-type", "application/json"),
            ("user-agent", "Svix-Webhooks/1.62.0"),
        ],
        id_header: None,
        body: include_str!("samples/svix.json"),
    },
    Sample {
        provider: "standard-webhooks",
        scheme: "v1",
        event: "contact.created",
        title: "Contact created",
        method: "POST",
        headers: &[("content-type", "application/json")],
        id_header: None,
        body: include_str!("samples/standard.json"),
    },
    Sample {
        provider: "paddle",
        scheme: "h1",
        event: "transaction.completed",
        title: "Transaction completed",
        method: "POST",
        headers: &[
            ("content-type", "application/json"),
            ("user-agent", "Paddle"),
        ],
        id_header: None,
        body: include_str!("samples/paddle.json"),
    },
    Sample {
        provider: "linear",
        scheme: "body+body-timestamp",
        event: "Issue",
        title: "Issue created",
        method: "POST",
        headers: &[
            ("content-type", "application/json; charset=utf-8"),
            ("user-agent", "Linear-Webhook"),
            ("linear-event", "Issue"),
        ],
        id_header: Some("linear-delivery"),
        body: include_str!("samples/linear.json"),
    },
    Sample {
        provider: "zoom",
        scheme: "v0",
        event: "meeting.started",
        title: "Meeting started",
        method: "POST",
        headers: &[
            ("content-type", "application/json; charset=utf-8"),
            ("user-agent", "Zoom Marketplace/1.0a"),
        ],
        id_header: Some("x-zm-trackingid"),
        body: include_str!("samples/zoom.json"),
    },
    Sample {
        provider: "square",
        scheme: "url+body",
        event: "payment.updated",
        title: "Payment updated",
        method: "POST",
        headers: &[
            ("content-type", "application/json"),
            ("square-environment", "Sandbox"),
        ],
        id_header: None,
        body: include_str!("samples/square.json"),
    },
    Sample {
        provider: "gitlab",
        scheme: "shared-token",
        event: "Push Hook",
        title: "Push to a branch",
        method: "POST",
        headers: &[
            ("content-type", "application/json"),
            ("user-agent", "GitLab/19.0.0"),
            ("x-gitlab-event", "Push Hook"),
            ("x-gitlab-instance", "https://gitlab.example.com"),
        ],
        id_header: Some("x-gitlab-event-uuid"),
        body: include_str!("samples/gitlab.json"),
    },
    Sample {
        provider: "mailgun",
        scheme: "body-fields",
        event: "opened",
        title: "Message opened",
        method: "POST",
        headers: &[("content-type", "application/json")],
        id_header: None,
        body: include_str!("samples/mailgun.json"),
    },
    Sample {
        provider: "typeform",
        scheme: "body",
        event: "form_response",
        title: "Form answered",
        method: "POST",
        headers: &[
            ("content-type", "application/json"),
            ("user-agent", "Typeform Webhooks"),
        ],
        id_header: None,
        body: include_str!("samples/typeform.json"),
    },
    Sample {
        provider: "paystack",
        scheme: "sha512",
        event: "charge.success",
        title: "Charge succeeded",
        method: "POST",
        headers: &[("content-type", "application/json")],
        id_header: None,
        body: include_str!("samples/paystack.json"),
    },
    Sample {
        provider: "hubspot",
        scheme: "v3",
        event: "contact.propertyChange",
        title: "Contact changed",
        method: "POST",
        headers: &[
            ("content-type", "application/json"),
            (
                "user-agent",
                "HubSpot Connect 2.0 (http://dev.hubspot.com/)",
            ),
        ],
        id_header: None,
        body: include_str!("samples/hubspot.json"),
    },
    Sample {
        provider: "twitch",
        scheme: "id+timestamp+body",
        event: "channel.follow",
        title: "Channel followed",
        method: "POST",
        headers: &[
            ("content-type", "application/json"),
            ("twitch-eventsub-message-type", "notification"),
            ("twitch-eventsub-subscription-type", "channel.follow"),
            ("twitch-eventsub-subscription-version", "2"),
            ("twitch-eventsub-message-retry", "0"),
        ],
        id_header: None,
        body: include_str!("samples/twitch.json"),
    },
];
