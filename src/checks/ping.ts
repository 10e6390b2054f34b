import * as z from "zod";
import type { Facts, ProbeResult, Reason } from "../domain/result.ts";
import { defineCheck, type Check, type ProbeContext } from "./check.ts";
import { wholeNumber } from "./fields.ts";
import { hostField, parseHostAndPort } from "./host-and-port.ts";
import { tenths } from "./milliseconds.ts";
import { outcomeOf } from "./outcomes.ts";
import { whyNotRun } from "./ping/failures.ts";
import { runPing, systemPath, type PingRun } from "./ping/run-ping.ts";
import { evenIfIncomplete, familyField, familyOf } from "./port/settings.ts";
import { slowField, whySlow } from "./slow.ts";
import { inOrder, thresholdMeta } from "./thresholds.ts";
import { timedOut } from "./timed-out.ts";

const MOST_PACKETS = 20;
const ALL_PERCENT = 100;

const percent = { min: 1, max: ALL_PERCENT };
const muchLoss = {
  what: "Loss (%)",
  is: "from",
  passing: "A loss of so many percent or more",
};

const settings = z
  .strictObject({
    host: hostField({
      help: "A name or an address.",
      placeholder: "router.example.org",
    }),
    count: wholeNumber(
      { label: "Packets", help: "How many are sent, 200 ms apart." },
      { min: 1, max: MOST_PACKETS },
    ).default(3),
    loss: wholeNumber(thresholdMeta(muchLoss, "degraded"), percent).default(1),
    lossDown: wholeNumber(thresholdMeta(muchLoss, "down"), percent).default(
      ALL_PERCENT,
    ),
    slow: slowField("the average round trip"),
    family: familyField(),
  })
  .superRefine(({ host }, context) => {
    const { port } =
      (typeof host === "string" && parseHostAndPort(host.trim())) || {};
    if (port === undefined) return;
    const message = "must be without a port: ping knows none";
    context.addIssue({ code: "custom", path: ["host"], message });
  }, evenIfIncomplete)
  .superRefine(inOrder({ loss: "more" }), evenIfIncomplete);

type PingSettings = z.infer<typeof settings>;

/** A machine that answers echo requests (ICMP), asked by the ping program found in these directories. */
export function pingWith(path: string): Check<PingSettings> {
  return defineCheck({
    label: "Ping",
    settings,
    target: "host",
    defaults: { everyMs: 60_000, timeoutMs: 5_000 },
    describe: ({ host }) => host,
    host: hostOf,
    probe: (typed, context) => probe(typed, context, path),
  });
}

export const ping = pingWith(systemPath);

/** Without brackets. */
function hostOf({ host }: PingSettings): string {
  return parseHostAndPort(host)?.host ?? host;
}

async function probe(
  typed: PingSettings,
  context: ProbeContext,
  path: string,
): Promise<ProbeResult> {
  const { connector, signal, timeoutMs } = context;
  const started = performance.now();
  const family = familyOf(typed.family);
  const resolved = await connector.resolve({
    host: hostOf(typed),
    family,
    signal,
  });
  if (!resolved.ok) {
    const reason = signal.aborted
      ? timedOut(timeoutMs, "looking up the name")
      : resolved.failure;
    return { outcome: outcomeOf(reason.kind), latencyMs: null, reason };
  }
  const { addresses, dnsMs } = resolved;
  const address = addresses[0]?.address ?? "";
  const leftMs = timeoutMs - (performance.now() - started);
  const { count } = typed;
  const run = await runPing({
    address,
    count,
    timeoutMs: leftMs,
    signal,
    path,
  });
  const facts = { address, dnsMs: tenths(dnsMs), ...factsOf(run, count) };
  const notRun = whyNotRun(run, address, context);
  if (notRun !== undefined) {
    const outcome = outcomeOf(notRun.kind);
    return { outcome, latencyMs: null, reason: notRun };
  }
  return { ...judged(run, typed, context), facts };
}

function judged(
  run: PingRun,
  typed: PingSettings,
  { signal, timeoutMs, quote }: ProbeContext,
): ProbeResult {
  const times = [...run.roundTripsMs.values()];
  const loss = lossPercent(run, typed.count);
  if (times.length === 0)
    return { outcome: "down", latencyMs: null, reason: whyNone() };
  const latencyMs = averageOf(times);
  if (loss >= typed.lossDown)
    return { outcome: "down", latencyMs, reason: lost(typed.lossDown) };
  const degraded =
    loss >= typed.loss ? lost(typed.loss) : whySlow(latencyMs, typed.slow);
  return degraded === undefined
    ? { outcome: "up", latencyMs }
    : { outcome: "degraded", latencyMs, reason: degraded };

  function lost(limit: number): Reason {
    return {
      kind: "loss",
      text: `${loss} % of ${typed.count} packets lost (limit ${limit} %)`,
    };
  }
  function whyNone(): Reason {
    if (run.refusal !== undefined)
      return {
        kind: "unreachable",
        text: `no answer, and a router says ${quote(run.refusal)}`,
      };
    if (signal.aborted) return timedOut(timeoutMs, "waiting for the answer");
    return { kind: "timeout", text: `no answer to ${typed.count} packets` };
  }
}

function factsOf(run: PingRun, count: number): Facts {
  const times = [...run.roundTripsMs.values()];
  const received = { sent: count, received: times.length };
  const lossRow = { lossPercent: lossPercent(run, count) };
  if (times.length === 0) return { ...received, ...lossRow };
  return {
    ...received,
    ...lossRow,
    roundTripMinMs: Math.min(...times),
    roundTripMs: averageOf(times),
    roundTripMaxMs: Math.max(...times),
  };
}

/** Rounded down, so that 100 % is all of them. */
function lossPercent({ roundTripsMs }: PingRun, count: number): number {
  const lost = Math.max(0, count - roundTripsMs.size);
  return Math.floor((lost / count) * ALL_PERCENT);
}

/** To a thousandth of a millisecond, as ping tells them: in one room a round trip is shorter than a tenth. */
function averageOf(times: number[]): number {
  const average = times.reduce((sum, ms) => sum + ms, 0) / times.length;
  return Math.round(average * 1_000) / 1_000;
}
