import type { Facts, Reason } from "../../domain/result.ts";
import type { CertificateDetails } from "../../net/certificate-details.ts";
import type { CertificateReport, Secured } from "../../net/connector.ts";
import { inDays, whyEndsSoon } from "../connection/tls-fields.ts";
import type { TlsSettings } from "./settings.ts";
import { isOlder, versionInWords } from "./versions.ts";

const dateKinds = new Set(["certificate-expired", "certificate-not-yet-valid"]);
/** Names in one fact; a certificate may have thousands. */
const SHOWN_HOSTS = 5;

/** Why a handshake that succeeded means "down" all the same; undefined where it does not. */
export function whyDown(
  { certificate, tlsVersion }: Secured,
  settings: TlsSettings,
): Reason | undefined {
  return (
    certificateProblem(certificate, settings) ??
    versionProblem(tlsVersion, settings) ??
    whyEndsSoon(certificate.daysLeft, settings.certificateDaysDown)
  );
}

function certificateProblem(
  { problem }: CertificateReport,
  { verifyTls }: TlsSettings,
): Reason | undefined {
  if (problem === undefined) return undefined;
  return verifyTls || dateKinds.has(problem.kind) ? problem : undefined;
}

function versionProblem(
  spoken: string,
  { oldestTls }: TlsSettings,
): Reason | undefined {
  if (!isOlder(spoken, oldestTls)) return undefined;
  return {
    kind: "tls-version",
    text: `the server speaks ${versionInWords(spoken)} at best (oldest accepted: ${oldestTls})`,
  };
}

/** Why a certificate's days are a warning: its own, or those of one above it. */
export function whyDaysDegraded(
  daysLeft: number,
  { authorities }: Pick<CertificateDetails, "authorities">,
  { certificateDays }: TlsSettings,
  quote: (text: string) => string,
): Reason | undefined {
  const own = whyEndsSoon(daysLeft, certificateDays);
  if (own !== undefined) return own;
  // One that has expired while the chain is trusted is not part of the way by which it is trusted.
  const ending = authorities.find(
    (one) => one.daysLeft >= 0 && one.daysLeft < certificateDays,
  );
  if (ending === undefined) return undefined;
  return {
    kind: "issuer-ends-soon",
    text: `the issuer's certificate ${quote(ending.name)} expires ${inDays(ending.daysLeft)}`,
  };
}

/** What there is to know of a certificate, as evidence. */
export function certificateFacts(details: CertificateDetails): Facts {
  const { hosts, authorities } = details;
  const more = hosts.length - SHOWN_HOSTS;
  return {
    certificateName: details.name,
    certificateHosts:
      hosts.slice(0, SHOWN_HOSTS).join(", ") +
      (more > 0 ? ` and ${more} more` : ""),
    issuer: details.issuer,
    validUntil: new Date(details.validTo).toISOString(),
    key: details.key,
    ...(authorities.length > 0 && {
      chain: authorities.map(({ name }) => name).join(" < "),
      chainDaysLeft: Math.min(...authorities.map(({ daysLeft }) => daysLeft)),
    }),
    fingerprintSha256: details.fingerprint,
  };
}
