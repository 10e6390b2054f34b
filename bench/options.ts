import { parseArgs } from "node:util";

/** How much is measured; what a run used is printed with its figures. */
export interface Options {
  names: string[];
  /** Numbers of monitors that `checks` goes through. */
  monitors: number[];
  everyMs: number;
  /** Rounds of all monitors that are measured, after those that warm up. */
  rounds: number;
  outages: number;
  /** Monitors that are probed in the background of `news`. */
  background: number;
  /** Services that fall together in `storm`, and the readers of the public page who hear of them by mail. */
  storm: number;
  readers: number;
  /** Services on the board of `board`, and the days of rollups behind them. */
  services: number;
  days: number;
  /** Of those, the days whose hours are kept too, in `bot`. */
  hourDays: number;
  /** Services of `bot`, and how many of them are probed meanwhile. */
  many: number;
  probed: number;
  /** Commands typed of each kind in `board`. */
  commands: number;
  /** Hours of results that `disk` stores. */
  hours: number;
  /** Probes of each round of `types`. */
  probes: number;
  markdown: boolean;
  /** Where the program leaves CPU profiles; undefined for none. */
  profile: string | undefined;
}

const flags = {
  monitors: { type: "string", default: "100,1000,5000" },
  every: { type: "string", default: "20" },
  rounds: { type: "string", default: "3" },
  outages: { type: "string", default: "50" },
  background: { type: "string", default: "1000" },
  storm: { type: "string", default: "10000" },
  readers: { type: "string", default: "200" },
  services: { type: "string", default: "5000" },
  days: { type: "string", default: "365" },
  "hour-days": { type: "string", default: "365" },
  many: { type: "string", default: "10000" },
  probed: { type: "string", default: "5000" },
  commands: { type: "string", default: "100" },
  hours: { type: "string", default: "24" },
  probes: { type: "string", default: "300" },
  markdown: { type: "boolean", default: false },
  profile: { type: "string" },
} as const;

/**
 * Reads the command line.
 * @throws Error with words for whoever typed it
 */
export function readOptions(args: string[], known: string[]): Options {
  const { values, positionals } = parseArgs({
    args,
    options: flags,
    allowPositionals: true,
  });
  const unknown = positionals.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(
      `there is no measurement ${unknown.join(", ")}; there are: ${known.join(", ")}`,
    );
  return {
    names: positionals.length > 0 ? positionals : known,
    monitors: values.monitors.split(",").map((n) => count("monitors", n)),
    everyMs: count("every", values.every) * 1_000,
    rounds: count("rounds", values.rounds),
    outages: count("outages", values.outages),
    background: count("background", values.background),
    storm: count("storm", values.storm),
    readers: count("readers", values.readers),
    services: count("services", values.services),
    days: count("days", values.days),
    hourDays: count("hour-days", values["hour-days"]),
    many: count("many", values.many),
    probed: count("probed", values.probed),
    commands: count("commands", values.commands),
    hours: count("hours", values.hours),
    probes: count("probes", values.probes),
    markdown: values.markdown,
    profile: values.profile,
  };
}

function count(flag: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`--${flag} must be a whole number, at least 1`);
  return value;
}
