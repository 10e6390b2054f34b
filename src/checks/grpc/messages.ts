// The two messages of grpc.health.v1, in protobuf's wire format, each with gRPC's five bytes in front.

/** A byte that says whether what follows is compressed, and four of its length. */
const HEAD_BYTES = 5;
/** HealthCheckRequest.service: field 1, with a length. */
const SERVICE = 0x0a;

/** HealthCheckResponse.ServingStatus, in its order. */
const states = [
  "UNKNOWN",
  "SERVING",
  "NOT_SERVING",
  "SERVICE_UNKNOWN",
] as const;

/** A request for the health of a service; an empty name means the server as a whole. */
export function healthRequest(service: string): Buffer {
  const name = Buffer.from(service);
  const message =
    name.length === 0
      ? Buffer.alloc(0)
      : Buffer.concat([Buffer.from([SERVICE]), varint(name.length), name]);
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** The state in an answer: "SERVING" …, or a number that nobody knows; undefined where it is no such message. */
export function healthState(answer: Buffer): string | undefined {
  if (answer.length < HEAD_BYTES || answer[0] !== 0) return undefined;
  const length = answer.readUInt32BE(1);
  if (answer.length !== HEAD_BYTES + length) return undefined;
  const value = firstField(answer.subarray(HEAD_BYTES));
  return value === undefined ? undefined : (states[value] ?? String(value));
}

/** The value of field 1, a number, 0 where it is left out; undefined where the bytes are not protobuf. */
function firstField(message: Buffer): number | undefined {
  let value = 0;
  let rest = message;
  while (rest.length > 0) {
    const tag = readVarint(rest);
    if (tag === undefined) return undefined;
    const content = rest.subarray(tag.bytes);
    const size = sizeOf(tag.value & 7, content);
    if (size === undefined || size > content.length) return undefined;
    if (tag.value === 0x08) value = readVarint(content)?.value ?? 0;
    rest = content.subarray(size);
  }
  return value;
}

/** How many bytes a field's content takes, by its wire type. */
function sizeOf(wireType: number, content: Buffer): number | undefined {
  const first = readVarint(content);
  switch (wireType) {
    case 0:
      return first?.bytes;
    case 1:
      return 8;
    case 2:
      return first && first.bytes + first.value;
    case 5:
      return 4;
    default:
      return undefined;
  }
}

function readVarint(
  bytes: Buffer,
): { value: number; bytes: number } | undefined {
  let value = 0;
  for (const [index, byte] of bytes.subarray(0, 10).entries()) {
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, bytes: index + 1 };
  }
  return undefined;
}

function varint(value: number): Buffer {
  const bytes = [];
  let left = value;
  for (; left > 0x7f; left >>= 7) bytes.push((left & 0x7f) | 0x80);
  return Buffer.from([...bytes, left]);
}
