import { durationInWords } from "../../domain/duration.ts";
import type { ProbeResult, Reason } from "../../domain/result.ts";
import { failedResult } from "../connection/progress.ts";
import { whyCertificateWarns } from "../mail-protocol/probe.ts";
import type { Failed } from "../starttls/incoming.ts";
import type { Waited } from "./await-mail.ts";
import { allFacts, type Journey } from "./journey.ts";

/** It is the sending server's fault, or that of the way to it. */
export function notSent({ failure }: Failed, journey: Journey): ProbeResult {
  const { context, sending } = journey;
  const result = failedResult(sending.progress, failure, context);
  if (result.outcome === "up") return result;
  const reason = { ...result.reason, text: `sending: ${result.reason.text}` };
  return { ...result, reason, facts: allFacts(journey) };
}

/** Nobody can tell where the mail is: that says nothing of its way. */
export function unreadable(
  beginning: string,
  failure: Failed,
  journey: Journey,
): ProbeResult {
  const { context, receiving } = journey;
  const result = failedResult(receiving.progress, failure.failure, context);
  const why = result.outcome === "up" ? "" : result.reason.text;
  return {
    outcome: "unknown",
    latencyMs: null,
    reason: {
      kind: "mailbox-unreadable",
      text: `${beginning} the mailbox could not be looked into: ${why}`,
    },
    facts: allFacts(journey),
  };
}

/** It was accepted, and then nobody saw it: where the last look succeeded, it was not there. */
export function notSeen(
  { problem }: Extract<Waited, { ok: false }>,
  waitedMs: number,
  journey: Journey,
): ProbeResult {
  const facts = allFacts(journey);
  const reason: Reason =
    problem === undefined
      ? {
          kind: "not-arrived",
          text: `the mail was accepted, but was not in the mailbox ${durationInWords(waitedMs)} later`,
        }
      : {
          kind: "mailbox-unreadable",
          text: `the mail was accepted, but the mailbox could not be looked into: ${problem.text}`,
        };
  const outcome = problem === undefined ? "down" : "unknown";
  return { outcome, latencyMs: null, reason, facts };
}

/** The first certificate on the way that ends soon. */
export function whyWarned({
  sending,
  receiving,
  settings,
}: Journey): Reason | undefined {
  const sides = [
    { side: "sending server", facts: sending.progress.facts },
    { side: "mailbox server", facts: receiving.progress.facts },
  ];
  for (const { side, facts } of sides) {
    const reason = whyCertificateWarns(facts, settings);
    if (reason !== undefined)
      return { ...reason, text: `${side}: ${reason.text}` };
  }
  return undefined;
}
