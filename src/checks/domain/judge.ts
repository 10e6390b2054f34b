import { durationInWords } from "../../domain/duration.ts";
import type { Facts, Reason } from "../../domain/result.ts";
import { DAY, type Instant } from "../../domain/time.ts";
import { inDays } from "../connection/tls-fields.ts";
import type { Registration } from "./registration.ts";

/** States in which the name servers do not know the domain, or will soon not (EPP status codes, RFC 8056). */
const fatalStatuses = new Set([
  "client hold",
  "server hold",
  "redemption period",
  "pending delete",
  "inactive",
]);

interface Limits {
  expiryDays: number;
  expiryDaysDown: number;
}

export function daysUntil(instant: Instant, now: Instant): number {
  return Math.floor((instant - now) / DAY);
}

/** Why a registration means "down"; undefined where it does not. */
export function whyDown(
  domain: string,
  { statuses, expiresAt }: Registration,
  now: Instant,
  { expiryDaysDown }: Limits,
): Reason | undefined {
  const fatal = statuses.find((status) => fatalStatuses.has(status));
  if (fatal !== undefined)
    return {
      kind: "domain-status",
      text: `the registry's status of ${domain} is "${fatal}"`,
    };
  if (expiresAt !== undefined && expiresAt <= now)
    return {
      kind: "domain-expired",
      text: `${domain} expired ${durationInWords(now - expiresAt)} ago`,
    };
  return whyEndsSoon(domain, expiresAt, now, expiryDaysDown);
}

/** Why so few days until the end are a warning, or worse; undefined where they are neither. */
export function whyEndsSoon(
  domain: string,
  expiresAt: Instant | undefined,
  now: Instant,
  limitDays: number,
): Reason | undefined {
  const daysLeft =
    expiresAt === undefined ? Infinity : daysUntil(expiresAt, now);
  if (daysLeft >= limitDays) return undefined;
  return {
    kind: "domain-ends-soon",
    text: `the registration of ${domain} ends ${inDays(daysLeft)}`,
  };
}

export function registrationFacts(
  { expiresAt, registeredAt, registrar, statuses }: Registration,
  now: Instant,
): Facts {
  return {
    ...(expiresAt !== undefined && {
      daysLeft: daysUntil(expiresAt, now),
      expiresAt: new Date(expiresAt).toISOString(),
    }),
    ...(registeredAt !== undefined && {
      registeredAt: new Date(registeredAt).toISOString(),
    }),
    ...(registrar !== "" && { registrar }),
    ...(statuses.length > 0 && { registryStatus: statuses.join(", ") }),
  };
}
