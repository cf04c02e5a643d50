//! Grade C: recognised and hinted at. How these sign is not confirmed, so they
//! are never judged.

use super::{field, json, key, only, shared};
use crate::{
    provider::Grade::C,
    recognise::Confidence::{Certain, Hint, Likely},
    scheme::{Entry, From, When, entry},
};

pub(super) const ENTRIES: &[Entry] = &[
    entry("buy-me-a-coffee", "Buy Me a Coffee", C, "studio.buymeacoffee.com/webhooks")
        .rules(&[shared("x-signature-sha256", When::HexDigits(64), Hint)])
        .event(&[json(&["type"])]),
    entry("discourse", "Discourse", C, "meta.discourse.org/t/49045")
        .rules(&[only("x-discourse-event"), only("x-discourse-event-signature"), only("x-discourse-instance")])
        .event(&[From::Header("x-discourse-event")])
        .delivery(&[From::Header("x-discourse-event-id")]),
    entry("aftership", "AfterShip", C, "aftership.com/docs/tracking/webhook")
        .rules(&[only("aftership-hmac-sha256"), only("am-webhook-signature")])
        .event(&[json(&["event"])]),
    entry("circle", "Circle", C, "developers.circle.com/wallets/webhook-notifications")
        .rules(&[only("x-circle-signature"), only("x-circle-key-id")])
        .event(&[json(&["notificationType"])])
        .delivery(&[json(&["notificationId"])]),
    entry("akahu", "Akahu", C, "developers.akahu.nz/docs/reference-webhooks")
        .rules(&[only("x-akahu-signature"), only("x-akahu-signing-key")])
        .event(&[json(&["webhook_type"])]),
    entry("google-chat", "Google Chat, Cloud Tasks, Scheduler", C, "developers.google.com/workspace/chat/verify-requests-from-chat")
        .rules(&[
            only("x-cloudtasks-taskname"),
            only("x-cloudscheduler"),
            shared("authorization", When::JwtSays("chat@system.gserviceaccount.com"), Certain),
        ])
        .delivery(&[From::Header("x-cloudtasks-taskname")])
        .retry(&[From::Header("x-cloudtasks-taskretrycount")]),
    entry("atlassian-connect", "Atlassian Connect", C, "developer.atlassian.com/cloud/jira/platform/understanding-jwt-for-connect-apps")
        .rules(&[shared("authorization", When::All(&[When::Starts("JWT "), When::JwtSays("\"qsh\"")]), Certain)])
        .event(&[json(&["webhookEvent"]), json(&["eventType"])]),
    entry("microsoft-graph", "Microsoft Graph", C, "learn.microsoft.com/graph/change-notifications-delivery-webhooks")
        .rules(&[key("subscriptionId", When::All(&[When::Body("\"changeType\"")]), Certain)])
        .event(&[json(&["value", "0", "changeType"])])
        .delivery(&[json(&["value", "0", "id"])]),
    entry("google-drive", "Google Drive and Calendar channels", C, "developers.google.com/workspace/drive/api/guides/push")
        .rules(&[only("x-goog-channel-id"), only("x-goog-resource-state"), only("x-goog-channel-token")])
        .event(&[From::Header("x-goog-resource-state")])
        .delivery(&[From::Header("x-goog-message-number")]),
    entry("microsoft-teams", "Microsoft Teams outgoing webhooks", C, "learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-outgoing-webhook")
        .rules(&[shared("authorization", When::Starts("HMAC "), Likely)])
        .event(&[json(&["type"])])
        .delivery(&[json(&["id"])]),
    entry("mailchimp", "Mailchimp audience", C, "mailchimp.com/developer/marketing/guides/sync-audience-data-webhooks")
        .rules(&[field("type", When::All(&[When::Body("data%5Blist_id%5D=")]), Certain)])
        .event(&[From::Form("type")]),
    entry("docker-hub", "Docker Hub", C, "docs.docker.com/docker-hub/repos/manage/webhooks")
        .rules(&[key("push_data", When::All(&[When::Body("\"repo_name\""), When::Body("\"callback_url\"")]), Certain)]),
    entry("strava", "Strava", C, "developers.strava.com/docs/webhooks")
        .rules(&[key("aspect_type", When::All(&[When::Body("\"owner_id\"")]), Certain)])
        .event(&[json(&["aspect_type"])])
        .delivery(&[json(&["object_id"])]),
    entry("contentful-content", "Contentful content webhooks", C, "contentful.com/developers/docs/webhooks")
        .rules(&[shared("x-contentful-webhook-name", When::Without("x-contentful-signature"), Certain)])
        .event(&[From::Header("x-contentful-topic")]),
    entry("datadog", "Datadog", C, "docs.datadoghq.com/integrations/webhooks")
        .rules(&[shared("user-agent", When::Starts("Datadog"), Likely)]),
    entry("strapi", "Strapi", C, "docs.strapi.io/cms/backend-customization/webhooks")
        .rules(&[only("x-strapi-event")])
        .event(&[From::Header("x-strapi-event"), json(&["event"])]),
    entry("activitypub", "ActivityPub (draft-cavage signature)", C, "swicg.github.io/activitypub-http-signature")
        .rules(&[shared("signature", When::All(&[When::Contains("keyId=\""), When::Without("signature-input")]), Certain)])
        .event(&[json(&["type"])])
        .delivery(&[json(&["id"])]),
    entry("wix", "Wix", C, "dev.wix.com/docs/build-apps/develop-your-app/api-integrations/events-and-webhooks")
        .rules(&[shared("user-agent", When::Starts("Wix"), Hint)]),
    entry("zapier", "Zapier", C, "help.zapier.com")
        .rules(&[shared("user-agent", When::Starts("Zapier"), Likely)]),
];
