import {
  createSecureContext,
  getCACertificates,
  type SecureContext,
} from "node:tls";
import type { TlsVersions } from "./connector.ts";

/** What is offered where nobody asks for other versions. */
export const usualVersions: TlsVersions = {
  oldest: "TLSv1.2",
  newest: "TLSv1.3",
};

/** OpenSSL speaks TLS 1.0 and 1.1 at this level only, because their hashes are weak. */
const OLD_CIPHERS = "DEFAULT@SECLEVEL=0";

/**
 * The contexts of TLS handshakes, one for each choice of versions and kept: making one costs as much as a hundred probes.
 * They trust the usual authorities, and those given as PEM.
 */
export function secureContexts(
  authorities: readonly string[],
): (versions?: TlsVersions) => SecureContext {
  const made = new Map<string, SecureContext>();
  return ({ oldest, newest } = usualVersions) => {
    const key = `${oldest} ${newest}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const isOld = oldest === "TLSv1" || oldest === "TLSv1.1";
    const context = createSecureContext({
      minVersion: oldest,
      maxVersion: newest,
      ...(isOld && { ciphers: OLD_CIPHERS }),
      ...(authorities.length > 0 && {
        ca: [...getCACertificates("default"), ...authorities],
      }),
    });
    made.set(key, context);
    return context;
  };
}
