// A name server on a port of its own, for tests: enough of RFC 1035 to answer c-ares.
import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { once } from "node:events";
import ipaddr from "ipaddr.js";
import type { Scope } from "./scope.ts";

/** Addresses of both families, or what the server does instead of answering with some. */
export type DnsAnswer = string[] | "servfail" | "refused" | "silent";

export const responseCodes = { none: 0, servfail: 2, nxdomain: 3, refused: 5 };
const types = { 1: "ipv4", 28: "ipv6" } as const;

/**
 * Starts a server that is stopped when the test ends. `answer` is asked each time; undefined is "no such name". Whoever
 * asks is told after `timeoutMs` that no answer came.
 */
export async function startDnsServer(
  test: Scope,
  answer: (name: string, family: "ipv4" | "ipv6") => DnsAnswer | undefined,
  timeoutMs = 200,
): Promise<Resolver> {
  const socket = createSocket("udp4");
  socket.on("message", (query, peer) => {
    const reply = replyTo(query, answer);
    if (reply !== undefined) socket.send(reply, peer.port, peer.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 });
  resolver.setServers([`127.0.0.1:${socket.address().port}`]);
  test.after(() => {
    resolver.cancel();
    socket.close();
  });
  return resolver;
}

function replyTo(
  query: Buffer,
  answer: (name: string, family: "ipv4" | "ipv6") => DnsAnswer | undefined,
): Buffer | undefined {
  const { name, end } = readName(query);
  const type = query.readUInt16BE(end) as keyof typeof types;
  const question = query.subarray(12, end + 4);
  const found = answer(name, types[type]);
  if (found === "silent") return undefined;
  if (found === undefined) return message(query, question, "nxdomain", []);
  if (typeof found === "string") return message(query, question, found, []);
  const records = found
    .map((text) => ipaddr.parse(text))
    .filter((address) => address.kind() === types[type])
    .map((address) => record(type, Buffer.from(address.toByteArray())));
  return message(query, question, "none", records);
}

export function readName(query: Buffer): { name: string; end: number } {
  const labels = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join(".").toLowerCase(), end: at + 1 };
}

export function message(
  query: Buffer,
  question: Buffer,
  code: keyof typeof responseCodes,
  records: Buffer[],
): Buffer {
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  // A response, recursion desired and available.
  header.writeUInt16BE(0x8180 | responseCodes[code], 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  return Buffer.concat([header, question, ...records]);
}

/** A record about the name of the question (a pointer to byte 12), to be forgotten at once. */
export function record(type: number, data: Buffer): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt16BE(0xc00c, 0);
  header.writeUInt16BE(type, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(data.length, 10);
  return Buffer.concat([header, data]);
}
