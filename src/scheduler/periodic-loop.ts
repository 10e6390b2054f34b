import schedule from "node-schedule";
import type { Context } from "../actions/context.ts";
import {
  claimPeriodicWork,
  ensurePeriodicWork,
  finishPeriodicWork,
  preparePartitions,
  retain,
  rollUp,
} from "../actions/upkeep/house-keeping.ts";
import { tidyMail } from "../actions/mail/mail-signup.ts";
import { tidySessions } from "../actions/people/sessions.ts";
import { remindOne } from "../actions/incidents/remind.ts";
import { wakeOne } from "../actions/incidents/snooze-incident.ts";
import { sendOneReport } from "../actions/mail/report-subscriptions.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { type Instant, MINUTE, SECOND } from "../domain/time.ts";
import { MaintenanceWatch } from "./maintenance-watch.ts";
import { oneOfMany } from "./one-of-many.ts";

const TICK_MS = SECOND;
const LEASE_MS = 10 * MINUTE;
/** A run that failed is tried again after this long. */
const RETRY_MS = MINUTE;

interface Work {
  /** When it is next due after an instant. */
  rule: schedule.RecurrenceRule;
  run: (context: Context, finishedAt: Instant | null) => Promise<void>;
}

function rule(
  fields: Partial<Pick<schedule.RecurrenceRule, "hour" | "minute" | "second">>,
): schedule.RecurrenceRule {
  return Object.assign(new schedule.RecurrenceRule(), {
    second: 0,
    tz: "Etc/UTC",
    ...fields,
  });
}

/** What is done now and then by whichever instance comes first; the name is the row's key. */
const works: Record<string, Work> = {
  partitions: { rule: rule({ minute: 37 }), run: preparePartitions },
  rollups: {
    rule: rule({ minute: new schedule.Range(0, 59, 5) }),
    run: rollUp,
  },
  mail: { rule: rule({ minute: 43 }), run: tidyMail },
  sessions: { rule: rule({ minute: 47 }), run: tidySessions },
  retention: { rule: rule({ hour: 3, minute: 17 }), run: retain },
};

/** Maintenance, reminders and house-keeping: rows that fall due, looked for every second. */
export class PeriodicLoop {
  readonly #parts: { context: () => Context; clock: Clock; log: Log };

  constructor(parts: { context: () => Context; clock: Clock; log: Log }) {
    this.#parts = parts;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, context } = this.#parts;
    let isPrepared = false;
    const maintenance = new MaintenanceWatch(this.#parts);
    while (!signal.aborted) {
      await oneOfMany(this.#parts.log, "maintenance", () =>
        maintenance.look(signal),
      );
      await oneOfMany(this.#parts.log, "reminders", async () => {
        while (!signal.aborted && (await remindOne(context())));
      });
      await oneOfMany(this.#parts.log, "snoozes that are over", async () => {
        while (!signal.aborted && (await wakeOne(context())));
      });
      await oneOfMany(this.#parts.log, "reports", async () => {
        while (!signal.aborted && (await sendOneReport(context())));
      });
      await oneOfMany(this.#parts.log, "periodic work", async () => {
        if (!isPrepared)
          await ensurePeriodicWork(context(), Object.keys(works));
        isPrepared = true;
        await this.#runDue();
      });
      await clock.sleep(TICK_MS, signal);
    }
  }

  async #runDue(): Promise<void> {
    for (const { name, finishedAt } of await claimPeriodicWork(
      this.#parts.context(),
      Object.keys(works),
      LEASE_MS,
    )) {
      await this.#runOne(name, finishedAt);
    }
  }

  async #runOne(name: string, finishedAt: Instant | null): Promise<void> {
    const { context, clock, log } = this.#parts;
    const work = works[name];
    if (work === undefined) return;
    const startedAt = clock.now();
    try {
      await work.run(context(), finishedAt);
      const next = work.rule.nextInvocationDate(new Date(startedAt)).getTime();
      await finishPeriodicWork(context(), name, {
        dueAt: next,
        finishedAt: startedAt,
      });
    } catch (error) {
      log.error(
        { err: error, work: name },
        "periodic work failed; it is tried again in a minute",
      );
      await finishPeriodicWork(context(), name, {
        dueAt: clock.now() + RETRY_MS,
        failure: String(error),
      });
    }
  }
}
