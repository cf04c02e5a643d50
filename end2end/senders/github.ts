import { Webhooks } from "@octokit/webhooks";
import type { Message } from "../wire/http.ts";
import type { Endpoint } from "../fixtures/endpoint.ts";

/** A push as GitHub sends it, signed by GitHub's own library. */
export async function push(secret: string, change: object = {}): Promise<Message & { body: string }> {
  const body = JSON.stringify({
    ref: "refs/heads/main",
    before: "6113728f27ae82c7b1a177c8d03f9e96e0adf246",
    after: "76ae82c7b1a177c8d03f9e96e0adf2466113728f",
    // Larger than 2^53: a reader that parses numbers would change it.
    installation: { id: 9007199254740993 },
    repository: { id: 186853002, full_name: "Codertocat/Hello-World" },
    pusher: { name: "Codertocat", email: "21031067+Codertocat@users.noreply.github.com" },
    head_commit: { message: "Grüße — ключ 🔑 <script>alert(1)</script>" },
    ...change,
  }).replace("9007199254740992", "9007199254740993");
  return {
    path: "/github",
    headers: [
      ["User-Agent", "GitHub-Hookshot/044aadd"],
      ["Accept", "*/*"],
      ["X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958"],
      ["X-GitHub-Event", "push"],
      ["X-GitHub-Hook-ID", "292430182"],
      ["Content-Type", "application/json"],
      ["X-Hub-Signature-256", await new Webhooks({ secret }).sign(body)],
    ],
    body,
  };
}

/** One delivery of a sender that tries again until it gets 200. */
export async function deliver(endpoint: Endpoint, id: string, statuses: number[]): Promise<void> {
  for (const status of statuses) {
    await endpoint.send({
      path: `/github?creel-status=${status}`,
      headers: [
        ["Content-Type", "application/json"],
        ["User-Agent", "GitHub-Hookshot/abc1234"],
        ["X-GitHub-Event", "push"],
        ["X-GitHub-Delivery", id],
        ["X-Hub-Signature-256", `sha256=${"ab".repeat(32)}`],
      ],
      body: `{"status":${status}}`,
    });
  }
}
