import { showOverall, showStanding } from "../actions/inside/home.ts";
import { type Context, system } from "../actions/context.ts";
import { showSubscriptions } from "../actions/audience/subscriptions.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { type Instant, MINUTE, SECOND } from "../domain/time.ts";
import { type Dashboard, type HomeView, homeView } from "./views/home.ts";

/** Who has not opened the tab for so long is not looking any more. */
const LOOKING_MS = 10 * MINUTE;
/** How soon a change is seen. */
const TICK_MS = 5 * SECOND;
/** With the ticks, 72 a minute: Slack takes about a hundred. */
const MOST_PER_TICK = 6;
/** Figures of all services are read anew after this long. */
const OVERALL_MS = 5 * MINUTE;

export interface HomeParts {
  context: (actor: typeof system) => Context;
  /** Shows a person their view; where Slack asks for patience, for how long. */
  publish: (userId: string, view: HomeView) => Promise<Published>;
  clock: Clock;
  log: Log;
}

export type Published =
  { ok: true } | { ok: false; leaveAloneMs: number } | { ok: false };

interface Viewer {
  openedAt: Instant;
  /** What they were shown, without its time; undefined until they were. */
  shown: string | undefined;
}

/**
 * The home tabs of those who look: shown when they are opened, and again when something changed, for as long as somebody
 * may still be looking. Each instance keeps those who opened theirs through it.
 */
export class Home {
  readonly #parts: HomeParts;
  readonly #viewers = new Map<string, Viewer>();
  #overall: { readAt: Instant; value: Dashboard["overall"] } | undefined;
  #quietUntil: Instant = 0;

  constructor(parts: HomeParts) {
    this.#parts = parts;
  }

  /** Somebody opened their tab, or wants to see it anew. */
  async open(userId: string): Promise<void> {
    const viewer = { openedAt: this.#parts.clock.now(), shown: undefined };
    this.#viewers.set(userId, viewer);
    await this.#show(userId, viewer, await this.#dashboard());
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#parts;
    while (!signal.aborted) {
      await clock.sleep(TICK_MS, signal);
      if (signal.aborted) return;
      try {
        await this.keepCurrent();
      } catch (error) {
        log.warn({ err: error }, "home tabs could not be brought up to date");
      }
    }
  }

  /** Shows it again to those who look at something that is not so any more, the longest waiting first. */
  async keepCurrent(): Promise<void> {
    const { clock } = this.#parts;
    this.#forget();
    if (this.#viewers.size === 0 || clock.now() < this.#quietUntil) return;
    const dashboard = await this.#dashboard();
    const current = JSON.stringify(dashboard);
    const outdated = [...this.#viewers].filter(
      ([, { shown }]) => shown !== current,
    );
    for (const [userId, viewer] of outdated.slice(0, MOST_PER_TICK)) {
      if (clock.now() < this.#quietUntil) return;
      // Whoever opened the tab anew meanwhile sees what is newer.
      if (this.#viewers.get(userId) !== viewer) continue;
      await this.#show(userId, viewer, dashboard);
      this.#toTheEnd(userId, viewer);
    }
  }

  #toTheEnd(userId: string, viewer: Viewer): void {
    if (this.#viewers.get(userId) !== viewer) return;
    this.#viewers.delete(userId);
    this.#viewers.set(userId, viewer);
  }

  #forget(): void {
    const now = this.#parts.clock.now();
    for (const [userId, { openedAt }] of this.#viewers)
      if (now - openedAt >= LOOKING_MS) this.#viewers.delete(userId);
  }

  async #show(
    userId: string,
    viewer: Viewer,
    dashboard: Dashboard,
  ): Promise<void> {
    const { context, clock, publish } = this.#parts;
    const subscriptions = await showSubscriptions(context(system), [userId]);
    const view = homeView(dashboard, subscriptions, clock.now());
    const published = await publish(userId, view);
    if (published.ok) viewer.shown = JSON.stringify(dashboard);
    else if ("leaveAloneMs" in published)
      this.#quietUntil = clock.now() + published.leaveAloneMs;
    else if (this.#viewers.get(userId) === viewer) this.#viewers.delete(userId);
  }

  async #dashboard(): Promise<Dashboard> {
    const { context, clock } = this.#parts;
    const standing = await showStanding(context(system));
    const now = clock.now();
    if (this.#overall === undefined || now - this.#overall.readAt >= OVERALL_MS)
      this.#overall = {
        readAt: now,
        value: await showOverall(context(system)),
      };
    return { ...standing, overall: this.#overall.value };
  }
}
