import type * as z from "zod";
import type { ProbeResult } from "../domain/result.ts";
import type { Instant } from "../domain/time.ts";
import type { Connector } from "../net/connector.ts";

/** What the caller lends to one probe. */
export interface ProbeContext {
  /** Ends the probe: the monitor's timeout, or the program's shutdown. */
  signal: AbortSignal;
  /** The clock of the results, in milliseconds since 1970. */
  now: () => Instant;
  /** The only way out: it decides which addresses may be reached. */
  connector: Connector;
}

/**
 * One way of looking at a service. `settings` is the only home of its settings: the Slack form, the stored row, the
 * YAML and the type all come from it; a secret field is marked with `secretText()`.
 */
export interface Check<Settings = unknown> {
  /** How people call it: "Web site". */
  label: string;
  settings: z.ZodType<Settings>;
  /** Used where the monitor sets none. */
  defaults: { everyMs: number; timeoutMs: number };
  /** What is looked at, in a few words that are safe to show to engineers (no secrets, no query string). */
  describe: (settings: Settings) => string;
  /** The host that the work falls on: at most a few probes at once go to one host. Empty where there is none. */
  host: (settings: Settings) => string;
  /** One look. Whatever the target does wrong is a returned result; only a bug of ours throws. */
  probe: (settings: Settings, context: ProbeContext) => Promise<ProbeResult>;
}

/** Declares a check type; the settings type is inferred from its schema. */
export function defineCheck<Settings>(check: Check<Settings>): Check<Settings> {
  return check;
}
