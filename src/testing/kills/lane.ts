import { systemClock } from "../../base/clock.ts";
import type { Program } from "../program.ts";
import { allRows, type Cell, type Row, type Successor } from "./cells.ts";
import type { Heard } from "./ears.ts";
import { Ends } from "./ends.ts";
import type { Kind } from "./places.ts";
import { figures, PATIENCE_MS, Story } from "./story.ts";
import { Town } from "./town.ts";

const DIES_WITHIN_MS = 60_000;
const LOOK_MS = 200;
/** Longer than a look takes that is not in vain. */
const LOOK_AGAIN_MS = 5_000;
/** Less than the lease of whoever died with an SMS, by what another death takes. */
const HIT_AGAIN_WITHIN_MS = 10_000;

/** A story, and at which of its kinds the program is still to die. */
interface Scene {
  row: Row;
  story: Story;
  left: Kind[];
  cells: Cell[];
  /** The cell that has not recovered yet. */
  open: Open | undefined;
}

interface Open {
  cell: Cell;
  /** The last kill that it was in the hands of. */
  killedAt: number;
  /** See Story.hold(). */
  held: string | undefined;
}

export interface LaneOptions {
  successor: Successor;
  rows?: Row[];
  /** Nothing is begun any more then (ms since 1970). */
  until?: number;
  /** Called with each cell that is over. */
  over?: (cell: Cell) => void;
}

/** Kills the program once in every cell, one after the other; while one recovers, the next is under way. */
export async function runLane({
  successor,
  rows = allRows(),
  until = Infinity,
  over = () => undefined,
}: LaneOptions): Promise<Cell[]> {
  const ends = new Ends();
  try {
    const town = await Town.build(ends);
    const scenes: Scene[] = [];
    for (const [index, row] of rows.entries()) {
      const marker = `Cell${String(index + 1).padStart(3, "0")}`;
      const story = await Story.begin(town, { ...row, marker });
      const left = [...row.kinds];
      scenes.push({ row, story, left, cells: [], open: undefined });
    }
    const survivor = successor === "another" ? town.instance(ends) : undefined;
    await survivor?.ready();
    const parts = { town, scenes, survivor, successor, over, until, ends };
    const lane = new Lane(parts);
    return await lane.run();
  } finally {
    await ends.end();
  }
}

interface LaneParts extends Required<Omit<LaneOptions, "rows">> {
  town: Town;
  scenes: Scene[];
  survivor: Program | undefined;
  ends: Ends;
}

class Lane {
  readonly #parts: LaneParts;
  /** Of a lane without a survivor: what goes on while there is nobody to kill. */
  #keeper: Program | undefined;

  constructor(parts: LaneParts) {
    this.#parts = parts;
  }

  async run(): Promise<Cell[]> {
    const { scenes, town, ends, survivor, until } = this.#parts;
    const isLeft = ({ left, open }: Scene): boolean =>
      open !== undefined || (left.length > 0 && Date.now() < until);
    while (scenes.some(isLeft)) {
      const all = await town.ears.all();
      for (const scene of scenes) await this.#look(scene, all);
      const scene = await this.#nextOf(scenes, all);
      if (scene !== undefined) await this.#kill(scene);
      else {
        if (survivor === undefined)
          this.#keeper ??= await town.instance(ends).ready();
        await systemClock.sleep(LOOK_MS);
      }
    }
    const all = await town.ears.all();
    for (const scene of scenes) count(scene, all);
    return scenes.flatMap(({ cells }) => cells);
  }

  /** A scene that is at rest, with something left to try. */
  async #nextOf(
    scenes: readonly Scene[],
    all: readonly Heard[],
  ): Promise<Scene | undefined> {
    if (Date.now() >= this.#parts.until) return undefined;
    if (scenes.some(mayNotBeHitAgain)) return undefined;
    for (const scene of scenes)
      if (
        scene.left.length > 0 &&
        scene.open === undefined &&
        (await scene.story.isSettled(all))
      )
        return scene;
    return undefined;
  }

  async #kill(scene: Scene): Promise<void> {
    const { survivor, successor } = this.#parts;
    const { row, story, left, cells } = scene;
    const kind = left.shift();
    if (kind === undefined) return;
    const cell: Cell = {
      way: row.way,
      kind,
      place: row.place,
      successor,
      problem: undefined,
      lost: 0,
      doubled: 0,
      repeats: 0,
      decided: 0,
      recoveredMs: undefined,
    };
    cells.push(cell);
    const victim = await this.#victim(scene);
    // Whoever is to go on must not be the one that does it in the first place.
    survivor?.signal("SIGSTOP");
    await story.happens(kind);
    let killedAt = await this.#death(victim, scene, cell);
    const { deaths = 1 } = "on" in row.place ? row.place : {};
    for (let died = 1; died < deaths; died++)
      killedAt = await this.#death(await this.#victim(scene), scene, cell);
    survivor?.signal("SIGCONT");
    scene.open = { cell, killedAt, held: await story.hold() };
  }

  /** Waits until the victim has died at the scene's place; when that was. */
  async #death(victim: Program, { story }: Scene, cell: Cell): Promise<number> {
    const { town } = this.#parts;
    const hasDied = await dies(victim, story);
    const killedAt = Date.now();
    if (!hasDied)
      cell.problem = `it did not die there: ${await story.account(await town.ears.all())}\n${victim.said()}`;
    await victim.kill();
    for (const wire of town.wires) wire.clear();
    await this.#interrupt(killedAt);
    return killedAt;
  }

  /** Who was about to recover something else has died with this: that is not over before another wait. */
  async #interrupt(killedAt: number): Promise<void> {
    for (const { open, story } of this.#parts.scenes) {
      if (open === undefined) continue;
      const held = await story.hold();
      if (held !== undefined && held !== open.held)
        Object.assign(open, { killedAt, held });
    }
  }

  /** An instance that will die at the scene's place. */
  async #victim({ row: { place }, story }: Scene): Promise<Program> {
    const { town, ends } = this.#parts;
    await this.#keeper?.kill();
    this.#keeper = undefined;
    const victim = town.instance(ends, {
      onWires: true,
      ...("at" in place ? { crashAt: `${place.at}:1:${story.marker}` } : {}),
    });
    await victim.ready();
    if ("on" in place)
      for (const wire of town.wires)
        wire.set({
          moment: place.on,
          marker: story.marker,
          spring: () => victim.signal("SIGKILL"),
        });
    return victim;
  }

  /** Closes the scene's cell where it has recovered, or never will. */
  async #look(scene: Scene, all: readonly Heard[]): Promise<void> {
    const { open, story } = scene;
    if (open === undefined) return;
    const { cell, killedAt } = open;
    if (await story.isSettled(all))
      cell.recoveredMs = await story.heldUpMs(all, killedAt);
    else if (Date.now() - killedAt > PATIENCE_MS) {
      cell.problem ??= `it never came to rest: ${await story.account(all)}`;
      scene.left.length = 0;
    } else {
      await story.decide(all);
      return story.lookAgain();
    }
    scene.open = undefined;
    count(scene, all);
    this.#parts.over(cell);
  }
}

/** What two deaths hold up is late, and calls the next person: that is as it should be, but not what is tried here. */
function mayNotBeHitAgain({ row, open }: Scene): boolean {
  return (
    row.way === "sms" &&
    open !== undefined &&
    Date.now() - open.killedAt > HIT_AGAIN_WITHIN_MS
  );
}

/** What is wrong by now and was not before is the last cell's. */
function count({ story, cells }: Scene, all: readonly Heard[]): void {
  const last = cells.at(-1);
  if (last === undefined) return;
  const judged = story.judged(all);
  for (const figure of figures)
    last[figure] =
      judged[figure] -
      cells.slice(0, -1).reduce((total, cell) => total + cell[figure], 0);
}

async function dies(victim: Program, story: Story): Promise<boolean> {
  const giveUpAt = Date.now() + DIES_WITHIN_MS;
  while (Date.now() < giveUpAt) {
    if (await endsWithin(victim, LOOK_AGAIN_MS)) return true;
    await story.lookAgain();
  }
  return false;
}

async function endsWithin(victim: Program, ms: number): Promise<boolean> {
  const timeout = AbortSignal.timeout(ms);
  return Promise.race([
    victim.ended.then(() => true),
    new Promise<false>((resolve) =>
      timeout.addEventListener("abort", () => resolve(false)),
    ),
  ]);
}
