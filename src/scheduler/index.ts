import type { Context } from "../actions/context.ts";
import type { Channel } from "../announcer/channel.ts";
import type { FollowingClock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import type { SmsLine } from "../checks/sms/line.ts";
import type { Condition } from "../domain/condition.ts";
import { type Instant, MINUTE, SECOND } from "../domain/time.ts";
import type { Connector } from "../net/connector.ts";
import { AnswerCounts } from "./answer-counts.ts";
import { Deadman } from "./deadman.ts";
import { DeliverLoop } from "./deliver-loop.ts";
import { OwnLine } from "./own-line.ts";
import { OwnWatch, type OwnWatchParts } from "./own-watch.ts";
import { Pager, type PagerParts } from "./pager.ts";
import { PeriodicLoop } from "./periodic-loop.ts";
import { ProbeLoop } from "./probe-loop.ts";
import { Prober } from "./prober.ts";
import { ResultWriter } from "./result-writer.ts";
import { StallWatch } from "./stall-watch.ts";
import { type Witness, Witnesses } from "./witnesses.ts";

export interface SchedulerOptions {
  roles: ReadonlySet<string>;
  context: () => Context;
  clock: FollowingClock;
  log: Log;
  connector: Connector;
  /** Our telephone number; null where none is set. */
  sms: SmsLine | null;
  /** What calling people needs besides. */
  paging: Pick<PagerParts, "phone" | "isTold" | "operators" | "person">;
  witnesses: readonly Witness[];
  channels: Record<string, Channel>;
  tellOperators: (text: string) => Promise<void>;
  /** Called while all is on time; not set: nobody waits for it. */
  deadmanUrl?: string | undefined;
  /** How the operators are told where Slack fails. */
  alarm: OwnWatchParts["alarm"];
  /** Calls back when there is something new to tell, until the signal fires. */
  listen: (heard: () => void, signal: AbortSignal) => Promise<void>;
}

export type LoopCondition = Pick<
  Condition,
  "probes" | "answers" | "claimedAt" | "deliveredAt" | "witnesses"
>;

export interface Scheduler {
  /** What must be on time for the program to do its job. */
  vitals: { name: string; problem: () => string | undefined }[];
  figures(): Record<string, unknown>;
  /** What the loops say of themselves. */
  condition(): LoopCondition;
  /** Lets what is under way finish, and gives the rest back. */
  stop(): Promise<void>;
}

/** A loop that did not come round for so long is late. */
const LATE_MS = 15 * SECOND;

/** Starts the loops that the roles name: probing with its house-keeping, and delivering. */
export function startScheduler(options: SchedulerOptions): Scheduler {
  const { roles } = options;
  const probing = roles.has("probe") ? startProbing(options) : undefined;
  const delivering = roles.has("deliver")
    ? startDelivering(options)
    : undefined;
  const parts = [probing, delivering].filter((part) => part !== undefined);
  const ending = new AbortController();
  const watching =
    parts.length === 0 ? [] : startWatching(options, ending.signal);
  return {
    vitals: parts.flatMap(({ vital }) => vital),
    figures: () =>
      Object.assign({}, ...parts.map(({ figures }) => figures())) as Record<
        string,
        unknown
      >,
    condition: () => ({
      probes: null,
      claimedAt: null,
      deliveredAt: null,
      witnesses: null,
      ...probing?.condition(),
      ...delivering?.condition(),
    }),
    async stop() {
      ending.abort();
      await Promise.all(watching);
      // Deliveries go on while the last probes end: what those find may still be told.
      await probing?.stop();
      await delivering?.stop();
    },
  };
}

/** What looks after the program itself. */
function startWatching(
  { context, clock, log, alarm, connector, deadmanUrl }: SchedulerOptions,
  signal: AbortSignal,
): Promise<void>[] {
  const parts = { context, clock, log };
  return [
    new OwnWatch({ ...parts, alarm }).run(signal),
    ...(deadmanUrl === undefined
      ? []
      : [new Deadman({ ...parts, connector, url: deadmanUrl }).run(signal)]),
  ];
}

interface Part {
  vital: Scheduler["vitals"][number] | Scheduler["vitals"];
  figures: () => Record<string, unknown>;
  condition: () => Partial<LoopCondition>;
  stop(): Promise<void>;
}

function startProbing(options: SchedulerOptions): Part {
  const { context, clock, log, connector, sms, witnesses, tellOperators } =
    options;
  const ending = new AbortController();
  const writing = new AbortController();
  const writer = new ResultWriter(context, clock, log);
  const stalls = new StallWatch(clock);
  const line = new OwnLine(tellOperators, log);
  const answers = new AnswerCounts();
  const heeded = new Witnesses(witnesses, connector, clock);
  const prober = new Prober({
    context,
    clock,
    log,
    connector,
    sms,
    writer,
    answers,
    witnesses: heeded,
    stalls,
    lineChanged: (works) => line.saw(works),
    wakeFor: (dueAt) => loop.wakeFor(dueAt),
  });
  const loop: ProbeLoop = new ProbeLoop({
    context,
    clock,
    log,
    prober,
    follow: (databaseNow) => clock.follow(databaseNow),
  });
  const running = [
    loop.run(ending.signal),
    stalls.run(ending.signal),
    new PeriodicLoop({ context, clock, log }).run(ending.signal),
  ];
  const written = writer.run(writing.signal);
  return {
    vital: {
      name: "probe loop",
      problem: () => lateness(loop.claimedAt, clock.now()),
    },
    figures: () => ({ probing: loop.lateness.summary(clock.now()) }),
    condition() {
      const { lately, p50Ms, p99Ms } = loop.lateness.summary(clock.now());
      const late =
        lately === 0 ? { p50Ms: null, p99Ms: null } : { p50Ms, p99Ms };
      return {
        probes: { ...late, count: lately },
        answers: answers.all(),
        claimedAt: loop.claimedAt ?? null,
        witnesses: heeded.last ?? null,
      };
    },
    async stop() {
      ending.abort();
      await Promise.all(running);
      writing.abort();
      await written;
      await writer.flush();
    },
  };
}

function startDelivering({
  context,
  clock,
  log,
  channels,
  paging,
  listen,
}: SchedulerOptions): Part {
  const ending = new AbortController();
  const loop = new DeliverLoop({
    context,
    clock,
    log,
    channels,
    operators: paging.operators,
  });
  const pager = new Pager({ context, clock, log, ...paging });
  const running = [
    loop.run(ending.signal),
    pager.run(ending.signal),
    listen(() => loop.wake(), ending.signal),
  ];
  return {
    vital: [
      {
        name: "deliver loop",
        problem: () => lateness(loop.lookedAt, clock.now()),
      },
      {
        name: "pager",
        problem: () => lateness(pager.lookedAt, clock.now()),
      },
    ],
    figures: () => ({}),
    condition: () => ({ deliveredAt: loop.lookedAt ?? null }),
    async stop() {
      ending.abort();
      await Promise.all(running);
    },
  };
}

function lateness(last: Instant | undefined, now: Instant): string | undefined {
  if (last === undefined) return "has not come round yet";
  return now - last > LATE_MS
    ? `last came round ${Math.round((now - last) / MINUTE)} min ago`
    : undefined;
}
