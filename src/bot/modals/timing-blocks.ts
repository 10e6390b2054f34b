import { type Block, option } from "../../base/slack-blocks.ts";
import { compactDuration } from "../../domain/duration.ts";
import type { Timing } from "../../domain/timing.ts";
import { input, textElement } from "./fields.ts";

const essential = option(
  "Essential: when it is down, the service is",
  "essential",
);
const isPrivate = option("Not on the public page", "private");
const calls = option("When it is down, calls the person on call", "pages");

/** How often it is looked at; empty where a schedule says that. */
export function everyBlock(everyMs: number | null): Block {
  return input({
    id: "everyMs",
    label: "Every",
    optional: true,
    element: textElement({
      initial: everyMs === null ? undefined : compactDuration(everyMs),
      placeholder: "1m",
    }),
  });
}

export interface TimingFields extends Omit<Timing, "everyMs"> {
  schedule: readonly string[] | null;
}

/** When it is looked at, and when what is seen is believed. */
export function timingBlocks(fields: TimingFields): Block[] {
  const asText = { optional: true } as const;
  return [
    input({
      ...asText,
      id: "schedule",
      label: "Schedule instead of an interval",
      help: "Cron lines in the namespace's time zone; the first that matches the hour decides.",
      element: textElement({
        placeholder: "* 9-16 * * 1-5\n*/5 * * * *",
        initial: fields.schedule?.join("\n"),
        multiline: true,
      }),
    }),
    input({
      ...asText,
      id: "timeoutMs",
      label: "Timeout",
      element: textElement({ initial: compactDuration(fields.timeoutMs) }),
    }),
    input({
      ...asText,
      id: "confirmFailures",
      label: "Failures that confirm an outage",
      element: textElement({ initial: String(fields.confirmFailures) }),
    }),
    input({
      ...asText,
      id: "confirmRetryMs",
      label: "Time between confirming looks",
      element: textElement({ initial: compactDuration(fields.confirmRetryMs) }),
    }),
    input({
      ...asText,
      id: "confirmSuccesses",
      label: "Successes that confirm a recovery",
      element: textElement({ initial: String(fields.confirmSuccesses) }),
    }),
  ];
}

/** What is ticked or not; `asksPrivate` where a service may be made with it. */
export function flagsBlock({
  isEssential,
  asksPrivate,
}: {
  isEssential: boolean;
  asksPrivate: boolean;
}): Block {
  return input({
    id: "flags",
    label: "More",
    optional: true,
    element: {
      type: "checkboxes",
      options: asksPrivate ? [essential, isPrivate, calls] : [essential],
      ...(isEssential ? { initial_options: [essential] } : {}),
    },
  });
}
