import type { Page } from "@playwright/test";
import type { Endpoint } from "../../fixtures/endpoint.ts";
import { expect, test } from "../../fixtures/test.ts";
import type { Tab } from "../../pages/inspector.ts";

const RUN = "window.__ran=(window.__ran||0)+1";

/** What may not run, may not turn text around and may not push anything aside. */
const CORPUS: [name: string, text: string][] = [
  ["script", `</title></textarea></script><script>${RUN}</script>`],
  ["css", `</style><style>*{display:none!important}body{background:url(/stolen)}</style>`],
  ["bidi", "abc\u202Egnp.exe\u202C\u2066\u2067\u2068rtl \u05D0\u05D1\u05D2 \u0627\u0644\u200F\u200E\u061C"],
  ["header", "x\r\nSet-Cookie: creel=stolen\r\n\r\n<script>" + RUN + "</script>"],
];

/** As much of a text as a header value or a request target may carry. */
function wire(text: string): string {
  return text.replace(/[\0\r\n]/g, " ").slice(0, 2000);
}

const TABS: Tab[] = ["Headers", "Query & form", "Signature", "Reply", "Raw"];

async function sendAll(endpoint: Endpoint, text: string): Promise<void> {
  const one = wire(text);
  const target = `/${encodeURIComponent("x")}/${one.replace(/[ \u0000-\u001F\u007F-\u{10FFFF}#?]/gu, (c) => encodeURIComponent(c))}`;
  const query = `?${encodeURIComponent(text.slice(0, 500))}=${one.replace(/[ \u0000-\u001F\u007F-\u{10FFFF}#]/gu, (c) => encodeURIComponent(c))}`;
  const headers: [string, string][] = [
    ["X-Hostile", Buffer.from(one.replace(/[\u0000-\u0008\u000A-\u001F\u007F]/g, ""), "utf8").toString("latin1")],
    ["User-Agent", one.replace(/[^\u0020-\u007E]/g, "")],
    ["X-GitHub-Event", one.replace(/[^\u0020-\u007E]/g, "").slice(0, 300)],
  ];
  const send = async (type: string, body: string) => {
    await endpoint.send({ path: target + query, headers: [...headers, ["Content-Type", type]], body });
  };
  await send("application/json", JSON.stringify({ [text]: text, nested: [{ [text]: [text] }] }));
  await send("application/x-www-form-urlencoded", `${encodeURIComponent(text)}=${encodeURIComponent(text)}&raw=${one}`);
  const part = one.replace(/"/g, "%22");
  await send(
    "multipart/form-data; boundary=cut",
    `--cut\r\nContent-Disposition: form-data; name="${part}"; filename="${part}.svg"\r\nContent-Type: image/svg+xml\r\n\r\n${text}\r\n--cut--\r\n`,
  );
  await send("text/html", `<!doctype html><html><body>${text}`);
  await send("application/xml", `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a x="&b;"><![CDATA[${text}]]></a>`);
  await send(`text/plain; charset="${one.replace(/[^\u0020-\u007E]/g, "").replace(/["\\]/g, "")}"`, text);
}

/** Nothing ran, nothing was fetched from elsewhere, nothing is wider than the window, no row is over another. */
async function harmless(page: Page, where: string): Promise<void> {
  const found = await page.evaluate(() => {
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    const rows = [...document.querySelectorAll(".hits .hit")].map((row) => row.getBoundingClientRect());
    const list = document.querySelector(".hits")?.getBoundingClientRect();
    return {
      ran: (window as unknown as { __ran?: number }).__ran ?? 0,
      wide,
      over: rows.filter((row, at) => at > 0 && row.top < rows[at - 1]!.bottom - 1).length,
      uneven: new Set(rows.map((row) => Math.round(row.height))).size > 1,
      out: list === undefined ? 0 : rows.filter((row) => row.right > list.right + 1).length,
      frames: document.querySelectorAll("iframe, object, embed, .hit-pane script, .hits script").length,
      cookie: document.cookie.includes("stolen"),
    };
  });
  expect(found, where).toEqual({ ran: 0, wide: 0, over: 0, uneven: false, out: 0, frames: 0, cookie: false });
}

for (const [name, text] of CORPUS) {
  test(`hostile content stays text: ${name}`, async ({ endpoint, inspector, page, context, javaScriptEnabled }) => {
    test.slow();
    const elsewhere: string[] = [];
    page.on("request", (request) => {
      const { origin, pathname } = new URL(request.url());
      if (origin !== endpoint.creel.origin || pathname.endsWith("/stolen")) {
        elsewhere.push(request.url());
      }
    });
    page.on("dialog", async (dialog) => {
      elsewhere.push(`dialog ${dialog.message()}`);
      await dialog.dismiss();
    });
    await sendAll(endpoint, text);
    const hits = await endpoint.hits();
    expect(hits).toHaveLength(6);
    const noted = await context.request.patch(`${endpoint.creel.origin}/api/endpoints/${endpoint.id}/hits/1`, {
      headers: { Origin: endpoint.creel.origin },
      data: { note: text.slice(0, 2000) },
    });
    expect(noted.status()).toBe(200);
    // The label is one line: what cannot be in it is refused, the rest is shown.
    await context.request.patch(`${endpoint.creel.origin}/api/endpoints/${endpoint.id}`, {
      headers: { Origin: endpoint.creel.origin },
      data: { label: wire(text).replace(/[\u0000-\u001F]/g, "").slice(0, 80) },
    });

    const answer = await page.goto(endpoint.page);
    const policy = answer?.headers()["content-security-policy"] ?? "";
    const scripts = policy.split(";").find((part) => part.trim().startsWith("script-src")) ?? "";
    expect(scripts).toContain("script-src");
    expect(scripts).not.toContain("'unsafe-inline'");
    expect(scripts).not.toMatch(/'unsafe-eval'/);

    const { hit } = inspector;
    await inspector.open(endpoint.page);
    await harmless(page, "the list");
    if (javaScriptEnabled) {
      for (const { seq } of hits) {
        await inspector.choose(seq);
        // The newest is open already: its address shows when the press has been dealt with.
        await expect(page).toHaveURL(new RegExp(`/${seq}(\\?|$)`));
        for (const tab of TABS) {
          await inspector.tab(tab);
          await harmless(page, `#${seq}, ${tab}`);
        }
        await inspector.tab("Body");
        const lenses = hit.getByRole("radiogroup", { name: "Lens" }).getByRole("radio");
        for (let at = 0; at < (await lenses.count()); at++) {
          await lenses.nth(at).click();
          await harmless(page, `#${seq}, lens ${at}`);
        }
      }
    }
    // Narrow, from the server's own page.
    await page.setViewportSize({ width: 390, height: 844 });
    for (const address of ["", "/1", "/3", "/1?tab=headers", "/2?with=1", `?q=${encodeURIComponent(text.slice(0, 500))}`]) {
      await inspector.open(`${endpoint.page}${address}`);
      await harmless(page, `narrow ${address}`);
    }
    expect(elsewhere).toEqual([]);
  });
}
