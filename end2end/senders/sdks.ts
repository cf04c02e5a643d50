import { Buffer } from "node:buffer";
import { createHash, createHmac, generateKeyPairSync, sign as signWith } from "node:crypto";
import { sign as signGithub } from "@octokit/webhooks-methods";
import { EventWebhook } from "@sendgrid/eventwebhook";
import "@shopify/shopify-api/adapters/node";
import { ApiVersion, shopifyApi } from "@shopify/shopify-api";
import { verifySlackRequest } from "@slack/bolt";
import { verifyKey } from "discord-interactions";
import { WebhooksHelper } from "square";
import { Webhook as StandardWebhook } from "standardwebhooks";
import Stripe from "stripe";
import { Webhook as SvixWebhook } from "svix";
import twilio from "twilio";

/** A hit that the provider's own library signed, or accepted. */
export interface Signed {
  headers: [string, string][];
  body: string;
  /** What Creel is given to check it with. */
  check: { provider: string; secret?: string; public_key?: string; url?: string };
}

type Sender = (url: string) => Signed | Promise<Signed>;

const json: [string, string] = ["Content-Type", "application/json"];
const seconds = (): number => Math.floor(Date.now() / 1000);

function accepted(answer: boolean, who: string): void {
  if (!answer) throw new Error(`${who}'s own library does not accept this`);
}

function stripe(): Signed {
  const secret = "whsec_test_51sdk";
  const body = JSON.stringify({ id: "evt_1", object: "event", type: "invoice.paid" }, null, 2);
  const header = new Stripe("sk_test_1").webhooks.generateTestHeaderString({ payload: body, secret });
  return { headers: [json, ["Stripe-Signature", header]], body, check: { provider: "stripe", secret } };
}

async function github(): Promise<Signed> {
  const secret = "It's a Secret to Everybody";
  const body = '{"zen":"Keep it logically awesome."}';
  const header = await signGithub(secret, body);
  return {
    headers: [json, ["X-GitHub-Event", "ping"], ["X-Hub-Signature-256", header]],
    body,
    check: { provider: "github", secret },
  };
}

function svix(): Signed {
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const body = '{"type":"user.created"}';
  const now = new Date();
  const signature = new SvixWebhook(secret).sign("msg_1", now, body);
  const time = String(Math.floor(now.getTime() / 1000));
  return {
    headers: [json, ["svix-id", "msg_1"], ["svix-timestamp", time], ["svix-signature", signature]],
    body,
    check: { provider: "svix", secret },
  };
}

function standard(): Signed {
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const body = '{"type":"contact.created"}';
  const now = new Date();
  const signature = new StandardWebhook(secret).sign("msg_2", now, body);
  const time = String(Math.floor(now.getTime() / 1000));
  return {
    headers: [json, ["webhook-id", "msg_2"], ["webhook-timestamp", time], ["webhook-signature", signature]],
    body,
    check: { provider: "standard-webhooks", secret },
  };
}

function twilioForm(url: string): Signed {
  const secret = "12345678901234567890123456789012";
  const fields = { From: "+15550001111", Body: "Hello there!", To: "+15552223333" };
  const signature = twilio.getExpectedTwilioSignature(secret, url, fields);
  return {
    headers: [["Content-Type", "application/x-www-form-urlencoded"], ["X-Twilio-Signature", signature]],
    body: new URLSearchParams(fields).toString(),
    check: { provider: "twilio", secret, url },
  };
}

function slack(): Signed {
  const secret = "8f742231b10e8888abcd99yyyzzz85a5";
  const body = '{"type":"event_callback","event":{"type":"app_mention"}}';
  const time = seconds();
  const signature = `v0=${createHmac("sha256", secret).update(`v0:${time}:${body}`).digest("hex")}`;
  const headers = { "x-slack-signature": signature, "x-slack-request-timestamp": time };
  // It throws when it does not accept.
  verifySlackRequest({ signingSecret: secret, body, headers });
  return {
    headers: [json, ["X-Slack-Signature", signature], ["X-Slack-Request-Timestamp", String(time)]],
    body,
    check: { provider: "slack", secret },
  };
}

async function shopify(): Promise<Signed> {
  const secret = "hush";
  const body = '{"id":820982911946154508,"name":"#9999"}';
  const signature = createHmac("sha256", secret).update(body).digest("base64");
  const headers: [string, string][] = [
    json,
    ["X-Shopify-Hmac-SHA256", signature],
    ["X-Shopify-Topic", "orders/create"],
    ["X-Shopify-Shop-Domain", "a.myshopify.com"],
    ["X-Shopify-API-Version", "2025-01"],
    ["X-Shopify-Webhook-Id", "b1234-eefd-4c9e-9520-049845a02082"],
  ];
  const library = shopifyApi({
    apiKey: "key",
    apiSecretKey: secret,
    hostName: "app.example",
    apiVersion: ApiVersion.July25,
    isEmbeddedApp: false,
    logger: { level: 0 },
  });
  const rawRequest = { method: "POST", url: "/", headers: Object.fromEntries(headers) };
  const answer = await library.webhooks.validate({ rawBody: body, rawRequest, rawResponse: {} });
  accepted(answer.valid, "Shopify");
  return { headers, body, check: { provider: "shopify", secret } };
}

async function square(url: string): Promise<Signed> {
  const secret = "asdf1234";
  const body = '{"merchant_id":"MLEFBHHSJGVHD","type":"payment.updated"}';
  const signature = createHmac("sha256", secret).update(url + body).digest("base64");
  const answer = await WebhooksHelper.verifySignature({
    requestBody: body,
    signatureHeader: signature,
    signatureKey: secret,
    notificationUrl: url,
  });
  accepted(answer, "Square");
  return {
    headers: [json, ["x-square-hmacsha256-signature", signature]],
    body,
    check: { provider: "square", secret, url },
  };
}

function sendgrid(): Signed {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = publicKey.export({ type: "spki", format: "der" }).toString("base64");
  const body = '[{"event":"delivered","email":"a@example.com"}]\r\n';
  const time = String(seconds());
  const signature = signWith("sha256", Buffer.from(time + body), privateKey).toString("base64");
  const library = new EventWebhook();
  accepted(library.verifySignature(library.convertPublicKeyToECDSA(key), body, signature, time), "SendGrid");
  return {
    headers: [
      json,
      ["X-Twilio-Email-Event-Webhook-Signature", signature],
      ["X-Twilio-Email-Event-Webhook-Timestamp", time],
    ],
    body,
    check: { provider: "sendgrid", public_key: key },
  };
}

async function discord(): Promise<Signed> {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const key = publicKey.export({ type: "spki", format: "der" }).subarray(-32).toString("hex");
  const body = '{"type":1}';
  const time = String(seconds());
  const signature = signWith(null, Buffer.from(time + body), privateKey).toString("hex");
  accepted(await verifyKey(body, signature, time, key), "Discord");
  return {
    headers: [json, ["X-Signature-Ed25519", signature], ["X-Signature-Timestamp", time]],
    body,
    check: { provider: "discord", public_key: key },
  };
}

/** Senders by name. */
export const sdks: [name: string, sender: Sender][] = [
  ["Stripe", stripe],
  ["GitHub", github],
  ["Svix", svix],
  ["Standard Webhooks", standard],
  ["Twilio", twilioForm],
  ["Slack", slack],
  ["Shopify", shopify],
  ["Square", square],
  ["SendGrid", sendgrid],
  ["Discord", discord],
];

/** The same with one byte of the body changed. */
export function changed(body: string): string {
  const at = createHash("sha256").update(body).digest().readUInt8(0) % body.length;
  const other = body[at] === "x" ? "y" : "x";
  return body.slice(0, at) + other + body.slice(at + 1);
}
