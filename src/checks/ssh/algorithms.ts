import type { Algorithms, KexAlgorithm, ServerHostKeyAlgorithm } from "ssh2";

/**
 * No group exchange: there the server chooses the group, and testing whether its prime is one (which Node does, at once)
 * was measured to stop the whole program for half a second at 2048 bits, nine at 4096 and nearly a minute at 8192.
 * Groups above 16 are left out as well: 8192 bits take 40 ms, and whoever has them has better ones.
 * SHA-1 at the end is for network devices that know nothing newer.
 */
const keyExchanges: KexAlgorithm[] = [
  "curve25519-sha256",
  "curve25519-sha256@libssh.org",
  "ecdh-sha2-nistp256",
  "ecdh-sha2-nistp384",
  "ecdh-sha2-nistp521",
  "diffie-hellman-group14-sha256",
  "diffie-hellman-group16-sha512",
  "diffie-hellman-group14-sha1",
];

const hostKeys: ServerHostKeyAlgorithm[] = [
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "rsa-sha2-512",
  "rsa-sha2-256",
  "ssh-rsa",
];

/** What we offer; a host key of the type that is known comes first, or a server's second key would look like a changed one. */
export function algorithmsFor(knownKeyType: string): Algorithms {
  const isKnown = (name: string): boolean =>
    name === knownKeyType ||
    (knownKeyType === "ssh-rsa" && name.startsWith("rsa-"));
  return {
    kex: keyExchanges,
    serverHostKey: [
      ...hostKeys.filter(isKnown),
      ...hostKeys.filter((name) => !isKnown(name)),
    ],
    // A few bytes that unpack to gigabytes are not for us.
    compress: ["none"],
  };
}
