import type { Reason } from "../../domain/result.ts";
import { wholeNumber, yesNo } from "../fields.ts";
import { thresholdMeta } from "../thresholds.ts";

/** The longest that a public certificate may live. */
const MOST_CERTIFICATE_DAYS = 398;
/** Those of 45 days are renewed when 15 are left: fewer than 14 means that a renewal was missed. */
const CERTIFICATE_DAYS = 14;

export const verifyTlsField = (
  help = "A certificate that a browser would refuse counts as down.",
) => yesNo({ label: "Check the certificate", help }).default(true);

const fewDays = {
  what: "Certificate days",
  is: "below",
  passing: "A certificate with fewer days left",
};

export const certificateDaysField = () =>
  wholeNumber(thresholdMeta(fewDays, "degraded", "; 0 never"), {
    min: 0,
    max: MOST_CERTIFICATE_DAYS,
  }).default(CERTIFICATE_DAYS);

export const certificateDaysDownField = () =>
  wholeNumber(
    thresholdMeta(fewDays, "down", "; 0 waits until it has expired"),
    { min: 0, max: MOST_CERTIFICATE_DAYS },
  ).default(0);

/** Why a certificate with so few days left is a warning, or worse; undefined where it is neither. */
export function whyEndsSoon(
  daysLeft: number,
  limitDays: number,
): Reason | undefined {
  if (daysLeft >= limitDays) return undefined;
  return {
    kind: "certificate-ends-soon",
    text: `certificate expires ${inDays(daysLeft)}`,
  };
}

/** "in 5 days", "within a day" */
export function inDays(days: number): string {
  if (days < 1) return "within a day";
  return days === 1 ? "in 1 day" : `in ${days} days`;
}
