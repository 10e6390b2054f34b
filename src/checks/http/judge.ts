import { durationInWords, parseDuration } from "../../domain/duration.ts";
import type { Reason } from "../../domain/result.ts";
import type { ProbeContext } from "../check.ts";
import { readContent, textOf } from "./content.ts";
import { firstHeader, type Answer } from "./answer-reader.ts";
import { brokenRule, hasContentRules } from "./rules.ts";
import type { HttpSettings } from "./settings.ts";
import { acceptsStatus } from "./statuses.ts";
import type { Trace } from "./trace.ts";

/** Why an answer means that the target is down; undefined where it does not. */
export async function whyDown(
  answer: Answer,
  settings: HttpSettings,
  { quote }: ProbeContext,
): Promise<Reason | undefined> {
  const { status, headers } = answer;
  if (!acceptsStatus(settings.statuses, status))
    return {
      kind: "status",
      text: `HTTP ${status} (accepted: ${settings.statuses})`,
    };
  const content = await readContent(answer);
  if (!content.ok) return content.failure;
  if (!hasContentRules(settings)) return undefined;
  const contentType = firstHeader(headers, "content-type") ?? "";
  const text = textOf(content, contentType);
  const { isWhole } = content;
  return brokenRule({ text, isWhole, contentType, quote }, settings);
}

/** Why a good answer is a warning all the same; undefined where it is not. */
export function whyDegraded(
  trace: Trace,
  totalMs: number,
  settings: HttpSettings,
): Reason | undefined {
  const slowMs = parseDuration(settings.slow ?? "") ?? Infinity;
  if (totalMs > slowMs)
    return {
      kind: "slow",
      text: `slow: ${durationInWords(totalMs)} (limit ${durationInWords(slowMs)})`,
    };
  const days = trace.certificateDaysLeft ?? Infinity;
  if (!settings.verifyTls || days >= settings.certificateDays) return undefined;
  return {
    kind: "certificate-ends-soon",
    text: `certificate expires in ${days === 1 ? "1 day" : `${days} days`}`,
  };
}
