import type { Varbind } from "net-snmp";
import * as z from "zod";
import type { Facts, ProbeResult } from "../domain/result.ts";
import { defineCheck, type ProbeContext } from "./check.ts";
import {
  answeredResult,
  failedResult,
  startProgress,
} from "./connection/progress.ts";
import { text } from "./fields.ts";
import { hostAndPortOf, joinHostAndPort } from "./host-and-port.ts";
import { elapsedSince } from "./milliseconds.ts";
import { patternProblem } from "./pattern.ts";
import { evenIfIncomplete, familyField } from "./port/settings.ts";
import { whySlow, slowField } from "./slow.ts";
import { refusalReason } from "./snmp/failures.ts";
import { judgeValue, type Verdict } from "./snmp/judge.ts";
import { oidsProblem, parseOids } from "./snmp/oids.ts";
import { withSession } from "./snmp/session.ts";
import {
  accessFields,
  agentConflicts,
  agentFields,
  SNMP_PORT,
} from "./snmp/settings.ts";
import { isMissing, valueNumber, valueText } from "./snmp/value.ts";
import { disorder, numberLimitFields } from "./thresholds.ts";

/** The agent's own uptime, which every agent has. */
const UPTIME = "1.3.6.1.2.1.1.3.0";

const settings = z
  .strictObject({
    ...agentFields("switch.example.org"),
    oids: text(
      {
        label: "OIDs",
        help: "What is asked for: one OID, or a few with commas between them. All that is expected below is expected of each of them. The default is the uptime, in hundredths of a second.",
        placeholder: "1.3.6.1.2.1.2.2.1.8.1",
      },
      { judge: oidsProblem },
    ).default(UPTIME),
    equals: text({
      label: "Value is",
      help: "The value must be exactly this.",
    }).optional(),
    pattern: text(
      {
        label: "Matches pattern",
        help: "A regular expression (RE2) to be found in the value.",
        placeholder: "(?i)^online$",
      },
      { judge: patternProblem },
    ).optional(),
    ...numberLimitFields("value"),
    ...accessFields(),
    slow: slowField(),
    family: familyField(),
  })
  .superRefine((typed, context) => {
    for (const [field, message] of [
      ...agentConflicts(typed),
      ...disorder(typed, { above: "more", below: "less" }),
    ])
      context.addIssue({ code: "custom", path: [field], message });
  }, evenIfIncomplete);

type SnmpSettings = z.infer<typeof settings>;

/** One or a few values of an SNMP agent. */
export const snmp = defineCheck({
  label: "SNMP value",
  settings,
  target: "host",
  defaults: { everyMs: 60_000, timeoutMs: 5_000 },
  describe: (typed) => {
    const { host, port } = hostAndPortOf(typed, SNMP_PORT);
    return `${joinHostAndPort(host, port)} ${parseOids(typed.oids).join(", ")}`;
  },
  host: (typed) => hostAndPortOf(typed).host,
  probe,
});

async function probe(
  typed: SnmpSettings,
  context: ProbeContext,
): Promise<ProbeResult> {
  const progress = startProgress();
  const oids = parseOids(typed.oids);
  const answer = await withSession(typed, context, progress, (session) =>
    session.get(oids),
  );
  if (!answer.ok && "failure" in answer)
    return failedResult(progress, answer.failure, context);
  if (!answer.ok)
    return answeredResult(progress, {
      down: refusalReason(answer, oids.join(", ")),
    });
  const { varbinds } = answer;
  Object.assign(progress.facts, valueFacts(varbinds));
  const latencyMs = elapsedSince(progress.startedAt);
  const verdicts = varbinds.flatMap(
    (varbind) => judgeValue(varbind, typed, context.quote) ?? [],
  );
  const first = (outcome: Verdict["outcome"]) =>
    verdicts.find((verdict) => verdict.outcome === outcome)?.reason;
  const degraded = first("degraded") ?? whySlow(latencyMs, typed.slow);
  return answeredResult(progress, { down: first("down"), degraded }, latencyMs);
}

/** Each value by its OID; null where there is none. */
function valueFacts(varbinds: Varbind[]): Facts {
  return Object.fromEntries(
    varbinds.map((varbind) => [
      varbind.oid,
      isMissing(varbind) ? null : (valueNumber(varbind) ?? valueText(varbind)),
    ]),
  );
}
