import * as z from "zod";
import type { Facts, ProbeResult } from "../domain/result.ts";
import { defineCheck, type ProbeContext } from "./check.ts";
import { askByDatagram, type Asked } from "./datagrams.ts";
import { duration, wholeNumber } from "./fields.ts";
import {
  hostAndPortOf,
  hostField,
  joinHostAndPort,
  portField,
} from "./host-and-port.ts";
import { tenths } from "./milliseconds.ts";
import {
  HIGHEST_STRATUM,
  measure,
  whyFarFromSource,
  whyFarOff,
  whyNoTime,
} from "./ntp/judge.ts";
import {
  isNtpAnswer,
  ntpRequest,
  readNtpAnswer,
  type NtpAnswer,
} from "./ntp/packet.ts";
import { outcomeOf } from "./outcomes.ts";
import {
  evenIfIncomplete,
  familyField,
  familyOf,
  judgePort,
} from "./port/settings.ts";
import { slowField, whySlow } from "./slow.ts";
import { inOrder, thresholdMeta } from "./thresholds.ts";
import { timedOut } from "./timed-out.ts";

const NTP_PORT = 123;

const farOff = {
  what: "Offset",
  is: "above",
  passing: "A clock that differs more from this machine's",
};
const farFromSource = {
  what: "Stratum",
  is: "above",
  passing: "A server that is more servers away from a clock",
};

const settings = z
  .strictObject({
    host: hostField({ placeholder: "ntp.example.org" }),
    port: portField(NTP_PORT).optional(),
    offset: duration(
      thresholdMeta(
        farOff,
        "degraded",
        ". This machine's own clock must be right",
      ),
      { min: "1ms", max: "1y" },
    ).default("1s"),
    offsetDown: duration(
      { ...thresholdMeta(farOff, "down"), placeholder: "10s" },
      { min: "1ms", max: "1y" },
    ).optional(),
    stratum: wholeNumber(thresholdMeta(farFromSource, "degraded"), {
      min: 1,
      max: HIGHEST_STRATUM,
    }).default(HIGHEST_STRATUM),
    slow: slowField(),
    family: familyField(),
  })
  .superRefine(
    (typed, context) => judgePort(typed, context, NTP_PORT),
    evenIfIncomplete,
  )
  .superRefine(inOrder({ offset: "more" }), evenIfIncomplete);

type NtpSettings = z.infer<typeof settings>;

/** A time server: it answers, it is synchronised, and its clock is right. */
export const ntp = defineCheck({
  label: "Time server (NTP)",
  settings,
  target: "host",
  defaults: { everyMs: 300_000, timeoutMs: 5_000 },
  describe: (typed) => {
    const { host, port } = hostAndPortOf(typed, NTP_PORT);
    return port === NTP_PORT ? host : joinHostAndPort(host, port);
  },
  host: (typed) => hostAndPortOf(typed).host,
  probe,
});

async function probe(
  typed: NtpSettings,
  context: ProbeContext,
): Promise<ProbeResult> {
  const requests: { packet: Buffer; sentAt: number; started: number }[] = [];
  const requestOf = (heard: Buffer) =>
    requests.find(({ packet }) => isNtpAnswer(heard, packet));
  let answeredIn = 0;
  const asked = await askByDatagram({
    ...hostAndPortOf(typed, NTP_PORT),
    family: familyOf(typed.family),
    connector: context.connector,
    signal: context.signal,
    datagram: () => {
      const packet = ntpRequest();
      const started = performance.now();
      requests.push({ packet, sentAt: context.now(), started });
      return packet;
    },
    isAnswer: (heard) => {
      const request = requestOf(heard);
      // Measured here: whoever waits for the answer may be a while in getting it.
      answeredIn = performance.now() - (request?.started ?? 0);
      return request !== undefined;
    },
  });
  const request = asked.ok && asked.answer && requestOf(asked.answer);
  if (!asked.ok || asked.answer === undefined || !request)
    return noAnswer(asked, context);
  const { sentAt } = request;
  const answer = readNtpAnswer(asked.answer, sentAt);
  const times = measure(answer, sentAt, sentAt + answeredIn);
  const result = judged(answer, times, typed, context);
  return { ...result, facts: { ...factsOf(asked, answer), ...times } };
}

function judged(
  answer: NtpAnswer,
  { offsetMs, roundTripMs }: ReturnType<typeof measure>,
  typed: NtpSettings,
  { quote }: ProbeContext,
): ProbeResult {
  const down =
    whyNoTime(answer, quote) ?? whyFarOff(offsetMs, typed.offsetDown);
  if (down !== undefined)
    return { outcome: "down", latencyMs: roundTripMs, reason: down };
  const degraded =
    whyFarOff(offsetMs, typed.offset) ??
    whyFarFromSource(answer, typed) ??
    whySlow(roundTripMs, typed.slow);
  return degraded === undefined
    ? { outcome: "up", latencyMs: roundTripMs }
    : { outcome: "degraded", latencyMs: roundTripMs, reason: degraded };
}

function noAnswer(asked: Asked, context: ProbeContext): ProbeResult {
  const { signal, timeoutMs, quote } = context;
  if (!asked.ok) {
    const reason = signal.aborted
      ? timedOut(timeoutMs, "looking up the name")
      : asked.failure;
    return { outcome: outcomeOf(reason.kind), latencyMs: null, reason };
  }
  const { other, address } = asked;
  const reason =
    other === undefined
      ? timedOut(timeoutMs, "waiting for the answer")
      : {
          kind: "invalid-ntp",
          text: `the answer is not NTP: ${quote(other.toString("latin1"))}`,
        };
  return { outcome: "down", latencyMs: null, reason, facts: { address } };
}

function factsOf(
  { address, dnsMs, sent }: Extract<Asked, { ok: true }>,
  answer: NtpAnswer,
): Facts {
  const { leap, version, stratum, source } = answer;
  return {
    address,
    stratum,
    source,
    leap,
    version,
    rootDelayMs: tenths(answer.rootDelayMs),
    rootDispersionMs: tenths(answer.rootDispersionMs),
    dnsMs: tenths(dnsMs),
    sent,
  };
}
