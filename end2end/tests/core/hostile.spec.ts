import type { Page } from "@playwright/test";
import type { Message } from "../../wire/http.ts";
import type { Endpoint } from "../../fixtures/endpoint.ts";
import { expect, test } from "../../fixtures/test.ts";
import type { Tab } from "../../pages/inspector.ts";

const RUN = "window.__ran=(window.__ran||0)+1";

/** What may not run, may not turn text around and may not push anything aside. */
const CORPUS: Record<string, string> = {
  script: `</title></textarea></script><script>${RUN}</script>`,
  handler: `"><img src=x onerror="${RUN}"><b onmouseover='${RUN}' style='position:fixed;inset:0'>`,
  svg: `<svg/onload="${RUN}"><foreignObject><iframe srcdoc="<script>parent.${RUN}</script>"></iframe></svg>`,
  css: `</style><style>*{display:none!important}body{background:url(/stolen)}</style>`,
  elsewhere: `<link rel=preload as=image href=https://x.invalid/a><meta http-equiv=refresh content="0;url=https://x.invalid/">`,
  url: `javascript:${RUN}//https://x.invalid/`,
  template: "{{constructor.constructor('" + RUN + "')()}}${" + RUN + "}<%=1%>",
  proto: "__proto__",
  bidi: "abc\u202Egnp.exe\u202C\u2066\u2067\u2068rtl \u05D0\u05D1\u05D2 \u0627\u0644\u200F\u200E\u061C",
  ansi: "\u001B[2J\u001B[31mred\u001B]0;title\u0007\u009B31m\u0008\u0008\u0000",
  zip: "PK\u0003\u0004\u0014\u0000\u0000\u0000\u0008\u0000../../../etc/cron.d/<script>.zip",
  zalgo: "a" + "\u0300\u0316\u0489".repeat(200),
  long: "W".repeat(3000),
  surrogate: 'é\uFFFD"\\ud800"\u{1F469}\u200D\u{1F680}\u{E0041}',
  path: "../../../../etc/passwd\\..\\con|<>:*?",
  header: "x\r\nSet-Cookie: creel=stolen\r\n\r\n<script>" + RUN + "</script>",
};

const TEXTS = Object.values(CORPUS);

/** As much of a text as a header value or a request target may carry. */
function wire(text: string): string {
  return text.replace(/[\0\r\n]/g, " ").slice(0, 2000);
}

function ascii(text: string): string {
  return wire(text).replace(/[^\u0020-\u007E]/g, "");
}

/** As raw as a request target may be: what a browser would encode goes as it is. */
function target(text: string): string {
  return wire(text).replace(/[ \u0000-\u001F\u007F-\u{10FFFF}#]/gu, (character) => encodeURIComponent(character));
}

/** One text as path, query, header, `User-Agent` and event. */
function everywhere(text: string): Message {
  return {
    path: `/x/${target(text).replaceAll("?", "%3F")}?${encodeURIComponent(text.slice(0, 300))}=${target(text)}`,
    headers: [
      ["X-Hostile", Buffer.from(wire(text).replace(/[\u0000-\u0008\u000A-\u001F\u007F]/g, ""), "utf8").toString("latin1")],
      [`X-${text.replace(/[^!#$%&'*+.^`|~\w-]/g, "")}`, "as a name"],
      ["User-Agent", ascii(text)],
      ["X-GitHub-Event", ascii(text).slice(0, 300)],
      ["Content-Type", `text/plain; charset="${ascii(text).replace(/["\\]/g, "")}"`],
    ],
    body: text,
  };
}

/** Bodies of every kind, each with the whole corpus in it. */
function bodies(): Message[] {
  const json = TEXTS.map((text) => `${JSON.stringify(text)}:[${JSON.stringify(text)},{${JSON.stringify(text)}:{"polluted":true}}]`);
  const form = TEXTS.map((text) => `${encodeURIComponent(text)}=${encodeURIComponent(text)}&raw=${wire(text)}`);
  const parts = TEXTS.map((text) => {
    const name = wire(text).replace(/"/g, "%22");
    return `--cut\r\nContent-Disposition: form-data; name="${name}"; filename="${name}.svg"\r\nContent-Type: image/svg+xml\r\n\r\n${text}\r\n`;
  });
  const xml = TEXTS.map((text) => `<b c="&b;"><![CDATA[${text}]]></b>${text}`);
  const kinds: [type: string, body: string][] = [
    ["application/json", `{${json.join(",")}}`],
    ["application/x-www-form-urlencoded", form.join("&")],
    ["multipart/form-data; boundary=cut", `${parts.join("")}--cut--\r\n`],
    ["text/html", `<!doctype html><html><body>${TEXTS.join("")}`],
    ["application/xml", `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>${xml.join("")}</a>`],
    ["image/svg+xml", `<svg xmlns="http://www.w3.org/2000/svg" onload="${RUN}"><script>${RUN}</script></svg>`],
    ["application/zip", CORPUS["zip"] ?? ""],
  ];
  return kinds.map(([type, body]) => ({ headers: [["Content-Type", type]], body }));
}

/** Nothing ran, nothing is wider than the window, no row is over another, no text over what can be pressed. */
async function harmless(page: Page, where: string): Promise<void> {
  const found = await page.evaluate(() => {
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    const seen = (one: Element) => one.getClientRects().length > 0;
    const rows = [...document.querySelectorAll(".hits .hit")].filter(seen).map((row) => row.getBoundingClientRect());
    const list = document.querySelector(".hits")?.getBoundingClientRect();
    const tabs = [...document.querySelectorAll(".hit-pane .tabs, .hit-pane .lens-bar")].filter(seen).at(-1)?.getBoundingClientRect();
    const window_ = window as unknown as { __ran?: number };
    return {
      ran: window_.__ran ?? 0,
      polluted: "polluted" in {},
      wide,
      over: rows.filter((row, at) => at > 0 && row.top < rows[at - 1]!.bottom - 1).length,
      uneven: new Set(rows.map((row) => Math.round(row.height))).size > 1,
      out: list === undefined ? 0 : rows.filter((row) => row.right > list.right + 1).length,
      away: tabs !== undefined && tabs.top > window.innerHeight,
      frames: document.querySelectorAll("iframe, object, embed, .hit-pane script, .hits script, body style, body link").length,
      cookie: document.cookie.includes("stolen"),
    };
  });
  const none = { ran: 0, polluted: false, wide: 0, over: 0, uneven: false, out: 0, away: false, frames: 0, cookie: false };
  expect(found, where).toEqual(none);
}

/** What the page asked of others, and dialogs it opened. */
function betrayals(page: Page, origin: string): string[] {
  const seen: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin || url.pathname.endsWith("/stolen")) {
      seen.push(request.url());
    }
  });
  page.on("dialog", async (dialog) => {
    seen.push(`dialog ${dialog.message()}`);
    await dialog.dismiss();
  });
  return seen;
}

async function change(endpoint: Endpoint, path: string, data: object): Promise<void> {
  const headers = { "Content-Type": "application/json" };
  await endpoint.fetch(path, { method: "PATCH", body: JSON.stringify(data), headers });
}

test("no text from outside runs, as path, query, header, note or label", async ({ endpoint, inspector, page, javaScriptEnabled }) => {
  test.slow();
  const seen = betrayals(page, endpoint.creel.origin);
  for (const text of TEXTS) {
    await endpoint.send(everywhere(text));
  }
  const hits = await endpoint.hits();
  expect(hits).toHaveLength(TEXTS.length);
  for (const [at, text] of TEXTS.entries()) {
    await change(endpoint, `hits/${at + 1}`, { note: text.repeat(3).slice(0, 9000) });
  }
  await change(endpoint, "", { label: wire(CORPUS["handler"] ?? "").slice(0, 80) });

  const answer = await page.goto(endpoint.page);
  const policy = answer?.headers()["content-security-policy"] ?? "";
  const scripts = policy.split(";").find((part) => part.trim().startsWith("script-src")) ?? "";
  expect(scripts).toContain("script-src");
  expect(scripts).not.toContain("'unsafe-inline'");
  expect(scripts).not.toMatch(/'unsafe-eval'/);

  await inspector.open(endpoint.page);
  await harmless(page, "the list");
  const names = Object.keys(CORPUS);
  if (javaScriptEnabled) {
    for (const [at, name] of names.entries()) {
      await inspector.choose(at + 1);
      await harmless(page, `${name}: body`);
      await inspector.tab("Headers");
      await harmless(page, `${name}: headers`);
    }
  }
  // Narrow, from the server's own page.
  await page.setViewportSize({ width: 390, height: 844 });
  for (const name of ["handler", "css", "bidi", "zalgo", "long"]) {
    const at = names.indexOf(name) + 1;
    await inspector.open(`${endpoint.page}/${at}?tab=query`);
    await harmless(page, `narrow: ${name}`);
  }
  await inspector.open(`${endpoint.page}/1?with=${names.indexOf("long") + 1}`);
  await harmless(page, "narrow: compared");
  await inspector.open(`${endpoint.page}?q=${encodeURIComponent(CORPUS["script"] ?? "")}`);
  await harmless(page, "narrow: as a filter");
  await inspector.open(endpoint.page);
  await harmless(page, "narrow: the list");
  expect(seen).toEqual([]);
});

test("no text from outside runs, in a body of any kind", async ({ endpoint, inspector, page, javaScriptEnabled }) => {
  test.slow();
  const seen = betrayals(page, endpoint.creel.origin);
  for (const message of bodies()) {
    await endpoint.send(message);
  }
  const hits = await endpoint.hits();
  expect(hits).toHaveLength(bodies().length);
  const { hit } = inspector;
  const tabs: Tab[] = ["Query & form", "Signature", "Raw"];
  await inspector.open(endpoint.page);
  for (const { seq } of javaScriptEnabled ? hits : []) {
    await inspector.choose(seq);
    // The newest is open already: its address shows when the press has been dealt with.
    await expect(page).toHaveURL(new RegExp(`/${seq}(\\?|$)`));
    const lenses = hit.getByRole("radiogroup", { name: "Lens" }).getByRole("radio");
    await expect(lenses.first()).toBeVisible();
    for (let at = 0; at < (await lenses.count()); at++) {
      await lenses.nth(at).click();
      await harmless(page, `#${seq}, lens ${at}`);
    }
    for (const name of tabs) {
      await inspector.tab(name);
      await harmless(page, `#${seq}, ${name}`);
    }
    await inspector.tab("Body");
  }
  await page.setViewportSize({ width: 390, height: 844 });
  for (const { seq } of hits) {
    await inspector.open(`${endpoint.page}/${seq}`);
    await harmless(page, `narrow: #${seq}`);
  }
  await inspector.open(`${endpoint.page}/2?with=1`);
  await harmless(page, "narrow: compared");
  expect(seen).toEqual([]);
});
