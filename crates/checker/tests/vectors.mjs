// Runs every signature vector through the WASM module. The answers must be those stated, and, down
// to the codes of the explanations, those of the native build (`verdicts.json` beside the vectors).
// usage: node vectors.mjs <script made for Node> <signature-vectors.json>
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";

const [script, vectors] = process.argv.slice(2).map((path) => resolve(path));
const checker = createRequire(import.meta.url)(script);
const read = (path) => JSON.parse(readFileSync(path, "utf8"));
const native = read(resolve(dirname(vectors), "verdicts.json"));
const good = ["verified", "authenticated"];
let passed = 0;
let failed = 0;
const expect = (name, found, wanted) => {
  const same = JSON.stringify(found) === JSON.stringify(wanted);
  if (!same) console.log(`FAILED ${name}: ${JSON.stringify(found)}, expected ${JSON.stringify(wanted)}`);
  return same;
};
const count = (...results) => (results.every(Boolean) ? (passed += 1) : (failed += 1));

for (const vector of read(vectors)) {
  const question = JSON.stringify({
    provider: vector.provider,
    scheme: vector.scheme,
    secrets: vector.secret == null ? [] : [{ name: "secret", secret: vector.secret }],
    public_key: vector.public_key,
    params: vector.params,
    method: vector.method,
    url: vector.url,
    headers: Object.entries(vector.headers),
    now: vector.now * 1e6,
  });
  const name = `${vector.provider} ${vector.scheme} ${vector.name}`;
  const body = Buffer.from(vector.body_base64, "base64");
  const { outcome, fault = null, hints } = JSON.parse(checker.check(question, body));
  count(
    expect(name, good.includes(outcome) ? "valid" : "invalid", vector.expected),
    expect(name, [outcome, fault, hints.map((hint) => hint.code)], native[name]),
  );
}

const github = JSON.stringify({ headers: [{ name: "X-GitHub-Event", value: "push" }] });
const seen = JSON.parse(checker.recognise(github, new Uint8Array()));
count(expect("recognise", [seen.provider, seen.event], ["github", "push"]));
count(expect("providers", JSON.parse(checker.providers()).length > 110, true));
let refusal = "";
try {
  checker.check(JSON.stringify({ provider: "nobody" }), new Uint8Array());
} catch (error) {
  refusal = error.message;
}
count(expect("unknown provider", refusal.startsWith("unknown provider"), true));

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
