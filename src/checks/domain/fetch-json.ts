import type { ProbeContext } from "../check.ts";
import { readContent, textOf } from "../http/content.ts";
import { follow } from "../http/follow.ts";
import { httpSettings } from "../http/settings.ts";
import { startTrace } from "../http/trace.ts";
import { failed, type Failed } from "../starttls/incoming.ts";

export type JsonFetched = { ok: true; status: number; value: unknown } | Failed;

/** Fetches a JSON document of at most 256 KiB by the same way as a web site is looked at; `value` is undefined where it is not JSON. */
export async function fetchJson(
  url: string,
  context: ProbeContext,
): Promise<JsonFetched> {
  const settings = httpSettings.safeParse({
    url,
    headers: { Accept: "application/rdap+json, application/json" },
  });
  if (!settings.success)
    return failed("no-url", `${context.quote(url)} is no address to ask`);
  const answer = await follow(settings.data, context, startTrace());
  if (!answer.ok) return answer;
  const content = await readContent(answer);
  if (!content.ok) return content;
  if (!content.isWhole)
    return failed("too-large", "the answer is larger than 256 KiB");
  const value = parsed(textOf(content, undefined));
  return { ok: true, status: answer.status, value };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
