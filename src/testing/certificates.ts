// Certificates with any fault a test needs, made in memory: a small DER writer over node:crypto (RFC 5280).
import {
  generateKeyPairSync,
  randomBytes,
  sign,
  type KeyObject,
} from "node:crypto";
import { isIPv4 } from "node:net";

const DAY_MS = 86_400_000;

export interface Certificate {
  /** PEM, as node:tls wants them. */
  cert: string;
  key: string;
  commonName: string;
  privateKey: KeyObject;
}

export interface CertificateWishes {
  /** DNS names and IPv4 addresses; none leaves the extension out. */
  names?: string[];
  commonName?: string;
  validFrom?: Date;
  validTo?: Date;
  /** Who signs; itself where left out. */
  issuer?: Certificate;
  isAuthority?: boolean;
  usage?: "server" | "client";
  key?: "ec" | "rsa-1024";
  hash?: "sha256" | "sha1";
}

const oids = {
  commonName: "2.5.4.3",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  extendedKeyUsage: "2.5.29.37",
  server: "1.3.6.1.5.5.7.3.1",
  client: "1.3.6.1.5.5.7.3.2",
};

const signatureOids = {
  "ec sha256": "1.2.840.10045.4.3.2",
  "ec sha1": "1.2.840.10045.4.1",
  "rsa sha256": "1.2.840.113549.1.1.11",
  "rsa sha1": "1.2.840.113549.1.1.5",
};

/** A certificate for localhost and 127.0.0.1, valid from yesterday for 90 days, unless wished otherwise. */
export function createCertificate(wishes: CertificateWishes = {}): Certificate {
  const commonName = wishes.commonName ?? "localhost";
  const { publicKey, privateKey } =
    wishes.key === "rsa-1024"
      ? generateKeyPairSync("rsa", { modulusLength: 1024 })
      : generateKeyPairSync("ec", { namedCurve: "P-256" });
  const issuer = wishes.issuer ?? { commonName, privateKey };
  const algorithm = signatureAlgorithm(issuer.privateKey, wishes.hash);
  const body = sequence(
    tagged(0, integer(Buffer.from([2]))), // Version 3.
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    distinguishedName(issuer.commonName),
    sequence(
      time(wishes.validFrom ?? new Date(Date.now() - DAY_MS)),
      time(wishes.validTo ?? new Date(Date.now() + 90 * DAY_MS)),
    ),
    distinguishedName(commonName),
    publicKey.export({ type: "spki", format: "der" }),
    tagged(3, sequence(...extensions(wishes))),
  );
  const signature = sign(wishes.hash ?? "sha256", body, issuer.privateKey);
  return {
    cert: pem(sequence(body, algorithm, bitString(signature))),
    key: privateKey.export({ type: "pkcs8", format: "pem" }),
    commonName,
    privateKey,
  };
}

/** An authority that tests may trust. */
export function createAuthority(commonName = "Test Authority"): Certificate {
  return createCertificate({ commonName, names: [], isAuthority: true });
}

function signatureAlgorithm(
  key: KeyObject,
  hash: "sha256" | "sha1" = "sha256",
): Buffer {
  return key.asymmetricKeyType === "rsa"
    ? sequence(oid(signatureOids[`rsa ${hash}`]), der(0x05))
    : sequence(oid(signatureOids[`ec ${hash}`]));
}

function extensions(wishes: CertificateWishes): Buffer[] {
  const names = wishes.names ?? ["localhost", "127.0.0.1"];
  const constraints = wishes.isAuthority === true ? [boolean(true)] : [];
  return [
    extension(oids.basicConstraints, sequence(...constraints)),
    ...(names.length === 0
      ? []
      : [extension(oids.subjectAltName, sequence(...names.map(generalName)))]),
    ...(wishes.usage === undefined
      ? []
      : [extension(oids.extendedKeyUsage, sequence(oid(oids[wishes.usage])))]),
  ];
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(oid(id), der(0x04, value));
}

function generalName(name: string): Buffer {
  return isIPv4(name)
    ? der(0x87, Buffer.from(name.split(".").map(Number)))
    : der(0x82, Buffer.from(name));
}

function distinguishedName(commonName: string): Buffer {
  const value = der(0x0c, Buffer.from(commonName));
  return sequence(der(0x31, sequence(oid(oids.commonName), value)));
}

/** UTCTime until 2049, GeneralizedTime from then on (RFC 5280, section 4.1.2.5). */
function time(date: Date): Buffer {
  const digits = `${date.toISOString().replace(/\D/g, "").slice(0, 14)}Z`;
  return date.getUTCFullYear() < 2050
    ? der(0x17, Buffer.from(digits.slice(2)))
    : der(0x18, Buffer.from(digits));
}

function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  return der(
    0x06,
    Buffer.from([first * 40 + second, ...rest.flatMap(base128)]),
  );
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let left = value >> 7; left > 0; left >>= 7)
    bytes.unshift((left & 0x7f) | 0x80);
  return bytes;
}

function integer(bytes: Buffer): Buffer {
  return der(0x02, bytes);
}

function boolean(value: boolean): Buffer {
  return der(0x01, Buffer.from([value ? 0xff : 0]));
}

function bitString(bytes: Buffer): Buffer {
  return der(0x03, Buffer.from([0]), bytes);
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, ...parts);
}

function tagged(number: number, content: Buffer): Buffer {
  return der(0xa0 + number, content);
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([
    Buffer.from([tag, ...derLength(content.length)]),
    content,
  ]);
}

function derLength(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes = [];
  for (let left = length; left > 0; left >>= 8) bytes.unshift(left & 0xff);
  return [0x80 | bytes.length, ...bytes];
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
