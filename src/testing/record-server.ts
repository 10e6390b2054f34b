// A name server that has records of every type, for tests.
import { message, readName, record, type responseCodes } from "./dns-server.ts";
import { startUdpServer } from "./udp-server.ts";
import type { Scope } from "./scope.ts";

const types = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  CAA: 257,
};
type RecordType = keyof typeof types;

/** The data of each record, as it travels; or what the server does instead. */
export type Zone = Record<
  string,
  | Partial<Record<RecordType, Buffer[]>>
  | Exclude<keyof typeof responseCodes, "none">
  | "silent"
  | "garbage"
>;

/** Starts a server that is stopped when the test ends; a name that the zone does not have does not exist. */
export function startRecordServer(
  test: Scope,
  zone: Zone,
  { delayMs = 0 }: { delayMs?: number } = {},
): Promise<{ port: number }> {
  return startUdpServer(test, (query) => {
    block(delayMs);
    const { name, end } = readName(query);
    const question = query.subarray(12, end + 4);
    const found = zone[name] ?? "nxdomain";
    if (found === "silent") return undefined;
    if (found === "garbage") return Buffer.from("SSH-2.0-OpenSSH_9.2\r\n");
    if (typeof found === "string") return message(query, question, found, []);
    const asked = query.readUInt16BE(end);
    const data = Object.entries(found).flatMap(([type, all]) =>
      types[type as RecordType] === asked ? all : [],
    );
    const records = data.map((one) => record(asked, one));
    return message(query, question, "none", records);
  });
}

export function numbers16(...values: number[]): Buffer {
  return Buffer.concat(
    values.map((value) => Buffer.from([value >> 8, value & 0xff])),
  );
}

export function numbers32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => bytes.writeUInt32BE(value, 4 * i));
  return bytes;
}

/** A name as it travels: each label behind its length. */
export function wireName(name: string): Buffer {
  const labels = name === "." ? [] : name.split(".");
  return Buffer.concat([...labels.map(wireText), Buffer.of(0)]);
}

export function wireText(text: string): Buffer {
  return Buffer.concat([Buffer.of(text.length), Buffer.from(text, "latin1")]);
}

/** Holds the whole process up: whoever asked waits, however late the answer is read. */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
