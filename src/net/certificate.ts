import type { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { durationInWords } from "../domain/duration.ts";
import { DAY, type Instant } from "../domain/time.ts";
import { hostsOf } from "./certificate-details.ts";
import type { CertificateReport } from "./connector.ts";

type Problem = NonNullable<CertificateReport["problem"]>;

/** OpenSSL's verdicts on the chain, in plain words. */
const chainProblems: Record<string, string> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: "self-signed certificate",
  SELF_SIGNED_CERT_IN_CHAIN:
    "the certificate comes from an authority that is not trusted (self-signed root)",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "the certificate's authority is not trusted, or the server does not send its intermediate certificate",
  UNABLE_TO_GET_ISSUER_CERT:
    "the certificate's chain is incomplete: an issuer is missing",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "the certificate's authority is not trusted",
  CERT_HAS_EXPIRED: "a certificate further up the chain has expired",
  CERT_NOT_YET_VALID: "a certificate further up the chain is not valid yet",
  CERT_SIGNATURE_FAILURE: "the certificate's signature is wrong",
  CERT_REVOKED: "the certificate was revoked",
  CERT_UNTRUSTED: "the certificate's authority is not trusted",
  CERT_REJECTED: "the certificate's authority is not trusted for web sites",
  INVALID_PURPOSE: "the certificate is not meant for servers",
  INVALID_CA: "the certificate was issued by one that may not issue any",
  PATH_LENGTH_EXCEEDED: "the certificate's chain is longer than it may be",
  CERT_CHAIN_TOO_LONG: "the certificate's chain is too long",
};

/** The shortest that OpenSSL's default security level accepts. */
const SHORTEST_RSA_KEY = 2_048;

/** OpenSSL says these of the server's own certificate too, where the dates have said it better. */
const dateCodes = new Set(["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID"]);

/**
 * Judges a server's certificate as a browser does: dates, name (the common name does not count), chain.
 * `verifyError` is what OpenSSL said of the chain, empty where it is content.
 */
export function judgeCertificate(
  certificate: X509Certificate,
  host: string,
  verifyError: string,
  now: Instant,
): CertificateReport {
  const validTo = certificate.validToDate.getTime();
  const problems = [
    dateProblem(certificate, now),
    nameProblem(certificate, host),
    chainProblem(certificate, verifyError, now),
  ].filter((problem) => problem !== undefined);
  const [first] = problems;
  return {
    daysLeft: Math.floor((validTo - now) / DAY),
    ...(first && {
      problem: {
        kind: first.kind,
        text: problems.map(({ text }) => text).join("; "),
      },
    }),
  };
}

function dateProblem(
  certificate: X509Certificate,
  now: Instant,
): Problem | undefined {
  const validTo = certificate.validToDate.getTime();
  if (validTo <= now)
    return {
      kind: "certificate-expired",
      text: `certificate expired ${durationInWords(now - validTo)} ago`,
    };
  if (certificate.validFromDate.getTime() <= now) return undefined;
  return {
    kind: "certificate-not-yet-valid",
    text: `certificate is not valid before ${minuteOf(certificate.validFromDate)}`,
  };
}

function nameProblem(
  certificate: X509Certificate,
  host: string,
): Problem | undefined {
  const matches =
    isIP(host) === 0
      ? certificate.checkHost(host, {
          subject: "never",
          partialWildcards: false,
        })
      : certificate.checkIP(host);
  if (matches !== undefined) return undefined;
  const names = hostsOf(certificate);
  const owner =
    names.length === 0
      ? "certificate names no host (the common name does not count)"
      : `certificate is for ${names.slice(0, 2).join(", ")}${names.length > 2 ? " …" : ""}`;
  return { kind: "certificate-name", text: `${owner}, not ${host}` };
}

function chainProblem(
  certificate: X509Certificate,
  verifyError: string,
  now: Instant,
): Problem | undefined {
  if (verifyError === "") return undefined;
  if (dateCodes.has(verifyError) && dateProblem(certificate, now) !== undefined)
    return undefined;
  return {
    kind: "certificate-not-trusted",
    text:
      chainProblems[verifyError] ??
      weakness(certificate) ??
      `the certificate is not trusted (${verifyError})`,
  };
}

/** Node has no names for OpenSSL's verdicts on weak keys and hashes (it says UNSPECIFIED). */
function weakness(certificate: X509Certificate): string | undefined {
  const bits = certificate.publicKey.asymmetricKeyDetails?.modulusLength;
  if (bits !== undefined && bits < SHORTEST_RSA_KEY)
    return "the certificate's key is too short to be safe";
  return /md5|sha-?1\b/i.test(certificate.signatureAlgorithm ?? "")
    ? "the certificate is signed with a hash that is not safe"
    : undefined;
}

function minuteOf(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
