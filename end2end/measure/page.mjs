// Measures the page in a real Chromium against the real binary: what the first load weighs and how soon
// it answers, a large JSON body, a burst of hits into the open page, scrolling a long list.
//
//   CREEL_BIN=../target/release/creel npm run measure [-- load json burst scroll]
//
// Figures depend on the machine; they are printed, and nothing is asserted here but what must be right.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { chromium } from "playwright-core";

const HITS = 100_000;
const BURST = { seconds: 5, rate: 2_000 };

const agent = new http.Agent({ keepAlive: true, maxSockets: 32 });

/** Starts the server on a folder of its own. */
async function start() {
  const folder = await mkdtemp(join(tmpdir(), "creel-measure-"));
  const args = ["serve", "--listen", "127.0.0.1:0", "--data", folder, "--durability", "process"];
  const child = spawn(process.env.CREEL_BIN ?? "../target/release/creel", args, { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  for await (const chunk of child.stdout) {
    output += chunk;
    const line = /listening on (http:\S+)\n/.exec(output);
    if (line) {
      child.stdout.resume();
      const stop = async () => {
        const exited = once(child, "exit");
        child.kill("SIGTERM");
        await exited;
        await rm(folder, { recursive: true, force: true });
      };
      return { origin: new URL(line[1]).origin, stop };
    }
  }
  throw new Error(`creel did not start: ${output}`);
}

/** One request over a kept connection; gives status and body. */
function send(url, { method = "POST", body = "", type = "application/json", headers = {} } = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { agent, method, headers: { "content-type": type, ...headers } }, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("end", () => resolve({ status: response.statusCode, text: Buffer.concat(parts).toString() }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** Sends many, with so many on the way at once. */
async function flood(url, count, lanes = 32) {
  let sent = 0;
  const lane = async () => {
    while (sent < count) {
      const number = sent++;
      const { status } = await send(url, { body: JSON.stringify({ number, text: "x".repeat(200) }) });
      assert.equal(status, 200);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** Sends at a steady rate. */
async function steady(url, { seconds, rate }) {
  const began = performance.now();
  const all = [];
  for (let sent = 0; sent < seconds * rate; ) {
    const due = Math.min(seconds * rate, Math.floor(((performance.now() - began) / 1000) * rate));
    for (; sent < due; sent++) {
      all.push(send(url, { body: JSON.stringify({ number: sent, text: "x".repeat(200) }) }));
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const answers = await Promise.all(all);
  assert(answers.every(({ status }) => status === 200));
  return answers.length / ((performance.now() - began) / 1000);
}

async function browse() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync", "--enable-precise-memory-info"],
  });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addInitScript(() => {
    window.tasks = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.tasks.push(Math.round(entry.duration));
    }).observe({ type: "longtask", buffered: true });
    // When each of these was first in the page, in milliseconds since it was asked for. Looked after in the
    // page itself: to ask from outside waits for it to be idle.
    const wanted = new Map();
    window.seen = {};
    window.look = (name, selector, text = "") => {
      wanted.set(name, [selector, text]);
      look();
    };
    const look = () => {
      for (const [name, [selector, text]] of wanted) {
        if (document.querySelector(selector)?.textContent.includes(text)) {
          window.seen[name] = Math.round(performance.now());
          wanted.delete(name);
        }
      }
    };
    new MutationObserver(look).observe(document, { attributeFilter: ["data-hydrated"], childList: true, characterData: true, subtree: true });
    window.look("rows", ".hits .hit");
    window.look("lines", ".tree .tn");
    window.look("taken over", "html[data-hydrated]");
  });
  return { browser, context };
}

/** Makes an endpoint that belongs to the browser. */
async function endpoint(context, origin) {
  const made = await context.request.post(`${origin}/api/endpoints`, {
    headers: { origin },
    data: { settings: { max_hits: 1_000_000 } },
  });
  if (made.status() === 201) return made.json();
  const plain = await context.request.post(`${origin}/api/endpoints`, { headers: { origin }, data: {} });
  assert.equal(plain.status(), 201, await plain.text());
  return plain.json();
}

/** Opens a page; gives it with the milliseconds until it had been taken over. */
async function open(context, address) {
  const page = await context.newPage();
  page.on("pageerror", (error) => assert.fail(`${address}: ${error}`));
  const began = performance.now();
  await page.goto(address, { waitUntil: "commit" });
  await page.waitForSelector("html[data-hydrated]", { state: "attached" });
  return { page, ready: Math.round(performance.now() - began) };
}

/** When something was first in the page. */
async function seen(page, name) {
  const found = await page.waitForFunction((name) => window.seen[name], name);
  return found.jsonValue();
}

const longest = (page) => page.evaluate(() => Math.max(0, ...window.tasks));
const forget = (page) => page.evaluate(() => void (window.tasks = []));

/** What comes over the wire until the page is taken over, and how soon. */
async function load({ origin }) {
  const { browser, context } = await browse();
  const { id, url } = await endpoint(context, origin);
  await flood(url, 60);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  const names = new Map();
  const sizes = [];
  session.on("Network.responseReceived", ({ requestId, response }) => names.set(requestId, new URL(response.url).pathname));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) =>
    sizes.push([names.get(requestId) ?? "?", encodedDataLength]));
  await page.goto(`${origin}/e/${id}`, { waitUntil: "commit" });
  const taken = await seen(page, "taken over");
  const readable = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime);
  await page.waitForLoadState("networkidle");
  for (const [name, size] of sizes.sort((a, b) => b[1] - a[1])) console.log(`${String(size).padStart(9)}  ${name}`);
  const html = await (await context.request.get(`${origin}/e/${id}`)).body();
  console.log(`load: HTML ${html.length} bytes, ${brotliCompressSync(html).length} as brotli`);
  console.log(`load: readable after ${Math.round(readable)} ms, taken over after ${taken} ms, longest task ${await longest(page)} ms`);
  await browser.close();
}

/** A JSON body of 5 MB. */
async function json({ origin }) {
  const { browser, context } = await browse();
  const { id, url } = await endpoint(context, origin);
  const items = large();
  const { status } = await send(url, { body: JSON.stringify({ items }) });
  assert.equal(status, 200);
  const seq = 1;
  const count = `${items.length.toLocaleString("en")} items`;
  const page = await context.newPage();
  await page.addInitScript((count) => window.look("all", ".tree", count), count);
  await page.goto(`${origin}/e/${id}/${seq}`, { waitUntil: "commit" });
  // The first lines are the server's; the rest comes by itself.
  const whole = await seen(page, "all");
  const first = await seen(page, "lines");
  console.log(`json: 5 MB, cold: first lines after ${first} ms, all values after ${whole} ms, longest task ${await longest(page)} ms`);
  await browser.close();
  await chosen({ origin }, count);
}

/** The same, chosen in the list of a page that is open. */
async function chosen({ origin }, count) {
  const { browser, context } = await browse();
  const { id, url } = await endpoint(context, origin);
  await send(url, { body: JSON.stringify({ items: large() }) });
  await send(url, { body: '{"small":true}' });
  const { page } = await open(context, `${origin}/e/${id}`);
  await page.waitForSelector("[data-live=live]");
  await page.mouse.move(700, 400);
  await page.waitForFunction(() => document.querySelector(".hit-pane")?.textContent.includes("small") && !document.querySelector("[data-later]"));
  await forget(page);
  const began = performance.now();
  await page.locator(".hits [data-seq='1'] a").click();
  await page.waitForFunction(() => document.querySelector(".tree")?.textContent.includes("items"));
  const first = performance.now() - began;
  await page.waitForFunction((count) => document.querySelector(".tree")?.textContent.includes(count), count);
  const whole = performance.now() - began;
  console.log(`json: 5 MB, chosen in the list: first lines after ${Math.round(first)} ms, all values after ${Math.round(whole)} ms, longest task ${await longest(page)} ms`);
  await browser.close();
}

/** Items of 5 MB of JSON. */
function large() {
  const items = [];
  for (let size = 0, number = 0; size < 5_000_000; number++) {
    const item = { number, name: `Order ${number}`, price: 19.99, tags: ["a", "b"], open: true, note: null };
    size += JSON.stringify(item).length + 1;
    items.push(item);
  }
  return items;
}

/** A burst into the open page. */
async function burst({ origin }) {
  const { browser, context } = await browse();
  const { id, url } = await endpoint(context, origin);
  await flood(url, 200);
  const { page } = await open(context, `${origin}/e/${id}`);
  await page.waitForSelector("[data-live=live]");
  const memory = () => page.evaluate(() => Math.round(performance.memory.usedJSHeapSize / 1e6));
  const before = await memory();
  await forget(page);
  const rate = await steady(url, BURST);
  const all = 200 + BURST.seconds * BURST.rate;
  await page.waitForFunction((all) => document.querySelector("[data-total]")?.textContent.replaceAll(",", "") === `${all}`, all);
  const task = await longest(page);
  await page.keyboard.press(".");
  await page.waitForFunction((all) => document.querySelector(".hits .sq")?.textContent === `#${all}`, all);
  const shown = await page.locator(".hits .sq").allTextContents();
  const stored = await (await context.request.get(`${origin}/api/endpoints/${id}/hits?limit=${shown.length}`)).json();
  assert.deepEqual(shown, stored.items.map(({ seq }) => `#${seq}`));
  console.log(`burst: ${Math.round(rate)} hits/s for ${BURST.seconds} s, longest task ${task} ms, heap ${before} to ${await memory()} MB, count and list are the store's`);
  await browser.close();
}

/** Frames a second while a long list scrolls. */
async function scroll({ origin }) {
  const { browser, context } = await browse();
  const { id, url } = await endpoint(context, origin);
  await flood(url, HITS);
  const { page } = await open(context, `${origin}/e/${id}`);
  const frames = await page.evaluate(async () => {
    const list = document.querySelector(".hits");
    const gaps = [];
    let last = performance.now();
    const until = last + 6_000;
    while (last < until) {
      list.scrollTop += 120;
      const now = await new Promise(requestAnimationFrame);
      gaps.push(now - last);
      last = now;
    }
    const sorted = gaps.sort((a, b) => a - b);
    return { fps: 1000 / (gaps.reduce((a, b) => a + b) / gaps.length), worst: sorted.at(-1), p99: sorted[Math.floor(gaps.length * 0.99)], rows: list.querySelectorAll(".hit").length };
  });
  console.log(`scroll: ${HITS.toLocaleString("en")} hits, ${frames.fps.toFixed(1)} frames/s, 99 of 100 within ${frames.p99.toFixed(0)} ms, worst ${frames.worst.toFixed(0)} ms, ${frames.rows} rows drawn`);
  await browser.close();
}

const parts = { load, json, burst, scroll };
const wanted = process.argv.slice(2);
const creel = await start();
try {
  for (const name of wanted.length > 0 ? wanted : Object.keys(parts)) await parts[name](creel);
} finally {
  await creel.stop();
  agent.destroy();
}
