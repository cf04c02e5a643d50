import { Buffer } from "node:buffer";
import type { Message } from "../wire/http.ts";
import { push } from "./github.ts";

/** A multipart upload, encoded by Node's own client. */
async function upload(): Promise<Message> {
  const form = new FormData();
  form.set("order", "1847");
  form.set("note", "three\r\nlines\r\n");
  form.set("label", new File([everyByte(4)], "étiquette \"1\".bin", { type: "application/octet-stream" }));
  const encoded = new Response(form);
  return {
    path: "/uploads",
    headers: [["Content-Type", encoded.headers.get("content-type") ?? ""]],
    body: Buffer.from(await encoded.arrayBuffer()),
  };
}

/** Every byte value, over and over. */
function everyByte(times: number): Buffer<ArrayBuffer> {
  return Buffer.from(Uint8Array.from({ length: 256 * times }, (_, index) => index % 256).buffer);
}

/** JSON of about a megabyte. */
function large(): string {
  const items = Array.from({ length: 10_000 }, (_, index) => ({
    id: index,
    sku: `HR-${index}-M`,
    text: "The quick brown fox jumps over the lazy dog, again and again.",
  }));
  return JSON.stringify({ items });
}

const json: [string, string] = ["Content-Type", "application/json"];

/** What real senders send, each with a name that ends the name of its test. */
export const samples: [name: string, message: () => Message | Promise<Message>][] = [
  ["a push from GitHub", () => push("It's a Secret to Everybody")],
  [
    "a form post",
    () => ({
      path: "/sms?a=1&a=2&%zz=%20",
      headers: [["content-type", "application/x-www-form-urlencoded"]],
      body: "Body=Hello+there%21&From=%2B15550001111&Body=again&empty=&=nameless",
    }),
  ],
  ["a multipart upload", upload],
  ["a megabyte of JSON", () => ({ path: "/bulk", headers: [json], body: large() })],
  [
    "bytes that are no text",
    () => ({ path: "/binary", headers: [["Content-Type", "application/octet-stream"]], body: everyByte(40) }),
  ],
  [
    "a chunked body",
    () => ({
      path: "/chunked",
      headers: [json],
      body: [Buffer.from('{"part":'), Buffer.from('"one'), Buffer.from(' and two"}')],
    }),
  ],
  [
    "odd and repeated headers",
    () => ({
      method: "PUT",
      path: "/headers",
      headers: [
        ["x-lower", "1"],
        ["X-UPPER", "2"],
        ["X-Twice", "first"],
        ["x-twice", "second"],
        ["X-Latin", Buffer.from([0x63, 0x61, 0x66, 0xe9])],
        ["X-Utf8", "café"],
        ["X-Html", "<img src=x onerror=alert(1)>"],
        ["X-Empty", ""],
        ["X-Twice", "third"],
      ],
      body: "plain",
    }),
  ],
  ["a request without a body", () => ({ method: "GET", path: "/ping?q=%22%3Cscript%3E" })],
];
