// The outside of MySQL's packets, and the head of what a client says first ("Protocol::HandshakeResponse41").

/** Three bytes of length, one of sequence. */
export const HEADER_BYTES = 4;

const CLIENT_PROTOCOL_41 = 0x200;
const CLIENT_SSL = 0x800;
const CLIENT_SECURE_CONNECTION = 0x8000;
const CLIENT_PLUGIN_AUTH = 0x80000;
const MOST_PACKET_BYTES = 0x1000000;
const UTF8 = 33;
const HEAD_BYTES = 32;

/** How long the packet at the front is in all. Needs HEADER_BYTES bytes. */
export function lengthOf(bytes: Buffer): number {
  return bytes.readUIntLE(0, 3) + HEADER_BYTES;
}

export function packet(sequence: number, body: Buffer): Buffer {
  const head = Buffer.alloc(HEADER_BYTES);
  head.writeUIntLE(body.length, 0, 3);
  head[3] = sequence;
  return Buffer.concat([head, body]);
}

/** Alone it asks for TLS; with a user and a password behind it, it is the login. */
export function clientHead(): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(
    CLIENT_PROTOCOL_41 |
      CLIENT_SSL |
      CLIENT_SECURE_CONNECTION |
      CLIENT_PLUGIN_AUTH,
    0,
  );
  head.writeUInt32LE(MOST_PACKET_BYTES, 4);
  head[8] = UTF8;
  return head;
}
