// The few messages of PostgreSQL's protocol that are read and written here; the rest is pg's work.
// https://www.postgresql.org/docs/current/protocol-message-formats.html
import {
  failed,
  type Failed,
  type Incoming,
  type Measure,
} from "../starttls/incoming.ts";

const HEADER_BYTES = 5;
/** libpq takes no longer message before the login is done (MAX_ERRLEN). */
const LONGEST_MESSAGE = 30_000;
export const MOST_HELD = HEADER_BYTES + LONGEST_MESSAGE;

const PROTOCOL_3 = 0x00030000;

/** Length 8, then the code 80877103. */
export const tlsRequest = Buffer.from("0000000804d2162f", "hex");
/** "Terminate" */
export const goodbye = Buffer.from("5800000004", "hex");

/** "E" is an error, "R" asks who we are, "N" is a notice. */
export interface Message {
  ok: true;
  letter: string;
  body: Buffer;
}

export async function readMessage(
  incoming: Incoming,
  awaited: string,
): Promise<Message | Failed> {
  const taken = await incoming.take(messageLength, awaited);
  if (!taken.ok) return taken;
  return {
    ok: true,
    letter: String.fromCharCode(taken.bytes[0] ?? 0),
    body: taken.bytes.subarray(HEADER_BYTES),
  };
}

const messageLength: Measure = (bytes) => {
  if (bytes.length < HEADER_BYTES) return undefined;
  const length = bytes.readUInt32BE(1);
  if (length < 4 || length > LONGEST_MESSAGE) return "never";
  return bytes.length >= length + 1 ? length + 1 : undefined;
};

export function startup(username: string): Buffer {
  const pairs = ["user", username, "database", "postgres"];
  const body = Buffer.from(`${pairs.join("\0")}\0\0`);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(head.length + body.length, 0);
  head.writeUInt32BE(PROTOCOL_3, 4);
  return Buffer.concat([head, body]);
}

export interface ServerError {
  /** SQLSTATE: five letters and digits. */
  code: string;
  message: string;
}

export function parseError(body: Buffer): ServerError | Failed {
  const fields = new Map(
    body
      .toString("utf8")
      .split("\0")
      .filter((field) => field !== "")
      .map((field) => [field.slice(0, 1), field.slice(1)]),
  );
  const code = fields.get("C");
  return code === undefined
    ? failed("protocol", "the answer is not valid PostgreSQL")
    : { code, message: fields.get("M") ?? "" };
}
