// Cases the vectors lack: made with node:crypto alone, some as an attacker would make them.
// `node adversarial.mjs > adversarial.json`; keys are new each time.
import { createHash, createHmac, generateKeyPairSync, sign, constants } from "node:crypto";

const NOW = 1764144000;
const cases = [];
const b64 = (data) => Buffer.from(data).toString("base64");
const b64url = (data) => Buffer.from(data).toString("base64url");
const sha = (data, hash = "sha256") => createHash(hash).update(data).digest();
const mac = (key, data, hash = "sha256") => createHmac(hash, key).update(data).digest();
const pem = (key) => key.export({ type: "spki", format: "pem" });
const pair = {
  ed25519: generateKeyPairSync("ed25519"),
  p256: generateKeyPairSync("ec", { namedCurve: "P-256" }),
  p384: generateKeyPairSync("ec", { namedCurve: "P-384" }),
  rsa: generateKeyPairSync("rsa", { modulusLength: 2048 }),
  other: generateKeyPairSync("ed25519"),
};

function add(provider, scheme, name, valid, request) {
  const { body = "", headers = {}, method = "POST", ...rest } = request;
  cases.push({
    provider, scheme, name, method, headers, body_base64: b64(body), now: NOW,
    expected: valid ? "valid" : "invalid", ...rest,
  });
}

// RFC 9421

const URL9421 = "https://Example.com:443/a/b?x=1&na%20me=v%2Fw&x2=2";
const digest = (body, hash = "sha-256") => `${hash}=:${b64(sha(body, hash.replace("-", "")))}:`;
const fields = {
  "@method": "POST", "@target-uri": URL9421, "@authority": "example.com", "@scheme": "https",
  "@request-target": "/a/b?x=1&na%20me=v%2Fw&x2=2", "@path": "/a/b",
  "@query": "?x=1&na%20me=v%2Fw&x2=2", '@query-param";name="na%20me': "v%2Fw",
};
const signers = {
  ed25519: (base) => sign(null, base, pair.ed25519.privateKey),
  "ecdsa-p256-sha256": (base) => sign("sha256", base, { key: pair.p256.privateKey, dsaEncoding: "ieee-p1363" }),
  "ecdsa-p384-sha384": (base) => sign("sha384", base, { key: pair.p384.privateKey, dsaEncoding: "ieee-p1363" }),
  "rsa-v1_5-sha256": (base) => sign("sha256", base, pair.rsa.privateKey),
  "rsa-pss-sha512": (base) => sign("sha512", base, { key: pair.rsa.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 }),
  other: (base) => sign(null, base, pair.other.privateKey),
  der: (base) => sign("sha256", base, pair.p256.privateKey),
};
const keyOf = {
  ed25519: pair.ed25519, "ecdsa-p256-sha256": pair.p256, "ecdsa-p384-sha384": pair.p384,
  "rsa-v1_5-sha256": pair.rsa, "rsa-pss-sha512": pair.rsa, der: pair.p256,
};

/** One signature: its two dictionary members. */
function member(label, items, headers, signer, extra = "") {
  const written = (item) => (item.startsWith('"') ? item : `"${item}"`);
  const params = `(${items.map(written).join(" ")});created=${NOW}${extra}`;
  const value = (item) => fields[item] ?? special(item, headers) ?? headers[item];
  const base = [...items.map((item) => `${written(item)}: ${value(item)}`), `"@signature-params": ${params}`].join("\n");
  return [`${label}=${params}`, `${label}=:${b64(signer(Buffer.from(base)))}:`];
}

function special(item, headers) {
  const key = /^(.*)";key="(.*)$/.exec(item);
  if (!key) return undefined;
  const found = headers[key[1]].split(", ").find((part) => part.startsWith(`${key[2]}=`));
  return found.slice(key[2].length + 1);
}

function message(name, valid, members, headers, body, rest) {
  add("http-message-signatures", "rfc9421", name, valid, {
    url: URL9421, body, ...rest,
    headers: {
      ...headers,
      "signature-input": members.map(([input]) => input).join(", "),
      signature: members.map(([, value]) => value).join(", "),
    },
  });
}

{
  const body = '{"hello": "world"}';
  const headers = { "content-type": "application/json", "content-digest": digest(body), "x-list": "a, b" };
  const all = [...Object.keys(fields), "content-type", "x-list", "content-digest"];
  for (const alg of Object.keys(keyOf).filter((alg) => alg !== "der")) {
    const key = { public_key: pem(keyOf[alg].publicKey) };
    message(`all-components-${alg}`, true, [member("s", all, headers, signers[alg])], headers, body, key);
    message(`stated-${alg}`, true, [member("s", all, headers, signers[alg], `;keyid="k";alg="${alg}"`)], headers, body, { ...key, params: { alg } });
    message(`changed-body-${alg}`, false, [member("s", all, headers, signers[alg])], headers, `${body} `, key);
  }
  const ed = { public_key: pem(pair.ed25519.publicKey) };
  const own = member("mine", all, headers, signers.ed25519);
  message("second-label-is-ours", true, [member("theirs", all, headers, signers.other), own], headers, body, ed);
  message("somebody-elses-key", false, [member("theirs", all, headers, signers.other)], headers, body, ed);
  message("labels-do-not-pair", false, [[own[0], own[1].replace("mine=", "yours=")]], headers, body, ed);
  message("expired", false, [member("s", all, headers, signers.ed25519, `;expires=${NOW - 1}`)], headers, body, ed);
  message("not-yet-expired", true, [member("s", all, headers, signers.ed25519, `;expires=${NOW}`)], headers, body, ed);
  message("component-twice", false, [member("s", ["@method", "@method", "content-digest"], headers, signers.ed25519)], headers, body, ed);
  message("trailer-component", false, [member("s", ['"content-digest";tr', "@method"], { '"content-digest";tr': headers["content-digest"] }, signers.ed25519)], headers, body, ed);
  message("pss-said-to-be-v1_5", false, [member("s", all, headers, signers["rsa-pss-sha512"], ';alg="rsa-v1_5-sha256"')], headers, body, { public_key: pem(pair.rsa.publicKey) });
  message("der-for-raw", false, [member("s", all, headers, signers.der)], headers, body, { public_key: pem(pair.p256.publicKey) });
  message("mac-of-the-public-key", false, [member("s", all, headers, (base) => mac(pem(pair.rsa.publicKey), base), ';alg="hmac-sha256"')], headers, body, { public_key: pem(pair.rsa.publicKey) });
  message("mac-of-the-public-key-pasted-as-secret", false, [member("s", all, headers, (base) => mac(pem(pair.rsa.publicKey), base))], headers, body, { secret: pem(pair.rsa.publicKey) });
  const key = Buffer.alloc(32, 7);
  message("mac-base64-secret", true, [member("s", all, headers, (base) => mac(key, base))], headers, body, { secret: b64(key), params: { secret_encoding: "base64" } });
  message("mac-hex-secret", true, [member("s", all, headers, (base) => mac(key, base))], headers, body, { secret: key.toString("hex"), params: { secret_encoding: "hex" } });

  const both = { "content-digest": `${digest(body)}, ${digest(body, "sha-512")}` };
  const one = ['content-digest";key="sha-512'];
  message("one-digest-of-two", true, [member("s", one, both, signers.ed25519)], both, body, ed);
  const evil = '{"hello": "thief"}';
  const forged = { "content-digest": `${digest(evil)}, ${digest(body, "sha-512")}` };
  message("unsigned-digest-fits-a-changed-body", false, [member("s", one, forged, signers.ed25519)], forged, evil, ed);
  const half = { "content-digest": `${digest(body)}, ${digest("x", "sha-512")}` };
  message("one-of-two-digests-is-wrong", false, [member("s", ["content-digest"], half, signers.ed25519)], half, body, ed);
}

// Tokens

const token = (header, claims, signer) => {
  const text = `${b64url(JSON.stringify(header))}.${b64url(JSON.stringify(claims))}`;
  return `${text}.${b64url(signer(Buffer.from(text)))}`;
};
{
  const body = '{"event":{"type":"user.create","id":"1"}}';
  const claims = { request_body_sha256: b64(sha(body)) };
  const fusion = (name, valid, header, signer, rest, extra = claims) =>
    add("fusionauth", "jwt-body-hash", name, valid, {
      body, headers: { "x-fusionauth-signature-jwt": token(header, extra, signer) }, ...rest,
    });
  const rsaKey = { public_key: pem(pair.rsa.publicKey) };
  fusion("rs256", true, { alg: "RS256" }, signers["rsa-v1_5-sha256"], rsaKey);
  fusion("eddsa", true, { alg: "EdDSA" }, signers.ed25519, { public_key: pem(pair.ed25519.publicKey) });
  fusion("es384", true, { alg: "ES384" }, signers["ecdsa-p384-sha384"], { public_key: pem(pair.p384.publicKey) });
  fusion("es256-with-p384-key", false, { alg: "ES256" }, signers["ecdsa-p384-sha384"], { public_key: pem(pair.p384.publicKey) });
  for (const alg of ["none", "None", "nOnE", ""]) fusion(`alg-${alg || "empty"}`, false, { alg }, () => "", rsaKey);
  fusion("no-alg", false, {}, () => "", rsaKey);
  for (const text of [pem(pair.rsa.publicKey), pem(pair.rsa.publicKey).trim(), b64(pair.rsa.publicKey.export({ type: "spki", format: "der" }))]) {
    fusion(`hs256-by-the-public-key-${text.length}`, false, { alg: "HS256" }, (data) => mac(text, data), { public_key: text });
    fusion(`hs256-by-the-public-key-pasted-as-secret-${text.length}`, false, { alg: "HS256" }, (data) => mac(text, data), { secret: text });
  }
  fusion("rs256-with-an-ec-key", false, { alg: "RS256" }, signers["rsa-v1_5-sha256"], { public_key: pem(pair.p256.publicKey) });
  fusion("critical-unknown", false, { alg: "RS256", crit: ["exp2"], exp2: 1 }, signers["rsa-v1_5-sha256"], rsaKey);
  fusion("empty-secret", false, { alg: "HS256" }, (data) => mac("", data), { secret: "" });
  fusion("no-body-claim", false, { alg: "RS256" }, signers["rsa-v1_5-sha256"], rsaKey, {});
  fusion("other-body", false, { alg: "RS256" }, signers["rsa-v1_5-sha256"], rsaKey, { request_body_sha256: b64(sha("x")) });

  const jwk = { ...pair.p256.publicKey.export({ format: "jwk" }), kid: "k1", alg: "ES256" };
  const plaid = (name, valid, header, signer, iat = NOW - 10) =>
    add("plaid", "jwt-es256-body-hash", name, valid, {
      body, public_key: jwk,
      headers: { "plaid-verification": token(header, { iat, request_body_sha256: sha(body).toString("hex") }, signer) },
    });
  plaid("es256", true, { alg: "ES256", kid: "k1" }, signers["ecdsa-p256-sha256"]);
  plaid("high-s", true, { alg: "ES256", kid: "k1" }, (data) => highS(signers["ecdsa-p256-sha256"](data)));
  plaid("der", false, { alg: "ES256", kid: "k1" }, signers.der);
  plaid("other-kid", false, { alg: "ES256", kid: "k2" }, signers["ecdsa-p256-sha256"]);
  plaid("hs256-by-the-jwk", false, { alg: "HS256", kid: "k1" }, (data) => mac(JSON.stringify(jwk), data));
  plaid("five-minutes-old", true, { alg: "ES256", kid: "k1" }, signers["ecdsa-p256-sha256"], NOW - 300);
  plaid("older", false, { alg: "ES256", kid: "k1" }, signers["ecdsa-p256-sha256"], NOW - 301);

  const qstash = (name, valid, claims, url = "https://example.com/q?a=1") =>
    add("qstash", "jwt-body-hash", name, valid, {
      body, url, secret: "sig_key",
      headers: { "upstash-signature": token({ alg: "HS256" }, { iss: "Upstash", sub: "https://example.com/q?a=1", exp: NOW + 60, nbf: NOW - 60, body: b64url(sha(body)), ...claims }, (data) => mac("sig_key", data)) },
    });
  qstash("padded-body-hash", true, { body: `${b64url(sha(body))}=` });
  qstash("another-url", false, {}, "https://example.com/q?a=2");
  qstash("expired", false, { exp: NOW - 1 });
  qstash("not-yet", false, { nbf: NOW + 10 });
  qstash("another-issuer", false, { iss: "upstash" });

  for (const scheme of ["Bearer", "bearer", "BEARER"]) {
    add("vonage", "jwt-body-hash", `authorization-${scheme}`, true, {
      body, secret: "v", headers: { authorization: `${scheme} ${token({ alg: "HS256" }, { iat: NOW, payload_hash: sha(body).toString("hex") }, (data) => mac("v", data))}` },
    });
  }
}

/** The other of the two signatures that ECDSA allows. */
function highS(raw) {
  const n = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const s = n - BigInt(`0x${raw.subarray(32).toString("hex")}`);
  return Buffer.concat([raw.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, "0"), "hex")]);
}

function der(raw) {
  const int = (bytes) => {
    let value = bytes;
    while (value.length > 1 && value[0] === 0 && value[1] < 0x80) value = value.subarray(1);
    if (value[0] >= 0x80) value = Buffer.concat([Buffer.of(0), value]);
    return Buffer.concat([Buffer.of(2, value.length), value]);
  };
  const inner = Buffer.concat([int(raw.subarray(0, 32)), int(raw.subarray(32))]);
  return Buffer.concat([Buffer.of(0x30, inner.length), inner]);
}

// Standard Webhooks and its kin

{
  const key = Buffer.from(Array.from({ length: 32 }, (_, at) => at * 7 + 3));
  const secret = `whsec_${b64(key)}`;
  const body = '{"type":"a.b","data":{"x":"é"}}';
  const text = (time, id = "msg_1") => Buffer.from(`${id}.${time}.${body}`);
  const v1 = (time = NOW) => `v1,${b64(mac(key, text(time)))}`;
  const v1a = (time = NOW) => `v1a,${b64(sign(null, text(time), pair.ed25519.privateKey))}`;
  const whpk = `whpk_${b64(pair.ed25519.publicKey.export({ type: "spki", format: "der" }).subarray(12))}`;
  const std = (name, valid, signature, keys, time = NOW) =>
    add("standard-webhooks", "v1", name, valid, {
      body, headers: { "webhook-id": "msg_1", "webhook-timestamp": String(time), "webhook-signature": signature }, ...keys,
    });
  std("asymmetric", true, v1a(), { public_key: whpk });
  std("asymmetric-pasted-as-secret", true, v1a(), { secret: whpk });
  std("both-versions-secret", true, `${v1a()} ${v1()}`, { secret });
  std("both-versions-public", true, `${v1()} ${v1a()}`, { public_key: whpk });
  std("asymmetric-said-to-be-v1", false, v1a().replace("v1a", "v1"), { public_key: whpk });
  std("mac-of-the-public-key", false, `v1,${b64(mac(Buffer.from(whpk.slice(5), "base64"), text(NOW)))}`, { secret: whpk });
  std("unknown-version-first", true, `v9,AAAA ${v1()}`, { secret });
  std("no-padding-in-the-secret", true, v1(), { secret: secret.replace(/=+$/, "") });
  std("no-prefix-on-the-secret", true, v1(), { secret: b64(key) });
  for (const [age, valid] of [[300, true], [301, false], [-300, true], [-301, false]])
    std(`age-${age}`, valid, v1(NOW - age), { secret }, NOW - age);
  std("version-missing", false, v1().slice(3), { secret });
  std("v2-only", false, v1().replace("v1", "v2"), { secret });
  add("supabase", "v1", "two-secrets-and-a-comma-list", true, {
    body, secret: `v1,whsec_${b64(Buffer.alloc(32, 1))}|v1,${secret}`,
    headers: { "webhook-id": "msg_1", "webhook-timestamp": String(NOW), "webhook-signature": `v1,${b64(sha("x"))}, ${v1()}` },
  });
  add("svix", "v1", "both-header-sets", true, {
    body, secret, headers: { "svix-id": "msg_1", "svix-timestamp": String(NOW), "svix-signature": v1(), "webhook-id": "msg_1", "webhook-timestamp": String(NOW), "webhook-signature": v1() },
  });
}

// Lists, encodings, empty bodies

{
  const hex = (key, text, hash) => mac(key, text, hash).toString("hex");
  const stripe = (name, valid, header, body = "{}") =>
    add("stripe", "v1", name, valid, { body, secret: "whsec_x", headers: { "stripe-signature": header } });
  const good = hex("whsec_x", `${NOW}.{}`);
  stripe("second-of-two", true, `t=${NOW},v1=${"0".repeat(64)},v1=${good}`);
  stripe("blank-after-comma", true, `t=${NOW}, v1=${good}`);
  stripe("v0-only", false, `t=${NOW},v0=${good}`);
  stripe("time-is-another", false, `t=${NOW - 1},v1=${good}`);
  stripe("time-missing", false, `v1=${good}`);
  stripe("time-twice-first-fresh", false, `t=${NOW},t=${NOW - 9999},v1=${hex("whsec_x", `${NOW - 9999}.{}`)}`);
  stripe("empty-body", true, `t=${NOW},v1=${hex("whsec_x", `${NOW}.`)}`, "");
  stripe("empty-signature", false, `t=${NOW},v1=`);
  stripe("short-signature", false, `t=${NOW},v1=${good.slice(0, 32)}`);
  stripe("longer-signature", false, `t=${NOW},v1=${good}00`);
  add("stripe", "v1", "empty-secret", false, { body: "{}", secret: "", headers: { "stripe-signature": `t=${NOW},v1=${hex("", `${NOW}.{}`)}` } });
  add("workos", "t-v1-ms", "milliseconds", true, { body: "{}", secret: "k", headers: { "workos-signature": `t=${NOW * 1000 - 5}, v1=${hex("k", `${NOW * 1000 - 5}.{}`)}` } });
  add("workos", "t-v1-ms", "seconds", false, { body: "{}", secret: "k", headers: { "workos-signature": `t=${NOW}, v1=${hex("k", `${NOW}.{}`)}` } });
  const form = "payload=%7B%22a%22%3A%22b+c%22%7D";
  add("github", "sha256", "form-as-sent", true, { body: form, secret: "k", headers: { "x-github-event": "push", "content-type": "application/x-www-form-urlencoded", "x-hub-signature-256": `sha256=${hex("k", form)}` } });
  add("github", "sha256", "form-decoded", false, { body: form, secret: "k", headers: { "x-github-event": "push", "content-type": "application/x-www-form-urlencoded", "x-hub-signature-256": `sha256=${hex("k", '{"a":"b c"}')}` } });
  add("github", "sha256", "sha1-under-the-sha256-name", false, { body: "{}", secret: "k", headers: { "x-hub-signature-256": `sha256=${hex("k", "{}", "sha1")}` } });
  add("notion", "body", "upper-case-hex", true, { body: "{}", secret: "k", headers: { "x-notion-signature": `sha256=${hex("k", "{}").toUpperCase()}` } });
  add("shopify", "body", "hex-for-base64", false, { body: "{}", secret: "k", headers: { "x-shopify-hmac-sha256": hex("k", "{}") } });
  add("zendesk", "timestamp+body", "empty-body", true, { method: "GET", secret: "k", headers: { "x-zendesk-webhook-signature": b64(mac("k", "2025-11-26T08:00:00Z")), "x-zendesk-webhook-signature-timestamp": "2025-11-26T08:00:00Z" } });
  const binary = Buffer.from([0, 255, 254, 13, 10, 0]);
  add("linear", "body+body-timestamp", "no-time-anywhere", true, { body: "{}", secret: "k", headers: { "linear-signature": hex("k", "{}") } });
  add("dropbox", "body", "binary-body", true, { body: binary, secret: "k", headers: { "x-dropbox-signature": hex("k", binary) } });
  add("pagerduty", "v1-list", "third-of-three", true, { body: "{}", secret: "k", headers: { "x-pagerduty-signature": `v1=${hex("a", "{}")},v1=${hex("b", "{}")},v1=${hex("k", "{}")}` } });
  add("docusign", "numbered-headers", "seventh", true, { body: "{}", secret: "k", headers: { "x-docusign-signature-1": b64(mac("a", "{}")), "x-docusign-signature-7": b64(mac("k", "{}")) } });
  add("mollie", "body", "no-prefix", true, { body: "{}", secret: "k", headers: { "x-mollie-signature": hex("k", "{}") } });
  const t = String(NOW);
  add("coinbase-cdp", "t-h-v1", "bound-headers", true, { body: "{}", secret: "k", headers: { "content-type": "application/json", "x-event-id": "e", "x-hook0-signature": `t=${t},v0=00,h=content-type x-event-id,v1=${hex("k", `${t}.content-type x-event-id.application/json.e.{}`)}` } });
  add("coinbase-cdp", "t-h-v1", "bound-header-changed", false, { body: "{}", secret: "k", headers: { "content-type": "application/json", "x-event-id": "f", "x-hook0-signature": `t=${t},h=content-type x-event-id,v1=${hex("k", `${t}.content-type x-event-id.application/json.e.{}`)}` } });
}

// The URL and the form

{
  const fold = (url, pairs) => url + pairs.map(([k, v]) => k + v).join("");
  const twilio = (name, valid, url, body, text, scheme = "form", method = "POST") =>
    add("twilio", scheme, name, valid, {
      method, url, body, secret: "tok",
      headers: { "content-type": scheme === "json" ? "application/json" : "application/x-www-form-urlencoded", "x-twilio-signature": b64(mac("tok", text, "sha1")) },
    });
  const url = "https://example.com/t";
  const pairs = [["Body", "h\u00e9 \u{1F600}&="], ["From", "+1"], ["Media", "a"], ["Media", "b"]];
  const sent = "Media=b&From=%2B1&Media=a&Media=b&Body=h%C3%A9+%F0%9F%98%80%26%3D";
  twilio("unicode-and-arrays", true, url, sent, fold(url, pairs));
  twilio("field-added", false, url, `${sent}&x=1`, fold(url, pairs));
  twilio("port-not-signed", true, "https://example.com:8443/t", "a=1", fold(url, [["a", "1"]]));
  twilio("port-signed", true, "http://example.com:8080/t", "a=1", fold("http://example.com:8080/t", [["a", "1"]]));
  twilio("default-port-signed", true, url, "a=1", fold("https://example.com:443/t", [["a", "1"]]));
  twilio("query-only", true, `${url}?a=1&b=%27x`, "", `${url}?a=1&b=%27x`, "form", "GET");
  twilio("query-changed", false, `${url}?a=2`, "", `${url}?a=1`, "form", "GET");
  twilio("empty-value", true, url, "a=&b=1", fold(url, [["a", ""], ["b", "1"]]));
  const json = '{"a":1}';
  const carried = `${url}?bodySHA256=${sha(json).toString("hex")}`;
  twilio("json", true, carried, json, carried, "json");
  twilio("json-changed", false, carried, '{"a":2}', carried, "json");
  twilio("json-without-digest", false, url, json, url, "json");
  const body = '{"type":"payment.updated"}';
  add("square", "url+body", "query-signed", true, { url: "https://e.com/s?x=%20", body, secret: "k", headers: { "x-square-hmacsha256-signature": b64(mac("k", `https://e.com/s?x=%20${body}`)) } });
  const hub = `POSThttps://e.com/h?a=:/?@!$'()*,;${body}${NOW * 1000}`;
  add("hubspot", "v3", "escapes-undone", true, { url: "https://e.com/h?a=%3A%2F%3F%40%21%24%27%28%29%2A%2C%3B", body, secret: "k", headers: { "x-hubspot-signature-v3": b64(mac("k", hub)), "x-hubspot-request-timestamp": String(NOW * 1000) } });
}

// Values inside the body

{
  const rsa = { public_key: pem(pair.rsa.publicKey) };
  const message = { Type: "Notification", MessageId: "1", TopicArn: "arn", Message: "hi", Timestamp: "2025-11-26T08:00:00.000Z", SignatureVersion: "2", SigningCertURL: "https://sns.eu-west-1.amazonaws.com/x.pem" };
  const names = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"];
  const text = names.filter((name) => name in message).map((name) => `${name}\n${message[name]}\n`).join("");
  const Signature = b64(sign("sha256", Buffer.from(text), pair.rsa.privateKey));
  const whole = JSON.stringify({ ...message, Signature });
  const sns = (name, valid, body) => add("aws-sns", "rsa-sha256", name, valid, { body, headers: { "content-type": "text/plain" }, ...rsa });
  sns("plain", true, whole);
  sns("subject-null", true, whole.replace("{", '{"Subject":null,'));
  sns("message-twice-evil-last", false, whole.replace(/}$/, ',"Message":"evil"}'));
  sns("message-twice-by-escape", false, whole.replace(/}$/, ',"Mess\\u0061ge":"evil"}'));
  sns("subject-added-as-object", false, whole.replace("{", '{"Subject":{"a":1},'));
  sns("subject-added-as-broken-text", false, whole.replace("{", '{"Subject":"\\ud800",'));
  sns("certificate-elsewhere", false, whole.replace("sns.eu-west-1.amazonaws.com", "sns.eu-west-1.amazonaws.com.evil.example"));
  sns("certificate-by-user", false, whole.replace("https://sns", "https://sns.eu-west-1.amazonaws.com@sns"));
  sns("certificate-by-port", false, whole.replace("amazonaws.com/", "amazonaws.com:444/"));

  const key = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056";
  const item = (changes = {}) => {
    const it = { pspReference: "p", merchantAccountCode: "m", merchantReference: "r", amount: { value: 1130, currency: "EUR" }, eventCode: "AUTHORISATION", success: "true" };
    const text = [it.pspReference, "", it.merchantAccountCode, it.merchantReference, it.amount.value, it.amount.currency, it.eventCode, it.success].join(":");
    return { NotificationRequestItem: { ...it, additionalData: { hmacSignature: b64(mac(Buffer.from(key, "hex"), text)) }, ...changes } };
  };
  const adyen = (name, valid, items) => add("adyen", "standard-item", name, valid, { body: JSON.stringify({ live: "false", notificationItems: items }), secret: key });
  adyen("two-items", true, [item(), item()]);
  adyen("second-item-changed", false, [item(), item({ success: "false" })]);
  adyen("object-for-a-missing-value", false, [item({ originalReference: { x: 1 } })]);
  adyen("lower-case-key", true, [item()]);
  cases.at(-1).secret = key.toLowerCase();
  adyen("no-items", false, []);

  const private_key = "pk";
  const payload = `${b64("<notification/>")}\n`;
  const bt = mac(sha(private_key, "sha1"), payload, "sha1").toString("hex");
  const braintree = (name, valid, body) => add("braintree", "form-payload", name, valid, { body, secret: private_key, params: { public_key: "pub" } });
  const encode = encodeURIComponent;
  braintree("plain", true, `bt_signature=${encode(`other|00&pub|${bt}`)}&bt_payload=${encode(payload)}`);
  braintree("payload-twice", false, `bt_signature=${encode(`pub|${bt}`)}&bt_payload=${encode(payload)}&bt_payload=${encode("evil\n")}`);
  const mg = { timestamp: String(NOW), token: "a".repeat(50) };
  const signature = mac("k", mg.timestamp + mg.token).toString("hex");
  add("mailgun", "body-fields", "form", true, { body: `event=opened&timestamp=${mg.timestamp}&token=${mg.token}&signature=${signature}`, secret: "k" });
  add("mailgun", "body-fields", "token-twice", false, { body: JSON.stringify({ signature: { ...mg, signature } }).replace('"signature":"', '"token":"evil","signature":"'), secret: "k" });
}

// Public keys

{
  const body = "[{}]\r\n";
  const text = Buffer.from(String(NOW) + body);
  const grid = (name, valid, signature, public_key = b64(pair.p256.publicKey.export({ type: "spki", format: "der" }))) =>
    add("sendgrid", "ecdsa-p256", name, valid, {
      body, public_key, headers: { "x-twilio-email-event-webhook-signature": b64(signature), "x-twilio-email-event-webhook-timestamp": String(NOW) },
    });
  const raw = signers["ecdsa-p256-sha256"](text);
  grid("der", true, der(raw));
  grid("high-s", true, der(highS(raw)));
  grid("raw", false, raw);
  grid("rsa-key", false, der(raw), pem(pair.rsa.publicKey));
  grid("garbage-after", false, Buffer.concat([der(raw), Buffer.of(0)]));
  grid("all-zero", false, der(Buffer.alloc(64)));
  const wise = (name, valid, signature, public_key = pem(pair.rsa.publicKey)) =>
    add("wise", "rsa-sha256", name, valid, { body, public_key, headers: { "x-signature-sha256": b64(signature) } });
  wise("pkcs1", true, sign("sha256", Buffer.from(body), pair.rsa.privateKey));
  wise("pss", false, sign("sha256", Buffer.from(body), { key: pair.rsa.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING }));
  wise("sha1", false, sign("sha1", Buffer.from(body), pair.rsa.privateKey));
  wise("ec-key", false, sign("sha256", Buffer.from(body), pair.rsa.privateKey), pem(pair.p256.publicKey));
  wise("zero", false, Buffer.alloc(256));
  wise("one", false, Buffer.concat([Buffer.alloc(255), Buffer.of(1)]));
  const raw32 = pair.ed25519.publicKey.export({ type: "spki", format: "der" }).subarray(12).toString("hex");
  const discord = (name, valid, signature, public_key = raw32) =>
    add("discord", "ed25519", name, valid, { body, public_key, headers: { "x-signature-ed25519": signature, "x-signature-timestamp": String(NOW) } });
  const ed = sign(null, text, pair.ed25519.privateKey);
  discord("hex", true, ed.toString("hex"));
  discord("upper-case-key", true, ed.toString("hex"), raw32.toUpperCase());
  discord("base64", false, b64(ed));
  discord("weak-key", false, "01".padEnd(128, "0"), "01".padEnd(64, "0"));
  discord("empty-body-of-another", false, sign(null, Buffer.from(String(NOW)), pair.ed25519.privateKey).toString("hex"));
}

process.stdout.write(`${JSON.stringify(cases, null, 1)}\n`);
