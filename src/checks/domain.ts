import * as z from "zod";
import { durationInWords } from "../domain/duration.ts";
import type { ProbeResult, Reason } from "../domain/result.ts";
import { DAY } from "../domain/time.ts";
import { defineCheck, type ProbeContext } from "./check.ts";
import {
  answeredResult,
  startProgress,
  type Progress,
} from "./connection/progress.ts";
import { findServer } from "./domain/bootstrap.ts";
import { registrationFacts, whyDown, whyEndsSoon } from "./domain/judge.ts";
import { domainProblem, registrable, tidyDomain } from "./domain/name.ts";
import { findRegistration } from "./domain/registration.ts";
import { text, wholeNumber } from "./fields.ts";
import { evenIfIncomplete } from "./port/settings.ts";
import { inOrder, thresholdMeta } from "./thresholds.ts";

/** Registrars begin to remind at about this time. */
const EXPIRY_DAYS = 30;
const days = { min: 0, max: 3_650 };

const fewDays = {
  what: "Days left",
  is: "below",
  passing: "A registration with fewer days left",
};

const settings = z
  .strictObject({
    domain: text(
      {
        label: "Domain",
        help: "Any name within it will do; registries are asked by RDAP, and some publish no dates.",
        placeholder: "example.org",
      },
      { tidy: tidyDomain, judge: domainProblem },
    ),
    expiryDays: wholeNumber(
      thresholdMeta(fewDays, "degraded", "; 0 never"),
      days,
    ).default(EXPIRY_DAYS),
    expiryDaysDown: wholeNumber(
      thresholdMeta(fewDays, "down", "; 0 waits until it has ended"),
      days,
    ).default(0),
  })
  .superRefine(inOrder({ expiryDays: "less" }), evenIfIncomplete);

type DomainSettings = z.output<typeof settings>;

/** How long a domain is still registered, by RDAP. */
export const domain = defineCheck({
  label: "Domain registration",
  settings,
  target: "domain",
  defaults: { everyMs: DAY, timeoutMs: 20_000 },
  describe: (typed) => registrable(typed.domain),
  // The work falls on the registry.
  host: (typed) => registrable(typed.domain).replace(/^.*\./, ""),
  subject: (typed) => registrable(typed.domain),
  probe,
});

async function probe(
  typed: DomainSettings,
  context: ProbeContext,
): Promise<ProbeResult> {
  const name = registrable(typed.domain);
  const progress = startProgress();
  progress.facts["domain"] = name;
  progress.step = "reading the list of registries";
  const found = await findServer(name, context);
  if (!found.ok) return notLooked(progress, found.failure, context);
  if (found.server === undefined)
    return notLooked(progress, noRdap(name), context);
  progress.step = "waiting for the registry";
  progress.facts["registry"] = URL.parse(found.server)?.host ?? "";
  const registration = await findRegistration(found.server, name, context);
  const now = context.now();
  if (!registration.ok) {
    const { failure } = registration;
    return failure.kind === "not-registered"
      ? answeredResult(progress, { down: failure })
      : notLooked(progress, failure, context);
  }
  Object.assign(progress.facts, registrationFacts(registration, now));
  const { expiresAt } = registration;
  const down = whyDown(name, registration, now, typed);
  if (down === undefined && expiresAt === undefined)
    return notLooked(progress, noDate(name), context);
  const degraded = whyEndsSoon(name, expiresAt, now, typed.expiryDays);
  return answeredResult(progress, { down, degraded });
}

/** Whatever keeps us from reading the registry is not the domain's fault. */
function notLooked(
  { facts, step }: Progress,
  failure: Reason,
  { signal, timeoutMs }: ProbeContext,
): ProbeResult {
  const reason = signal.aborted
    ? {
        kind: "timeout",
        text: `no answer within ${durationInWords(timeoutMs)} (still ${step})`,
      }
    : failure;
  return { outcome: "unknown", latencyMs: null, reason, facts };
}

function noRdap(name: string): Reason {
  const suffix = name.replace(/^.*\./, "");
  return {
    kind: "no-rdap",
    text: `the registry of .${suffix} cannot be asked by RDAP`,
  };
}

function noDate(name: string): Reason {
  return {
    kind: "no-expiry",
    text: `the registry publishes no date on which ${name} ends`,
  };
}
