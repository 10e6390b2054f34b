import { durationInWords } from "../domain/duration.ts";
import type { ProbeResult, Reason } from "../domain/result.ts";
import { defineCheck, type ProbeContext } from "./check.ts";
import { follow } from "./http/follow.ts";
import { whyDegraded, whyDown } from "./http/judge.ts";
import { basicAuthorization } from "./http/request.ts";
import { httpSettings, type HttpSettings } from "./http/settings.ts";
import { elapsedMs, factsOf, startTrace, type Trace } from "./http/trace.ts";
import { withoutQuery } from "./http/url.ts";
import { outcomeOf } from "./outcomes.ts";

/** A web site or an HTTP API: asked over a fresh connection each time, as a new visitor would. */
export const http = defineCheck({
  label: "Web site",
  settings: httpSettings,
  target: "url",
  defaults: { everyMs: 60_000, timeoutMs: 10_000 },
  describe: ({ method, url }) =>
    `${method === "GET" ? "" : `${method} `}${withoutQuery(new URL(url))}`,
  host: ({ url }) => new URL(url).hostname,
  secrets,
  probe,
});

async function probe(
  settings: HttpSettings,
  context: ProbeContext,
): Promise<ProbeResult> {
  const trace = startTrace();
  const answer = await follow(settings, context, trace);
  const latencyMs = elapsedMs(trace);
  const facts = { ...factsOf(trace), totalMs: latencyMs };
  if (!answer.ok) {
    const reason = context.signal.aborted
      ? timeout(trace, context.timeoutMs)
      : answer.failure;
    return { outcome: outcomeOf(reason.kind), latencyMs: null, reason, facts };
  }
  const down = await whyDown(answer, settings, context);
  if (down !== undefined)
    return { outcome: "down", latencyMs, reason: down, facts };
  const degraded = whyDegraded(trace, latencyMs, settings);
  return degraded === undefined
    ? { outcome: "up", latencyMs, facts }
    : { outcome: "degraded", latencyMs, reason: degraded, facts };
}

function timeout({ stage, bytes }: Trace, timeoutMs: number): Reason {
  const soFar =
    stage === "reading the body" ? `, ${bytes ?? 0} bytes so far` : "";
  return {
    kind: "timeout",
    text: `no answer within ${durationInWords(timeoutMs)} (still ${stage}${soFar})`,
  };
}

/** The secret without the word in front of it ("Bearer"), and the passwords as basic authentication sends them. */
function secrets(settings: HttpSettings): string[] {
  const { username, password, proxyUsername, proxyPassword } = settings;
  const [, token] = /^\S+\s+(\S.*)$/.exec(settings.secretValue ?? "") ?? [];
  const basics = [
    [username, password],
    [proxyUsername, proxyPassword],
  ].flatMap(([name, secret]) =>
    name === undefined || secret === undefined
      ? []
      : [basicAuthorization(name, secret).replace("Basic ", "")],
  );
  return token === undefined ? basics : [token, ...basics];
}
