import { setTimeout as sleep } from "node:timers/promises";
import type { Seen } from "../src/sandbox/slack/client.ts";
import { grouped, percentile, spread } from "./figures.ts";
import type { Bench, Measurement } from "./measurement.ts";
import { Database } from "./world/database.ts";
import { forMakingData } from "./world/database-server.ts";
import {
  addMonitors,
  copyMonitors,
  makeNamespace,
  serviceName,
} from "./world/monitors.ts";
import { Program } from "./world/program.ts";
import { CHANNEL, Sandbox, USER } from "./world/sandbox.ts";
import { Targets } from "./world/targets.ts";
import { makeEarlierDays, makeIncidents, makeRollups } from "./world/year.ts";

const WARM_UP_ROUNDS = 2;
/** Between two questions. */
const PAUSE_MS = 200;
/** They are in the tables, and nobody looks at them during the run. */
const NEVER_MS = 7 * 86_400_000;
/** The others are copies of these; as many as the targets have hosts. */
const ADDED_BY_THE_VERB = 50;
const INCIDENTS_PER_SERVICE = 10;

/** How long somebody waits for what the bot answers, with many services and a year behind them. */
export const bot: Measurement = async (bench) => {
  const { many, probed, days, hourDays, everyMs, commands } = bench.options;
  await using targets = await Targets.start();
  await using database = await Database.create(bench.server);
  const past = await furnish(bench, database, targets);
  await using sandbox = await Sandbox.start();
  await using program = await Program.start({
    database,
    sandbox,
    targets,
    profile: bench.options.profile,
    say: bench.say,
  });
  bench.say(`bot: ${commands} of each kind to process ${program.pid}`);
  await sleep(WARM_UP_ROUNDS * everyMs);
  const rows: string[][] = [];
  for (const [name, ask] of Object.entries(questions(sandbox, many))) {
    bench.say(`bot: ${name}`);
    const { answers, acknowledgements } = await times(sandbox, commands, ask);
    rows.push([
      name,
      spread(answers),
      `${percentile(acknowledgements, 0.99).toFixed(0)} / ${percentile(acknowledgements, 1).toFixed(0)}`,
    ]);
  }
  return {
    title: "Bot",
    how: `${grouped(many)} services, ${grouped(probed)} of them probed every ${everyMs / 1_000} s meanwhile; behind them ${days} days of daily rollups, ${hourDays} days of hourly ones (${grouped(past.hours)} rows) and ${grouped(past.incidents)} incidents. ${grouped(commands)} of each kind. From what somebody does in the sandbox's Slack until the answer is seen there, over the wire; acknowledged is when Slack has our word that it arrived.`,
    head: [
      "asked",
      "answered, ms p50 / p99 / max",
      "acknowledged, ms p99 / max",
    ],
    rows,
  };
};

async function furnish(
  { options, server, say }: Bench,
  database: Database,
  targets: Targets,
): Promise<{ hours: number; incidents: number }> {
  const { many, probed, days, hourDays, everyMs } = options;
  const isFast = await server.restart(forMakingData);
  await makeNamespace(database);
  say(`bot: adding ${many} services`);
  const first = Math.min(ADDED_BY_THE_VERB, probed);
  await addMonitors(database, targets, { from: 0, to: first, everyMs });
  await copyMonitors(database, { from: first, to: probed, everyMs });
  await copyMonitors(database, { from: probed, to: many, everyMs: NEVER_MS });
  const hours = await makeRollups(database, hourDays, say);
  if (days > hourDays) await makeEarlierDays(database, days);
  const incidents = await makeIncidents(database, {
    days,
    perService: INCIDENTS_PER_SERVICE,
  });
  if (isFast) await server.restart({});
  return { hours, incidents };
}

/** Asks once; `turn` counts from 0. Resolves when the answer is seen, and throws where there is none. */
type Question = (turn: number) => Promise<void>;

/** What people ask most, by the name under which it stands in the table. */
function questions(
  sandbox: Sandbox,
  services: number,
): Record<string, Question> {
  const { slack } = sandbox;
  const who = { user: USER, channel: CHANNEL.id };
  const some = (turn: number): string => serviceName((turn * 7_919) % services);
  const type = (text: string) => slack.type({ ...who, text });
  const typed =
    (text: (turn: number) => string): Question =>
    async (turn) => {
      answered(await type(text(turn)), text(turn));
    };
  return {
    "board: `/allswell`": typed(() => "/allswell"),
    "one service: `/allswell Service 7`": typed(
      (turn) => `/allswell ${some(turn)}`,
    ),
    "history: `incidents`": typed(() => "/allswell incidents"),
    "history of a service: `incidents Service 7`": typed(
      (turn) => `/allswell incidents ${some(turn)}`,
    ),
    "graph of a day: `graph Service 7`": typed(
      (turn) => `/allswell graph ${some(turn)}`,
    ),
    "graph of three months: `graph Service 7 90d`": typed(
      (turn) => `/allswell graph ${some(turn)} 90d`,
    ),
    "choices while typing": suggestions(sandbox, some),
    "home tab": async () => {
      const { home } = await slack.home({ user: USER });
      if (home === null) throw new Error("no home tab");
    },
    "doctor: `doctor`": typed(() => "/allswell doctor"),
  };
}

/** A menu that looks names up with each letter; it is opened once. */
function suggestions(
  { slack }: Sandbox,
  some: (turn: number) => string,
): Question {
  let place: Promise<{ channel: string; ts: string }> | undefined;
  return async (turn) => {
    place ??= slack
      .type({ user: USER, channel: CHANNEL.id, text: "/allswell check" })
      .then((seen) => answered(seen, "check"));
    const offer = await slack.options({
      user: USER,
      ...(await place),
      action_id: "pick:check",
      value: some(turn).slice(0, "Service 1".length + (turn % 4)),
    });
    if (offer.options.length === 0) throw new Error("nothing was offered");
  };
}

function answered(
  { ephemerals, outcome }: Seen,
  asked: string,
): { channel: string; ts: string } {
  const answer = ephemerals.at(-1);
  if (answer === undefined)
    throw new Error(`no answer to ${asked}: ${outcome}`);
  return { channel: String(answer["channel"]), ts: String(answer["ts"]) };
}

async function times(
  { slack }: Sandbox,
  count: number,
  ask: Question,
): Promise<{ answers: number[]; acknowledgements: number[] }> {
  await ask(count); // opens what is opened once
  const after = await slack.last();
  const answers: number[] = [];
  for (let turn = 0; turn < count; turn++) {
    const askedAt = performance.now();
    await ask(turn);
    answers.push(performance.now() - askedAt);
    await sleep(PAUSE_MS);
  }
  const deliveries = await slack.records({ kind: "delivery", after });
  return { answers, acknowledgements: deliveries.map(({ ms }) => Number(ms)) };
}
