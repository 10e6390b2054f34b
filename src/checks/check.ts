import type * as z from "zod";
import type { Heard } from "../domain/heard.ts";
import type { Facts, ProbeResult } from "../domain/result.ts";
import type { Instant } from "../domain/time.ts";
import type { Connector } from "../net/connector.ts";
import type { SmsLine } from "./sms/line.ts";

/** What run-probe.ts lends to one probe. */
export interface ProbeContext {
  /** Fires at the deadline, or when the program stops. */
  signal: AbortSignal;
  /** How long the probe may take in all, for sentences such as "no answer within 5 s". */
  timeoutMs: number;
  /** The wall clock, in milliseconds since 1970; durations are measured with performance.now(). */
  now: () => Instant;
  /** The only way out: it decides which addresses may be reached. */
  connector: Connector;
  /** The zone in which the monitor's cron lines are meant. */
  timezone: string;
  /** What the monitor was told, for checks that hear; null where there is no monitor. */
  heard: Heard | null;
  /** Our telephone number; null where none is set. */
  sms: SmsLine | null;
  /** What an earlier look of this monitor asked to be remembered; empty before. */
  remembered: Facts;
  /**
   * Text that came from outside, fit for a reason: in quotes, without secrets and control characters, clipped.
   * Clipping it elsewhere could cut a secret in two, and then nobody would recognise it.
   */
  quote: (text: string) => string;
}

/**
 * One way of looking at a service. `settings` is the only home of its settings: the Slack form, the stored row, the
 * YAML and the type all come from it; its fields are made with fields.ts.
 */
export interface Check<Settings = unknown> {
  /** How people call it: "Web site". */
  label: string;
  settings: z.ZodType<Settings>;
  /** The field that a single word means: `check http https://example.org` sets `url`. */
  target: string;
  /** Used where the monitor sets none. */
  defaults: {
    everyMs: number;
    timeoutMs: number;
    /** Failures in a row until it is believed down, where looking again soon is of no use. */
    failures?: number;
  };
  /** It looks nowhere, but judges what a job or another system tells it: the path of the monitor's own address. */
  hears?: "heartbeat" | "push";
  /** What is looked at, in a few words that are safe to show to engineers (no secrets, no query string). */
  describe(settings: Settings): string;
  /** The host that the work falls on: at most a few probes at once go to one host. Empty where there is none. */
  host(settings: Settings): string;
  /** What a service is called that gets no name, where that is not the host. */
  subject?(settings: Settings): string;
  /** What whoever adds a monitor should know of its looks every so often: what they cost. */
  notice?(settings: Settings, everyMs: number): string;
  /** Further forms in which the values of secret fields travel, to be redacted like those values. */
  secrets?(settings: Settings): string[];
  /** One look. Whatever the target does wrong is a returned result; only a bug of ours throws. */
  probe(settings: Settings, context: ProbeContext): Promise<ProbeResult>;
}

/** Declares a check type; the settings type is inferred from its schema. */
export function defineCheck<Settings>(check: Check<Settings>): Check<Settings> {
  return check;
}
