import { setTimeout as sleep } from "node:timers/promises";
import { grouped, spread } from "./figures.ts";
import type { Bench, Measurement } from "./measurement.ts";
import type { BrokenAnswer } from "./processes/targets.ts";
import { Database } from "./world/database.ts";
import { addMonitors, makeNamespace } from "./world/monitors.ts";
import { Program } from "./world/program.ts";
import { CHANNEL, Sandbox } from "./world/sandbox.ts";
import { Targets } from "./world/targets.ts";

/** Short, so that fifty outages take minutes; how soon a failure is confirmed is the monitor's policy, not a cost of ours. */
const EVERY_MS = 2_000;
const RETRY_MS = 1_000;
const CONFIRMING_ANSWER = 3;
const WARM_UP_MS = 25_000;
const PATIENCE_MS = 30_000;

/** How long it takes from the probe that confirms an outage until Slack has accepted the message. */
export const news: Measurement = async (bench) => {
  const { outages, background, everyMs } = bench.options;
  const lags = await measure(bench);
  return {
    title: "News",
    how: `${outages} outages one after the other, while ${grouped(background)} monitors are probed every ${everyMs / 1_000} s. From the target's clock when it was asked, and when it answered, for the ${CONFIRMING_ANSWER}rd time, which confirms the outage, until the sandbox's Slack accepted the message (its clock); nothing is folded.`,
    head: [
      "outages",
      "confirming probe's start to accepted message, ms p50 / p99 / max",
      "its end to accepted message, ms p50 / p99 / max",
      `target broken to accepted message, s p50 / p99 / max (looked at every ${EVERY_MS / 1_000} s, confirmed after ${RETRY_MS / 1_000} s)`,
    ],
    rows: [
      [
        grouped(outages),
        spread(lags.map(({ sinceAsked }) => sinceAsked)),
        spread(lags.map(({ sinceAnswered }) => sinceAnswered)),
        spread(lags.map(({ sinceBroken }) => sinceBroken / 1_000)),
      ],
    ],
  };
};

/** Milliseconds until Slack accepted the message. */
interface Lag {
  sinceBroken: number;
  sinceAsked: number;
  sinceAnswered: number;
}

async function measure({ options, server, say }: Bench): Promise<Lag[]> {
  const { outages, background, everyMs, profile } = options;
  await using targets = await Targets.start();
  await using database = await Database.create(server);
  await makeNamespace(database, { foldMs: 0 });
  await addMonitors(database, targets, {
    from: 0,
    to: outages,
    everyMs: EVERY_MS,
    retryMs: RETRY_MS,
  });
  await addMonitors(database, targets, {
    from: outages,
    to: outages + background,
    everyMs,
  });
  await using sandbox = await Sandbox.start();
  await using program = await Program.start({
    database,
    sandbox,
    targets,
    profile,
    say,
  });
  say(`news: ${outages} outages, seen by process ${program.pid}`);
  await sleep(WARM_UP_MS);
  const lags: Lag[] = [];
  for (let page = 0; page < outages; page++)
    lags.push(await breakOne(targets, sandbox, page));
  return lags;
}

/** Those that were broken before stay so: nobody tells of them again. */
async function breakOne(
  targets: Targets,
  { slack }: Sandbox,
  page: number,
): Promise<Lag> {
  const after = await slack.last();
  await targets.break(0, page + 1);
  const brokenAt = Date.now();
  const [message] = await slack.records({
    kind: "message",
    channel: CHANNEL.id,
    after,
    atLeast: 1,
    wait: PATIENCE_MS,
  });
  if (message === undefined) throw new Error(`page ${page}: nobody was told`);
  const { askedAt, answeredAt } = confirming(await targets.takeAnswers(), page);
  return {
    sinceBroken: message.at - brokenAt,
    sinceAsked: message.at - askedAt,
    sinceAnswered: message.at - answeredAt,
  };
}

function confirming(
  answers: readonly BrokenAnswer[],
  page: number,
): BrokenAnswer {
  const third = answers.filter((answer) => answer.page === page)[
    CONFIRMING_ANSWER - 1
  ];
  if (third === undefined)
    throw new Error(`page ${page}: told before it was confirmed`);
  return third;
}
