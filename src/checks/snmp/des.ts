// Privacy by DES (RFC 3414, section 8), which many printers know as the only one. net-snmp asks OpenSSL for "des-cbc",
// which OpenSSL 3 has no more; triple DES with the same key three times is the same cipher, and is still there.
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import {
  type AuthProtocols,
  Authentication,
  Encryption,
  PrivProtocols,
} from "net-snmp";

const BLOCK_BYTES = 8;
const CIPHER = "des-ede3-cbc";

interface Engine {
  engineID: Buffer;
  engineBoots: number;
}

type Digest = Exclude<AuthProtocols, AuthProtocols.none>;

/** Puts it in the place of the library's own. */
export function mendDes(): void {
  Object.assign(Encryption.algorithms[PrivProtocols.des], {
    encryptPdu,
    decryptPdu,
  });
}

function encryptPdu(
  pdu: Buffer,
  _protocol: PrivProtocols,
  password: string,
  digest: Digest,
  engine: Engine,
): { encryptedPdu: Buffer; msgPrivacyParameters: Buffer } {
  const salt = randomBytes(BLOCK_BYTES);
  salt.writeUInt32BE(engine.engineBoots >>> 0);
  const { key, iv } = keyAndIv(password, digest, engine, salt);
  const cipher = createCipheriv(CIPHER, key, iv).setAutoPadding(false);
  const padding = Buffer.alloc(-pdu.length & (BLOCK_BYTES - 1));
  const encryptedPdu = Buffer.concat([
    cipher.update(Buffer.concat([pdu, padding])),
    cipher.final(),
  ]);
  return { encryptedPdu, msgPrivacyParameters: salt };
}

function decryptPdu(
  encrypted: Buffer,
  _protocol: PrivProtocols,
  salt: Buffer,
  password: string,
  digest: Digest,
  engine: Engine,
): Buffer {
  const { key, iv } = keyAndIv(password, digest, engine, salt);
  const decipher = createDecipheriv(CIPHER, key, iv).setAutoPadding(false);
  return Buffer.concat([decipher.update(encrypted), decipher.final()]);
}

/** The localized password is the key, and behind it what is mixed with the salt. */
function keyAndIv(
  password: string,
  digest: Digest,
  { engineID }: Engine,
  salt: Buffer,
): { key: Buffer; iv: Buffer } {
  const localized = Authentication.passwordToKey(digest, password, engineID);
  const single = localized.subarray(0, BLOCK_BYTES);
  const mixed = localized.subarray(BLOCK_BYTES, 2 * BLOCK_BYTES);
  return {
    key: Buffer.concat([single, single, single]),
    iv: Buffer.from(mixed.map((byte, i) => byte ^ (salt[i] ?? 0))),
  };
}
