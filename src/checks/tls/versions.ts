import type { TlsVersions } from "../../net/connector.ts";

/** As people say them, the oldest first. */
export const versionNames = [
  "TLS 1.0",
  "TLS 1.1",
  "TLS 1.2",
  "TLS 1.3",
] as const;
export type VersionName = (typeof versionNames)[number];

/** As Node says them. */
const versions = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"] as const;

/** What to offer: older than 1.2 only where that is wanted, and 1.2 also where 1.3 is, to see what there is instead. */
export function offeredVersions(oldest: VersionName): TlsVersions {
  const index = Math.min(versionNames.indexOf(oldest), 2);
  return { oldest: versions[index] ?? "TLSv1.2", newest: "TLSv1.3" };
}

/** All versions older than this one; undefined for the oldest. */
export function olderVersions(oldest: VersionName): TlsVersions | undefined {
  const newest = versions[versionNames.indexOf(oldest) - 1];
  return newest && { oldest: "TLSv1", newest };
}

/** Whether a version that was agreed on, in Node's words, is older than it should be. */
export function isOlder(spoken: string, oldest: VersionName): boolean {
  const index = versions.findIndex((version) => version === spoken);
  return index >= 0 && index < versionNames.indexOf(oldest);
}

/** "TLSv1.2" as people say it. */
export function versionInWords(spoken: string): string {
  const index = versions.findIndex((version) => version === spoken);
  return versionNames[index] ?? spoken;
}
