import { systemClock } from "../../base/clock.ts";
import type { Program } from "../program.ts";
import { Dice } from "./dice.ts";
import type { Heard } from "./ears.ts";
import { Ends } from "./ends.ts";
import { isSlow, seconds } from "./figures.ts";
import { type WayOut, ways } from "./places.ts";
import { figures, PATIENCE_MS, Story } from "./story.ts";
import { Town } from "./town.ts";

const INSTANCES = 2;
/** Of each way so many services, each going down and coming back all the time. */
const STORIES_EACH = 6;
/**
 * Of ten lives so many end while the instance starts; the others at most so long after they are on watch, or as long as that
 * took: where starting takes long, so does everything, and of those who never live to tell anything nothing could be learnt.
 */
const ENDING_EARLY = 0.3;
const START_MS = 900;
const LONGEST_WATCH_MS = 2_000;
/** X takes 100 posts in 15 minutes from an account: however fast all is told, no service goes down or comes back more often. */
const EVENT_EVERY_MS = 10_000;
const LOOK_MS = 250;

/** What came of all the kills, for one way of telling. */
export interface Tally {
  way: WayOut;
  messages: number;
  lost: number;
  doubled: number;
  repeats: number;
  decided: number;
}

export interface RandomKills {
  kills: number;
  tallies: Tally[];
  /** Of everything that a kill held up: from the last kill that it was in the hands of. */
  recoveredMs: number[];
  /** What took longer than is promised, in words. */
  slow: string[];
  /** What else is not as it should be, in words. */
  problems: string[];
}

export interface RandomOptions {
  kills: number;
  seed: number;
  /** Called with how many were killed, after each. */
  over?: (killed: number) => void;
  /** Nobody is killed any more then (ms since 1970). */
  until?: number;
}

/** Two instances are killed again and again, at any moment, also while they start; all the while services come and go. */
export async function killAtRandom(
  options: RandomOptions,
): Promise<RandomKills> {
  const ends = new Ends();
  try {
    const town = await Town.build(ends);
    const chaos = new Chaos(town, ends, await storiesIn(town));
    await chaos.run(options);
    return await chaos.outcome();
  } finally {
    await ends.end();
  }
}

async function storiesIn(town: Town): Promise<Told[]> {
  const stories: Told[] = [];
  for (const way of ways)
    for (let each = 0; each < STORIES_EACH; each++) {
      const marker = `Rand${String(stories.length + 1).padStart(3, "0")}`;
      const about = { way, plot: "outage" as const, marker, people: 1 };
      const story = await Story.begin(town, about);
      stories.push({
        story,
        isDown: false,
        since: 0,
        nextAt: 0,
        held: undefined,
      });
    }
  return stories;
}

/** A service, and what is waited for. */
interface Told {
  story: Story;
  isDown: boolean;
  /** When the last thing happened, or the last kill that had it in hand; 0 where all is told. */
  since: number;
  /** When the next thing may happen. */
  nextAt: number;
  held: string | undefined;
}

class Chaos {
  readonly #town: Town;
  readonly #ends: Ends;
  readonly #stories: Told[];
  readonly #recoveredMs: number[] = [];
  readonly #slow: string[] = [];
  readonly #problems: string[] = [];
  #killed = 0;
  /** From when on nobody is killed any more. */
  #endingAt: number | undefined;

  constructor(town: Town, ends: Ends, stories: Told[]) {
    this.#town = town;
    this.#ends = ends;
    this.#stories = stories;
  }

  async run({
    kills,
    seed,
    over = () => undefined,
    until = Infinity,
  }: RandomOptions): Promise<void> {
    const happening = this.#happen();
    await Promise.all(
      Array.from({ length: INSTANCES }, async (_, index) => {
        const dice = new Dice(seed + index);
        while (this.#killed < kills && Date.now() < until) {
          await this.#liveAndDie(dice);
          over(this.#killed);
        }
      }),
    );
    for (let each = 0; each < INSTANCES; each++)
      await this.#town.instance(this.#ends).ready();
    this.#endingAt = Date.now();
    await happening;
  }

  async #liveAndDie(dice: Dice): Promise<void> {
    const instance = this.#town.instance(this.#ends);
    const isEarly = dice.next() < ENDING_EARLY;
    const share = dice.next();
    const longestMs = isEarly
      ? START_MS
      : Math.max(LONGEST_WATCH_MS, await this.#startMs(instance));
    await systemClock.sleep(share * longestMs);
    await instance.kill();
    this.#killed += 1;
    await this.#interrupt(Date.now());
  }

  /** Waits until it is on watch, and tells how long that took. */
  async #startMs(instance: Program): Promise<number> {
    const began = performance.now();
    await instance.ready().catch((error: unknown) => {
      this.#problems.push(String(error));
    });
    return performance.now() - began;
  }

  /** Whatever was in hand at this kill waits from now on. */
  async #interrupt(at: number): Promise<void> {
    for (const told of this.#stories) {
      if (told.since === 0) continue;
      const held = await told.story.hold();
      if (held !== undefined && held !== told.held)
        Object.assign(told, { since: at, held });
    }
  }

  /** Services go down, and come back when that is told, until the end; then until all is told. */
  async #happen(): Promise<void> {
    for (;;) {
      const all = await this.#town.ears.all();
      for (const told of this.#stories) {
        if (told.since !== 0 && !(await this.#isTold(told, all))) continue;
        if (this.#endingAt === undefined && Date.now() >= told.nextAt)
          await this.#next(told);
      }
      const isEnding = this.#endingAt !== undefined;
      if (isEnding && this.#stories.every(({ since }) => since === 0)) return;
      await systemClock.sleep(LOOK_MS);
    }
  }

  async #next(told: Told): Promise<void> {
    await told.story.isRested();
    await told.story.happens(told.isDown ? "recovery" : "down");
    told.isDown = !told.isDown;
    told.since = Date.now();
    told.nextAt = told.since + EVENT_EVERY_MS;
    told.held = undefined;
  }

  async #isTold(told: Told, all: readonly Heard[]): Promise<boolean> {
    const { story, since, held } = told;
    if (await story.isSettled(all)) {
      if (held !== undefined) await this.#recovered(told, all);
    } else if (this.#isHopeless(since))
      this.#problems.push(
        `${story.marker} (${story.way}) was not at rest after ${PATIENCE_MS / 1_000} s without a kill: ${await story.account(all)}`,
      );
    else {
      await story.decide(all);
      await story.lookAgain();
      return false;
    }
    told.since = 0;
    return true;
  }

  /** While kills go on, nobody may live long enough to tell it; that is late, and not lost. */
  #isHopeless(since: number): boolean {
    return (
      this.#endingAt !== undefined &&
      Date.now() - Math.max(since, this.#endingAt) > PATIENCE_MS
    );
  }

  async #recovered(
    { story, since }: Told,
    all: readonly Heard[],
  ): Promise<void> {
    const ms = await story.heldUpMs(all, since);
    this.#recoveredMs.push(ms);
    if (isSlow(ms))
      this.#slow.push(
        `${story.marker} (${story.way}), at random: ${seconds(ms)} s, ${await story.account(all)}`,
      );
  }

  async outcome(): Promise<RandomKills> {
    const all = await this.#town.ears.all();
    for (const { story } of this.#stories) {
      const left = await story.left();
      if (left.length > 0)
        this.#problems.push(`left in the end: ${JSON.stringify(left)}`);
    }
    return {
      kills: this.#killed,
      tallies: ways.map((way) => tallyOf(way, this.#stories, all)),
      recoveredMs: this.#recoveredMs,
      slow: this.#slow,
      problems: this.#problems,
    };
  }
}

function tallyOf(
  way: WayOut,
  stories: readonly Told[],
  all: readonly Heard[],
): Tally {
  const tally = {
    way,
    messages: 0,
    lost: 0,
    doubled: 0,
    repeats: 0,
    decided: 0,
  };
  for (const { story } of stories) {
    if (story.way !== way) continue;
    const judged = story.judged(all);
    tally.messages += judged.messages.length;
    for (const figure of figures) tally[figure] += judged[figure];
  }
  return tally;
}
