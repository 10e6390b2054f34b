import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
} from "node:crypto";
import { link, mkdir, readFile, unlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

const ALGORITHM = "aes-256-gcm";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** 132 bits: nobody guesses it. */
const TAG_LETTERS = 22;
export const MIN_SECRET_KEY_LENGTH = 16;

export interface Sealed {
  /** Which key it was sealed with, so that a wrong key is told from a damaged row. */
  keyId: string;
  /** nonce, tag, ciphertext */
  sealed: Buffer;
}

/** Encrypts secrets for the database. `place` (row and column) is authenticated: a value copied to another row does not open. */
export class SecretBox {
  readonly #key: Buffer;
  readonly keyId: string;

  constructor(secretKey: string) {
    this.#key = Buffer.from(
      hkdfSync("sha256", secretKey, "", "allswell secrets", KEY_BYTES),
    );
    this.keyId = createHash("sha256")
      .update(this.#key)
      .digest("hex")
      .slice(0, 8);
  }

  /** A word that only who has the key can make of a text: to be shown in addresses. 22 letters, digits, - and _. */
  tag(text: string): string {
    return createHmac("sha256", this.#key)
      .update(`allswell tag ${text}`)
      .digest("base64url")
      .slice(0, TAG_LETTERS);
  }

  seal(plain: string, place: string): Sealed {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#key, nonce).setAAD(
      Buffer.from(place),
    );
    const sealed = Buffer.concat([
      cipher.update(plain, "utf8"),
      cipher.final(),
    ]);
    return {
      keyId: this.keyId,
      sealed: Buffer.concat([nonce, cipher.getAuthTag(), sealed]),
    };
  }

  /** @throws Error with a sentence for the operator where the key is another one, or the value was tampered with */
  open({ keyId, sealed }: Sealed, place: string): string {
    if (keyId !== this.keyId) {
      throw new Error(
        `the secret of ${place} was sealed with key ${keyId}, this is key ${this.keyId}: restore SECRET_KEY or the file secret.key`,
      );
    }
    const nonce = sealed.subarray(0, NONCE_BYTES);
    const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
    const decipher = createDecipheriv(ALGORITHM, this.#key, nonce)
      .setAAD(Buffer.from(place))
      .setAuthTag(tag);
    try {
      return Buffer.concat([
        decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)),
        decipher.final(),
      ]).toString("utf8");
    } catch (error) {
      throw new Error(`the secret of ${place} is damaged: enter it again`, {
        cause: error,
      });
    }
  }
}

/** The key of a machine that was given none: made once, readable by its owner alone, kept beside the data. */
export async function secretKeyFile(dataDir: string): Promise<string> {
  const path = join(dataDir, "secret.key");
  const existing = await readKey(path);
  if (existing !== undefined) return existing;
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  await writeFile(draft, `${randomBytes(KEY_BYTES).toString("base64")}\n`, {
    mode: 0o600,
    flush: true,
  });
  try {
    await link(draft, path); // fails where another instance was first: its key is the one
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await unlink(draft);
  }
  return (await readKey(path)) ?? "";
}

/** The key of a machine that was given none, where it is there already. */
export async function existingSecretKey(
  dataDir: string,
): Promise<string | undefined> {
  return readKey(join(dataDir, "secret.key"));
}

async function readKey(path: string): Promise<string | undefined> {
  try {
    const key = (await readFile(path, "utf8")).trim();
    if (key.length >= MIN_SECRET_KEY_LENGTH) return key;
    throw new Error(
      `${path} is damaged: restore it from a backup, or move it away and enter all secrets again`,
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
