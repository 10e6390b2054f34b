import { createPrivateKey } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import ssh2 from "ssh2";

const { key, passphrase } = workerData as { key: string; passphrase: string };

parentPort?.postMessage(unlocked());

function unlocked(): string | undefined {
  const parsed = ssh2.utils.parseKey(key.trim(), passphrase);
  if (parsed instanceof Error) return undefined;
  const pem = parsed.getPrivatePEM();
  return parsed.type === "ssh-ed25519"
    ? openSshKey(pem, parsed.getPublicSSH())
    : pem;
}

/** ssh2 does not read the PEM that it writes of these keys: here is one in OpenSSH's own format (PROTOCOL.key). */
function openSshKey(pem: string, publicKey: Buffer): string {
  const { d = "", x = "" } = createPrivateKey(pem).export({ format: "jwk" });
  const seed = Buffer.from(d, "base64url");
  const point = Buffer.from(x, "base64url");
  const secret = padded(
    Buffer.concat([
      // Two check numbers, the same.
      Buffer.alloc(8),
      string("ssh-ed25519"),
      string(point),
      string(Buffer.concat([seed, point])),
      string(""),
    ]),
  );
  const file = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    string("none"),
    string("none"),
    string(""),
    Buffer.from([0, 0, 0, 1]),
    string(publicKey),
    string(secret),
  ]);
  const lines = file.toString("base64").match(/.{1,70}/g) ?? [];
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join("\n")}\n-----END OPENSSH PRIVATE KEY-----`;
}

function string(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** To whole blocks of 8 bytes, with 1, 2, 3 … */
function padded(bytes: Buffer): Buffer {
  const missing = (8 - (bytes.length % 8)) % 8;
  const numbers = Array.from({ length: missing }, (_, i) => i + 1);
  return Buffer.concat([bytes, Buffer.from(numbers)]);
}
