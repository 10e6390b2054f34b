import { z } from "zod";
import { type Context, refuse } from "../../actions/context.ts";
import { fullName, type Target } from "../../actions/targets/find-target.ts";
import {
  pauseMonitors,
  resumeMonitors,
} from "../../actions/targets/pause-monitors.ts";
import { counted } from "../../base/text.ts";
import { parseDuration } from "../../domain/duration.ts";
import { isoOf } from "./answers.ts";
import type { Outcome } from "./private-endpoint.ts";
import { duration, moment } from "./private-shapes.ts";

export const pauseBody = z
  .strictObject({
    for: duration.exactOptional(),
    until: moment.exactOptional(),
  })
  .describe("Neither: until somebody resumes it.");

type Done = Promise<Outcome<{ text: string }>>;

/** Pauses a service or one monitor of it, as the body says. */
export async function pauseIt(
  context: Context,
  target: Target,
  { for: length, until: end }: z.output<typeof pauseBody>,
): Done {
  if (length !== undefined && end !== undefined)
    return refuse("invalid", "Say either for how long or until when.");
  const ms = length === undefined ? undefined : parseDuration(length);
  const until =
    ms !== undefined
      ? context.now + ms
      : end === undefined
        ? null
        : Date.parse(end);
  const paused = await pauseMonitors(context, target, until);
  if (!paused.ok) return paused;
  const when =
    until === null ? "until somebody resumes it" : `until ${isoOf(until)}`;
  return said(
    `${fullName(target)} is paused (${counted(paused.count, "monitor")}) ${when}.`,
  );
}

export async function resumeIt(context: Context, target: Target): Done {
  const resumed = await resumeMonitors(context, target);
  return resumed.ok
    ? said(
        `${fullName(target)} is looked at again (${counted(resumed.count, "monitor")}).`,
      )
    : resumed;
}

function said(text: string): Outcome<{ text: string }> {
  return { ok: true, body: { text } };
}
