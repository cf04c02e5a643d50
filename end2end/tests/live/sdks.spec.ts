import { expect, test } from "../../fixtures/test.ts";
import { changed, sdks } from "../../senders/sdks.ts";

for (const [name, sender] of sdks) {
  test(`what ${name}'s library stands for is verified, and one changed byte is not`, async ({ endpoint }) => {
    const { headers, body, check } = await sender(endpoint.url);
    await endpoint.send({ headers, body });
    await endpoint.send({ headers, body: changed(body) });
    expect((await endpoint.hit(1)).provider).toBe(check.provider);

    const verify = async (seq: number) => {
      const response = await endpoint.fetch(`hits/${seq}/verify`, { method: "POST", body: JSON.stringify(check) });
      return (await response.json()) as { outcome: string; hints: { sentence: string }[] };
    };
    expect(await verify(1)).toMatchObject({ outcome: "verified" });
    const failed = await verify(2);
    expect(failed.outcome).toBe("failed");
    expect(failed.hints.map((hint) => hint.sentence).join()).not.toBe("");
  });
}
