import { Buffer } from "node:buffer";
import type { Header } from "../../fixtures/endpoint.ts";
import { expect, test } from "../../fixtures/test.ts";
import { samples } from "../../senders/samples.ts";
import { encode } from "../../wire/http.ts";

/** Name and exact bytes of a header, as one text that can be compared. */
function exactly(header: Header): string {
  const value = header.value_base64 ? Buffer.from(header.value_base64, "base64") : Buffer.from(header.value ?? "");
  return `${header.name}: ${value.toString("latin1")}`;
}

/** What a chunked or plain request has after its head, decoded. */
function bodyOf(body: Buffer | string | Buffer[] | undefined): Buffer {
  return Array.isArray(body) ? Buffer.concat(body) : Buffer.from(body ?? "");
}

for (const [name, make] of samples) {
  test(`keeps and shows exactly ${name}`, async ({ endpoint, inspector }) => {
    const message = await make();
    await inspector.open(endpoint.page);
    await inspector.connected();
    const answer = await endpoint.send(message);
    expect(answer.status).toBe(200);
    await expect(inspector.row(1)).toBeVisible();

    const sent = encode(endpoint.creel.origin, { ...message, path: `/${endpoint.id}${message.path ?? ""}` });
    const head = sent.toString("latin1", 0, sent.indexOf("\r\n\r\n")).split("\r\n");
    const body = bodyOf(message.body);

    const hit = await endpoint.hit(1);
    expect(hit.method).toBe(message.method ?? "POST");
    expect(hit.target).toBe(`/${endpoint.id}${message.path ?? ""}`);
    expect(hit.headers.map(exactly)).toEqual(head.slice(1));
    expect(hit.size).toBe(body.length);
    expect((await endpoint.body(1)).equals(body), "the body").toBe(true);
    const raw = await endpoint.raw(1);
    expect(raw.toString("latin1", 0, raw.indexOf("\r\n\r\n"))).toBe(head.join("\r\n"));

    await inspector.choose(1);
    await inspector.tab("Headers");
    const shown = await inspector.headers();
    expect(shown.map(([name]) => name)).toEqual(hit.headers.map((header) => header.name));
    for (const [index, header] of hit.headers.entries()) {
      if (header.value !== undefined) {
        expect(shown[index]?.[1]).toBe(header.value);
      }
    }
  });
}

test("keeps 200 requests that come at once, each under its own number", async ({ endpoint, inspector }) => {
  await inspector.open(endpoint.page);
  await inspector.connected();
  const numbers = await Promise.all(
    Array.from({ length: 200 }, async (_, index) => {
      const answer = await endpoint.send({ path: `/n/${index}`, body: `body ${index}` });
      expect(answer.status).toBe(200);
      const seq = answer.headers.find(([name]) => name.toLowerCase() === "x-creel-hit")?.[1];
      return { index, seq: Number(seq) };
    }),
  );
  const sorted = numbers.map(({ seq }) => seq).sort((a, b) => a - b);
  expect(sorted).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));

  const kept = await endpoint.hits(200);
  expect(kept.map(({ seq }) => seq)).toEqual(sorted.toReversed());
  for (const { index, seq } of numbers) {
    const hit = kept.find((other) => other.seq === seq);
    expect(hit?.target).toBe(`/${endpoint.id}/n/${index}`);
  }
  expect((await endpoint.body(numbers[7]?.seq ?? 0)).toString()).toBe("body 7");
  await expect(inspector.total).toHaveText("200");
});
