import type { X509Certificate } from "node:crypto";
import type { DetailedPeerCertificate, TLSSocket } from "node:tls";
import { DAY, type Instant } from "../domain/time.ts";

/** A chain is as long as the server wishes: two to four is usual. */
const LONGEST_CHAIN = 10;

/** What a server's certificate says of itself; none of it has been believed by anybody. */
export interface CertificateDetails {
  /** The common name, empty where there is none. */
  name: string;
  /** The hosts it is for: names and addresses. */
  hosts: string[];
  /** The issuer's organization and common name: "Let's Encrypt, R11". */
  issuer: string;
  validTo: Instant;
  /** "EC prime256v1", "RSA 2048" */
  key: string;
  /** SHA-256 of the whole certificate, in hexadecimal with colons. */
  fingerprint: string;
  /** Those above it, as far as the server sent or this machine knows them; the root is the last. */
  authorities: AuthorityDetails[];
}

export interface AuthorityDetails {
  name: string;
  /** Whole days until it ends, negative after that. */
  daysLeft: number;
}

/** Reads what there is to show of the certificate of a TLS connection; undefined where there is none any more. */
export function describeCertificate(
  socket: TLSSocket,
  now: Instant,
): CertificateDetails | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return undefined;
  return {
    name: partOf(certificate.subject, "CN"),
    hosts: hostsOf(certificate),
    issuer: nameOf(certificate.issuer),
    validTo: certificate.validToDate.getTime(),
    key: keyOf(certificate),
    fingerprint: certificate.fingerprint256,
    authorities: authoritiesOf(socket.getPeerCertificate(true), now),
  };
}

/** The hosts that a certificate is for: names and addresses. */
export function hostsOf(certificate: X509Certificate): string[] {
  return (certificate.subjectAltName ?? "")
    .split(", ")
    .flatMap((name) => /^(?:DNS|IP Address):(.*)$/.exec(name)?.[1] ?? []);
}

function authoritiesOf(
  leaf: DetailedPeerCertificate,
  now: Instant,
): AuthorityDetails[] {
  const above: AuthorityDetails[] = [];
  const seen = new Set([leaf]);
  let next: DetailedPeerCertificate | undefined = leaf.issuerCertificate;
  // A root is its own issuer.
  while (
    next !== undefined &&
    !seen.has(next) &&
    above.length < LONGEST_CHAIN
  ) {
    seen.add(next);
    const ends = Date.parse(next.valid_to);
    above.push({
      name: [next.subject.CN ?? next.subject.O ?? ""].flat().join(", "),
      daysLeft: Math.floor((ends - now) / DAY),
    });
    next = next.issuerCertificate;
  }
  return above;
}

function keyOf({ publicKey }: X509Certificate): string {
  const { asymmetricKeyType = "", asymmetricKeyDetails } = publicKey;
  const detail =
    asymmetricKeyDetails?.namedCurve ?? asymmetricKeyDetails?.modulusLength;
  return `${asymmetricKeyType.toUpperCase()} ${detail ?? ""}`.trim();
}

function nameOf(distinguishedName: string): string {
  const parts = ["O", "CN"].map((key) => partOf(distinguishedName, key));
  return [...new Set(parts)].filter((part) => part !== "").join(", ");
}

/** node:crypto writes a distinguished name as one "KEY=value" per line. */
function partOf(distinguishedName: string, key: string): string {
  const line = distinguishedName
    .split("\n")
    .find((one) => one.startsWith(`${key}=`));
  return line === undefined ? "" : line.slice(key.length + 1);
}
