import { setTimeout as sleep } from "node:timers/promises";
import { grouped, spread } from "./figures.ts";
import type { Measurement } from "./measurement.ts";
import { Database } from "./world/database.ts";
import { forMakingData } from "./world/database-server.ts";
import { addMonitors, makeNamespace, serviceName } from "./world/monitors.ts";
import { Program } from "./world/program.ts";
import { CHANNEL, Sandbox, USER } from "./world/sandbox.ts";
import { Targets } from "./world/targets.ts";
import { makeRollups } from "./world/year.ts";

const WARM_UP_ROUNDS = 2;
/** Between two commands. */
const PAUSE_MS = 200;

/** How long somebody who types a command waits for the answer. */
export const board: Measurement = async ({ options, server, say }) => {
  const { services, days, everyMs, commands, profile } = options;
  await using targets = await Targets.start();
  await using database = await Database.create(server);
  await makeNamespace(database);
  await addMonitors(database, targets, { from: 0, to: services, everyMs });
  const isFast = await server.restart(forMakingData);
  const hours = await makeRollups(database, days, say);
  if (isFast) await server.restart({});
  await using sandbox = await Sandbox.start();
  await using program = await Program.start({
    database,
    sandbox,
    targets,
    profile,
    say,
  });
  say(`board: ${commands} commands of each kind to process ${program.pid}`);
  await sleep(WARM_UP_ROUNDS * everyMs);
  const whole = await answerTimes(sandbox, commands, () => "/allswell");
  const one = await answerTimes(
    sandbox,
    commands,
    (turn) =>
      `/allswell ${serviceName(Math.floor((turn * services) / commands))}`,
  );
  return {
    title: "Board",
    how: `${grouped(services)} services, probed every ${everyMs / 1_000} s meanwhile, behind them ${days} days of rollups (${grouped(hours)} hourly rows). From the command typed in the sandbox's Slack until its answer is seen there, over the wire.`,
    head: [
      "commands of each kind",
      "board (`/allswell`), ms p50 / p99 / max",
      "one service (`/allswell Service 7`), ms p50 / p99 / max",
    ],
    rows: [[grouped(commands), spread(whole), spread(one)]],
  };
};

async function answerTimes(
  { slack }: Sandbox,
  commands: number,
  text: (turn: number) => string,
): Promise<number[]> {
  const times: number[] = [];
  for (let turn = 0; turn < commands; turn++) {
    const typedAt = performance.now();
    const seen = await slack.type({
      user: USER,
      channel: CHANNEL.id,
      text: text(turn),
    });
    times.push(performance.now() - typedAt);
    if (seen.ephemerals.length === 0)
      throw new Error(`no answer to ${text(turn)}: ${seen.outcome}`);
    await sleep(PAUSE_MS);
  }
  return times;
}
