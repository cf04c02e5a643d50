import { Buffer } from "node:buffer";
import { connect, type Socket } from "node:net";

/** A request as it is to go over the wire. */
export interface Message {
  method?: string;
  /** Raw request target below the endpoint, query included. */
  path?: string;
  /** In this order and case. `Host` and a length are added unless given. */
  headers?: [name: string, value: string | Buffer][];
  /** One buffer goes with `Content-Length`, several as chunks. */
  body?: Buffer | string | Buffer[];
}

/** What came back. */
export interface Answer {
  status: number;
  headers: [name: string, value: string][];
  body: Buffer;
}

/** The exact bytes of a request. Without any headers, a plain client's are used. */
export function encode(origin: string, message: Message): Buffer {
  const given = message.headers ?? [["User-Agent", "creel-test"]];
  const headers = [...given];
  const has = (name: string) => given.some(([other]) => other.toLowerCase() === name);
  if (!has("host")) {
    headers.unshift(["Host", new URL(origin).host]);
  }
  let body: Buffer[] = [];
  if (Array.isArray(message.body)) {
    if (!has("transfer-encoding")) {
      headers.push(["Transfer-Encoding", "chunked"]);
    }
    body = message.body.flatMap((chunk) => [
      Buffer.from(`${chunk.length.toString(16)}\r\n`),
      chunk,
      Buffer.from("\r\n"),
    ]);
    body.push(Buffer.from("0\r\n\r\n"));
  } else if (message.body !== undefined) {
    body = [Buffer.from(message.body)];
    if (!has("content-length")) {
      headers.push(["Content-Length", String(body[0]?.length ?? 0)]);
    }
  }
  const lines = headers.flatMap(([name, value]) => [
    Buffer.from(`${name}: `, "latin1"),
    Buffer.from(value),
    Buffer.from("\r\n"),
  ]);
  const start = `${message.method ?? "POST"} ${message.path ?? "/"} HTTP/1.1\r\n`;
  return Buffer.concat([Buffer.from(start, "latin1"), ...lines, Buffer.from("\r\n"), ...body]);
}

/** Sends a request on a connection of its own. */
export async function send(origin: string, message: Message): Promise<Answer> {
  return await sendBytes(origin, encode(origin, message));
}

/** Sends these bytes on a connection of their own and reads one answer. */
export async function sendBytes(origin: string, bytes: Buffer): Promise<Answer> {
  const { hostname, port } = new URL(origin);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  try {
    socket.write(bytes);
    return await answer(socket);
  } finally {
    socket.destroy();
  }
}

/** Reads one answer: a length, chunks, or everything until the end. */
async function answer(socket: Socket): Promise<Answer> {
  let input = Buffer.alloc(0);
  for await (const chunk of socket) {
    input = Buffer.concat([input, chunk as Buffer]);
    const found = parse(input, false);
    if (found !== undefined) {
      return found;
    }
  }
  const found = parse(input, true);
  if (found === undefined) {
    throw new Error(`the server hung up after ${JSON.stringify(input.toString("latin1"))}`);
  }
  return found;
}

function parse(input: Buffer, ended: boolean): Answer | undefined {
  const end = input.indexOf("\r\n\r\n");
  if (end < 0) {
    return undefined;
  }
  const [start = "", ...lines] = input.toString("latin1", 0, end).split("\r\n");
  const status = Number(start.split(" ")[1]);
  if (status === 100) {
    return parse(input.subarray(end + 4), ended);
  }
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  const rest = input.subarray(end + 4);
  const value = (name: string) => headers.find(([other]) => other.toLowerCase() === name)?.[1];
  const length = value("content-length");
  let body: Buffer | undefined;
  if (value("transfer-encoding") === "chunked") {
    body = unchunk(rest);
  } else if (length !== undefined) {
    body = rest.length >= Number(length) ? rest.subarray(0, Number(length)) : undefined;
  } else if (ended || status === 204 || status === 304) {
    body = rest;
  }
  return body && { status, headers, body };
}

function unchunk(input: Buffer): Buffer | undefined {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = input.indexOf("\r\n", at);
    if (end < 0) {
      return undefined;
    }
    const size = Number.parseInt(input.toString("latin1", at, end), 16);
    const from = end + 2;
    if (input.length < from + size + 2) {
      return undefined;
    }
    if (size === 0) {
      return Buffer.concat(chunks);
    }
    chunks.push(input.subarray(from, from + size));
    at = from + size + 2;
  }
}
