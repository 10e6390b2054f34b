import * as z from "zod";
import type { ProbeResult, Reason } from "../domain/result.ts";
import { defineCheck, type ProbeContext } from "./check.ts";
import { askByDatagram, type Asked } from "./datagrams.ts";
import { yesNo } from "./fields.ts";
import { hostAndPortOf, joinHostAndPort } from "./host-and-port.ts";
import { elapsedSince, tenths } from "./milliseconds.ts";
import { outcomeOf } from "./outcomes.ts";
import { answerText, isExpected } from "./port/answer.ts";
import { sentBytes } from "./port/send-text.ts";
import {
  evenIfIncomplete,
  familyOf,
  judgePort,
  portFields,
} from "./port/settings.ts";
import { whySlow } from "./slow.ts";
import { timedOut } from "./timed-out.ts";

/** Where silence is fine: how long a refusal may take. Round trips are shorter, and machines refuse at once. */
const REFUSAL_MS = 1_000;

const { slow, family, ...question } = portFields({
  placeholder: "server.example.org:1194",
  send: "The datagram; \\r \\n \\t \\0 \\\\ and bytes such as \\x1f can be written. An empty one is sent where nothing stands here, and most services stay silent on that. Keep secrets out of here.",
  expect:
    "A regular expression (RE2) to be found in the answer. Without it any answer will do.",
});

const settings = z
  .strictObject({
    ...question,
    mustAnswer: yesNo({
      label: "Must answer",
      help: "UDP has no connections: silence may mean that all is well, or that nobody is there. No: silence counts as up, and only a refusal (ICMP port unreachable) as down, for services that answer nobody but those they know. A machine that is switched off looks up then.",
    }).default(true),
    slow,
    family,
  })
  .superRefine((typed, context) => judgePort(typed, context), evenIfIncomplete)
  .superRefine(({ expect, mustAnswer }, context) => {
    if (expect === undefined || mustAnswer) return;
    const message = "must be yes where an answer is expected";
    context.addIssue({ code: "custom", path: ["mustAnswer"], message });
  }, evenIfIncomplete);

type UdpSettings = z.infer<typeof settings>;

/** A UDP port: it answers, or at least does not refuse. */
export const udp = defineCheck({
  label: "UDP port",
  settings,
  target: "host",
  defaults: { everyMs: 60_000, timeoutMs: 5_000 },
  describe: (typed) => {
    const { host, port } = hostAndPortOf(typed);
    return joinHostAndPort(host, port);
  },
  host: (typed) => hostAndPortOf(typed).host,
  probe,
});

async function probe(
  typed: UdpSettings,
  context: ProbeContext,
): Promise<ProbeResult> {
  const started = performance.now();
  const datagram = sentBytes(typed.send ?? "");
  const asked = await askByDatagram({
    ...hostAndPortOf(typed),
    family: familyOf(typed.family),
    connector: context.connector,
    datagram: () => datagram,
    isAnswer: (heard) => isAnswer(heard, typed),
    patienceMs: typed.mustAnswer ? undefined : REFUSAL_MS,
    signal: context.signal,
  });
  if (!asked.ok) return notAsked(asked, context);
  const { address, dnsMs, sent, answer, other } = asked;
  const heard = answer ?? other;
  const facts = {
    address,
    dnsMs: tenths(dnsMs),
    sent,
    answered: answer !== undefined,
    ...(heard !== undefined && {
      bytes: heard.length,
      answer: answerText(heard),
    }),
  };
  if (answer === undefined) {
    // Nothing was measured but our own patience: what counts as its time is the way to the first datagram.
    if (!typed.mustAnswer) {
      const latencyMs = tenths(dnsMs);
      return { outcome: "up", latencyMs, facts };
    }
    const reason = whyNoAnswer(other, typed, context);
    return { outcome: "down", latencyMs: null, reason, facts };
  }
  const latencyMs = elapsedSince(started);
  const reason = whySlow(latencyMs, typed.slow);
  return reason === undefined
    ? { outcome: "up", latencyMs, facts }
    : { outcome: "degraded", latencyMs, reason, facts };
}

/** An empty datagram is an answer, too. */
function isAnswer(heard: Buffer, { expect }: UdpSettings): boolean {
  return expect === undefined || isExpected(heard, expect);
}

function notAsked(
  { failure, address }: Extract<Asked, { ok: false }>,
  { signal, timeoutMs }: ProbeContext,
): ProbeResult {
  const reason = signal.aborted
    ? timedOut(timeoutMs, "looking up the name")
    : failure;
  return {
    outcome: outcomeOf(reason.kind),
    latencyMs: null,
    reason,
    ...(address !== undefined && { facts: { address } }),
  };
}

function whyNoAnswer(
  other: Buffer | undefined,
  { expect }: UdpSettings,
  { quote, timeoutMs }: ProbeContext,
): Reason {
  if (other === undefined || expect === undefined)
    return timedOut(timeoutMs, "waiting for the answer");
  return {
    kind: "pattern-missing",
    text: `pattern ${quote(expect)} not found in the answer ${quote(answerText(other))}`,
  };
}
