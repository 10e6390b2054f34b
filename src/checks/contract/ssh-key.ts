import ssh2 from "ssh2";

/** How a private key is locked; readable where nothing is said. */
export interface Lock {
  passphrase: string;
  cipher: string;
  rounds: number;
}

/** A private key, made anew. */
export function newKey(lock?: Lock): string {
  for (;;) {
    const key = ssh2.utils.generateKeyPairSync("ed25519", lock).private;
    // One in some hundred is written a byte too short, which ssh2 itself calls malformed.
    if (!(ssh2.utils.parseKey(key, lock?.passphrase) instanceof Error))
      return key;
  }
}
