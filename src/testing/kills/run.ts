// npm run test:faults: kills the program at every place and at random, and counts what was lost or told twice.
//   -- --seed 7      the same lives and deaths again, as far as time allows
//   -- --kills 100   fewer at random; 0 leaves them out
//   -- --minutes 5   no more kills after so long; how many are left out is said
//   -- --within 90   seconds from a kill until all is told, for a machine that others use, too; 45 are promised
//   -- --together   kills at random beside those at places: all of it within 20 minutes on two cores
//   -- --only 'mail .*claim'   of the places those alone whose "way plot place" match
import { parseArgs } from "node:util";
import { globalSetup, globalTeardown } from "../global-setup.ts";
import { allRows, type Cell, successors } from "./cells.ts";
import {
  brokenPromises,
  cellTable,
  kindsInWords,
  randomTable,
  RECOVERED_WITHIN_S,
  slowest,
  timesInWords,
} from "./figures.ts";
import { runLane } from "./lane.ts";
import { killAtRandom, type RandomKills } from "./random.ts";

const KILLS = 1_000;
const SAY_EVERY = 100;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    kills: { type: "string", default: String(KILLS) },
    minutes: { type: "string", default: "Infinity" },
    only: { type: "string", default: "" },
    within: { type: "string", default: String(RECOVERED_WITHIN_S) },
    together: { type: "boolean", default: false },
  },
});
const seed = Number(values.seed);
const began = Date.now();
const until = began + Number(values.minutes) * 60_000;

await globalSetup();
try {
  const atPlaces = everyPlace(new RegExp(values.only));
  if (!values.together) await atPlaces;
  const random = atRandom(Number(values.kills));
  report(...(await Promise.all([atPlaces, random])));
} finally {
  await globalTeardown();
}

/** Both lanes side by side: while one waits, the other works. */
async function everyPlace(only: RegExp): Promise<Cell[]> {
  const rows = allRows(({ way, plot, place }) =>
    only.test(`${way} ${plot} ${place.name}`),
  );
  if (rows.length === 0) return [];
  const wanted = rows.flatMap(({ kinds }) => kinds).length * successors.length;
  let count = 0;
  const over = (): void => {
    count += 1;
    if (count % SAY_EVERY === 0) say(`${count} kills at places are over`);
  };
  const lanes = await Promise.all(
    successors.map((successor) => runLane({ successor, rows, over, until })),
  );
  const cells = lanes.flat();
  sayLeftOut(wanted - cells.length, "at places");
  return cells;
}

async function atRandom(kills: number): Promise<RandomKills | undefined> {
  if (kills === 0) return undefined;
  const over = (killed: number): void => {
    if (killed % SAY_EVERY === 0) say(`${killed} kills at random are over`);
  };
  const random = await killAtRandom({ kills, seed, over, until });
  sayLeftOut(kills - random.kills, "at random");
  return random;
}

function sayLeftOut(kills: number, where: string): void {
  if (kills > 0) say(`the time is over: ${kills} kills ${where} are left out`);
}

function report(cells: readonly Cell[], random: RandomKills | undefined): void {
  const times = cells.flatMap(({ recoveredMs }) => recoveredMs ?? []);
  if (cells.length > 0) {
    say(`\n${cellTable(cells)}`);
    for (const cell of slowest(cells)) say(`slow: ${cell}`);
    say(
      `${cells.length} kills at places (${kindsInWords(cells)}): ${timesInWords(times)}`,
    );
  }
  if (random !== undefined) {
    say(`\n${randomTable(random)}`);
    for (const words of random.slow) say(`slow: ${words}`);
    say(
      `${random.kills} kills at random (seed ${seed}), ${random.recoveredMs.length} messages were held up: ${timesInWords(random.recoveredMs)}`,
    );
  }
  const broken = brokenPromises(cells, random, Number(values.within) * 1_000);
  for (const promise of broken) say(`broken: ${promise}`);
  const minutes = ((Date.now() - began) / 60_000).toFixed(1);
  say(
    `${broken.length === 0 ? "nothing lost, nothing told twice" : `${broken.length} promises BROKEN`}, in ${minutes} min`,
  );
  process.exitCode = broken.length === 0 ? 0 : 1;
}
